"""pytest fixtures of the servers: once for each worker where starting takes time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from servers.certificates import Authority
from servers.exim import Exim, exim
from servers.knot import knot
from servers.name_servers import Answer, name_server
from servers.opensmtpd import OpenSmtpd, opensmtpd
from servers.postfix import Postfix, postfix
from servers.scripted import Behaviour, Stage, on_stage


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A certificate authority of this run, with a good certificate made."""
    made = Authority(tmp_path_factory.mktemp("ca"))
    made.issue()
    return made


@pytest.fixture(scope="session")
def real_postfix(authority: Authority) -> Iterator[Postfix]:
    """Postfix with Dovecot behind it."""
    with postfix(authority.issue()) as running:
        yield running


@pytest.fixture(scope="session")
def real_exim(authority: Authority) -> Iterator[Exim]:
    """Exim."""
    with exim(authority.issue()) as running:
        yield running


@pytest.fixture(scope="session")
def real_opensmtpd(authority: Authority) -> Iterator[OpenSmtpd]:
    """OpenSMTPD."""
    with opensmtpd(authority.issue()) as running:
        yield running


@pytest.fixture(scope="session")
def real_knot(real_postfix: Postfix) -> Iterator[int]:
    """Knot DNS, whose SRV records name the ports of `real_postfix`; its port."""
    with knot(real_postfix.submissions, real_postfix.submission) as port:
        yield port


@pytest.fixture
def stage(authority: Authority) -> Iterator[Callable[[Behaviour], Stage]]:
    """Start a hostile server that behaves like this; it ends with the test."""
    with ExitStack() as open_stages:
        yield lambda behaviour: open_stages.enter_context(on_stage(behaviour.play, authority))


@pytest.fixture
def resolver() -> Iterator[Callable[[Answer], str]]:
    """Start a scripted name server; gives `IP:PORT` for --resolver."""
    with ExitStack() as open_servers:
        yield lambda answer: f"127.0.0.1:{open_servers.enter_context(name_server(answer))}"
