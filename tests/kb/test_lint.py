"""Each lint rule fires on the fault it is for, and is silent on the built-in knowledge."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from kbassist.kb.docs import readme
from kbassist.kb.lint import lint, rules
from kbassist.kb.schema import FAMILIES
from kbassist.kb.sources import builtin_folder
from kbassist.kb.template import template

TODAY = datetime.date(2026, 11, 21)

CLIENT = """---
title: A client
language: C
sample:
  environment: $NAME
  quote: "'VALUE'"
as_of: 2026-11-21
sources:
  - {title: tried by hand}
---
## Sample

```sh send.sh
send {{#tls}}--tls {{/tls}}--host {{host}} --port {{port}} --user {{username}} --secret {{secret}}
```
"""

CAUSE = """---
title: A cause
summary: It is so.
fault: user
category: credentials
prevalence: rare
evidence:
  two_factor: {on: often}
samples: [one, two, three, four, five, six, seven, eight]
sources:
  - {title: RFC 4954 section 6}
as_of: 2026-11-21
---
## What it means

Text.

## How to confirm

1. Look at the log.

## How to fix

1. Do this.

## If it persists

Text.

## Prevent it

Text.
"""

PROVIDER = """---
title: Acme
kind: mailbox
as_of: 2026-11-21
submission:
  - {host: smtp.acme.example, port: 587, security: starttls}
username: {form: full-address}
credentials:
  - {kind: account-password}
replies:
  - id: one
    text: 535 The desk is closed
    means: Closed.
    causes: {account-suspended: usually}
    samples: [535 The desk is closed]
sources:
  - {title: tried by hand}
---
About Acme.
"""

QUESTION = """---
title: Is it raining?
why: Rain tells.
answers:
  - {value: yes, label: Yes}
  - {value: no, label: No}
effort: glance
---
## How to find out

Look out of the window and see whether the street is wet.
"""


REPLY_CAUSE = """---
title: The mail password was not accepted
---

## What it is

The server{{ service_note }} did not take the password.

## Steps

1. Type it in again.

## What we need

please send us the message.
"""

REPLY_TEMPLATE = """---
title: To the customer
subject: About your mail
variables:
  - {name: contract, description: number of the contract, example: K-17}
---

{{ greeting }}

Contract {{ contract }}

{% if asks %}
{{ asking }}
{% else %}
{{ diagnosis }} {{ steps }} {{ needs }}
{% endif %}

{{ closing }}
"""

PLACES = {"replies": "en/causes/wrong-password", "replies-template": "en/templates/customer", "replies-language": "fr/language"}
"""Where a text of replies stands; any other family's entry is `mine`."""


def linted(tmp_path: Path, family: str, text: str) -> set[str]:
    folder = tmp_path / "team"
    path = folder / family.split("-")[0] / f"{PLACES.get(family, 'mine')}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    found = lint([Path(builtin_folder()), folder], TODAY, last=True)
    return {p.problem.rule for p in found if p.path.startswith("team/")}


def test_the_patterns_are_clean(tmp_path: Path) -> None:
    assert linted(tmp_path, "causes", CAUSE) == set()
    assert linted(tmp_path, "providers", PROVIDER) == set()
    assert linted(tmp_path, "questions", QUESTION) == set()
    assert linted(tmp_path, "replies", REPLY_CAUSE) == set()
    assert linted(tmp_path, "replies-template", REPLY_TEMPLATE) == set()


