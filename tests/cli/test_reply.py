"""`kbassist reply` as support agents use it."""

from __future__ import annotations

import email
import email.policy
import json
import os
import pty
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]

CLEAR = "smtp.gmail.com: 534-5.7.9 Application-specific password required. https://support.google.com/mail/?p=InvalidSecondFactor gsmtp"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def reply(kbassist: Run, tmp_path: Path) -> Run:
    """Run `kbassist reply` with a settings folder of its own."""

    def run(*arguments: str, stdin: bytes | None = b"", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
        return kbassist("reply", *arguments, stdin=stdin, env={"KBASSIST_CONFIG": str(tmp_path / "config"), **(env or {})})

    return run


@pytest.mark.parametrize("given", [("TEXT", CLEAR), ("--text", CLEAR), ("-", ""), ("", "")])
def test_the_text_comes_as_words_as_an_option_or_by_a_pipe(given: tuple[str, str], reply: Run) -> None:
    how, text = given
    arguments = {"TEXT": [text], "--text": ["--text", text], "-": ["-"], "": []}[how]
    done = reply(*arguments, stdin=CLEAR.encode() if how in ("-", "") else b"")
    shown = done.stdout.decode()
    assert done.returncode == 0, done.stderr
    assert shown.startswith("Subject: Your mail program needs an app password\n\nHello,\n")
    assert "1. Open https://myaccount.google.com/security" in shown and not done.stderr


def test_facts_alone_are_enough(reply: Run) -> None:
    made = json.loads(reply("--fact", "provider=gmail", "--fact", "error_code=534 5.7.9", "--format", "json").stdout)
    assert made["cause"] == "app-password-required" or made["asks"]
    assert made["text"].startswith("Hello,")


@pytest.mark.parametrize("text", ["nice weather today", 'FATAL: password authentication failed for user "postgres"'])
def test_where_nothing_matches_nothing_is_drafted(text: str, reply: Run) -> None:
    done = reply(text)
    assert done.returncode == 1 and not done.stdout and b"nothing in the knowledge base matches" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--audience", "boss", CLEAR], b"there are: customer, internal, provider"),
        (["--tone", "angry", CLEAR], b"allowed: neutral, friendly, brief, formal"),
        (["--language", "xx", CLEAR], b"there are: de, en"),
        (["--format", "pdf", CLEAR], b"invalid choice"),
        (["--var", "nonsense", CLEAR], b"NAME=VALUE"),
        (["--fact", "colour=red", CLEAR], b"unknown fact"),
        (["--text", CLEAR, "more"], b"once"),
        (["--edit", "--format", "json", CLEAR], b"--edit goes with"),
        (["--edit", CLEAR], b"set EDITOR"),
        ([], b"empty"),
    ],
)
def test_wrong_use_is_one_line_and_status_2(arguments: list[str], said: bytes, reply: Run) -> None:
    done = reply(*arguments, env={"EDITOR": "", "VISUAL": ""})
    assert done.returncode == 2 and said in done.stderr and done.stderr.count(b"\n") == 1 and not done.stdout


def test_json_holds_every_form_and_where_the_steps_come_from(reply: Run) -> None:
    made = json.loads(reply("--format", "json", "--language", "de", CLEAR).stdout)
    assert made["schema"] == 1 and made["language"] == "de" and made["cause"] == "app-password-required"
    assert made["lint"] == [] and made["missing"] == [] and made["asks"] == []
    assert {step["article"] for step in made["steps"]} == {"causes/app-password-required"} and len(made["steps"]) == 6
    assert "<ol>" in made["html"] and "1. " in made["markdown"] and made["text"].startswith("Guten Tag")
    assert {one["name"] for one in made["left_out"]} >= {"customer_name", "agent_name"}


def test_an_open_case_asks_at_most_two_questions(reply: Run) -> None:
    made = json.loads(reply("--format", "json", "our program cannot send mail, login failed").stdout)
    assert made["cause"] is None and 1 <= len(made["asks"]) <= 2
    again = json.loads(
        reply("--format", "json", "--fact", f"{made['asks'][0]}=unknown", "our program cannot send mail, login failed").stdout
    )
    assert made["asks"][0] not in again["asks"]


