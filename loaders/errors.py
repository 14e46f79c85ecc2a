"""Errors of the loaders package: what, which file or row, how to repair it."""


class LoaderError(Exception):
    """Root of every error raised by `loaders`."""


class DocumentError(LoaderError, ValueError):
    """A plan file cannot be read as text."""


class VocabularyError(LoaderError, ValueError):
    """A vocabulary file is missing a column or holds an unknown code."""


class BuildMissingError(LoaderError, FileNotFoundError):
    """The data directory holds no finished build."""


class BuildBrokenError(LoaderError, ValueError):
    """A build is incomplete, of another version, or fails its checksums."""


class BuildFailedError(LoaderError, RuntimeError):
    """A build cannot be made: a gazetteer or boundary file is broken, or the disk refuses it."""


class SourcesError(LoaderError, ValueError):
    """`data/sources.toml` is missing or does not state where a source comes from."""


class GoldError(LoaderError, ValueError):
    """A folder of marked plans, or the scorer, cannot be used for measuring."""


class GazetteerImportError(LoaderError, ValueError):
    """A file cannot become a table of the local gazetteer, or a table cannot be written or removed."""


class TooMuchError(LoaderError, RuntimeError):
    """A served catalog was asked for more at once than a program should hold: how many there are, and how many may."""

    def __init__(self, what: str, number: int, most: int) -> None:
        """`what` is projects, tasks or mentions."""
        super().__init__(f"{number:,} {what} cannot be looked at together (at most {most:,}); narrow the query")
        self.what, self.number, self.most = what, number, most


class ProcessDiedError(LoaderError, ChildProcessError):
    """A process that works for this one has ended before it was done, as when memory runs out."""


class CatalogError(LoaderError, ConnectionError):
    """The database of the published catalog does not answer, or (`is_gone`) holds none."""

    is_gone = False


class CatalogGoneError(CatalogError):
    """What was to be read from that database is not there (any more): nothing is published, or a build was replaced."""

    is_gone = True


class BundleError(LoaderError, RuntimeError):
    """An offline bundle cannot be made: a package has no wheel, the index is out of reach, or the place is taken."""
