"""Which kind of catalog answers: one that is published, or the build, in memory while that is small enough."""

from pathlib import Path

from geo import settings
from loaders import storage
from loaders.asking import Catalog
from loaders.catalog import MemoryCatalog
from loaders.correcting.models import Corrections

MOST_IN_MEMORY = 200_000  # mentions of a build that is held in memory; that takes about 1 GB and some seconds


def opened(directory: Path, corrections: Corrections) -> Catalog:
    """The catalog that the settings name, else of the build in `directory` (see `Catalog.open`)."""
    if settings.text(settings.CATALOG):
        from loaders.serving import published  # a database only where one is used

        return published.opened().corrected(corrections)
    manifest = storage.read_manifest(directory)
    if manifest.rows["mentions"] > MOST_IN_MEMORY:
        return embedded(directory, manifest).corrected(corrections)
    return MemoryCatalog(manifest, storage.read_tables(directory, manifest), corrections)


def embedded(directory: Path, manifest: storage.Manifest) -> Catalog:
    """The build as DuckDB answers it; the first time its file is made."""
    from loaders.serving import embedded as inside
    from loaders.serving import parts
    from loaders.serving.catalog import ServedCatalog

    file = inside.file_of(manifest.build_id)
    if not file.exists():
        inside.prepared(parts.opened(directory, manifest))
    return ServedCatalog(inside.Embedded(file))
