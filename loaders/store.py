"""The door for what planners write: imported plans, corrections and progress, kept in one SQL database."""

from loaders.stored.errors import ConflictError, StoreBusyError, StoreError
from loaders.stored.records import Change, Record, Store

__all__ = ["Change", "ConflictError", "Record", "Store", "StoreBusyError", "StoreError"]
