"""The door for what planners write: imported plans, corrections and progress, kept in one SQL database."""

from loaders.correcting.acting import correct, county_names, township_names
from loaders.correcting.anchors import occurrences
from loaders.correcting.editor import DoubtfulError, Editor, Written
from loaders.correcting.files import Imported, check_csv, export_csv, import_csv
from loaders.correcting.models import Anchor, Correction, Corrections, Position, State
from loaders.correcting.models import Outcome as CorrectionOutcome
from loaders.correcting.opening import is_store_there, present_corrections
from loaders.correcting.spotting import Spot, drawn_at, proposed
from loaders.correcting.validating import ADMIN_LEVELS, DATUMS, Warned
from loaders.following.deadlines import Deadline
from loaders.following.lights import Light
from loaders.following.work import Followed, UnitWork, Work, urgency
from loaders.intake.errors import IntakeError
from loaders.intake.extract import Note
from loaders.intake.limits import Limits
from loaders.intake.reading import Reading
from loaders.intake.safely import Outcome as FileOutcome
from loaders.intake.safely import read_many
from loaders.models import Metadata
from loaders.previewing import Found, PlanPreview, jurisdictions, preview_plan, preview_safely
from loaders.progress import part_of
from loaders.reviewing import (
    STATUSES,
    Review,
    ReviewRow,
    decide_fields,
    decide_rejected,
    decide_verified,
    review_rows,
    same_project,
    unfound,
)
from loaders.stored.adding import add_plan, find_same, likely_earlier
from loaders.stored.corrections import corrections, corrections_digest
from loaders.stored.corrections import history as correction_history
from loaders.stored.corrections import undo as undo_correction
from loaders.stored.drafts import (
    Draft,
    bring_back_draft,
    change_draft,
    drop_draft,
    keep_draft,
    open_draft,
    save_draft,
    waiting_drafts,
)
from loaders.stored.errors import ConflictError, CorrectionError, PlanError, ProgressError, StoreBusyError, StoreError
from loaders.stored.models import AddedPlan, Earlier, Outcome, StoredPlan
from loaders.stored.plans import (
    active_plans,
    changed_fields,
    edit_metadata,
    plan_history,
    plan_text,
    plan_versions,
    remove_plan,
    removed_plans,
    restore_version,
    stored_plan,
    undo_plan,
)
from loaders.stored.progress import (
    ProgressEntry,
    ProgressRecord,
    add_progress,
    add_samples,
    edit_progress,
    is_address,
    progress_records,
    remove_progress,
)
from loaders.stored.records import Change, Record, Store
from loaders.stored.redoing import Undone
from loaders.stored.redoing import redo as redo_correction
from loaders.stored.redoing import undone as undone_corrections
from loaders.stored.roles import LOCAL_USER, Desk, NotAllowedError, Role, User, role_of

__all__ = [
    "ADMIN_LEVELS",
    "DATUMS",
    "LOCAL_USER",
    "STATUSES",
    "AddedPlan",
    "Anchor",
    "Change",
    "ConflictError",
    "Correction",
    "CorrectionError",
    "CorrectionOutcome",
    "Corrections",
    "Deadline",
    "Desk",
    "DoubtfulError",
    "Draft",
    "Earlier",
    "Editor",
    "FileOutcome",
    "Followed",
    "Found",
    "Imported",
    "IntakeError",
    "Light",
    "Limits",
    "Metadata",
    "NotAllowedError",
    "Note",
    "Outcome",
    "PlanError",
    "PlanPreview",
    "Position",
    "ProgressEntry",
    "ProgressError",
    "ProgressRecord",
    "Reading",
    "Record",
    "Review",
    "ReviewRow",
    "Role",
    "Spot",
    "State",
    "Store",
    "StoreBusyError",
    "StoreError",
    "StoredPlan",
    "Undone",
    "UnitWork",
    "User",
    "Warned",
    "Work",
    "Written",
    "active_plans",
    "add_plan",
    "add_progress",
    "add_samples",
    "bring_back_draft",
    "change_draft",
    "changed_fields",
    "check_csv",
    "correct",
    "correction_history",
    "corrections",
    "corrections_digest",
    "county_names",
    "decide_fields",
    "decide_rejected",
    "decide_verified",
    "drawn_at",
    "drop_draft",
    "edit_metadata",
    "edit_progress",
    "export_csv",
    "find_same",
    "import_csv",
    "is_address",
    "is_store_there",
    "jurisdictions",
    "keep_draft",
    "likely_earlier",
    "occurrences",
    "open_draft",
    "part_of",
    "plan_history",
    "plan_text",
    "plan_versions",
    "present_corrections",
    "preview_plan",
    "preview_safely",
    "progress_records",
    "proposed",
    "read_many",
    "redo_correction",
    "remove_plan",
    "remove_progress",
    "removed_plans",
    "restore_version",
    "review_rows",
    "role_of",
    "same_project",
    "save_draft",
    "stored_plan",
    "township_names",
    "undo_correction",
    "undo_plan",
    "undone_corrections",
    "unfound",
    "urgency",
    "waiting_drafts",
]
