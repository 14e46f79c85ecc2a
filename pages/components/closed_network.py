"""No request leaves this machine, not even Streamlit's own.

When a page of another site tries to open a connection, Streamlit 1.67 asks a server on the internet what address this
machine has, to compare it with that page's; it refuses the page all the same where it gets no answer.
"""

from streamlit import net_util


def stay_inside() -> None:
    """Let Streamlit know no external address of this machine, and so never ask for it."""
    net_util.get_external_ip = _no_address


def _no_address() -> None:
    return None
