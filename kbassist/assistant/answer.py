"""One text and the facts given with it to one answer: reading, matching and diagnosing in a row."""

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from kbassist.diagnosis.diagnose import diagnose
from kbassist.diagnosis.evidence import Wording, statement, sure
from kbassist.diagnosis.weigh import Seen
from kbassist.errors import UsageError
from kbassist.kb.store import Store
from kbassist.matching import score
from kbassist.matching.classify import classify, kinds
from kbassist.matching.terms import beside, report_terms, report_words
from kbassist.model.diagnosis import Diagnosis, Match
from kbassist.model.facts import UNKNOWN, Fact, Origin
from kbassist.model.knowledge import CodeEntry
from kbassist.model.report import Report
from kbassist.model.tokens import words
from kbassist.reading.read import clean, read

NOTHING: Mapping[str, str] = MappingProxyType({})

MOST_CODES = 4
"""Codes of one text that are weighed; a log of a thousand lines repeats the same few."""


WHOLE = 0.7
"""How surely a catalogued wording is recognised for mail to be spoken of, and sent, though no word says so and none names another
subject: `not_enough_credits` of a mail API. Of 3,600 labelled cases eight more are answered so, and no more of other trouble; at 0.6
two texts about other web services are."""


class Answer(NamedTuple):
    """What was read and what follows from it."""

    report: Report
    diagnosis: Diagnosis


def answer(
    text: str,
    facts: Mapping[str, str],
    store: Store,
    top: int = 5,
    *,
    checked: Mapping[str, str] = NOTHING,
    tried: Iterable[str] = (),
    made: Iterable[str] = (),
) -> Answer:
    """Return the answer to a text with facts stated beside it, facts found by live checks, causes whose fix did not help, and
    the ids of the checks already made.

    Raises UsageError for a fact the vocabulary does not know.
    """
    seen = gather(text, facts, store, checked=checked, tried=tried, made=made)
    return Answer(seen.report, diagnose(seen, store, top))


def gather(
    text: str,
    facts: Mapping[str, str],
    store: Store,
    *,
    checked: Mapping[str, str] = NOTHING,
    tried: Iterable[str] = (),
    made: Iterable[str] = (),
    withdrawn: Collection[str] = (),
) -> Seen:
    """Return all that speaks in the case; facts `withdrawn` are not read from the text."""
    written = _without(read(text, store), withdrawn)
    given = [*checked_facts(facts, store), *checked_facts(checked, store, Origin.CHECKED)]
    report = _completed(written, given, store)
    content = report_words(report)
    spoken = report_terms(content)
    terms = store.terms(spoken)
    mail = _speaks_of_mail(report, spoken, store)
    shown = given or made or report.reply_codes or report.status_codes or report.hosts
    sending = not store.sending().isdisjoint(spoken) or _begins(spoken, store.stems("sending"))
    if report.client is None and mail and "client" not in withdrawn:
        report = report._replace(client=report.hinted_client)
    groups = score.match(report, content, terms, store)
    if report.provider is None and "provider" not in withdrawn:
        known = mail or report.client or any(group.members[0].strength >= score.CLAIMS for group in groups)
        report = report._replace(provider=score.sole_provider(groups) or (report.hinted if known else None))
    claimed = score.claimed(groups)
    silent = claimed | report.settled | beside(report, claimed, store)
    unclaimed = {term: row for term, row in terms.items() if silent.isdisjoint(term.split(" "))} if silent else terms
    voices = classify(unclaimed.values(), store)
    matches = [[_match(scored, report) for scored in group.members[:2]] for group in groups]
    wordings = tuple([_wording(group, found[0], report) for group, found in zip(groups, matches, strict=True)])
    whole = any(sure(wording) >= WHOLE for wording in wordings)
    named = bool(report.provider)
    codes = _codes(report, store)
    bare = not report.reply_codes and _bare(report, codes, store, mail=mail, sending=sending)
    of_sending = whole or bare or (named and not mail)
    return Seen(
        report=report,
        wordings=wordings,
        matches=tuple(itertools.chain.from_iterable(matches)),
        codes=codes,
        voices=voices.log,
        kinds=kinds(terms.values(), store),
        terms=unclaimed,
        known_terms=voices.known,
        facts=_settled(report.facts, codes, withdrawn),
        tried=frozenset(tried),
        contradictions=_contradictions([*written.facts, *given], store),
        target=_target(report, store),
        checks=frozenset(made),
        mail=mail or named or whole or bare,
        bare=bare,
        refused=_refuses_mail(report, store),
        sends=bool(shown) or sending or (of_sending and all(sign.kind != "subject" for sign in report.signs)),
    )