def test_the_agents_settings_stand_under_the_reply(reply: Run, tmp_path: Path) -> None:
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "settings.toml").write_text(
        '[reply]\nagent_name = "Dana Weber"\ncompany = "Acme"\nsignature = "Mo-Fr\\n9-17"\nlanguage = "de"\ntone = "brief"\n'
    )
    shown = reply(CLEAR).stdout.decode()
    assert shown.rstrip().endswith("Viele Grüße\nDana Weber, Acme\n\nMo-Fr\n9-17")
    assert "Kim" in reply("--var", "agent_name=Kim", "--language", "en", CLEAR).stdout.decode()
    (folder / "settings.toml").write_text("[reply]\nagent = 1\n")
    done = reply(CLEAR)
    assert done.returncode == 3 and b"agent_name" in done.stderr
    (folder / "settings.toml").write_text("[reply\n")
    assert reply(CLEAR).returncode == 3


def test_save_refuses_to_overwrite_and_writes_for_the_owner_only(reply: Run, tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    first = reply("--save", str(path), CLEAR)
    assert first.returncode == 0 and first.stdout == b"" and path.read_text().startswith("Hello,")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("mine")
    again = reply("--save", str(path), CLEAR)
    assert again.returncode == 3 and b"--force" in again.stderr and path.read_text() == "mine"
    assert reply("--save", str(path), "--force", "--format", "html", CLEAR).returncode == 0
    assert path.read_text().startswith("<p>Hello,</p>")
    assert reply("--save", str(tmp_path / "no" / "such" / "folder"), CLEAR).returncode == 3


def test_a_mail_file_opens_as_an_unsent_mail(reply: Run, tmp_path: Path) -> None:
    path = tmp_path / "draft.eml"
    done = reply("--eml", str(path), "--language", "de", "--var", "customer_address=kim@example.org", CLEAR)
    assert done.returncode == 0, done.stderr
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert message["Subject"] == "Ihr E-Mail-Programm braucht ein App-Passwort" and message["X-Unsent"] == "1"
    assert message["To"] == "kim@example.org"
    bodies = {part.get_content_type(): part.get_content() for part in message.iter_parts()}
    assert "Öffnen Sie" in bodies["text/plain"] and "<ol>" in bodies["text/html"]
    assert max(map(len, path.read_bytes().split(b"\r\n"))) <= 998  # RFC 5322 section 2.1.1


def test_a_mailto_address_carries_subject_and_body(reply: Run) -> None:
    address = reply("--mailto", "--tone", "brief", CLEAR).stdout.decode().strip()
    parts = parse_qs(urlsplit(address).query)
    assert address.startswith("mailto:?subject=") and parts["subject"] == ["Your mail program needs an app password"]
    assert "\r\n1. Open" in parts["body"][0] and "%0D%0A" in address


def test_the_editor_gets_a_file_of_the_users_own_and_its_text_is_linted(reply: Run, tmp_path: Path) -> None:
    script = tmp_path / "editor.py"
    script.write_text(
        "import os, sys\npath = sys.argv[-1]\nprint(oct(os.stat(path).st_mode & 0o777), path, file=open('seen', 'w'))\n"
        "text = open(path).read()\nopen(path, 'w').write(text.replace('Hello,', 'Hello Kim, please send us your password.'))\n"
    )
    done = reply("--edit", CLEAR, env={"EDITOR": f"{sys.executable} {script}"})
    mode, path = (tmp_path / "seen").read_text().split()
    assert done.returncode == 0 and b"Hello Kim" in done.stdout and b"RP101" in done.stderr
    assert mode == "0o600" and not Path(path).exists()
    assert reply("--edit", CLEAR, env={"EDITOR": "false"}).returncode == 3
    assert reply("--edit", CLEAR, env={"EDITOR": "/no/such/editor"}).returncode == 3


def team(tmp_path: Path) -> str:
    path = tmp_path / "team" / "replies" / "en" / "templates" / "sales.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "---\ntitle: For sales\nsubject: 'Contract {{ contract }}'\nvariables:\n"
        "  - {name: contract, description: number of the contract, example: K-17}\n---\n\n{{ greeting }}\n\nContract {{ contract }}.\n"
    )
    return str(tmp_path / "team")


