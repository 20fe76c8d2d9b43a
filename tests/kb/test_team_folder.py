"""A newcomer adds a cause by writing one file; a team's folder goes on top of the built-in knowledge."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

ENTRY = re.compile(r"<!-- example: (?P<path>\S+) -->\s+```markdown\n(?P<text>.*?)\n```", re.DOTALL)


def contributing_example(folder: Path) -> str:
    """Write the example of CONTRIBUTING.md into the folder, as a newcomer would, and return the cause's id."""
    found = ENTRY.search((ROOT / "CONTRIBUTING.md").read_text())
    assert found, "CONTRIBUTING.md shows no example entry"
    path = folder / found["path"]
    path.parent.mkdir(parents=True)
    path.write_text(found["text"])
    return path.stem


def test_the_example_of_the_guide_becomes_an_answer(kbassist: Any, tmp_path: Path) -> None:
    cause = contributing_example(tmp_path / "team")
    done = kbassist(
        "ask",
        "--json",
        "--kb",
        str(tmp_path / "team"),
        "the smart card reader says certificate login to the mail relay refused, card expired",
    )
    answer = json.loads(done.stdout)
    assert done.returncode == 0 and answer["causes"][0]["id"] == cause
    assert answer["steps"]
    linted = kbassist("kb", "lint", "--kb", str(tmp_path / "team"))
    assert b"team/" not in linted.stdout, linted.stdout.decode()


def test_a_team_overrides_an_entry_by_its_id(kbassist: Any, tmp_path: Path) -> None:
    original = (ROOT / "knowledge" / "causes" / "wrong-password.md").read_text()
    target = tmp_path / "team" / "causes" / "wrong-password.md"
    target.parent.mkdir(parents=True)
    target.write_text(re.sub(r"(?m)^title: .*$", "title: Our own title", original, count=1))
    done = kbassist("explain", "wrong-password", "--kb", str(tmp_path / "team"))
    assert b"Our own title" in done.stdout


def test_a_new_provider_is_recognised_by_its_file_alone(kbassist: Any, tmp_path: Path) -> None:
    target = tmp_path / "team" / "providers" / "acme-mail.md"
    target.parent.mkdir(parents=True)
    target.write_text(
        "---\ntitle: Acme Mail\nas_of: 2026-11-21\nkind: mailbox\n"
        "submission:\n  - {host: smtp.acme-mail.example, port: 587, security: starttls}\n"
        "replies:\n  - id: frozen\n    text: 550 Your Acme desk is frozen\n    means: The desk is suspended for unpaid bills.\n"
        "    causes: {account-suspended: always}\n---\nAcme's own mail.\n"
    )
    done = kbassist("ask", "--json", "--kb", str(tmp_path / "team"), "smtp.acme-mail.example said: 550 Your Acme desk is frozen")
    answer = json.loads(done.stdout)
    assert answer["report"]["provider"] == "acme-mail"
    assert answer["causes"][0]["id"] == "account-suspended"


def test_a_changed_source_is_compiled_again(kbassist: Any, tmp_path: Path) -> None:
    contributing_example(tmp_path / "team")
    first = kbassist("explain", "--list", "causes", "--kb", str(tmp_path / "team"))
    extra = tmp_path / "team" / "guides" / "ours.md"
    extra.parent.mkdir()
    extra.write_text("---\ntitle: Our guide\nsummary: What we do here.\n---\nText.\n")
    second = kbassist("explain", "ours", "--kb", str(tmp_path / "team"))
    assert first.returncode == second.returncode == 0 and b"Our guide" in second.stdout


def test_a_team_adds_a_client_sample_by_writing_one_file(kbassist: Any, tmp_path: Path) -> None:
    entry = tmp_path / "team" / "clients" / "our-mailer.md"
    entry.parent.mkdir(parents=True)
    entry.write_text(
        "---\ntitle: Our mailer\nlanguage: Perl\nsample:\n  environment: $ENV{NAME}\n  quote: 'qq(VALUE)'\n---\n## Sample\n\n"
        "```perl send.pl\nsend({{host}}, {{port}}, {{#tls}}1{{/tls}}{{#starttls}}0{{/starttls}}{{#none}}0{{/none}}, "
        "{{username}}, {{secret}});\n```\n"
    )
    done = kbassist("settings", "resend", "--for", "our-mailer", "--kb", str(tmp_path / "team"))
    assert done.returncode == 0, done.stderr
    assert b"send(qq(smtp.resend.com), 465, 1, qq(resend), $ENV{SMTP_PASSWORD});" in done.stdout