def _without(report: Report, withdrawn: Collection[str]) -> Report:
    """Return the report without the facts that the person took back."""
    if not withdrawn:
        return report
    return report._replace(
        facts=tuple(fact for fact in report.facts if fact.key not in withdrawn),
        provider=None if "provider" in withdrawn else report.provider,
        client=None if "client" in withdrawn else report.client,
    )


def _target(report: Report, store: Store) -> str:
    """Return the server a check would look at: the last one that the text names with a port, else named, else the provider's."""
    named = [host for host in report.hosts if ":" in host] or list(report.hosts)
    if not named:
        owner = store.owner("provider", report.provider)
        return owner.endpoint if owner else ""
    host = named[-1]
    port = next((fact.value for fact in report.facts if fact.key == "port" and fact.value.isdigit()), "")
    return f"{host}:{port}" if port and ":" not in host else host


def _speaks_of_mail(report: Report, terms: Iterable[str], store: Store) -> bool:
    if report.status_codes or report.reply_codes or report.provider:
        return True
    spoken = frozenset(terms)
    return any(parts <= spoken for parts in store.subject()) or _begins(spoken, store.stems("subject"))


def _bare(report: Report, codes: Iterable[CodeEntry], store: Store, *, mail: bool, sending: bool) -> bool:
    """Tell whether the text is nothing but a refusal, and perhaps whose, or that it is of sending: "401 Unauthorized", "gmail wrong
    password", "cannot send, login refused". Who brings just that means mail; of a program that does more than mail, only where mail
    or sending is spoken of."""
    refused = [code.title for code in codes if code.access == "yes"]
    refused += [report.text[sign.start : sign.end] for sign in report.signs if sign.kind == "refusals"]
    if not refused:
        return False
    whose = ("provider", "client") if mail or sending else ("provider",)
    named = [report.text[sign.start : sign.end] for sign in report.signs if sign.kind in whose]
    topics = [*(["subject"] if mail else ()), *(["sending"] if sending else ())]
    told = store.filler().union(*map(words, (*refused, *named)), *map(store.topic, topics))
    stems = tuple(itertools.chain.from_iterable(map(store.stems, topics)))
    denies = store.negators() if sending else frozenset[str]()  # "cannot send"
    return all(word in told or word in denies or word[0].isdigit() or word.startswith(stems) for word, _, _ in report.tokens)


def _refuses_mail(report: Report, store: Store) -> bool:
    """Tell whether a phrase of a refused login names mail itself: "smtp authentication failed"."""
    told = itertools.chain.from_iterable(words(report.text[s.start : s.end]) for s in report.signs if s.kind == "refusals")
    return not store.topic("subject").isdisjoint(told)


def _begins(terms: Iterable[str], stems: tuple[str, ...]) -> bool:
    return any(map(str.startswith, terms, itertools.repeat(stems)))


def checked_facts(facts: Mapping[str, str], store: Store, origin: Origin = Origin.STATED) -> list[Fact]:
    """Return facts given by hand, or found by a live check. Raises UsageError naming what is allowed for an unknown key or value."""
    specs = store.fact_specs()
    found = []
    for key, value in facts.items():
        if key not in specs:
            raise UsageError(f"unknown fact '{key}'{_nearest(key, specs)}; allowed: {', '.join(sorted(specs))}")
        allowed = specs[key].values
        if key in ("provider", "client") and not _is_slug(value):
            raise UsageError(f"fact {key}: a name such as gmail or python-smtplib is wanted: small letters, digits, hyphens")
        if allowed and value not in (*allowed, UNKNOWN):
            raise UsageError(
                f"fact {key}: '{value}' is not allowed{_nearest(value, allowed)}; allowed: {', '.join((*allowed, UNKNOWN))}"
            )
        found.append(Fact(key, value if allowed else clean(value)[0], origin))
    return found


def _is_slug(value: str) -> bool:
    return len(value) <= 60 and value[:1].isalnum() and all(c.isascii() and (c.isalnum() or c in "._-") for c in value)


