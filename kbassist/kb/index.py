"""Turns validated entries into what the engine looks up: phrases, catalogued replies with their postings, word weights."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kbassist.kb import maxent
from kbassist.kb.entries import Entry, Loaded
from kbassist.kb.phrases import PhraseError, anchor, parse
from kbassist.kb.problems import Located, Problem
from kbassist.kb.separate import fit_kinds
from kbassist.kb.train import Document, Weights, fit
from kbassist.model.features import TERSE, content, terms
from kbassist.model.knowledge import CatalogueReply, Element, Phrase
from kbassist.model.likelihood import LIKELIHOOD
from kbassist.model.spelling import LONGEST, SHORTEST, forms
from kbassist.model.tokens import VERSION, words
from kbassist.reading.extract import codes
from kbassist.reading.read import clean
from kbassist.reading.signs import DOMAIN, HOST, SPOKEN

PLACEHOLDER = re.compile(r"<[^<>\n]{1,60}>")
NAME = "<name>"
"""Where a provider stands in a phrase of the lexicon."""
PAIR = 0.6
"""What a pair of neighbours counts beside a word: its words are counted already."""
CODE = 1.5
"""What an enhanced code adds to a wording's information."""

OTHERWISE = 0.6
"""A sample that holds less than this share of the wording's terms says it otherwise and becomes a form of its own."""
MOST_POSTINGS = 16
"""How many replies a term leads to: those of which it is the largest part. With twelve some wordings that many providers share are
not found; with twenty no figure on labelled messages is higher, and a batch takes longer."""
WELL_KNOWN = 8
"""Texts in which a word stands before a misspelt word is taken for it."""
SCALE = 1000
"""Shares are kept as whole thousandths."""

STRENGTH = {"mark": 3.0, "host": HOST, "name": SPOKEN, "domain": DOMAIN, "hint": 0.5}
"""What a fingerprint is worth: what only the provider prints outweighs what people say, and that a mail address."""
TOLD_APART = 0.04
"""What the log-odds of the maximum entropy classifier count beside the sums of naive Bayes, in the latter's measure. With 0.03 causes
are named rightly less often; with 0.05 words of unrelated lines outvoice a telling error, with 0.1 more of other trouble is answered."""
LEAST = 0.1
"""Weights nearer to nothing than this are not kept; with 0.02 no figure on labelled messages is higher, with 0.25 some fall."""
PROOF = 4.0
"""How many signs a proof is worth. Of 3,485 labelled messages in seventy-four the signs of `client-defect` stood, and in one of them
wrongly, while wordings of the server outvoted them in half. Of 854 messages that nobody read 615 are right at once with 2, 617 with 3
and 618 with 4; of 277 about a defective program 152, 166 and 172."""


def spread(causes: dict[str, str]) -> dict[str, float]:
    """Return the words for likelihood as shares that sum to at most one; what is left belongs to causes not named."""
    numbers = {name: LIKELIHOOD[word] for name, word in causes.items()}
    total = sum(numbers.values())
    return {name: number / max(total, 1.0) * (0.97 if total > 1 else 1.0) for name, number in numbers.items()}


# -- phrases ---------------------------------------------------------------------------------------------------------


def phrase_rows(loaded: Loaded) -> tuple[list[Phrase], list[Located]]:
    """Return all phrases, each under its rarest words, and the problems of those that cannot be read."""
    parsed: list[tuple[str, str, str, float, tuple[Element, ...]]] = []
    problems: list[Located] = []
    for entry, kind, owner, value, strength, phrase, line in _phrases(loaded):
        try:
            parsed.append((kind, owner, value, strength, parse(phrase)))
        except PhraseError as error:
            problems.append(Located(entry.path, Problem(line, str(error))))
    frequency = Counter(word for *_, elements in parsed for element in elements for choice in element or () for word in choice)
    frequency[VERSION] = len(parsed)  # it stands for many words, so nothing is looked up by it
    rows = {
        Phrase(anchored.head, kind, owner, value, strength, anchored.before, anchored.after)
        for kind, owner, value, strength, elements in parsed
        for anchored in anchor(elements, frequency)
    }
    return sorted(rows, key=str), problems


