"""What the store gives to a build: the plans that planners added, their texts, and why they could not be read.

Imports the database only when there is a store. A store that is broken or out of reach does not lose the build.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from loaders.stored import address
from loaders.stored.errors import StoreError
from loaders.stored.models import StoredPlan

UNREADABLE = "导入的规划未能从数据库读出（{cause}），本次只含规划目录中的文件"
OUT_OF_REACH = "unreadable"


@dataclass(frozen=True, slots=True)
class StoredInputs:
    """Active plans in the order they were added, their texts by SHA-256, and `problem` where nothing could be read."""

    plans: tuple[StoredPlan, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def digest(self) -> str:
        """What tells two states of the store apart, as far as they shape a build."""
        if self.problem:
            return OUT_OF_REACH
        rows = [[plan.plan_id, plan.text_sha256, plan.shown, asdict(plan.metadata)] for plan in self.plans]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16]

    @property
    def notices(self) -> tuple[str, ...]:
        """What the planner must know."""
        return (UNREADABLE.format(cause=self.problem),) if self.problem else ()


def read_inputs(*, texts: bool) -> StoredInputs:
    """What the configured store holds now; nothing where there is none. The texts come only when asked for."""
    if not address.is_there():
        return StoredInputs()
    from loaders.stored import plans
    from loaders.stored.records import Store

    try:
        with Store.open() as store:
            active = plans.active_plans(store)
            return StoredInputs(active, store.texts(plan.text_sha256 for plan in active) if texts else {})
    except StoreError as error:
        return StoredInputs(problem=str(error))
