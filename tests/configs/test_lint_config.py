"""`lint-config` finds the planted fault of each bad file at its line, is silent on the right ones, and never shows a secret."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbassist.assistant.sample import Asked, ready
from kbassist.configs.find import words
from kbassist.configs.formats import formats, recognised
from kbassist.configs.hosts import fits
from kbassist.configs.lint import Known, Report, all_rules, lint
from kbassist.configs.values import Unreadable
from kbassist.kb.settings import client_keys, providers, samples
from kbassist.kb.store import Store

HERE = Path(__file__).parent
GOOD = sorted((HERE / "good").iterdir())
BAD = sorted((HERE / "bad").iterdir())
PLANTED = {
    name: (int(line), rule)
    for name, line, rule in (row.split() for row in (HERE / "planted.txt").read_text().splitlines() if not row.startswith("#"))
}
SECRET = re.compile(
    r"Zk9 ?[^\"'”\s]*r4ub4dor|qzkv[a-z -]*bhdf|q1w2e3r4t5y6u7i8|SG\.Z+\.Y+|xkeysib-\w+|xsmtpsib-[\w-]+|re_(?:Zk9)+|B{43}.|"
    r"0a1b2c3d-1111[0-9-]+|0123456701|(?:b1){16}|70f6e5d4c3b2a1|a{32}-b{8}-c{8}"
)
"""Every secret of the files; none of them may stand in any output."""


@pytest.fixture(scope="module")
def known(store: Store) -> Known:
    """The clients and providers of the built-in knowledge."""
    return Known(client_keys(store), providers(store))


def reported(path: Path, known: Known) -> Report:
    text = path.read_text()
    member = recognised(path.name, text)
    assert member is not None, path.name
    found = lint(text, member, known)
    assert isinstance(found, Report), found
    return found


def test_there_are_enough_files_and_formats() -> None:
    assert set(PLANTED) == {path.name for path in BAD}
    assert len(BAD) >= 60 and len(GOOD) >= 60
    for files in (BAD, GOOD):
        found = {member.id for path in files if (member := recognised(path.name, path.read_text()))}
        assert found == set(formats())


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_a_planted_fault_is_found_at_its_line(path: Path, known: Known) -> None:
    found = {(fault.line, fault.rule) for fault in reported(path, known).faults}
    assert PLANTED[path.name] in found


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_a_right_file_is_met_with_silence(path: Path, known: Known) -> None:
    assert reported(path, known).faults == ()


def test_every_rule_has_a_planted_fault() -> None:
    assert {rule for _, rule in PLANTED.values()} == set(all_rules())
    assert all(text.endswith(".") for _, text in all_rules().values())


def test_the_right_files_hold_mail_settings_that_were_found(known: Known) -> None:
    without = {path.name for path in GOOD if not reported(path, known).mailers}
    assert without == {"no-mail.env", "package.json", "direct.main.cf", "internal.main.cf"}


@pytest.mark.parametrize("client", ["django", "laravel", "spring-mail", "nodemailer", "phpmailer", "flask-mail"])
def test_the_samples_of_settings_pass(client: str, store: Store, known: Known) -> None:
    for provider in known.providers.values():
        for part in provider.submission:
            made = ready(provider, samples(store)[client], Asked(port=part.port))
            if made is None or part.security == "none" or provider.id == "outlook-com":  # no password works there: LC306
                continue
            for block in made.blocks:
                member = recognised(block.name, block.code)
                assert member is not None
                found = lint(block.code, member, known)
                assert isinstance(found, Report)
                assert found.mailers
                assert [fault for fault in found.faults if not fault.warning] == [], (provider.id, part.port)


# -- secrets ---------------------------------------------------------------------------------------------------------


def test_no_secret_of_any_file_is_shown(kbassist: Any) -> None:
    names = [str(path) for path in (*BAD, *GOOD)]
    assert sum(bool(SECRET.search(path.read_text())) for path in (*BAD, *GOOD)) > 70
    for options in ([], ["--json"], ["--json", "--provider", "gmail"], ["--provider", "postmark"]):
        done = kbassist("lint-config", *names, *options)
        assert done.returncode == 1, done.stderr
        assert not SECRET.search((done.stdout + done.stderr).decode())


@pytest.mark.parametrize("name", sorted(formats()))
def test_no_secret_of_a_broken_file_is_shown(name: str, kbassist: Any, tmp_path: Path) -> None:
    secret = "Zk9-Tr4ub4dor"
    for number, text in enumerate(
        (
            f"SMTP_HOST: [smtp.gmail.com\nSMTP_PASSWORD: {secret}: {{",
            f"SMTP_HOST = smtp.gmail.com\nSMTP_PASSWORD = '{secret}\n[[",
            f'{{"smtp": {{"host": "x", "auth": {{"user": "a", "pass": "{secret}',
            f"SMTP_HOST={secret}\nSMTP_PORT={secret}\nSMTP_USER={secret}\nSMTP_PASSWORD={secret}!x\n",
            f"smtp:\n  host: smtp://u:{secret}!@h\n  user: {secret}@\n  password: {secret}:\n",
        )
    ):
        (tmp_path / f"{name}-{number}").write_text(text)
    paths = sorted(str(path) for path in tmp_path.iterdir())
    for options in ([], ["--json"]):
        done = kbassist("lint-config", *paths, "--format", name, *options)
        shown = (done.stdout + done.stderr).decode()
        assert done.returncode in (0, 1, 3)
        assert "internal error" not in shown
        assert secret not in shown


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(inner=st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40))
def test_whatever_the_secret_it_is_not_repeated(inner: str, known: Known) -> None:
    secret = f"Zk9{inner}Tr4ub4dor"
    quoted = json.dumps(secret)
    files = {
        "x.env": f"SMTP_HOST=smtp.gmail.com\nSMTP_PORT=465\nSMTP_USER=alice\nSMTP_PASSWORD={secret}\n",
        "y.env": f"MAILER_DSN=smtp://alice:{secret}@smtp.gmail.com:587\n",
        "x.json": f'{{"smtp": {{"host": "smtp.gmail.com", "port": 465, "secure": false, "auth": {{"user": "al", "pass": {quoted}}}}}}}',
        "settings.py": f"EMAIL_HOST = 'smtp.gmail.com'\nEMAIL_PORT = 465\nEMAIL_USE_TLS = True\nEMAIL_HOST_PASSWORD = {secret!r}\n",
        "x.yml": f"smtp:\n  host: smtp.gmail.com\n  port: 465\n  user: al\n  password: {quoted}\n",
        "x.toml": f"[smtp]\nhost = 'smtp.gmail.com'\nport = 465\nuser = 'al'\npassword = {quoted}\n",
        "x.php": f"<?php define('SMTP_HOST', 'smtp.gmail.com'); define('SMTP_PORT', 465); define('SMTP_PASS', {quoted});",
    }
    for name, text in files.items():
        member = recognised(name, text)
        assert member is not None
        found = lint(text, member, known)
        said = str(found.faults if isinstance(found, Report) else found)
        assert "Zk9" not in said and "Tr4ub4dor" not in said


# -- hostile files ---------------------------------------------------------------------------------------------------

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bomb.yml", BOMB),
        ("docker-compose.yml", f"services:\n  a:\n    environment: *x\n{BOMB}"),
        ("deep.yml", "[" * 100_000),
        ("deeper.yml", "- " * 50_000 + "x"),
        ("colons.yml", "\n".join(" " * n + f"k{n}:" for n in range(1_000))),
        ("deep.json", '{"a":' * 50_000),
        ("deep.js", "x = {a:" * 50_000),
        ("deep.php", "<?php " + "['a' => " * 50_000),
        ("settings.py", "x = " + "(" * 50_000),
        ("minus.py", "x = " + "-" * 200_000 + "1"),
        ("deep.toml", "x = " + "[" * 50_000),
        ("open.toml", 'a = "\n'),
        ("tab.yml", "smtp:\n\thost: x\n"),
        ("close.js", "}"),
        ("tag.yml", "a: !!python/object/apply:os.system ['true']\nb: ]"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_an_error_of_one_line(name: str, text: str, kbassist: Any, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    done = kbassist("lint-config", name)
    assert done.returncode == 3, done.stdout
    assert done.stderr.count(b"\n") == 1
    assert re.search(rf"{re.escape(name)}:\d+: ", done.stderr.decode())


@pytest.mark.parametrize("name", ["x.env", "x.properties", "main.cf", "msmtprc", "x.ini", "x.js", "x.php", "x.toml"])
def test_long_lines_take_no_long_time(name: str, known: Known) -> None:
    for piece in ("a", "A_", "'", '"', "\\", "${", "x=", "[", "# ", " ", "\n", "$mail->", "/*", "::"):
        text = "SMTP_PASSWORD=" + piece * (100_000 // len(piece))
        member = recognised(name, text)
        assert member is not None
        assert isinstance(lint(text, member, known), Report | Unreadable)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: path.write_bytes(b"SMTP\0HOST"), "is binary"),
        (lambda path: path.write_bytes(b"a=b\n" * 300_000), "larger than"),
        (lambda path: path.mkdir(), "cannot read"),
        (lambda path: None, "cannot read"),
    ],
)
def test_what_is_no_file_to_read_is_told(make: Any, told: str, kbassist: Any, tmp_path: Path) -> None:
    make(tmp_path / ".env")
    done = kbassist("lint-config", ".env")
    assert done.returncode == 3
    assert told in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
    assert "error" in json.loads(kbassist("lint-config", ".env", "--json").stdout)["files"][0]


def test_a_file_that_cannot_be_read_does_not_hide_the_others(kbassist: Any) -> None:
    done = kbassist("lint-config", "gone.env", str(HERE / "bad" / "typo.env"))
    assert done.returncode == 3
    assert b"LC202" in done.stdout


# -- the command -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "status"),
    [([], 2), (["x", "--format", "envv"], 2), (["x", "--provider", "gmial"], 2), (["x", "--nonsense"], 2)],
)
def test_wrong_usage_is_one_line(arguments: list[str], status: int, kbassist: Any) -> None:
    done = kbassist("lint-config", *arguments)
    assert done.returncode == status
    assert done.stderr.count(b"\n") == 1


def test_the_status_tells(kbassist: Any) -> None:
    assert kbassist("lint-config", str(HERE / "good" / "laravel.env")).returncode == 0
    assert kbassist("lint-config", str(HERE / "bad" / "typo.env")).returncode == 1
    warned = kbassist("lint-config", str(HERE / "bad" / "docker-compose.secret.yml"))
    assert (warned.returncode, b"warning" in warned.stdout) == (0, True)


def test_json_tells_line_rule_and_what_to_do(kbassist: Any) -> None:
    found = json.loads(kbassist("lint-config", str(HERE / "bad" / "laravel-465-tls.env"), "--json").stdout)
    assert found["schema"] == 1
    fault = found["files"][0]["faults"][0]
    assert (fault["line"], fault["rule"], fault["severity"]) == (8, "LC101", "error")
    assert fault["what"] and fault["fix"]
    assert found["files"][0]["mailers"][0]["client"] == "laravel"


def test_a_named_provider_is_held_against_a_foreign_host(kbassist: Any) -> None:
    done = kbassist("lint-config", str(HERE / "good" / "plain.cfg"), "--provider", "gmail")
    assert done.returncode == 1
    assert b"LC203" in done.stdout and b"LC401" in done.stdout


def test_a_file_without_a_telling_name_is_known_by_its_text(kbassist: Any, tmp_path: Path) -> None:
    (tmp_path / "conf").write_text((HERE / "bad" / "no-tls.main.cf").read_text())
    (tmp_path / "prose").write_text("Dear all,\nthe mail does not work.\n")
    assert b"LC103" in kbassist("lint-config", "conf").stdout
    assert b"--format" in kbassist("lint-config", "prose").stderr


def test_the_page_fits_eighty_columns(kbassist: Any) -> None:
    done = kbassist("lint-config", str(HERE / "bad" / "typo.env"), str(HERE / "bad" / "docker-compose.port25.yml"))
    lines = done.stdout.decode().split("\n")
    assert max(len(line) for line in lines if str(HERE) not in line) <= 80


def test_a_team_teaches_the_names_of_its_own_program_in_one_file(kbassist: Any, tmp_path: Path) -> None:
    entry = tmp_path / "team" / "clients" / "our-app.md"
    entry.parent.mkdir(parents=True)
    entry.write_text(
        "---\ntitle: Our app\nlanguage: application\nconfiguration:\n  host: [outbound.box]\n  port: [outbound.gate]\n"
        "  secret: [outbound.word]\n  security:\n  - {when: {outbound.veil: ['yes']}, means: tls}\n  shown_by: [outbound.box]\n---\nOurs.\n"
    )
    (tmp_path / "app.toml").write_text(
        '[outbound]\nbox = "smtp.gmail.com"\ngate = 587\nveil = "yes"\nword = "qzkvwmtrxplnbhdf"\n'
    )
    done = kbassist("lint-config", "app.toml", "--kb", str(tmp_path / "team"))
    assert b"app.toml:4: LC102" in done.stdout


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("SMTP_HOST", "smtp host"),
        ("spring.mail.host", "spring mail host"),
        ("smtpHost", "smtp host"),
        ("SMTPSecure", "smtp secure"),
    ],
)
def test_names_are_taken_apart(name: str, parts: str) -> None:
    assert " ".join(words(name)) == parts


@pytest.mark.parametrize(
    ("pattern", "host", "same"),
    [
        ("smtp.gmail.com", "smtp.gmail.com", True),
        ("email-smtp.<region>.amazonaws.com", "email-smtp.eu-west-1.amazonaws.com", True),
        ("email-smtp.<region>.amazonaws.com", "email-smtp.amazonaws.com", False),
        ("<host>", "smtp.example.com", False),
        ("mail.<your-domain>", "mail.example.com", False),
    ],
)
def test_a_host_fits_an_endpoint(pattern: str, host: str, same: bool) -> None:
    assert fits(pattern, host) is same
