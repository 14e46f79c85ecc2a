"""Who may do what: readers look, editors write, admins also take plans away and give the store back.

Without a login everyone at the machine is the one local user. With one, `PLAN_ATLAS_ROLES` says who is what, as
`admin=li@example.cn;editor=*@example.cn`: patterns with * and ?, the highest role that fits counts, and who fits none
only reads.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from fnmatch import fnmatchcase
from typing import Concatenate, ParamSpec, TypeVar

from geo import settings
from geo.errors import SettingError
from loaders.stored.errors import StoreError
from loaders.stored.records import Store

P = ParamSpec("P")
T = TypeVar("T")


class Role(IntEnum):
    """What someone may do; a higher one may do what the lower ones may."""

    READER = 1
    EDITOR = 2
    ADMIN = 3


class NotAllowedError(StoreError):
    """Someone asked for what their role does not allow; nothing was written."""


@dataclass(frozen=True, slots=True)
class User:
    """Who writes: `name` stands in the history."""

    name: str
    role: Role


LOCAL_USER = User("本机用户", Role.ADMIN)


class Desk:
    """The store as one user may use it; every write goes through `do`, which asks for the role first."""

    def __init__(self, store: Store, user: User) -> None:
        """Sit a user down at an open store."""
        self.store = store
        self.user = user

    def may(self, role: Role = Role.EDITOR) -> bool:
        """Whether the user has this role or a higher one."""
        return self.user.role >= role

    def do(self, action: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the action returns, called with the store and the user as `who`.

        Raises
        ------
        NotAllowedError
            If the role of the user is lower than the action needs (see `needs`).
        """
        needed = getattr(action, "needed_role", Role.EDITOR)
        if not self.may(needed):
            raise NotAllowedError(
                f"{self.user.name} is {self.user.role.name.lower()}; this needs {needed.name.lower()}"
            )
        return action(self.store, *args, **{**kwargs, "who": self.user.name})  # type: ignore[arg-type]


def needs(role: Role) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Mark an action that needs another role than that of an editor."""

    def mark(action: Callable[P, T]) -> Callable[P, T]:
        action.needed_role = role  # type: ignore[attr-defined]
        return action

    return mark


def role_of(address: str) -> Role:
    """The role of someone who has logged in, by e-mail address or account name.

    Raises
    ------
    SettingError
        If `PLAN_ATLAS_ROLES` cannot be read.
    """
    found = [role for role, pattern in _rules() if fnmatchcase(address.strip().lower(), pattern)]
    return max(found, default=Role.READER)


def _rules() -> list[tuple[Role, str]]:
    rules = []
    for part in filter(None, (part.strip() for part in settings.text(settings.ROLES).split(";"))):
        name, equals, patterns = part.partition("=")
        if not equals or name.strip().upper() not in Role.__members__:
            raise SettingError(f"{settings.ROLES.name}: “{part}” is no role; write admin=…;editor=…;reader=…")
        role = Role[name.strip().upper()]
        rules += [(role, pattern.strip().lower()) for pattern in patterns.split(",") if pattern.strip()]
    return rules
