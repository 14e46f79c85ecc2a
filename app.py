"""Entry point of Plan Atlas: the frame around every page, then the page.

The server imports this file once and gets what it does besides; Streamlit runs it for every view.
"""

import streamlit as st

from pages.components import server

if __name__ == "__main__":
    from pages.components import away, frame  # components are declared to a server that runs

    frame.configure()
    page = frame.navigation()
    with away.patient(), server.watched(page.url_path):
        frame.draw(page)
        st.session_state["framed"] = True
        frame.run(page)
else:
    app = st.App(__file__, routes=server.routes(), lifespan=server.lifespan, on_script_error=server.failed)
