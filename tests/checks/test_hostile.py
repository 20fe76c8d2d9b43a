"""Every behaviour of every hostile server yields its named finding, in time and in bounds, and leaves and tells nothing."""

from __future__ import annotations

import logging
import time
import tracemalloc
from collections.abc import Awaitable, Callable

import pytest
from servers import hostile_tls
from servers.certificates import Authority
from servers.hostile import behaviours
from servers.scripted import Behaviour, Peer, Stage, behaviour

from checks.run import Ran, asked_to_log_in, assert_harmless, assert_not_told, check, open_connections, texts
from kbassist.kb.store import Store
from kbassist.model.finding import Outcome
from kbassist.net.context import Asked

TIMEOUT = 4.0
"""Seconds for a run; a server that is silent is given up after half of what is left."""

MOST_MEMORY = 24 << 20
"""Bytes that a run may need at its peak beyond what was there before, the scripted server's own share included."""

MOST_AT_ONCE = 6
"""Connections at one time; mail services begin to refuse at about ten from one client."""


def meet(store: Store, authority: Authority, stage: Stage, behaviour: Behaviour) -> Ran:
    """Run all checks against a hostile server, with a login where the behaviour is about logging in."""
    asked = Asked()
    if behaviour.login:
        asked = asked_to_log_in(mechanism="" if behaviour.login == "auto" else behaviour.login)
    asked = asked._replace(sender=behaviour.sender, recipient="someone@example.com" if behaviour.sender else "")
    return check(store, f"127.0.0.1:{stage.port}", asked, ca_file=authority.ca_file, timeout=TIMEOUT)


@pytest.mark.parametrize("behaviour", behaviours(), ids=lambda behaviour: behaviour.name)
def test_it_is_found_out_in_time_and_nothing_is_left_or_told(
    store: Store,
    authority: Authority,
    stage: Callable[[Behaviour], Stage],
    behaviour: Behaviour,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    server = stage(behaviour)
    tracemalloc.start()
    try:
        ran = meet(store, authority, server, behaviour)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    said = [(finding.check, finding.outcome.value, finding.reason, finding.title) for finding in ran.run.findings]
    if behaviour.reasons:
        assert behaviour.reasons & ran.reasons, said
        assert any(finding.outcome is not Outcome.PASS for finding in ran.run.findings if finding.reason in behaviour.reasons), (
            said
        )
    else:
        assert not any(finding.outcome is Outcome.ERROR for finding in ran.run.findings), said
    assert peak < MOST_MEMORY

    assert server.connections >= 1 and server.most_present <= MOST_AT_ONCE
    assert server.logins <= 1, server.heard
    assert not any(line.upper().startswith((b"DATA", b"BDAT")) for line in server.heard)
    deadline = time.monotonic() + 1
    while open_connections(server.port) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert open_connections(server.port) == 0

    told = "\n".join(texts(ran.run.findings))
    printed = capfd.readouterr()
    assert_not_told(told + caplog.text + printed.out + printed.err + repr(ran.run))
    assert_harmless(told)
    assert printed.out == printed.err == ""
    assert not [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def test_there_are_as_many_behaviours_as_were_promised() -> None:
    assert len(behaviours()) >= 40
    assert len({behaviour.name for behaviour in behaviours()}) == len(behaviours())
    assert all(behaviour.about.strip() != "None" for behaviour in behaviours())


async def another_certificate(peer: Peer) -> None:
    """Shows a certificate of its own making."""
    await peer.starttls("AUTH PLAIN LOGIN", kind="self_signed")


async def no_starttls(peer: Peer) -> None:
    """Offers AUTH and no STARTTLS."""
    await peer.greet()
    await peer.ehlo("AUTH PLAIN LOGIN")


LEAKED = b"a secret on a connection that nobody should trust"


@pytest.mark.parametrize("bad", [another_certificate, no_starttls, hostile_tls.plaintext_injected.play])
@pytest.mark.parametrize("good_one", [1, 2, 3])
def test_a_server_that_is_good_once_gets_no_secret_when_it_is_not(
    store: Store,
    authority: Authority,
    stage: Callable[[Behaviour], Stage],
    bad: Callable[[Peer], Awaitable[None]],
    good_one: int,
) -> None:
    """The login trusts what it sees itself, not what another connection saw: whoever sits between may change the game."""

    async def play(peer: Peer) -> None:
        """One connection in order, all others not."""
        if peer.stage.connections == good_one:
            await peer.starttls("AUTH PLAIN LOGIN")
            await peer.serve({"AUTH": "235 2.7.0 thank you"})
        await bad(peer)
        await peer.wait_for("AUTH")
        peer.stage.heard.append(LEAKED)

    server = stage(behaviour()(play))
    target = f"127.0.0.1:{server.port}"
    check(store, target, asked_to_log_in(), ca_file=authority.ca_file, only=["speaks", "login"], timeout=TIMEOUT)
    assert server.connections >= 2 and server.logins <= 1
    assert LEAKED not in server.heard
