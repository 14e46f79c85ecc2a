"""The door for what planners write: imported plans, corrections and progress, kept in one SQL database."""

from loaders.correcting.editor import Editor, Written
from loaders.correcting.models import Anchor, Correction, Corrections, Position, State
from loaders.correcting.models import Outcome as CorrectionOutcome
from loaders.correcting.opening import present_corrections
from loaders.correcting.validating import DATUMS, Warned
from loaders.following.deadlines import Deadline
from loaders.following.lights import Light
from loaders.following.work import Followed, UnitWork, Work, urgency
from loaders.stored.adding import add_plan, find_same, likely_earlier
from loaders.stored.corrections import corrections, corrections_digest
from loaders.stored.corrections import history as correction_history
from loaders.stored.corrections import undo as undo_correction
from loaders.stored.errors import ConflictError, CorrectionError, PlanError, StoreBusyError, StoreError
from loaders.stored.models import AddedPlan, Earlier, Outcome, StoredPlan
from loaders.stored.plans import (
    active_plans,
    changed_fields,
    edit_metadata,
    plan_history,
    plan_text,
    plan_versions,
    remove_plan,
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
    progress_records,
    remove_progress,
)
from loaders.stored.records import Change, Record, Store
from loaders.stored.roles import LOCAL_USER, Desk, NotAllowedError, Role, User, role_of

__all__ = [
    "DATUMS",
    "LOCAL_USER",
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
    "Earlier",
    "Editor",
    "Followed",
    "Light",
    "NotAllowedError",
    "Outcome",
    "PlanError",
    "Position",
    "ProgressEntry",
    "ProgressRecord",
    "Record",
    "Role",
    "State",
    "Store",
    "StoreBusyError",
    "StoreError",
    "StoredPlan",
    "UnitWork",
    "User",
    "Warned",
    "Work",
    "Written",
    "active_plans",
    "add_plan",
    "add_progress",
    "add_samples",
    "changed_fields",
    "correction_history",
    "corrections",
    "corrections_digest",
    "edit_metadata",
    "edit_progress",
    "find_same",
    "likely_earlier",
    "plan_history",
    "plan_text",
    "plan_versions",
    "present_corrections",
    "progress_records",
    "remove_plan",
    "remove_progress",
    "restore_version",
    "role_of",
    "stored_plan",
    "undo_correction",
    "undo_plan",
    "urgency",
]