def _nearest(given: str, allowed: Iterable[str]) -> str:
    from rapidfuzz import process

    found = process.extractOne(given, list(allowed), score_cutoff=60)
    return f" (nearest: '{found[0]}')" if found else ""


def _completed(report: Report, given: Sequence[Fact], store: Store) -> Report:
    """Put the facts given over those read; a provider or client named so replaces the one recognised."""
    if not given:
        return report
    merged = {fact.key: fact for fact in (*report.facts, *(fact for fact in given if fact.value != UNKNOWN))}
    for fact in given:
        merged.setdefault(fact.key, fact)
    named = {fact.key: fact.value for fact in given if fact.value != UNKNOWN}
    if "error_code" in named:
        extra = read(named["error_code"], store)
        report = report._replace(codes=report.codes + extra.codes, http_status=report.http_status + extra.http_status)
    return report._replace(
        facts=tuple(merged[key] for key in sorted(merged)),
        provider=named.get("provider", report.provider),
        client=named.get("client", report.client),
    )


def _contradictions(facts: Iterable[Fact], store: Store) -> tuple[str, ...]:
    """Return one sentence for each fact that was said or found in two ways, with both statements."""
    said: dict[str, Fact] = {}
    sentences = []
    for fact in facts:
        before = said.get(fact.key)
        if fact.value == UNKNOWN or not store.fact_specs()[fact.key].values:
            continue
        said[fact.key] = fact
        if before is not None and before.value != fact.value:
            first = statement(before)
            sentences.append(f"{first[0].upper()}{first[1:]}, but {statement(fact)}. I go by the latter.")
    return tuple(sentences)


def _codes(report: Report, store: Store) -> tuple[CodeEntry, ...]:
    wanted: dict[str, None] = {}
    for code in report.codes:
        if (code.reply_code or code.status_code or "")[:1] not in ("4", "5"):
            continue  # 220, 250, 334 stand in every transcript and blame nobody
        if code.reply_code and code.status_code:
            wanted[f"{code.reply_code} {code.status_code}"] = None
        for part in (code.status_code, code.reply_code):
            if part:
                wanted[part] = None
    wanted.update({f"http {status}": None for status in report.http_status})
    rows = store.codes(wanted)
    found: dict[str, CodeEntry] = {}
    covered: set[str] = set()
    for key in wanted:
        if key in rows and key not in covered:
            found[rows[key].id] = rows[key]
            covered.update(key.split(" "))
    return tuple(found.values())[:MOST_CODES]


def _settled(facts: tuple[Fact, ...], codes: Iterable[CodeEntry], withdrawn: Collection[str]) -> tuple[Fact, ...]:
    """Return the facts with those that the codes settle. A server's reply goes before what a text says of it, not before what a
    line of the server shows, a person answers or a check finds."""
    kept = {fact.key for fact in facts if fact.shown or fact.origin is not Origin.READ}.union(withdrawn)
    found = {
        key: Fact(key, value, Origin.READ, code.title, shown=True)
        for code in codes
        for key, value in code.facts.items()
        if key not in kept
    }
    return (*(fact for fact in facts if fact.key not in found), *found.values()) if found else facts


def _wording(group: score.Group, first: Match, report: Report) -> Wording:
    """Let the wordings of a group speak together, each as strongly as it fits the report; `first` is where the first stands."""
    mine = {report.provider, report.client}
    best = next((scored for scored in group.members if _owner(scored) in mine), group.members[0])
    shares: dict[str, float] = {}
    weights = [scored.strength**4 for scored in group.members]
    total = sum(weights)
    for scored, weight in zip(group.members, weights, strict=True):
        for name, share in scored.reply.causes.items():
            shares[name] = shares.get(name, 0.0) + share * weight / total
    shared = 1 if _owner(best) in mine else len(set(map(_owner, group.members)))
    quote = _quote(report.text[first.start : first.end])
    return Wording(best.reply, shares, best.strength, best.score, group.new, quote, shared)


def _owner(scored: score.Scored) -> str:
    return scored.reply.provider or scored.reply.client


def _match(scored: score.Scored, report: Report) -> Match:
    start, end = score.place(scored.claimed, report.tokens)
    reply = scored.reply
    return Match(reply.id, reply.title, reply.article, round(scored.score, 3), start, end)


def _quote(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= 120 else shown[:119].rstrip() + "…"
