"""The samples do what they are for: run as written, they log in at a server over verified TLS and hand over a message."""

from __future__ import annotations

import os
import ssl
import subprocess
from pathlib import Path

import pytest
import trustme

from kbassist.kb.settings import samples
from kbassist.kb.store import Store

from .conftest import ASCII_SECRET, SECRET, Authority, Filled
from .programs import PARSED, RUNS, Run, needed
from .server import Account, serving

ASCII_ONLY = {"python-smtplib", "aiosmtplib", "django"}
PATIENCE = 120


def run(run: Run, folder: Path, authority: Path, secret: str) -> subprocess.CompletedProcess[str]:
    """Run a sample in its folder, trusting the authority by the variables that its language reads."""
    if run.prepare is not None:
        run.prepare(folder, authority)
    trust = {name: str(authority) for name in ("SSL_CERT_FILE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")}
    given = {
        "SMTP_USER": "alice@example.com",
        "SMTP_PASSWORD": secret,
        "MAIL_TO": "bob@example.net",
        "DJANGO_SETTINGS_MODULE": "settings",
        "HOME": str(folder),
        "GOCACHE": os.path.join(os.environ.get("TMPDIR", "/tmp"), "kbassist-go-cache"),
        "LC_ALL": "C.UTF-8",
    }
    return subprocess.run(
        run.command, cwd=folder, env={**os.environ, **trust, **given}, capture_output=True, text=True, timeout=PATIENCE
    )


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("client", RUNS)
def test_a_sample_logs_in(client: str, security: str, filled: Filled, authority: Authority) -> None:
    needed(*RUNS[client].needs)
    secret = ASCII_SECRET if client in ASCII_ONLY else SECRET
    with serving(security, authority.server, Account("alice@example.com", secret)) as seen:
        done = run(RUNS[client], filled(client, seen.port, security), authority.file, secret)
        assert [secure for _, secure in seen.logins] == [True], done.stdout[-2000:] + done.stderr[-2000:]
        assert done.returncode == 0 or client == "openssl-s_client", done.stderr[-2000:]
        if client != "openssl-s_client":
            assert len(seen.messages) == 1
            assert b"It works." in seen.messages[0]


@pytest.mark.parametrize("client", ["openssl-s_client", "go-net-smtp", "ruby-net-smtp", "curl", "python-smtplib", "nodemailer"])
def test_a_sample_logs_in_where_only_login_is_offered(client: str, filled: Filled, authority: Authority) -> None:
    needed(*RUNS[client].needs)
    with serving("starttls", authority.server, Account("alice@example.com", ASCII_SECRET), ["LOGIN"]) as seen:
        folder = filled(client, seen.port, "starttls", mechanisms=("LOGIN", "XOAUTH2"))
        done = run(RUNS[client], folder, authority.file, ASCII_SECRET)
        assert seen.logins == [("LOGIN", True)], done.stdout[-2000:] + done.stderr[-2000:]


@pytest.mark.parametrize("client", ["python-smtplib", "nodemailer", "curl", "msmtp", "openssl-s_client"])
def test_a_sample_logs_in_with_an_access_token(client: str, filled: Filled, authority: Authority) -> None:
    needed(*RUNS[client].needs)
    with serving("starttls", authority.server, Account("alice@example.com", "ya29.token"), ["XOAUTH2"]) as seen:
        folder = filled(client, seen.port, "starttls", "oauth-token", ("XOAUTH2",))
        done = run(RUNS[client], folder, authority.file, "ya29.token")
        assert seen.logins == [("XOAUTH2", True)], done.stdout[-2000:] + done.stderr[-2000:]


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("client", RUNS)
def test_a_sample_gives_no_secret_to_a_stranger(client: str, security: str, filled: Filled, authority: Authority) -> None:
    needed(*RUNS[client].needs)
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(stranger)
    with serving(security, stranger, Account("alice@example.com", ASCII_SECRET)) as seen:
        run(RUNS[client], filled(client, seen.port, security), authority.file, ASCII_SECRET)
        assert seen.logins == []
        assert seen.failed == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("client", PARSED)
def test_a_sample_is_right_in_its_language(
    client: str, security: str, store: Store, filled: Filled, authority: Authority
) -> None:
    needed(*PARSED[client].needs)
    if security not in samples(store)[client].security:
        assert client == "dotnet-smtpclient"
        return
    done = run(PARSED[client], filled(client, 587, security), authority.file, ASCII_SECRET)
    assert done.returncode == 0, done.stderr
    assert client != "go-mail" or done.stdout == "", done.stdout


def test_every_sample_is_run_or_parsed(store: Store) -> None:
    assert set(samples(store)) == {*RUNS, *PARSED}
