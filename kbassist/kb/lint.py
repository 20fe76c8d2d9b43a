"""What makes an entry poor though not broken. A rule is one function `kbNNN`; its docstring is its documentation.

The table in `knowledge/README.md` is made from these docstrings, and `kb lint` runs whatever functions are here.
"""

from __future__ import annotations

import datetime
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kbassist.kb import index, reply_lint
from kbassist.kb.check import check
from kbassist.kb.entries import Entry, Loaded, load
from kbassist.kb.markdown import Section
from kbassist.kb.problems import Located, Problem
from kbassist.kb.sample import SAMPLE, Filling, faults, render
from kbassist.kb.schema import nearest
from kbassist.kb.settings import sample_of
from kbassist.model.tokens import words

LONGEST_SUMMARY = 200
LONGEST_TITLE = 90
LONGEST_STEP = 420
FEWEST_SAMPLES = 8
OLDEST = datetime.timedelta(days=366)

Found = Iterator[tuple[int, str]]
Rule = Callable[["Context", Entry], Found]

_SHARING = re.compile(
    r"\b(?:send|tell|give|share|forward|read out)\b[^.]{0,40}\b(?:your|the|their|a) (?:\w+ ){0,2}?"
    r"(?:password|secret|token|api key)\b",
    re.IGNORECASE,
)
_PROTECTION = re.compile(
    r"\b(?:disable|turn(?:ing)? off|switch(?:ing)? off|deactivate|bypass|skip|uninstall)\b[^.]{0,30}\b"
    r"(?:firewall|anti-?virus|certificate (?:check|verification|validation)s?|tls verification|two-factor|2fa|mfa|"
    r"security defaults|selinux)\b",
    re.IGNORECASE,
)
_UNVERIFIED = re.compile(
    r"rejectUnauthorized\W+false|InsecureSkipVerify\W+true|CERT_NONE|_create_unverified|verify_peer\W+false|VERIFY_NONE|"
    r"--insecure\b|\s-k\s|tls_certcheck off|ssl\.trust\W+\*|CheckCertificateRevocation = false|validate_certs=False",
    re.IGNORECASE,
)
_DENIAL = re.compile(r"\b(?:never|not|don't|no need|instead of|rather than|without|nobody|no one|avoid)\b", re.I)
_SENTENCE = re.compile(r"[.!?] +[A-Z]")


class Context(NamedTuple):
    """What a rule may look at beside the entry: all entries, and the day."""

    loaded: Loaded
    today: datetime.date
    owners: dict[str, set[str]]
    """Which providers claim a fingerprint."""
    replies: list[tuple[str, str]]
    """Every catalogued reply's provider and words."""


def _context(loaded: Loaded, today: datetime.date) -> Context:
    owners: dict[str, set[str]] = defaultdict(set)
    replies = []
    for entry in loaded.family("providers").values():
        for value in (*entry.data.recognition.marks, *entry.data.recognition.hosts):
            owners[value.strip().lower()].add(entry.id)
        replies += [(entry.id, f" {' '.join(words(reply.text))} ") for reply in entry.data.replies]
    return Context(loaded, today, owners, replies)


def rules() -> dict[str, str]:
    """Return the number and the first line of the documentation of each rule, the two built into the compiler first."""
    found = {"KB001": "The front matter follows the schema; ids and facts exist; required sections are there."}
    found.update({name.upper(): (rule.__doc__ or "").split("\n")[0] for name, rule in _rules()})
    return found


def _rules() -> list[tuple[str, Rule]]:
    modules = (sys.modules[__name__], reply_lint)
    return sorted((name, getattr(module, name)) for module in modules for name in dir(module) if re.fullmatch(r"kb\d{3}", name))


def lint(folders: Sequence[Path], today: datetime.date, *, last: bool = False) -> list[Located]:
    """Return every problem of the folders, in the order of files and lines; with `last`, of the last folder's entries only."""
    loaded = load(folders)
    entries = [entry for entry in loaded.entries.values() if not last or entry.path.startswith(f"{folders[-1].name}/")]
    found = [*loaded.problems, *index.phrase_rows(loaded)[1], *check(loaded, entries)]
    context = _context(loaded, today)
    for name, rule in _rules():
        for entry in entries:
            found += [Located(entry.path, Problem(line, what, name.upper())) for line, what in rule(context, entry)]
    return sorted(found, key=lambda item: (item.path, item.problem.line, item.problem.rule))


def kb101(context: Context, entry: Entry) -> Found:
    """Internal links lead to an entry that exists."""
    for link in entry.body.links:
        if link.target.startswith(("http://", "https://", "mailto:", "#")):
            continue
        parts = link.target.split("#")[0].removesuffix(".md").split("/")
        target = "/".join(parts[-2:]) if len(parts) > 1 else f"{entry.family}/{parts[0]}"
        if target not in context.loaded.entries:
            yield link.line, f"the link to '{link.target}' leads nowhere{nearest(target, sorted(context.loaded.entries))}"


