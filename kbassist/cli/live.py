"""A live check in the middle of a conversation: line by line, without moving the cursor."""

from __future__ import annotations

from collections.abc import Callable

from kbassist.assistant.checking import provider_of
from kbassist.assistant.conversation import Conversation, Turn
from kbassist.cli.console import Console, visible
from kbassist.errors import UsageError
from kbassist.model.finding import Finding, Outcome
from kbassist.model.target import Target

TIMEOUT = 20.0
"""Seconds for the whole."""


def checked(talk: Conversation, given: str, console: Console, clock: Callable[[], str]) -> Turn:
    """Check the server named, or the one that the case is about, and return the conversation with what was found.

    No login is tried: `kbassist check --login` asks for the password without echo. Raises UsageError where no server is known.
    """
    text = given or talk.target
    if not text:
        raise UsageError("say which server: `check smtp.example.com:587`")
    import asyncio  # with ssl and dnspython about 200 ms, which only a check pays

    from kbassist.checking.aim import aim
    from kbassist.checking.runner import run_checks
    from kbassist.cli.findings import Live
    from kbassist.net.context import Asked
    from kbassist.net.system import SystemNetwork

    target = aim(text, talk.knowledge)
    console.out(f"Checking {visible(target.text)}; this takes up to {TIMEOUT:.0f} seconds. No login is tried.")
    console.stdout.flush()
    live = Live(console, transcript=False, still=True)
    run = asyncio.run(run_checks(target, Asked(timeout=TIMEOUT), SystemNetwork(), talk.knowledge, (), live))
    console.out("")
    return talk.found((*run.findings, *_owner(talk, target)), clock())


def _owner(talk: Conversation, target: Target) -> tuple[Finding, ...]:
    """Return the finding that the target belongs to a provider, where the case knew none."""
    provider = provider_of(target, talk.knowledge)
    known = talk.seen is not None and talk.seen.report.provider is not None
    if not provider or known:
        return ()
    owner = talk.knowledge.owner("provider", provider)
    title = f"{target.text} belongs to {owner.title if owner else provider}"
    return (Finding("provider", target.text, Outcome.PASS, title, facts={"provider": provider}),)
