"""Plans of a served catalog read into memory, for what joins every mention of them."""

from typing import TYPE_CHECKING

from loaders.correcting.models import NO_CORRECTIONS
from loaders.errors import TooMuchError
from loaders.serving.holding import Held
from loaders.serving.records import Records
from loaders.serving.whole import tables_of

if TYPE_CHECKING:
    from loaders.catalog import MemoryCatalog

MOST_MENTIONS = 50_000  # of plans that are read into memory


def plans_in_memory(held: Held, plans: tuple[str, ...]) -> "MemoryCatalog":
    """The plans (all when none is given) as they are shown, corrected or not.

    Raises
    ------
    TooMuchError
        If they have too many mentions.
    """
    from loaders.catalog import MemoryCatalog  # which imports the door to this module

    where = "plan_id = ANY($plans)" if plans else "TRUE"
    ((mentions,),) = held.engine.rows(f"SELECT COUNT(*) FROM mention WHERE {where}", plans=list(plans))
    if mentions > MOST_MENTIONS:
        raise TooMuchError("mentions", mentions, MOST_MENTIONS)
    own = [plan.plan_id for plan in held.plans if not plans or plan.plan_id in plans]
    records = Records(held.engine, held.index)
    tables = {
        **held.base(),
        "plans": [plan for plan_id in own if (plan := records.plan(plan_id))],
        "areas": list(held.areas.values()),
        **tables_of(held.engine, own),
    }
    return MemoryCatalog(held.manifest, tables, NO_CORRECTIONS)