def kb102(context: Context, entry: Entry) -> Found:
    """A cause says what evidence speaks for it."""
    if entry.family == "causes" and not entry.data.evidence:
        yield 2, "no evidence: say for at least one fact how often its values hold, given this cause"


def kb103(context: Context, entry: Entry) -> Found:
    """A cause says how to confirm it, in steps or a list."""
    for section in entry.body.sections:
        if entry.family == "causes" and section.title == "How to confirm" and not (section.steps or "\n-" in f"\n{section.text}"):
            yield section.line, "'How to confirm' has no steps: say what to look at and what it shows"


def kb104(context: Context, entry: Entry) -> Found:
    """A catalogued reply speaks for some cause at least often or evenly."""
    for number, reply in enumerate(getattr(entry.data, "replies", ())):
        if not set(reply.causes.values()) & {"always", "usually", "often", "even", "sometimes"}:
            yield (
                entry.line("replies", number, "causes"),
                f"the reply '{reply.id}' speaks for no cause: its strongest word is below 'sometimes'",
            )


def kb105(context: Context, entry: Entry) -> Found:
    """Two catalogued replies of one entry can be told apart by their words or codes."""
    seen: dict[tuple[Any, ...], str] = {}
    for number, reply in enumerate(getattr(entry.data, "replies", ())):
        row = index.reply_row(entry, reply)
        key = (row.words, row.reply_codes, row.status_codes)
        if key in seen:
            yield entry.line("replies", number), f"the reply '{reply.id}' cannot be told from '{seen[key]}': merge them"
        seen.setdefault(key, reply.id)


def kb106(context: Context, entry: Entry) -> Found:
    """A question says how to find the answer out."""
    for section in entry.body.sections:
        if entry.family == "questions" and section.title == "How to find out" and len(section.text) < 20:
            yield section.line, "'How to find out' says nothing"


def kb107(context: Context, entry: Entry) -> Found:
    """Causes, providers, clients, codes and guides name their sources."""
    if entry.family in ("causes", "providers", "clients", "codes", "guides") and not entry.data.sources:
        yield 2, "no sources: name the page, RFC section or trial that the claims come from"


def kb108(context: Context, entry: Entry) -> Found:
    """Claims were checked within the last year (`as_of`)."""
    if entry.family not in ("causes", "providers", "clients", "codes", "guides"):
        return
    if entry.data.as_of is None:
        yield 2, "no as_of: write the day on which the claims were last checked"
        return
    try:
        checked = datetime.date.fromisoformat(entry.data.as_of)
    except ValueError:
        yield entry.line("as_of"), f"'{entry.data.as_of}' is no day of the calendar"
        return
    if checked > context.today + datetime.timedelta(days=2):
        yield entry.line("as_of"), f"'{entry.data.as_of}' lies in the future"
    elif context.today - checked > OLDEST:
        yield entry.line("as_of"), f"checked on {entry.data.as_of}, more than a year ago: check again"


def kb109(context: Context, entry: Entry) -> Found:
    """Titles and summaries are one short sentence; steps are short enough for a tired reader."""
    if len(entry.data.title) > LONGEST_TITLE or (entry.data.title.endswith(".") and entry.family != "questions"):
        yield entry.line("title"), f"the title is longer than {LONGEST_TITLE} characters or ends in a full stop"
    for key in ("summary", "says", "why"):
        text = getattr(entry.data, key, None)
        if text and (len(text) > LONGEST_SUMMARY or (key == "summary" and entry.family == "causes" and _SENTENCE.search(text))):
            yield entry.line(key), f"'{key}' is one sentence of at most {LONGEST_SUMMARY} characters"
    for section, step in _steps(entry):
        if len(step) > LONGEST_STEP and "\n" not in step and entry.family != "replies":  # there all variants stand in one line
            yield section.line, f"a step under '{section.title}' is longer than {LONGEST_STEP} characters: split it"


def kb110(context: Context, entry: Entry) -> Found:
    """No text asks for a password or tells people to switch a protection off."""
    for section in entry.body.sections:
        for offset, line in enumerate(section.text.split("\n")):
            for pattern, what in ((_SHARING, "asks for a secret"), (_PROTECTION, "tells to switch a protection off")):
                found = pattern.search(line)
                if found and not _DENIAL.search(line[max(0, found.start() - 60) : found.end() + 20]):
                    yield section.line + 1 + offset, f"“{found[0]}” {what}; say what to do instead"


