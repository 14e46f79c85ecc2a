"""The door for what planners write: imported plans, corrections and progress, kept in one SQL database."""

from loaders.following.deadlines import Deadline
from loaders.following.lights import Light
from loaders.following.work import Followed, UnitWork, Work
from loaders.stored.adding import add_plan, find_same, likely_earlier
from loaders.stored.errors import ConflictError, PlanError, StoreBusyError, StoreError
from loaders.stored.models import AddedPlan, Earlier, Outcome, StoredPlan
from loaders.stored.plans import (
    active_plans,
    changed,
    edit_metadata,
    history,
    plan,
    plan_text,
    remove_plan,
    restore_version,
    undo,
    versions,
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
    "LOCAL_USER",
    "AddedPlan",
    "Change",
    "ConflictError",
    "Deadline",
    "Desk",
    "Earlier",
    "Followed",
    "Light",
    "NotAllowedError",
    "Outcome",
    "PlanError",
    "ProgressEntry",
    "ProgressRecord",
    "Record",
    "Role",
    "Store",
    "StoreBusyError",
    "StoreError",
    "StoredPlan",
    "UnitWork",
    "User",
    "Work",
    "active_plans",
    "add_plan",
    "add_progress",
    "add_samples",
    "changed",
    "edit_metadata",
    "edit_progress",
    "find_same",
    "history",
    "likely_earlier",
    "plan",
    "plan_text",
    "progress_records",
    "remove_plan",
    "remove_progress",
    "restore_version",
    "role_of",
    "undo",
    "versions",
]
