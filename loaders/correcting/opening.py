"""What whoever opens a build needs: the corrections of the configured store, and the tables with them.

Imports the database and the resolver only where there is something to correct, so that an app without starts fast.
"""

from collections.abc import Sequence

from geo import settings
from loaders.correcting.models import NO_CORRECTIONS, Corrections, Overlay, Records
from loaders.correcting.words import STORE_UNREADABLE
from loaders.storage import PlanScope


def corrected(records: Records, scopes: Sequence[PlanScope], corrections: Corrections, *, inputs: str) -> Overlay:
    """The tables of a build as planners have corrected them."""
    if not corrections.items:
        return Overlay(records, tuple(scopes), records, corrections)
    from loaders.correcting.overlay import overlay

    return overlay(records, scopes, corrections, inputs=inputs)


def is_store_there() -> bool:
    """Whether there is a store to read: a configured database, or a file of the local one."""
    return bool(settings.text(settings.DATABASE)) or any(settings.directory(settings.STORE).glob("*.db"))


def present_corrections() -> Corrections:
    """The corrections of the configured store; none, with a notice, where it cannot be read, and it is never made."""
    if not is_store_there():
        return NO_CORRECTIONS
    from loaders.stored.corrections import corrections
    from loaders.stored.errors import StoreError
    from loaders.stored.records import Store

    try:
        store = Store.open()
        try:
            return corrections(store)
        finally:
            store.close()
    except StoreError as error:
        return Corrections(notice=STORE_UNREADABLE.format(cause=error))
