"""Runs checks together under one deadline and reports each as it ends. Cancel the task that runs it and everything ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from types import ModuleType

from kbassist.checking.catalogue import checks
from kbassist.errors import UsageError
from kbassist.model.finding import Event, Finding, Finished, Need, Outcome, Progress, Run, Started
from kbassist.model.target import Target
from kbassist.model.visible import visible
from kbassist.net.context import Asked, Context, Directory
from kbassist.net.network import Network

GRACE = 0.05
"""Seconds between the end of the last wait and the deadline of the whole."""


def ignore(event: Event) -> None:
    """Take an event and do nothing with it."""


async def run_checks(
    target: Target,
    asked: Asked,
    network: Network,
    directory: Directory,
    only: Collection[str] = (),
    on_event: Callable[[Event], None] = ignore,
) -> Run:
    """Run the checks that make sense for the target, or those named in `only`, and return what they found, in their order.

    `on_event` is called in this task's loop with Started, Progress and Finished. Ends within `asked.timeout` seconds.
    Raises UsageError for a check that there is not.
    """
    begun = network.clock()
    members = chosen(target, asked, only)
    context = Context(asked, directory, network)
    tasks = [asyncio.create_task(_carried_out(member, target, context, network, on_event)) for member in members]
    try:
        found = await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await context.close()
    return Run(target.text, tuple(finding for part in found for finding in part), network.clock() - begun)


def chosen(target: Target, asked: Asked, only: Collection[str] = ()) -> list[ModuleType]:
    """Return the checks to run. Raises UsageError for one in `only` that there is not, naming those that there are."""
    members = checks()
    for name in only:
        if name not in members:
            raise UsageError(f"unknown check '{name}'; there are: {', '.join(members)}")
    if only:
        return [member for name, member in members.items() if name in only]
    return [member for member in members.values() if _makes_sense(member.SPEC.needs, target, asked)]


def _makes_sense(need: Need, target: Target, asked: Asked) -> bool:
    match need:
        case Need.HOST:
            return bool(target.host or target.domain or target.provider)
        case Need.DOMAIN:
            return bool(target.domain or asked.sender)
        case Need.LOGIN:
            return asked.login
        case Need.SENDER:
            return bool(asked.sender)
        case Need.CREDENTIAL:
            return asked.credential is not None
        case Need.TOKEN:
            return asked.token is not None


async def _carried_out(
    member: ModuleType, target: Target, context: Context, network: Network, on_event: Callable[[Event], None]
) -> tuple[Finding, ...]:
    spec = member.SPEC
    on_event(Started(spec))
    begun = network.clock()
    try:
        async with asyncio.timeout(max(GRACE, context.left() - GRACE)):
            found = tuple(await member.run(network, target, context.telling(lambda words: on_event(Progress(spec, words)))))
    except TimeoutError:
        detail = "Give it more time with --timeout, or look at the checks that did finish."
        found = (Finding(spec.id, target.text, Outcome.ERROR, f"{spec.title}: not finished in time", detail, reason="timeout"),)
    took = network.clock() - begun
    found = tuple(_shown(finding, took) for finding in found)
    on_event(Finished(spec, found))
    return found


def _shown(finding: Finding, took: float) -> Finding:
    """Return the finding with every text harmless to show: what servers say stands in it."""
    return finding._replace(
        title=visible(finding.title),
        detail=visible(finding.detail),
        wording=visible(finding.wording),
        facts={key: visible(value) for key, value in finding.facts.items()},
        seconds=finding.seconds or took,
    )