@pytest.mark.parametrize(
    ("rule", "family", "old", "new"),
    [
        ("KB001", "causes", "prevalence: rare", "prevalence: rarely"),
        ("KB001", "causes", "two_factor: {on: often}", "two_factr: {on: often}"),
        ("KB001", "causes", "{on: often}", "{maybe: often}"),
        ("KB001", "causes", "## Prevent it", "## Prevent"),
        ("KB001", "providers", "account-suspended", "account-suspnded"),
        ("KB101", "causes", "Text.", "See [this](../causes/no-such.md)."),
        ("KB102", "causes", "evidence:\n  two_factor: {on: often}\n", ""),
        ("KB103", "causes", "1. Look at the log.", "Look at the log."),
        ("KB104", "providers", "{account-suspended: usually}", "{account-suspended: rarely}"),
        ("KB105", "providers", "sources:",
         "  - {id: two, text: 535 The desk is closed, means: So., causes: {account-locked: usually}, samples: [x]}\nsources:"),
        ("KB106", "questions", "Look out of the window and see whether the street is wet.", "Look."),
        ("KB107", "providers", "sources:\n  - {title: tried by hand}\n", ""),
        ("KB108", "causes", "as_of: 2026-11-21", "as_of: 2025-01-01"),
        ("KB108", "causes", "as_of: 2026-11-21", "as_of: 2026-13-41"),
        ("KB109", "causes", "summary: It is so.", "summary: It is so. And it is also otherwise."),
        ("KB110", "causes", "1. Do this.", "1. Send your password to support."),
        ("KB110", "causes", "1. Do this.", "1. Turn off the firewall."),
        ("KB111", "providers", "    samples: [535 The desk is closed]\n", ""),
        ("KB112", "providers", "credentials:\n  - {kind: account-password}\n", ""),
        ("KB113", "providers", "port: 587, security: starttls", "port: 465, security: starttls"),
        ("KB114", "causes", "1. Do this.", "1. TODO write this."),
        ("KB115", "causes", "1. Do this.", "1. Do this.\n3. Do that."),
        ("KB116", "providers", "kind: mailbox", "kind: mailbox\nrecognition: {marks: [Username and Password not accepted]}"),
        ("KB001", "replies", "{{ service_note }}", "{{ servce_note }}"),
        ("KB001", "replies", "{{ service_note }}", "{{ service_note.__class__ }}"),
        ("KB001", "replies", "## Steps", "## Stepps"),
        ("KB001", "replies", "## What we need", "### For nobody\n\n1. Go.\n\n## What we need"),
        ("KB117", "replies-template", "Contract {{ contract }}\n", ""),
        ("KB118", "replies-template", "{{ greeting }}\n", ""),
        ("KB119", "replies", "please send us the message.", "please send us your password."),
        ("KB119", "replies", "please send us the message.", "you entered the wrong one."),
        ("KB120", "replies-language", "title: Français", "title: Francais"),
        ("KB001", "clients", "{{host}}", "{{hots}}"),
        ("KB001", "clients", "## Sample", "## Example"),
        ("KB001", "clients", "environment: $NAME", "environment: $SMTP"),
        ("KB001", "clients", "{{/tls}}", ""),
        ("KB131", "clients", "{{host}}", "smtp.example.com"),
        ("KB131", "clients", "{{secret}}", "hunter2"),
        ("KB131", "clients", "--port {{port}}", "{{#tls}}--port {{port}}{{/tls}}"),
        ("KB132", "clients", "--user", "--insecure --user"),
    ],
)  # fmt: skip
def test_each_rule_fires(tmp_path: Path, rule: str, family: str, old: str, new: str) -> None:
    text = {"causes": CAUSE, "providers": PROVIDER, "questions": QUESTION, "clients": CLIENT, "replies": REPLY_CAUSE,
            "replies-template": REPLY_TEMPLATE, "replies-language": "---\ntitle: Français\n---\n"}[family]  # fmt: skip
    assert old in text
    assert rule in linted(tmp_path, family, text.replace(old, new))


def test_every_rule_is_tried_above() -> None:
    import inspect

    source = inspect.getsource(test_each_rule_fires) + Path(__file__).read_text()
    assert not [rule for rule in rules() if f'"{rule}"' not in source]


def test_the_built_in_knowledge_is_clean(kbassist: Any) -> None:
    done = kbassist("kb", "lint")
    assert done.returncode == 0, done.stdout.decode()


