"""Plans to PlanDocument: the text as it is, metadata as stated or from the text itself.

A metadata file `<stem>.toml` beside the plan states title, label, issuer, jurisdiction (adcode),
document_number and date; a key it leaves out is unknown and stays None. Without one the same facts are
proposed from the opening of the text. A plan of the store has the metadata it has there.
"""

import hashlib
import tomllib
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from geo.gazetteer import Gazetteer
from loaders.errors import DocumentError
from loaders.models import Metadata, PlanDocument
from loaders.reading.metadata import propose
from loaders.stored.inputs import StoredInputs
from loaders.stored.models import FIELDS as METADATA_KEYS
from loaders.stored.models import StoredPlan

SAMPLE_DIRECTORY = Path(__file__).parents[1] / "data" / "plans"


@dataclass(frozen=True, slots=True)
class PlanText:
    """A plan before anything is read from it: `metadata` as stated, None where the text must tell it."""

    plan_id: str
    name: str
    text: str
    sha256: str
    metadata: Metadata | None


@dataclass(frozen=True, slots=True)
class Source:
    """A plan to read: its name for the progress, its file for whoever must mend it, and what loads its text."""

    name: str
    file: str
    load: Callable[[], PlanText]


def sources(plans_directory: Path, stored: StoredInputs) -> list[Source]:
    """The plan files by name, then the plans of the store in the order they were added."""
    paths = sorted(plans_directory.glob("*.txt"))
    taken = {path.stem for path in paths}
    files = [Source(path.stem, path.name, partial(_load, path)) for path in paths]
    return files + [
        Source(plan.shown, plan.file_name, partial(_load_stored, plan, stored.texts, taken)) for plan in stored.plans
    ]


def read(path: Path) -> PlanDocument:
    """The plan in a UTF-8 text file.

    Raises
    ------
    DocumentError
        If the file is missing, is not UTF-8 text or holds no text, or its metadata file is broken.
    """
    return document(_load(path))


def document(plan: PlanText) -> PlanDocument:
    """The plan with its metadata, proposed from the text where none is stated."""
    metadata = plan.metadata or propose(plan.text, Gazetteer.load())
    return PlanDocument(
        plan_id=plan.plan_id,
        title=metadata.title,
        label=metadata.label or metadata.title or f"[{plan.name}]",
        issuer=metadata.issuer,
        jurisdiction=metadata.jurisdiction,
        document_number=metadata.document_number,
        date=metadata.date,
        text=plan.text,
        sha256=plan.sha256,
    )


def _load(path: Path) -> PlanText:
    text = _text(path)
    beside = path.with_suffix(".toml")
    return _plan_text(path.stem, path.stem, text, _stated(beside) if beside.is_file() else None)


def _load_stored(plan: StoredPlan, texts: Mapping[str, str], taken: Set[str]) -> PlanText:
    if plan.plan_id in taken:
        raise DocumentError(f"{plan.shown}: a plan file has its id {plan.plan_id} as its name; rename that file")
    text = texts.get(plan.text_sha256)
    if text is None:
        raise DocumentError(f"{plan.shown}: the store has lost its text; restore a backup or add the plan again")
    return _plan_text(plan.plan_id, Path(plan.file_name).stem, text, plan.metadata)


def _plan_text(plan_id: str, name: str, text: str, metadata: Metadata | None) -> PlanText:
    return PlanText(plan_id, name, text, hashlib.sha256(text.encode()).hexdigest(), metadata)


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
