"""Plan files to PlanDocument: text as in the file, metadata from the file beside it or from the text itself.

A metadata file `<stem>.toml` beside the plan states title, label, issuer, jurisdiction (adcode),
document_number and date; a key it leaves out is unknown and stays None. Without one the same facts are
proposed from the opening of the text.
"""

import hashlib
import tomllib
from pathlib import Path

from geo.gazetteer import Gazetteer
from loaders.errors import DocumentError
from loaders.models import Metadata, PlanDocument
from loaders.reading.metadata import propose

SAMPLE_DIRECTORY = Path(__file__).parents[1] / "data" / "plans"
METADATA_KEYS = ("title", "label", "issuer", "jurisdiction", "document_number", "date")


def read(path: Path) -> PlanDocument:
    """The plan in a UTF-8 text file.

    Raises
    ------
    DocumentError
        If the file is missing, is not UTF-8 text or holds no text, or its metadata file is broken.
    """
    text = _text(path)
    beside = path.with_suffix(".toml")
    metadata = _stated(beside) if beside.is_file() else propose(text, Gazetteer.load())
    return PlanDocument(
        plan_id=path.stem,
        title=metadata.title,
        label=metadata.label or metadata.title or f"[{path.stem}]",
        issuer=metadata.issuer,
        jurisdiction=metadata.jurisdiction,
        document_number=metadata.document_number,
        date=metadata.date,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DocumentError(f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8 and try again") from error
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    if "\0" in text:
        raise DocumentError(f"{path}: holds binary data, not text; export the plan as a UTF-8 text file")
    if not text.strip("\ufeff \t\r\n\u3000"):
        raise DocumentError(f"{path}: holds no text; export the plan as a UTF-8 text file")
    return text


def _stated(path: Path) -> Metadata:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DocumentError(f"{path}: not a readable TOML file ({error}); mend or remove it") from error
    unknown = set(values) - set(METADATA_KEYS)
    if unknown:
        raise DocumentError(f"{path}: unknown key {', '.join(sorted(unknown))}; known are {', '.join(METADATA_KEYS)}")
    return Metadata(**{key: values.get(key) for key in METADATA_KEYS})
