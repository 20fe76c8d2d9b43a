"""The whole way from a pasted text to a `Report`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbassist.model.facts import Fact, FactSpec, Origin
from kbassist.model.report import Report
from kbassist.model.tokens import tokens as tokenized
from kbassist.model.tokens import words
from kbassist.reading import extract, signs
from kbassist.reading.mend import added, joined, misspelt
from kbassist.reading.normalize import normalize
from kbassist.reading.redact import redact
from kbassist.reading.working import Working, failing, working

if TYPE_CHECKING:
    from kbassist.model.ports import Lexicon

WHOLE = 64_000
"""Characters up to which a text is read whole; of a longer one the telling lines are taken."""


def clean(text: str) -> tuple[str, bool]:
    """Return the text masked and unwrapped, and whether it was cut; masking comes first and, unwrapped, once more."""
    cut = False
    if len(text) > WHOLE:
        from kbassist.reading.excerpt import excerpt  # a regular expression of 1 ms that only logs need

        text, cut = excerpt(text)
    masked = redact(text)
    plain = normalize(masked)
    return (plain if plain in (masked, text) else redact(plain)), cut


def read(text: str, lexicon: Lexicon) -> Report:
    """Return what the text says. Never raises, whatever the text."""
    plain, cut = clean(text)
    tokens = joined(tokenized(plain), plain, lexicon) if "\n" in plain else tokenized(plain)
    codes, http = extract.codes(plain)
    mended = misspelt(tokens, lexicon)
    found = signs.find(tokens, plain, lexicon)
    if mended:
        found = added(found, mended, tokens, plain, lexicon)
    works = working(found, tokens, plain, lexicon)
    owners = failing(signs.spoken(found, plain), works)
    specs = dict(lexicon.fact_specs())
    stated = {fact.key: fact for fact in signs.facts(found, plain, specs, works.holds)}
    settled = ""
    if "250-" in plain:
        from kbassist.reading import ehlo  # half a millisecond that only transcripts need

        answered, settled = ehlo.shown(plain)
        stated.update({fact.key: fact for fact in answered if fact.key in specs})
    port = _port(plain, specs, stated.get("port"), works)
    if port is not None:
        stated["port"] = port
    signed = extract.broken_signs(plain)
    if signed and "special_characters_in_password" in specs:
        stated.setdefault("special_characters_in_password", Fact("special_characters_in_password", "yes", Origin.READ, signed))
    return Report(
        text=plain,
        tokens=tuple(tokens),
        codes=codes,
        http_status=http,
        provider=signs.product(signs.owner(owners, "provider"), owners, plain, lexicon),
        client=signs.program(signs.owner(owners, "client"), lexicon),
        hinted=signs.owner(owners, "provider", hinted=True).first or signs.owner(found, "provider").first,
        hinted_client=signs.owner([s for s in owners if s.strength > signs.ASIDE], "client", hinted=True).first,
        hosts=extract.hosts(plain),
        facts=tuple(stated[key] for key in sorted(stated)),
        signs=tuple(found),
        cut=cut,
        settled=frozenset(words(settled)),
        mended=mended,
    )


def _port(text: str, specs: dict[str, FactSpec], stated: Fact | None, works: Working) -> Fact | None:
    """Return the port: what a phrase stated, or the last that stands in a configuration or an address; rather one that fails."""
    named = extract.ports(text) if "port" in specs else []
    fails = [port for port in named if not works.holds(port[1], port[2])]
    if stated is not None:
        at = text.find(stated.words)
        named = fails if works.holds(at, at + len(stated.words)) else []
    if not named:
        return stated
    allowed = specs["port"].values
    among = fails or named
    value, start, end = ([port for port in among if port[0] in allowed] or among)[-1]
    return Fact("port", value if value in allowed else "other", Origin.READ, text[start:end])