def _phrases(loaded: Loaded) -> Iterator[tuple[Entry, str, str, str, float, str, int]]:
    for entry in loaded.entries.values():
        data: Any = entry.data
        if entry.family in ("providers", "clients"):
            kind = entry.family[:-1]
            found = data.recognition
            hosts = [s.host for s in getattr(data, "submission", ()) if "<" not in s.host]
            for label, values in (
                ("name", found.names),
                ("hint", found.hints),
                ("host", [*found.hosts, *hosts]),
                ("mark", found.marks),
                ("domain", found.domains),
            ):
                for index, value in enumerate(values):
                    line = entry.line("recognition", f"{label}s", index)
                    for part in PLACEHOLDER.sub("\n", value).split("\n"):
                        if words(part):
                            text = part if label in ("name", "hint", "mark") else " ".join(words(part))
                            yield (
                                entry,
                                kind,
                                entry.id,
                                getattr(data, "kind", ""),
                                STRENGTH[label] + min(0.2, 0.01 * len(part)),
                                _written(text, label),
                                line,
                            )
        elif entry.family == "questions":
            for value, phrases in data.phrases.items():
                for index, phrase in enumerate(phrases):
                    yield entry, "fact", entry.id, value, 1.0, phrase, entry.line("phrases", value, index)
        elif entry.family == "lexicon":
            for index, phrase in enumerate(data.doubts):
                yield entry, "doubt", entry.id, "", 1.0, phrase, entry.line("doubts", index)
            for label in ("working", "incoming", "refusals"):
                for index, phrase in enumerate(getattr(data, label)):
                    yield entry, label, entry.id, "", 1.0, phrase, entry.line(label, index)
            for label in ("recipients", "alternatives"):
                for index, phrase in enumerate(getattr(data, label)):
                    side = "before" if phrase.startswith(NAME) else "behind" if phrase.endswith(NAME) else "within"
                    yield entry, "aside", label, side, 1.0, phrase.replace(NAME, ".."), entry.line(label, index)
        elif entry.family in ("causes", "outside"):
            own = entry.family.removesuffix("s")
            for label, kind, strength in (("signs", own, 1.0), ("subjects", "subject", 1.0), ("proofs", own, PROOF)):
                for index, phrase in enumerate(getattr(data, label, ())):
                    yield entry, kind, entry.id, "", strength, phrase, entry.line(label, index)


def _written(text: str, label: str) -> str:
    """Return the phrase of a fingerprint. A mark is machine output: where its brackets are no phrase syntax, they are only brackets."""
    if label in ("name", "hint"):
        return text
    try:
        parse(text)
    except PhraseError:
        return re.sub(r"[()\[\]|]|\.\.+|…", " ", text)
    return text


# -- replies ---------------------------------------------------------------------------------------------------------


def reply_rows(loaded: Loaded) -> list[CatalogueReply]:
    """Return every catalogued reply of providers and clients, and as further forms the samples that are worded otherwise."""
    rows: list[CatalogueReply] = []
    for entry in loaded.entries.values():
        if entry.family not in ("providers", "clients"):
            continue
        for reply in entry.data.replies:
            row = reply_row(entry, reply)
            rows.append(row)
            for sample in reply.samples:
                form = _row(entry, reply, clean(sample)[0])
                if form.terms and len(set(form.terms) & set(row.terms)) < OTHERWISE * len(row.terms):
                    rows.append(form)
    return sorted(rows)


def reply_row(entry: Entry, reply: Any) -> CatalogueReply:
    """Return one catalogued reply as it is matched."""
    return _row(entry, reply, PLACEHOLDER.sub(" ", clean(reply.text)[0]))


def _row(entry: Entry, reply: Any, text: str) -> CatalogueReply:
    mentions, http = codes(text)
    kept = content(words(text))
    return CatalogueReply(
        id=f"{entry.id}/{reply.id}",
        article=entry.article,
        title=f"{entry.data.title}: {reply.means}",
        words=" ".join(kept),
        reply_codes=tuple(dict.fromkeys([m.reply_code for m in mentions if m.reply_code] + list(http))),
        status_codes=tuple(dict.fromkeys(m.status_code for m in mentions if m.status_code)),
        stage=reply.stage,
        provider=entry.id if entry.family == "providers" else "",
        client=entry.id if entry.family == "clients" else "",
        causes=spread(dict(reply.causes)),
        facts=dict(reply.facts),
        terms=dict.fromkeys(terms(kept), 0),
        information=0.0,
        foreign=reply.foreign == "yes",
    )


