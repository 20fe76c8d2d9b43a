"""The run as a whole: it can be cancelled at any moment, says what it does, and runs its members together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest
from servers import hostile_banner, hostile_ehlo, hostile_login, hostile_tls, name_servers
from servers.certificates import Authority
from servers.name_servers import Answer
from servers.scripted import Behaviour, Peer, Stage, behaviour

from checks.run import check, open_connections
from kbassist.checking.aim import aim
from kbassist.checking.catalogue import check_ids
from kbassist.checking.runner import run_checks
from kbassist.errors import UsageError
from kbassist.kb.store import Store
from kbassist.model.finding import Event, Finished, Outcome, Started
from kbassist.model.target import parse_target
from kbassist.net.context import Asked
from kbassist.net.system import SystemNetwork

Open = Callable[[Behaviour], Stage]

STUCK = [
    hostile_banner.silence,
    hostile_banner.slow_drip,
    hostile_banner.endless_banner,
    hostile_ehlo.silence_after_ehlo,
    hostile_tls.handshake_stalls,
    hostile_tls.silence_within_tls,
    hostile_login.silence_after_auth,
]


@pytest.mark.parametrize("stuck", STUCK, ids=lambda stuck: stuck.name)
@pytest.mark.parametrize("after", [0.0, 0.05, 0.3])
def test_cancelling_ends_everything_at_once(
    store: Store, stage: Open, authority: Authority, stuck: Behaviour, after: float
) -> None:
    server = stage(stuck)

    async def begin_and_cancel() -> tuple[float, list[str]]:
        network = SystemNetwork(ca_file=str(authority.ca_file))
        task = asyncio.create_task(run_checks(parse_target(f"127.0.0.1:{server.port}"), Asked(), network, store))
        await asyncio.sleep(after)
        begun = time.monotonic()
        task.cancel()
        await asyncio.wait([task])
        took = time.monotonic() - begun
        return took, [other.get_name() for other in asyncio.all_tasks() if other is not asyncio.current_task()]

    took, left = asyncio.run(begin_and_cancel())
    assert took < 0.2
    assert left == []
    deadline = time.monotonic() + 1
    while open_connections(server.port) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert open_connections(server.port) == 0


def test_every_check_says_when_it_begins_and_ends(store: Store, stage: Open) -> None:
    events: list[Event] = []
    server = stage(hostile_ehlo.no_auth_anywhere)
    target = parse_target(f"127.0.0.1:{server.port}")
    run = asyncio.run(run_checks(target, Asked(), SystemNetwork(), store, on_event=events.append))
    began = [event.spec.id for event in events if isinstance(event, Started)]
    ended = [event.spec.id for event in events if isinstance(event, Finished)]
    assert sorted(began) == sorted(ended) == sorted(set(began))
    assert set(began) <= set(check_ids())
    told = [finding for event in events if isinstance(event, Finished) for finding in event.findings]
    assert sorted(told, key=str) == sorted(run.findings, key=str)
    assert [finding.check for finding in run.findings] == sorted((f.check for f in run.findings), key=began.index)


async def late(peer: Peer) -> None:
    """Greets after half a second and answers EHLO after another half."""
    await asyncio.sleep(0.5)
    await peer.greet()
    await peer.hear()
    await asyncio.sleep(0.5)
    await peer.say("250 mail.kbassist.test")
    await peer.stare()


def test_checks_share_what_they_learn_and_run_together(store: Store, stage: Open) -> None:
    """Banner and EHLO take a second: all checks together take little more than one, and ask for it few times."""
    alone = check(store, f"127.0.0.1:{stage(behaviour()(late)).port}", only=["speaks"], timeout=8)
    server = stage(behaviour()(late))
    ran = check(store, f"127.0.0.1:{server.port}", timeout=8)
    assert {"ports", "speaks", "submission", "certificate", "tls-versions"} <= {finding.check for finding in ran.run.findings}
    assert alone.seconds >= 1.0
    assert ran.seconds < 1.6 * alone.seconds
    assert server.connections <= 6


def test_a_check_that_there_is_not_is_refused_by_name(store: Store) -> None:
    with pytest.raises(UsageError, match=r"no-such-check.*speaks"):
        check(store, "127.0.0.1:1", only=["no-such-check"])


def test_a_provider_is_checked_at_the_endpoints_of_its_article(store: Store, resolver: Callable[[Answer], str]) -> None:
    async def run() -> set[str]:
        network = SystemNetwork(resolver=resolver(name_servers.no_such_name))
        done = await run_checks(aim("gmail", store), Asked(timeout=3), network, store)
        assert {finding.reason for finding in done.findings if finding.check == "resolve"} == {"nxdomain"}
        return {finding.target for finding in done.findings if finding.check == "resolve"}

    assert asyncio.run(run()) == {"smtp.gmail.com"}


def test_a_typing_error_in_a_known_name_is_pointed_out(store: Store, resolver: Callable[[Answer], str]) -> None:
    ran = check(store, "smtp.gmial.com:587", resolver=resolver(name_servers.no_such_name), timeout=3)
    (found,) = ran.of("resolve")
    assert found.outcome is Outcome.FAIL and "smtp.gmail.com" in found.detail
