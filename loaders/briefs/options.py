"""What every writer of a briefing takes beside its scopes: options of the file, and whom to tell how far it is."""

from dataclasses import dataclass

# In the order of menus; what writes them: `loaders.briefs.files.WRITERS`.
FORMATS = ("png", "svg", "pdf", "pptx", "docx", "xlsx", "html", "zip")


@dataclass(frozen=True, slots=True)
class BriefOptions:
    """Resolution of pictures (96 to 300), and whether documents have the clauses of tasks and the table of projects."""

    dpi: int = 150
    clauses: bool = True
    tables: bool = True


def silent(label: str, fraction: float) -> None:
    """Tell nobody."""