def postings(rows: list[CatalogueReply]) -> tuple[list[tuple[CatalogueReply, ...]], dict[str, list[tuple[int, int]]]]:
    """Return the replies with their information, those of the same words together, and for each term the words it leads to, with
    its share of their information.

    A reply keeps the terms that lead to too many others before it.
    """
    frequency: Counter[str] = Counter(term for row in rows for term in row.terms)
    table: dict[str, list[tuple[int, int]]] = defaultdict(list)
    alike: dict[str, list[CatalogueReply]] = {}
    for row in rows:
        information = {term: math.log(1 + len(rows) / frequency[term]) * (PAIR if " " in term else 1.0) for term in row.terms}
        total = sum(information.values())
        shares = {term: round(SCALE * value / total) for term, value in information.items()}
        twins = alike.setdefault(row.words, [])
        twins.append(row._replace(information=round(total + CODE * len(row.status_codes), 2), terms={}))
        if len(twins) == 1:
            for term, share in shares.items():
                table[term].append((len(alike) - 1, share))
    kept = {term: sorted(found, key=lambda item: (-item[1], item[0])) for term, found in table.items()}
    left: dict[int, dict[str, int]] = defaultdict(dict)
    for term, found in kept.items():
        for number, share in found[MOST_POSTINGS:]:
            left[number][term] = share
    informed = [tuple([row._replace(terms=left[number]) for row in twins]) for number, twins in enumerate(alike.values())]
    return informed, {term: found[:MOST_POSTINGS] for term, found in kept.items()}


# -- word weights ----------------------------------------------------------------------------------------------------


def documents(loaded: Loaded, rows: list[CatalogueReply]) -> Iterator[Document]:
    """The labelled texts of the knowledge: samples of causes, of what is outside and of codes, replies and their samples."""
    shares = {row.id: row.causes for row in rows}
    for entry in loaded.entries.values():
        if entry.family in ("causes", "outside"):
            for text in (*entry.data.samples, entry.data.title, *entry.data.aliases):
                yield Document(_terms(text), {entry.id: 1.0})
        elif entry.family == "codes":
            for text in entry.data.samples:
                yield Document(_terms(text), spread(entry.data.causes), TERSE)
        elif entry.family in ("providers", "clients"):
            yield from _catalogued(entry, shares)


def _catalogued(entry: Entry, shares: Mapping[str, Mapping[str, float]]) -> Iterator[Document]:
    """The wordings of one entry and their samples.

    Those that say the same, most of them one wording in many languages, count together as the square root of their number: six
    hundred translations had moved the words of everybody else, and eight of 533 messages to a wrong cause.
    """
    alike: dict[tuple[tuple[str, float], ...], list[str]] = defaultdict(list)
    for reply in entry.data.replies:
        # what another server says in a provider's place is its own wording
        own = [PLACEHOLDER.sub(" ", reply.text)] if reply.foreign == "no" else []
        alike[tuple(shares[f"{entry.id}/{reply.id}"].items())] += [*own, *reply.samples]
    for causes, texts in alike.items():
        weight = 1 / math.sqrt(max(1, len(texts)))
        for text in texts:
            yield Document(_terms(text), {name: share * weight for name, share in causes})


def _terms(text: str) -> tuple[str, ...]:
    return tuple(terms(content(words(clean(text)[0]))))


def word_weights(texts: Sequence[Document], outside: frozenset[str]) -> tuple[Weights, Weights]:
    """Return what terms are worth for the causes, and for telling our trouble from other kinds; empty without labelled texts."""
    ours = [text._replace(classes={name: part for name, part in text.classes.items() if name not in outside}) for text in texts]
    return _blended(fit(ours), ours), fit_kinds(texts, outside)


def _blended(weights: Weights, texts: Sequence[Document]) -> Weights:
    """Return the weights with what tells the causes apart added to them."""
    found = maxent.fit(texts, {term: rarity for term, (rarity, _) in weights.terms.items()})
    terms = {}
    for term, (rarity, row) in weights.terms.items():
        told = found.get(term, {})
        both = {name: row.get(name, 0.0) + TOLD_APART * told.get(name, 0.0) for name in {*row, *told}}
        terms[term] = (rarity, {name: value for name, value in both.items() if abs(value) >= LEAST})
    return weights._replace(terms=terms)


def spellings(texts: Sequence[Document]) -> dict[str, str]:
    """Return for each form of a word its commonest known word; only words of several texts are known well enough to mend others."""
    counts = Counter(term for text in texts for term in text.terms if " " not in term)
    table: dict[str, str] = {}
    for word, count in counts.most_common():
        if count < WELL_KNOWN:
            break
        if word.isalpha() and SHORTEST <= len(word) <= LONGEST:
            for form in forms(word):
                table.setdefault(form, word)
    return table
