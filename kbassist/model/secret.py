"""A secret in memory: it cannot be printed, logged or pickled by accident."""

from typing import NoReturn


class Secret:
    """The bytes of a password or token. Only `reveal()` gives them out; nothing else shows them."""

    __slots__ = ("_value",)

    def __init__(self, value: bytes) -> None:
        self._value = value

    def reveal(self) -> bytes:
        """Return the secret itself, for the one place that sends it."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return "Secret(...)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not stored")
