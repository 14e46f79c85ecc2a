"""What can go wrong with a served build."""

from loaders.errors import LoaderError


class PublishError(LoaderError, RuntimeError):
    """A build cannot be published; what was served before still is."""
