"""Writes `knowledge/README.md` from the schema, the likelihood table and the lint rules, so that it cannot fall behind them."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from kbassist.kb.entries import NESTED
from kbassist.kb.lint import rules
from kbassist.kb.reply_schema import PARTS, ReplyLanguage
from kbassist.kb.sample import PLACEHOLDERS
from kbassist.kb.sample import SECTIONS as SESSIONS
from kbassist.kb.schema import FAMILIES, SECTIONS
from kbassist.kb.supplied import SUPPLIED
from kbassist.model.likelihood import ASKING_EFFORT, LIKELIHOOD, PREVALENCE, REPAIR_EFFORT
from kbassist.model.tones import NEEDS, STEPS, TONES, WHAT

_HEAD = """\
# The knowledge

<!-- made by `kbassist kb docs`; edit kbassist/kb/docs.py, the schema or a rule's docstring instead -->

One markdown file an entry. **The folder is the family, the file's name is the id.** Adding an entry is adding one file; no list names it.
Write in your own words, for a tired person with a deadline; state only what a source or a trial supports, name it under `sources`, and
write the day you checked it under `as_of`.

    kbassist kb new causes my-cause     # a template with every field explained
    kbassist kb lint                    # path:line: what is wrong, what is allowed
    kbassist ask "…"                    # try it

An entry is YAML front matter between two lines `---`, then markdown. Every value is read as text: `yes`, `on` and `5.7.8` need no quotes.

## Words, not numbers

"""

_PHRASES = """\
## Phrases

`names` of providers and clients, `marks`, `signs` and `phrases` of questions are phrases. They are compared word by word in lower case,
without accents, apostrophes dropped (`don't` is `dont`), with everything but letters and digits between words; Chinese and Japanese
character by character.

| written | means |
|---|---|
| `(a\\|b)` | one of them |
| `[x]` | with or without it |
| `..` | up to four words of any kind |
| `#` | a version number of two or three parts: 5.2, 2.35.4 |

A word of the lexicon that denies (`not`, `nicht`, `sans`) in a gap or up to three words before a phrase turns a yes/no or on/off fact
round: "2FA is not enabled" is `two_factor: off`. Write the plain form and leave the denials to the lexicon.

## Replies and samples

A reply's `text` is the wording as printed, `<...>` standing for what varies. Its `causes` say, of the people who see exactly this
wording, how often it is which cause. `foreign: yes` marks what another server says in the provider's place, such as a web host's that
diverts the connection: it counts where the provider is named. Its samples are tests: each must lead to its entry. `causes` may also
name an entry of `outside/`, the kinds of trouble that are not ours. A sample is machine output or your own words, never somebody else's
prose, and holds no secret.

## Steps

The first numbered list under `## How to fix` of a cause is the general cure. `### For gmail, google-workspace` below it takes its place
for a provider and is added for a client. A provider's or client's own file may say `## Fix: <cause-id>` instead, and wins.

"""

_REPLIES = """
## Texts of replies

`kbassist reply` drafts from `replies/<language>/`. A template is the whole reply for one audience; blocks are what templates share, one
section a tone; `causes/` says what a customer is told of a cause, `questions/` how a customer is asked. **A third language is one more
folder** with the same files: `kb lint` names those it lacks. A new audience is one more file in `templates/`.

    kbassist kb new replies fr/causes/wrong-password
    kbassist reply --language fr --text "535 5.7.8 …"

`{{ name }}` prints a variable or a block, `{% if name %} … {% else %} … {% endif %}` chooses, `{% for item in items %} … {% endfor %}`
repeats. There is nothing else: no calls, no arithmetic, no includes. A value is shown as it stands, whatever it looks like. A variable
is declared where it is used; without a fallback it is asked for, and a draft that lacks it is never shown. Below `## Steps` of a cause
`### For gmail, icloud` takes the place of the general steps at that provider. Write steps that a customer can do, blame nobody, ask for
no password.
"""


def _family(name: str, model: type[BaseModel], sections: Sequence[str]) -> list[str]:
    about = " ".join((model.__doc__ or "").split())
    place = name if name.endswith(".md") else f"{name}/"
    parts = [f"\n### {place}\n\n{about}\n\n| field | needed | what it says |\n|---|---|---|\n"]
    for key, field in model.model_fields.items():
        needed = "yes" if field.is_required() else ""
        parts.append(f"| `{key}` | {needed} | {(field.description or '').replace('|', chr(92) + '|')} |\n")
    if sections:
        parts.append(f"\nSections, in this order: {', '.join(sections)}.\n")
    return parts


_SAMPLES = """\
## Samples of clients

The fenced blocks of `## Sample` in a client's entry are what `kbassist settings PROVIDER --for CLIENT` prints. What stands behind the
language on a fence is the file's name. Placeholders: PLACEHOLDERS. Host, user name, sender and recipient
are written out as `sample.quote` says where they are known, else read from the environment as `sample.environment` says (SMTP_HOST,
SMTP_USER, MAIL_FROM, MAIL_TO); the secret is always read from SMTP_PASSWORD. `{{#tls}} ... {{/tls}}` stays only in a session of that kind:
SECTIONS; `oauth` where the secret is an access token. A sample verifies certificates, calls nothing deprecated and holds no secret.

    kbassist --kb DIR settings gmail --for my-client    # try it

"""


def _samples() -> str:
    named = " · ".join(f"`{{{{{name}}}}}`" for name in PLACEHOLDERS)
    return _SAMPLES.replace("PLACEHOLDERS", named).replace("SECTIONS", " · ".join(f"`{name}`" for name in SESSIONS))


def readme() -> str:
    """Return the whole text of `knowledge/README.md`."""
    parts = [_HEAD]
    for title, table in (
        ("how often something holds", LIKELIHOOD),
        ("prevalence of a cause (weight)", PREVALENCE),
        ("effort of finding out an answer", ASKING_EFFORT),
        ("effort of a repair", REPAIR_EFFORT),
    ):
        parts.append(f"- {title}: " + " · ".join(f"{word} {number:g}" for word, number in table.items()) + "\n")
    parts += ["\n", _PHRASES, _samples(), "## Families\n"]
    for family, model in FAMILIES.items():
        if family not in NESTED:
            parts += _family(family, model, SECTIONS.get(family, ()))
    parts.append(_REPLIES)
    for name, part in PARTS.items():
        parts += _family(f"replies/<language>/{name}", part, {"blocks": TONES, "causes": (WHAT, STEPS, NEEDS)}.get(name, ()))
    parts += _family("replies/<language>/language.md", ReplyLanguage, ())
    parts.append("\n### What every draft supplies to its templates\n\n| name | what it is |\n|---|---|\n")
    parts += [f"| `{name}` | {about} |\n" for name, about in SUPPLIED.items()]
    parts.append("\n## What the lint holds entries to\n\n| rule | |\n|---|---|\n")
    parts += [f"| {number} | {text} |\n" for number, text in rules().items()]
    return "".join(parts)
