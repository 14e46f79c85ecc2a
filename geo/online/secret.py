"""A key that shows itself to nobody by accident: not in logs, reprs, tracebacks, pickles or copies of an answer."""

from typing import NoReturn
from urllib.parse import quote, quote_plus

MASK = "***"


class Secret:
    """A key of a service; only `reveal` gives it out, to the one place that sends it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The key itself."""
        return self._value

    def mask(self, text: str) -> str:
        """`text` without the key, as it is or percent-encoded."""
        for form in {self._value, quote(self._value, safe=""), quote_plus(self._value)} - {""}:
            text = text.replace(form, MASK)
        return text

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is never stored")
