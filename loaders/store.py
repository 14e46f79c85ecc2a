"""The door for what planners write: imported plans, corrections and progress, kept in one SQL database."""

from loaders.following.deadlines import Deadline
from loaders.following.lights import Light
from loaders.following.work import Followed, UnitWork, Work
from loaders.stored.errors import ConflictError, StoreBusyError, StoreError
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
    "Change",
    "ConflictError",
    "Deadline",
    "Desk",
    "Followed",
    "Light",
    "NotAllowedError",
    "ProgressEntry",
    "ProgressRecord",
    "Record",
    "Role",
    "Store",
    "StoreBusyError",
    "StoreError",
    "UnitWork",
    "User",
    "Work",
    "add_progress",
    "add_samples",
    "edit_progress",
    "progress_records",
    "remove_progress",
    "role_of",
]
