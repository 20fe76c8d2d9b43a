"""`kbassist check` as a person and a script use it: the contract's JSON, exit status, secrets, time, Ctrl-C."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from servers import hostile_banner, hostile_ehlo, hostile_login, hostile_tls
from servers.certificates import Authority
from servers.dovecot import PASSWORD, USER
from servers.postfix import Postfix
from servers.scripted import Behaviour, Stage

from checks.run import assert_harmless, assert_not_told
from kbassist.model.finding import Outcome

Open = Callable[[Behaviour], Stage]
SECRET = {"MAIL_PASSWORD": PASSWORD}


def checked(kbassist: Any, *arguments: str, status: int, env: dict[str, str] | None = None) -> dict[str, Any]:
    """The JSON object of a run that ends with this status; the process told nothing else."""
    done = kbassist("check", *arguments, "--json", env=env)
    assert done.returncode == status, (done.stdout, done.stderr)
    assert done.stderr == b""
    assert_not_told(done.stdout.decode())
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_the_json_is_that_of_the_contract(kbassist: Any, real_postfix: Postfix, authority: Authority) -> None:
    target = f"127.0.0.1:{real_postfix.submission}"
    answer = checked(kbassist, target, "--ca-file", str(authority.ca_file), status=0)
    assert answer["schema"] == 1 and answer["target"] == target
    assert {"schema", "target", "findings", "causes", "seconds"} <= set(answer)
    for finding in answer["findings"]:
        assert {"check", "target", "status", "title", "detail", "facts", "seconds"} <= set(finding)
        assert finding["status"] in {outcome.value for outcome in Outcome}
        assert 0 <= finding["seconds"] <= answer["seconds"] + 0.1
        assert finding["title"] and not finding["title"].isspace()
    facts = {key: value for finding in answer["findings"] for key, value in finding["facts"].items()}
    assert facts["connection_opens"] == "yes" and facts["encryption"] == "starttls" and facts["server_offers_auth"] == "yes"
    assert "SCRAM-SHA-256" in facts["mechanism_offered"]
    assert answer["causes"] == []


@pytest.mark.parametrize(
    ("behaviour", "causes"),
    [
        (hostile_banner.banner_421, {"server-unavailable", "rate-limited"}),
        (hostile_banner.banner_554, {"ip-not-allowed"}),
        (hostile_banner.silence, {"network-blocked"}),
        (hostile_ehlo.no_auth_anywhere, {"auth-not-offered"}),
        (hostile_tls.starttls_refused, {"server-unavailable", "tls-certificate-untrusted", "tls-version-unsupported"}),
        (hostile_tls.tls_1_0_only, {"tls-version-unsupported"}),
        (hostile_tls.no_cipher_in_common, {"tls-version-unsupported"}),
        (hostile_tls.certificate_expired, {"tls-certificate-untrusted"}),
        (hostile_tls.certificate_of_another_host, {"tls-certificate-untrusted"}),
        (hostile_tls.certificate_self_signed, {"tls-certificate-untrusted"}),
        (hostile_tls.certificate_without_intermediate, {"tls-certificate-untrusted"}),
        (hostile_tls.certificate_of_a_virus_scanner, {"tls-certificate-untrusted"}),
        (hostile_login.no_mechanism_in_common, {"mechanism-mismatch"}),
        (hostile_login.login_454, {"server-unavailable", "server-auth-misconfigured"}),
        (hostile_login.login_534, {"app-password-required"}),
        (hostile_login.login_535, {"wrong-password", "app-password-required", "stale-saved-password"}),
        (hostile_login.sender_not_owned, {"sender-not-allowed"}),
        (hostile_login.recipient_554, {"relay-denied", "not-authenticated"}),
    ],
    ids=lambda value: getattr(value, "name", "leads-to"),
)  # fmt: skip
def test_what_is_found_leads_to_its_cause(
    kbassist: Any, stage: Open, authority: Authority, behaviour: Behaviour, causes: set[str]
) -> None:
    arguments = [f"127.0.0.1:{stage(behaviour).port}", "--ca-file", str(authority.ca_file), "--timeout", "5"]
    if behaviour.login:
        arguments += ["--login", "--user", USER, "--password-env", "MAIL_PASSWORD"]
    if behaviour.sender:
        arguments += ["--from", behaviour.sender, "--to", "someone@example.com"]
    answer = checked(kbassist, *arguments, status=1, env=SECRET)
    assert answer["causes"] and answer["causes"][0]["id"] in causes, [(c["id"], c["probability"]) for c in answer["causes"]]
    assert answer["causes"][0]["because"]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["not a target"],
        ["host:99999"],
        ["[::1:25"],
        ["127.0.0.1:25", "--only", "no-such-check"],
        ["127.0.0.1:25", "--timeout", "soon"],
        ["127.0.0.1:25", "--resolver", "example.com"],
        ["127.0.0.1:25", "--mechanism", "PLAIN"],
        ["127.0.0.1:25", "--login", "--user", USER, "--mechanism", "ROT13", "--password-env", "MAIL_PASSWORD"],
        ["127.0.0.1:25", "--to", "a@example.com"],
        ["127.0.0.1:25", "--from", "a@example.com>\r\nDATA"],
        ["127.0.0.1:25", "--password", PASSWORD],
    ],
    ids=lambda arguments: " ".join(arguments[1:3]) or "".join(arguments) or "nothing",
)
def test_misuse_is_said_in_a_line_and_nothing_is_contacted(kbassist: Any, arguments: list[str]) -> None:
    done = kbassist("check", *arguments, env=SECRET)
    assert done.returncode == 2
    assert done.stdout == b"" and b"Traceback" not in done.stderr
    assert_not_told(done.stderr.decode().replace(f"--password {PASSWORD}", ""))


@pytest.mark.parametrize("option", ["--ca-file", "--password-file"])
def test_a_file_that_cannot_be_read_stops_it(kbassist: Any, tmp_path: Path, option: str) -> None:
    arguments = ["127.0.0.1:25", option, str(tmp_path / "missing")]
    done = kbassist("check", *arguments, *(["--login", "--user", USER] if option == "--password-file" else []))
    assert done.returncode == 3
    assert done.stderr.count(b"\n") == 1 and b"missing" in done.stderr


@pytest.mark.parametrize("way", ["env", "file", "terminal"])
def test_the_secret_is_taken_and_never_shown(
    kbassist: Any, real_postfix: Postfix, authority: Authority, tmp_path: Path, way: str
) -> None:
    arguments = [f"127.0.0.1:{real_postfix.submissions}", "--ca-file", str(authority.ca_file), "--login", "--user", USER]
    before = real_postfix.dovecot.attempts()
    if way == "terminal":
        text = at_a_terminal(["check", *arguments, "--transcript"], [("assword", PASSWORD)], tmp_path)
    else:
        (tmp_path / "password").write_text(f"{PASSWORD}\n")
        given = ["--password-env", "MAIL_PASSWORD"] if way == "env" else ["--password-file", str(tmp_path / "password")]
        done = kbassist("check", *arguments, *given, "--transcript", env=SECRET)
        assert done.returncode == 0, done.stdout
        text = (done.stdout + done.stderr).decode()
        assert_harmless(text)
    assert_not_told(text)
    assert "The login works" in text
    assert "-> EHLO" in text and "<- 250" in text and "-> AUTH " in text
    time.sleep(0.2)
    assert real_postfix.dovecot.attempts() == before + 1


def test_the_transcript_marks_refusals_as_swaks_does(kbassist: Any, stage: Open, authority: Authority) -> None:
    server = stage(hostile_login.echoes_the_secret)
    given = ["--login", "--user", USER, "--password-env", "MAIL_PASSWORD", "--ca-file", str(authority.ca_file)]
    done = kbassist("check", f"127.0.0.1:{server.port}", *given, "--transcript", env=SECRET)
    text = (done.stdout + done.stderr).decode()
    assert done.returncode == 1 and "<** 535-5.7.8 you sent" in text
    assert_not_told(text)


@pytest.mark.parametrize("extra", [[], ["--transcript"], ["--json"], ["--json", "--transcript"]], ids=" ".join)
def test_what_a_server_says_never_reaches_the_terminal_raw(kbassist: Any, stage: Open, extra: list[str]) -> None:
    for behaviour in (hostile_ehlo.terminal_escapes, hostile_ehlo.markup, hostile_ehlo.nul_within_lines):
        done = kbassist("check", f"127.0.0.1:{stage(behaviour).port}", *extra)
        assert_harmless(done.stdout.decode())
        assert done.stderr == b""


def test_the_time_for_the_whole_is_kept(kbassist: Any, stage: Open) -> None:
    answer = checked(kbassist, f"127.0.0.1:{stage(hostile_banner.silence).port}", "--timeout", "1", status=1)
    assert answer["seconds"] <= 1.2


def test_an_address_that_never_answers_ends_in_time(kbassist: Any) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        answer = checked(kbassist, f"127.0.0.1:{full.getsockname()[1]}", "--timeout", "1", status=1)
        for one in waiting:
            one.close()
    assert answer["seconds"] <= 1.2
    assert answer["causes"][0]["id"] == "network-blocked"


def test_only_the_checks_asked_for_are_run(kbassist: Any, stage: Open) -> None:
    answer = checked(kbassist, f"127.0.0.1:{stage(hostile_ehlo.no_auth_anywhere).port}", "--only", "speaks", status=0)
    assert {finding["check"] for finding in answer["findings"]} == {"speaks"}


@pytest.mark.parametrize("json_wanted", [False, True], ids=["text", "json"])
def test_ctrl_c_ends_it_at_once_and_cleanly(stage: Open, tmp_path: Path, json_wanted: bool) -> None:
    """Within 0.2 seconds; on a machine so busy that a bare Python takes more than 0.04, within five times that."""
    bare, taken = [], []
    waiting = (
        "import asyncio\nprint('.', end='', flush=True)\ntry: asyncio.run(asyncio.sleep(60))\nexcept KeyboardInterrupt: exit(130)"
    )
    for _ in range(3):
        process = started([sys.executable, "-c", waiting], tmp_path)
        assert process.stdout is not None
        process.stdout.read(1)
        bare.append(seconds_to_end(process))

        server = stage(hostile_banner.silence)
        command = [sys.executable, "-m", "kbassist", "check", f"127.0.0.1:{server.port}", *(["--json"] if json_wanted else [])]
        process = started(command, tmp_path)
        deadline = time.monotonic() + 30
        while not server.connections and time.monotonic() < deadline:
            time.sleep(0.01)
        taken.append(seconds_to_end(process))
    assert min(taken) < max(0.2, 5 * min(bare)), (taken, bare)


def started(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    """A process whose output is kept."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def seconds_to_end(process: subprocess.Popen[bytes]) -> float:
    """How long a process lives after Ctrl-C, which it must take quietly."""
    time.sleep(0.3)
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    took = time.monotonic() - begun
    assert process.returncode == 130 and errors == b""
    return took


def at_a_terminal(arguments: list[str], answers: list[tuple[str, str]], folder: Path) -> str:
    """All that `kbassist` shows on a terminal of its own, where a person types these answers to these prompts."""
    person, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "kbassist", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "100"},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    seen, waiting, deadline = b"", list(answers), time.monotonic() + 30
    while time.monotonic() < deadline:
        if not select.select([person], [], [], 0.2)[0]:
            continue
        try:
            piece = os.read(person, 65536)
        except OSError:  # Linux says EIO when the last process has closed the terminal
            break
        if not piece:
            break
        seen += piece
        if waiting and waiting[0][0].encode() in seen:
            os.write(person, f"{waiting.pop(0)[1]}\n".encode())
    os.close(person)
    assert process.wait(10) == 0, seen
    return seen.decode()