def kb111(context: Context, entry: Entry) -> Found:
    """Every catalogued reply carries a sample as people paste it, every cause some in prose."""
    for number, reply in enumerate(getattr(entry.data, "replies", ())):
        if not reply.samples:
            yield entry.line("replies", number), f"the reply '{reply.id}' has no sample"
    if entry.family in ("causes", "outside") and len(entry.data.samples) < FEWEST_SAMPLES:
        yield entry.line("samples"), f"fewer than {FEWEST_SAMPLES} samples"


def kb112(context: Context, entry: Entry) -> Found:
    """A provider says where to connect, the form of the user name and what secret it takes."""
    if (
        entry.family == "providers"
        and entry.data.kind != "testing"
        and not (entry.data.username and entry.data.username.form == "none")
    ):
        for field in ("submission", "username", "credentials"):
            if not getattr(entry.data, field):
                yield 2, f"'{field}' is empty"


def kb113(context: Context, entry: Entry) -> Found:
    """Port and security of an endpoint go together: 465 is implicit TLS, 587 and 25 are not (RFC 8314 section 3.3)."""
    for number, endpoint in enumerate(getattr(entry.data, "submission", ())):
        expected = {"465": {"tls"}, "587": {"starttls", "none"}, "25": {"starttls", "none"}}.get(endpoint.port)
        if expected and endpoint.security not in expected and not endpoint.note:
            yield (
                entry.line("submission", number),
                f"{endpoint.port} with {endpoint.security} is unusual: mend it, or say why in a note",
            )


def kb114(context: Context, entry: Entry) -> Found:
    """Nothing is left to be filled in."""
    for offset, line in enumerate(entry.front.body.split("\n")):
        if re.search(r"\bTODO\b|<!-- ?FACTS|\bFIXME\b|lorem ipsum", line):
            yield entry.front.body_line + offset, "left over from the template: fill it in"
    for path, place in entry.front.lines.items():
        value: Any = entry.front.values
        for part in path:
            value = value[part]
        if isinstance(value, str) and re.search(r"\bTODO\b", value):
            yield place, "left over from the template: fill it in"


def kb115(context: Context, entry: Entry) -> Found:
    """A numbered list counts on: 1, 2, 3."""
    for section in entry.body.sections:
        fenced = False
        numbers: list[int] = []
        for line in section.text.split("\n"):
            fenced ^= line.lstrip().startswith("```")
            match = None if fenced else re.match(r"(\d{1,2})\. ", line)
            if match:
                numbers.append(int(match[1]))
        if numbers and numbers != list(range(1, len(numbers) + 1)) and set(numbers) != {1}:
            yield section.line, f"the steps under '{section.title}' are numbered {numbers}"


def kb116(context: Context, entry: Entry) -> Found:
    """A fingerprint of one provider does not stand in another's replies, unless both claim it or share a platform."""
    if entry.family != "providers":
        return
    for label in ("marks", "hosts"):
        for number, value in enumerate(getattr(entry.data.recognition, label)):
            shared = context.owners[value.strip().lower()]
            wanted = f" {' '.join(words(value))} "
            others = {owner for owner, text in context.replies if owner not in shared and wanted in text} - set(
                entry.data.platform
            )
            if others:
                where = ", ".join(sorted(others)[:4])
                yield (
                    entry.line("recognition", label, number),
                    f"'{value}' stands in replies of {where}: too common to recognise {entry.id}",
                )


def kb131(context: Context, entry: Entry) -> Found:
    """A client's sample takes host, port, user name and secret by placeholder, in each kind of session it can do."""
    if entry.family != "clients" or entry.data.sample is None:
        return
    fences = [fence for section in entry.body.sections if section.title == SAMPLE for fence in section.fences]
    sample = sample_of(entry.id, entry.data, fences)
    if any(faults(fence.code) for fence in fences):
        return  # KB001 tells
    for security in sample.security:
        mark = Filling({"host": "HOST", "username": "USER"}, own_sender=False, port="PORT", security=security, login="plain")
        text = "\n".join(block.code for block in render(sample._replace(environment="$NAME", quote="VALUE"), mark))
        for wanted, name in (("HOST", "host"), ("PORT", "port"), ("USER", "username"), ("SMTP_PASSWORD", "secret")):
            if wanted not in text:
                yield entry.line("sample"), f"the sample lacks {{{{{name}}}}} where the session is {security}"


def kb132(context: Context, entry: Entry) -> Found:
    """A client's sample verifies certificates and holds no secret."""
    for section in entry.body.sections:
        for fence in section.fences if entry.family == "clients" and section.title == SAMPLE else ():
            for offset, line in enumerate(fence.code.split("\n")):
                if _UNVERIFIED.search(line):
                    yield fence.line + offset, "the sample switches certificate verification off: leave it on"


def _steps(entry: Entry) -> Iterator[tuple[Section, str]]:
    for section in entry.body.sections:
        for step in section.steps:
            yield section, step