def test_a_missing_variable_is_listed_and_never_printed_as_a_hole(reply: Run, tmp_path: Path) -> None:
    folder = team(tmp_path)
    done = reply("--kb", folder, "--audience", "sales", CLEAR)
    assert done.returncode == 1 and not done.stdout
    assert done.stderr.decode() == "kbassist: missing: contract: number of the contract, for example --var contract='K-17'\n"
    made = json.loads(reply("--kb", folder, "--audience", "sales", "--format", "json", CLEAR).stdout)
    assert made["text"] is None and made["missing"][0]["name"] == "contract"
    saved = tmp_path / "x"
    assert reply("--kb", folder, "--audience", "sales", "--save", str(saved), CLEAR).returncode == 1 and not saved.exists()
    filled = reply("--kb", folder, "--audience", "sales", "--var", "contract=K-42", CLEAR)
    assert filled.returncode == 0 and b"Contract K-42." in filled.stdout


def on_a_terminal(arguments: list[str], typed: bytes, env: dict[str, str]) -> tuple[int, str]:
    """Run `kbassist` with a terminal for all streams; return the status and what stood on it."""
    pid, master = pty.fork()
    if pid == 0:
        os.execve(sys.executable, [sys.executable, "-m", "kbassist", *arguments], {**os.environ, **env, "PYTHONPATH": str(ROOT)})
    os.write(master, typed)
    shown = b""
    while True:
        try:
            data = os.read(master, 65536)
        except OSError:
            break
        if not data:
            break
        shown += data
    _, status = os.waitpid(pid, 0)
    os.close(master)
    return os.waitstatus_to_exitcode(status), shown.decode(errors="replace")


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals there")
def test_on_a_terminal_what_is_missing_is_asked_for(tmp_path: Path) -> None:
    env = {"KBASSIST_CONFIG": str(tmp_path)}
    status, shown = on_a_terminal(["reply", "--kb", team(tmp_path), "--audience", "sales", CLEAR], b"K-42\n", env)
    assert status == 0 and "number of the contract (for example K-17): " in shown and "Contract K-42." in shown
    status, shown = on_a_terminal(["reply", "--kb", team(tmp_path), "--audience", "sales", CLEAR], b"\n", env)
    assert status == 1 and "missing: contract" in shown


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals there")
def test_copy_hands_the_text_to_the_terminals_clipboard(tmp_path: Path) -> None:
    import base64

    status, shown = on_a_terminal(["reply", "--copy", CLEAR], b"", {"KBASSIST_CONFIG": str(tmp_path)})
    data = shown.split("\x1b]52;c;")[1].split("\x07")[0]
    assert status == 0 and base64.b64decode(data).decode().startswith("Hello,\n\nGmail does not accept")


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals there")
def test_on_a_terminal_lines_are_wrapped_and_the_rest_is_hinted(tmp_path: Path) -> None:
    status, shown = on_a_terminal(["reply", CLEAR], b"", {"KBASSIST_CONFIG": str(tmp_path), "COLUMNS": "80"})
    assert status == 0 and max(len(line) for line in shown.split("\r\n") if "settings.toml" not in line) <= 100
    assert "left out, because nobody said it: " in shown and "customer_name" in shown


def test_a_kept_case_is_drafted_and_keeps_the_draft(kbassist: Run) -> None:
    talk = kbassist("diagnose", stdin=f"{CLEAR}\nquit\n".encode())
    assert talk.returncode == 0, talk.stderr
    done = kbassist("reply", "--case", "last", "--var", "customer_name=Kim")
    assert done.returncode == 0, done.stderr
    assert b"app password" in done.stdout.lower()
    shown = kbassist("cases", "show", "last")
    assert b"en/customer/neutral" in shown.stdout or b"customer" in shown.stdout
    both = kbassist("reply", "--case", "last", "more text")
    assert both.returncode == 2 and b"--case" in both.stderr
