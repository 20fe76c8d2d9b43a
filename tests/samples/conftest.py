"""Fixtures: an authority of this test run, and a folder with a client's sample filled in for a server at hand."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import trustme

from kbassist.assistant.sample import Asked, ready
from kbassist.kb.settings import samples
from kbassist.kb.store import Store
from kbassist.model.settings import Credential, ProviderSettings, Submission, Username

SECRET = "Pa ss\"w\\o'rd#%$HOME&é"
"""Everything that careless quoting breaks, and one letter beyond ASCII."""
ASCII_SECRET = SECRET[:-1]
"""For smtplib and its heirs, which cannot send any other (RFC 4616 wants UTF-8)."""


class Authority(NamedTuple):
    """A certificate authority of our own: the file that clients trust, and the server's side."""

    file: Path
    server: ssl.SSLContext


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority made for this run, and a server certificate for localhost."""
    made = trustme.CA()
    file = tmp_path_factory.mktemp("ca") / "ca.pem"
    made.cert_pem.write_to_path(file)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.issue_cert("localhost").configure_cert(context)
    return Authority(file, context)


Filled = Callable[..., Path]


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Filled:
    """Write a client's sample for a server on localhost into a folder and return the folder."""

    def write(client: str, port: int, security: str, kind: str = "account-password", mechanisms: tuple[str, ...] = ()) -> Path:
        provider = ProviderSettings(
            id="here",
            title="Here",
            kind="server",
            submission=(Submission("localhost", str(port), security, ""),),
            mechanisms=mechanisms,
            username=Username("full-address", "", ""),
            credentials=(Credential(kind, "", "", "", "", ""),),
            switches=(),
            limits=(),
            policy=(),
            help_url="",
            status_url="",
            domains=(),
            mx=(),
            hosts=(),
            as_of="",
        )
        made = ready(provider, samples(store)[client], Asked())
        assert made is not None
        folder = tmp_path / f"{client}-{security}"
        for block in made.blocks:
            path = folder / block.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.code + "\n")
        return folder

    return write
