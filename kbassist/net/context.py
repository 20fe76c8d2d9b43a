"""What one run of checks shares: what was asked for, what the knowledge lists, the time left, and results used by several."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple, Protocol, TypeVar

from kbassist.model.secret import Secret
from kbassist.model.service import Service
from kbassist.net.network import Network

_Value = TypeVar("_Value")

STEP = 8.0
"""Seconds that a single wait takes at most: servers that pause before the banner or after a bad login stay below."""
SHARE = 0.5
"""Share of the time left that a single wait may take, so that what it waited for in vain can still be said."""
LEAST = 0.05


class Asked(NamedTuple):
    """What the person asked for beside the target."""

    timeout: float = 20.0
    """Seconds for the whole run."""
    login: bool = False
    user: str = ""
    secret: Secret | None = None
    mechanism: str = ""
    insecure: bool = False
    """Log in although the certificate is not trusted."""
    sender: str = ""
    recipient: str = ""
    credential: Secret | None = None
    token: Secret | None = None
    selector: str = ""
    """DKIM selector, where the person knows it."""
    name: str = "[127.0.0.1]"
    """What the client calls itself in EHLO: an address literal says nothing of the machine (RFC 5321 section 4.1.3)."""


class Directory(Protocol):
    """What the checks ask of the knowledge: which services there are and how they are recognised."""

    def service(self, name: str) -> Service | None:
        """The service of a provider id."""

    def service_of(self, kind: str, name: str) -> Service | None:
        """The service that a mail `domain`, an `mx` host or a submission `host` belongs to."""

    def service_hosts(self) -> list[str]:
        """The submission hosts of all services, for near misses."""

    def interceptors(self) -> tuple[str, ...]:
        """Words in the issuer of a certificate by which antivirus programs and proxies are known."""


def _silently(words: str) -> None:
    """Tell nobody."""


class Context:
    """Shared by the checks of one run. Cancel the run's task and everything under way here ends."""

    def __init__(self, asked: Asked, directory: Directory, network: Network) -> None:
        self.asked = asked
        self.directory = directory
        self._network = network
        self._deadline = network.clock() + asked.timeout
        self._shared: dict[str, asyncio.Task[Any]] = {}
        self.say: Callable[[str], None] = _silently
        """How a check tells what it is doing now."""

    def telling(self, say: Callable[[str], None]) -> Context:
        """Return the same context for one check, which tells its progress by `say`."""
        own = copy.copy(self)
        own.say = say
        return own

    def limit(self, most: float = STEP) -> float:
        """Return the seconds that the next wait may take."""
        return max(LEAST, min(most, SHARE * (self._deadline - self._network.clock())))

    def left(self) -> float:
        """Return the seconds left for the whole run."""
        return max(0.0, self._deadline - self._network.clock())

    async def once(self, key: str, make: Callable[[], Coroutine[Any, Any, _Value]]) -> _Value:
        """Return what `make` gives, made once for all who ask for the key.

        The work belongs to the run, not to the check that asked first: one check cancelled does not take it from the others.
        """
        if key not in self._shared:
            self._shared[key] = asyncio.create_task(make(), name=f"shared {key}")
        value: _Value = await asyncio.shield(self._shared[key])
        return value

    async def close(self) -> None:
        """Cancel what is still under way and wait until it has ended."""
        tasks = [task for task in self._shared.values() if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*self._shared.values(), return_exceptions=True)
