"""Content that the running application serves beside the page, under an address of its own."""

from streamlit import runtime


def address(content: bytes, part: str, kind: str = "application/json") -> str:
    """Path of the content, kept as long as a page shows it as its `part`; empty outside an application (tests)."""
    if not runtime.exists():
        return ""
    return runtime.get_instance().media_file_mgr.add(content, kind, coordinates=f"atlas_{part}")