@pytest.mark.parametrize("family", FAMILIES)
def test_a_template_wants_only_what_a_person_must_fill_in(tmp_path: Path, family: str) -> None:
    text = template(family, TODAY)
    rest = linted(tmp_path, family, text)
    assert rest <= {"KB114"}, rest


def test_kb_new_writes_each_part_of_a_new_language(kbassist: Any, tmp_path: Path) -> None:
    team = str(tmp_path / "team")
    parts = ("fr/language", "fr/causes/wrong-password", "fr/questions/port", "fr/blocks/closing", "fr/templates/customer")
    for name in parts:
        done = kbassist("kb", "new", "replies", name, "--kb", team)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "team" / "replies" / f"{name}.md").is_file()
    found = [p for p in lint([Path(builtin_folder()), tmp_path / "team"], TODAY, last=True) if p.path.startswith("team/")]
    unwritten = {p.path.rsplit("/", 1)[1] for p in found if p.problem.rule == "KB001"}
    assert {p.problem.rule for p in found} == {"KB001", "KB114", "KB120"} and unwritten == {"customer.md"}, (
        found
    )  # blocks to come
    for name in ("wrong-password", "fr/nonsense/x", "fr/causes/x/y", "fr/causes/../x"):
        assert kbassist("kb", "new", "replies", name, "--kb", team).returncode == 2, name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("wrong-password", "replies/<language>/<part>/"),
        ("en/nonsense", "has folders only"),
        ("en/nonsense/x", "there are: templates, blocks, causes, questions"),
        ("en/causes/wrong-pasword", "nearest: 'wrong-password'"),
        ("EN/causes/wrong-password", "replies/<language>/<part>/"),
    ],
)
def test_a_text_of_replies_in_the_wrong_place_is_told_where_it_belongs(tmp_path: Path, name: str, said: str) -> None:
    path = tmp_path / "team" / "replies" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(REPLY_CAUSE)
    found = [str(p) for p in lint([Path(builtin_folder()), tmp_path / "team"], TODAY, last=True) if p.path.startswith("team/")]
    assert len(found) == 1 and said in found[0], found


def test_kb_new_writes_it_and_never_over_a_file(kbassist: Any, tmp_path: Path) -> None:
    first = kbassist("kb", "new", "causes", "brand-new", "--kb", str(tmp_path / "team"))
    assert first.returncode == 0 and (tmp_path / "team/causes/brand-new.md").read_text().startswith("---")
    again = kbassist("kb", "new", "causes", "brand-new", "--kb", str(tmp_path / "team"))
    assert again.returncode == 3 and b"exists" in again.stderr
    assert kbassist("kb", "new", "causes", "../evil", "--kb", str(tmp_path / "team")).returncode == 2
    assert b"nearest: 'causes'" in kbassist("kb", "new", "cause", "x").stderr


def test_the_readme_of_the_knowledge_is_up_to_date() -> None:
    assert (Path(builtin_folder()) / "README.md").read_text() == readme(), "run: kbassist kb docs"


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"k{n}: &k{n} [{','.join([f'*{of}'] * 9)}]\n" for n, of in enumerate(["a", *[f"k{i}" for i in range(6)]])
)
"""Aliases of aliases: a few lines that unfold to millions of values."""


@pytest.mark.parametrize(
    ("front", "said"),
    [
        (BOMB, "more than"),
        ("a: " + "[" * 5000 + "]" * 5000 + "\n", "nested too deeply"),
        ("a: 1\na: 2\n", "stands twice"),
        ("a: 'open\n", "not YAML"),
        ("- a\n", "mapping"),
    ],
)  # fmt: skip
def test_hostile_front_matter_is_a_problem_with_a_line(tmp_path: Path, front: str, said: str) -> None:
    folder = tmp_path / "team" / "causes"
    folder.mkdir(parents=True)
    (folder / "bad.md").write_text(f"---\n{front}---\n")
    found = [str(p) for p in lint([Path(builtin_folder()), tmp_path / "team"], TODAY, last=True) if p.path.startswith("team/")]
    assert len(found) == 1 and said in found[0], found
