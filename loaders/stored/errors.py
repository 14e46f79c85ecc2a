"""What can go wrong with the store, in sentences that say what to do."""

from loaders.errors import LoaderError


class StoreError(LoaderError):
    """The store cannot be opened, read or written."""


class StoreBusyError(StoreError):
    """Another process holds the store for too long; trying again may succeed."""


class ConflictError(StoreError):
    """Someone else (`who`, `at`; '' where that is not known) has written the record since; nothing was written."""

    def __init__(self, sentence: str, *, who: str = "", at: str = "") -> None:
        super().__init__(sentence)
        self.who, self.at = who, at


class RefusedError(StoreError, ValueError):
    """What cannot be kept as it is; `code` says which rule it breaks, for a screen that says it in its own words."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class PlanError(RefusedError):
    """A plan that is not there, or that cannot be kept as it is."""


class CorrectionError(RefusedError):
    """A correction that cannot be kept."""


class ProgressError(RefusedError):
    """A record of progress that cannot be true."""
