"""The compiled knowledge at run time. Reads only the rows that a text needs and keeps what it has read.

Neither YAML nor markdown nor pydantic is imported here: this is the fast path of `ask`.
"""

import itertools
import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple

from kbassist.kb import decode
from kbassist.kb.rows import Rows
from kbassist.model.facts import FactSpec
from kbassist.model.knowledge import (
    Article,
    CatalogueReply,
    Cause,
    CheckEntry,
    CodeEntry,
    Headed,
    Outside,
    Owner,
    Question,
    Source,
    Term,
)

if TYPE_CHECKING:
    from kbassist.model.service import Service

CAUSES, KINDS = "causes", "kinds"
"""The two models of words: which cause, and whether the trouble is ours at all."""


class Classes(NamedTuple):
    """The classes of the word weights: their ids and their biases, by number."""

    ids: tuple[str, ...]
    bias: tuple[float, ...]


class Store(Rows):
    """The knowledge in one compiled file. Every method is a look-up by key; nothing is written."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._learnt: dict[str, float] = {}

    def learn(self, factors: Mapping[str, float]) -> None:
        """Let causes weigh so many times what the knowledge says; causes not named weigh as before."""
        self._learnt = dict(factors)
        self._single.pop("causes", None)
        self._worked_out.clear()

    # -- reading -----------------------------------------------------------------------------------------------------

    def phrases(self, words: Collection[str]) -> Mapping[str, Headed]:
        """The phrases whose rarest word is one of the words, by that word."""
        statement = "SELECT head, kind, owner, value, strength, before, after FROM phrase WHERE head IN"
        return self._many("phrase", words, statement, decode.phrase, gather=Headed.of)

    def negators(self) -> frozenset[str]:
        """Words that deny, of all languages."""
        return self._once("negators", lambda: frozenset(json.loads(self.meta["negators"])))

    def breaks(self) -> frozenset[str]:
        """Words that end a clause, of all languages."""
        return self._once("breaks", lambda: frozenset(json.loads(self.meta["breaks"])))

    def answer_words(self) -> Mapping[str, tuple[str, ...]]:
        """How people say `yes`, `no`, `unknown`, `helped` and `failed`, of all languages: folded words, the longest first."""
        return self._once("answers", lambda: {kind: tuple(phrases) for kind, phrases in json.loads(self.meta["answers"]).items()})

    def subject(self) -> tuple[frozenset[str], ...]:
        """What shows that mail is spoken of: of each phrase the terms that must all stand in a text."""
        return self._once("subject", lambda: tuple(map(frozenset, json.loads(self.meta["subject"]))))

    def sending(self) -> frozenset[str]:
        """Terms (words, or pairs of neighbours) that show that something is sent."""
        return self._once("sending", lambda: frozenset(json.loads(self.meta["sending"])))

    def topic(self, of: str) -> frozenset[str]:
        """Words of the phrases that show that mail is spoken of (`subject`), or that something is sent (`sending`), without filler."""

        def read() -> frozenset[str]:
            terms = self.sending() if of == "sending" else itertools.chain.from_iterable(self.subject())
            return frozenset(" ".join(terms).split(" ")) - self.filler()

        return self._once(f"{of} topic", read)

    def stems(self, of: str) -> tuple[str, ...]:
        """How words begin that show that mail is spoken of (`subject`), or that something is sent (`sending`)."""
        return self._once(f"{of} stems", lambda: tuple(json.loads(self.meta[f"{of} stems"])))

    def filler(self) -> frozenset[str]:
        """Words too frequent to be named as a reason."""
        return self._once("filler", lambda: frozenset(json.loads(self.meta["filler"])))

    def fact_specs(self) -> Mapping[str, FactSpec]:
        """All facts by key, with their allowed values and base rates."""
        return self._once(
            "specs",
            lambda: {
                key: FactSpec(key, tuple(map(intern, row[0])), decode.interned(row[1])) for key, row in self._facts().items()
            },
        )

    # -- matching ----------------------------------------------------------------------------------------------------

    def terms(self, terms: Collection[str]) -> Mapping[str, Term]:
        """What the terms lead to and speak for; those that the knowledge does not know are left out."""
        statement = "SELECT term, leads, cause_rarity, causes, kind_rarity, kinds FROM term WHERE term IN"
        return self._many("term", terms, statement, decode.term)

    def known(self, words: Collection[str]) -> frozenset[str]:
        """Those of the words that stand in the knowledge's samples and wordings."""
        return frozenset([word for word, row in self.terms(words).items() if row.causes])

    def spelt(self, forms: Collection[str]) -> Mapping[str, str]:
        """For each form (a word with at most one letter left out) the commonest known word that has it."""
        return self._many("spelling", forms, "SELECT form, word FROM spelling WHERE form IN", lambda row: row[1])

    def classes(self, model: str) -> Classes:
        """The classes of a model, by number."""

        def read() -> Classes:
            rows = self._db.execute("SELECT id, bias FROM class WHERE model = ? ORDER BY number", (model,)).fetchall()
            return Classes(tuple(intern(row[0]) for row in rows), tuple(row[1] for row in rows))

        return self._once(f"classes {model}", read)

    def replies(self, numbers: Collection[int]) -> Mapping[int, tuple[CatalogueReply, ...]]:
        """Catalogued replies by number; those of the same words, at several providers, have one."""
        return self._many("reply", numbers, "SELECT number, data FROM reply WHERE number IN", decode.replies)

    def codes(self, keys: Collection[str]) -> Mapping[str, CodeEntry]:
        """Code entries by key: `535`, `5.7.8`, `535 5.7.8`, `http 401`."""
        return self._many("code", keys, "SELECT key, data FROM code WHERE key IN", decode.code)

    # -- diagnosing --------------------------------------------------------------------------------------------------

    def causes(self) -> Mapping[str, Cause]:
        """All causes by id, the commonest first."""
        statement = "SELECT id, weight, data FROM cause ORDER BY weight DESC, id"
        return self._once("causes", lambda: {cause.id: cause for cause in map(self._cause, self._db.execute(statement))})

    def outside(self, named: Collection[str]) -> Mapping[str, Outside]:
        """The kinds of trouble outside that are named (where they exist), by id."""
        statement = "SELECT id, data FROM outside ORDER BY id"
        every = self._once("outside", lambda: {kind.id: kind for kind in map(decode.outside, self._db.execute(statement))})
        return {name: kind for name, kind in every.items() if name in named}

    def owner(self, kind: str, name: str | None) -> Owner | None:
        """What a `provider` or `client` changes, or None where it has no article."""
        if name is None:
            return None

        def read() -> Owner | None:
            row = self._db.execute("SELECT id, data FROM owner WHERE kind = ? AND id = ?", (kind, name)).fetchone()
            return decode.owner(row) if row else None

        return self._once(f"owner {kind} {name}", read)

    def questions(self) -> Mapping[str, Question]:
        """All questions by fact key."""
        return self._once("questions", lambda: {key: decode.question(key, row) for key, row in self._facts().items()})

    def checks(self) -> Mapping[str, CheckEntry]:
        """All live checks by id."""
        return self._once(
            "checks",
            lambda: {name: CheckEntry(name, *json.loads(data)) for name, data in self._db.execute("SELECT id, data FROM probe")},
        )

    def steps(self, cause: str, provider: str | None, client: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The steps that cure a cause for this provider and client, and the ids of the articles they stand in.

        The provider's steps take the place of the general ones; the client's are added.
        """

        def read() -> tuple[tuple[str, ...], tuple[str, ...]]:
            statement = "SELECT owner, steps, article FROM fix WHERE cause = ? AND owner IN (?, ?, '')"
            rows = {row[0]: row for row in self._db.execute(statement, (cause, provider or "", client or ""))}
            chosen = [rows[key] for key in (provider or "", "") if key in rows][:1]
            chosen += [rows[client]] if client and client != provider and client in rows else []
            steps = tuple(dict.fromkeys(step for row in chosen for step in json.loads(row[1])))
            return steps, tuple(dict.fromkeys(row[2] for row in chosen))

        return self._once(f"steps {cause} {provider} {client}", read)

    # -- checking ----------------------------------------------------------------------------------------------------

    def service(self, name: str) -> "Service | None":
        """What a provider's article says of its endpoints and credentials, or None."""
        from kbassist.kb import services  # half a millisecond that `ask` need not pay

        return services.read(self._db, name)

    def service_of(self, kind: str, name: str) -> "Service | None":
        """The service that a mail `domain`, an `mx` host or a submission `host` belongs to, or None."""
        from kbassist.kb import services

        found = services.find(self._db, kind, name)
        return services.read(self._db, found) if found else None

    def service_hosts(self) -> list[str]:
        """The submission hosts of all articles, for near misses."""
        from kbassist.kb import services

        return services.hosts(self._db)

    def interceptors(self) -> tuple[str, ...]:
        """Words in the issuer of a certificate by which antivirus programs and proxies are known."""
        return self._once("interceptors", lambda: tuple(json.loads(self.meta["interceptors"])))

    # -- articles ----------------------------------------------------------------------------------------------------

    def article(self, name: str) -> Article | None:
        """One article by its id, or None."""

        def read() -> Article | None:
            row = self._db.execute(
                "SELECT id, title, summary, markdown, sources, as_of FROM article WHERE id = ?", (name,)
            ).fetchone()
            return row and Article(row[0], row[1], row[2], row[3], tuple(Source(*s) for s in json.loads(row[4])), row[5])

        return self._once(f"article {name}", read)

    def named(self, key: str) -> list[str]:
        """Ids of the articles that go by this name, the likeliest first."""
        return [row[0] for row in self._db.execute("SELECT article FROM name WHERE key = ? ORDER BY rank, article", (key,))]

    def names(self) -> list[str]:
        """All names under which articles are found, for near misses."""
        return [row[0] for row in self._db.execute("SELECT DISTINCT key FROM name")]

    def listing(self, family: str | None = None) -> list[tuple[str, str, str]]:
        """Id, title and summary of every article, or of one family's."""
        statement = "SELECT id, title, summary FROM article WHERE ? IS NULL OR family = ? ORDER BY id"
        return [(row[0], row[1], row[2]) for row in self._db.execute(statement, (family, family))]

    def search(self, words: Sequence[str], limit: int) -> list[tuple[str, str, str]]:
        """Id, title and a passage of the articles that hold the words, best first (BM25, titles and names weighing more)."""
        quoted = ['"' + word.replace('"', "") + '"' for word in words]
        for joiner in (" ", " OR "):
            rows = self._db.execute(
                "SELECT id, title, snippet(search, 3, '', '', ' … ', 16) FROM search WHERE search MATCH ? "
                "ORDER BY bm25(search, 0, 8, 6, 1) LIMIT ?",
                (joiner.join([*quoted[:-1], quoted[-1] + "*"]), limit),
            ).fetchall()
            if rows:
                return [(row[0], row[1], " ".join(row[2].split())) for row in rows]
        return []

    # -- replies -----------------------------------------------------------------------------------------------------

    def wording(self, name: str) -> dict[str, Any] | None:
        """The text of a reply by its id (`de/blocks/closing`) as it was compiled, or None."""

        def read() -> Any:
            row = self._db.execute("SELECT data FROM wording WHERE id = ?", (name,)).fetchone()
            return json.loads(row[0]) if row else None

        found: dict[str, Any] | None = self._once(f"wording {name}", read)
        return found

    def wordings(self, prefix: str = "") -> list[str]:
        """Ids of the texts of replies that begin so, sorted."""
        return [
            row[0] for row in self._db.execute("SELECT id FROM wording WHERE id >= ? AND id < ?", (prefix, prefix + "\uffff"))
        ]

    def sheet(self, kind: str, name: str | None) -> Mapping[str, str]:
        """What replies say of a `provider` or `client`: names, host, port, pages; empty where it has no article."""
        row = self._db.execute("SELECT data FROM sheet WHERE kind = ? AND id = ?", (kind, name or "")).fetchone()
        found: dict[str, str] = json.loads(row[0]) if row else {}
        return found

    def knows_link(self, url: str) -> bool:
        """Tell whether the address stands somewhere in the knowledge."""
        return self._db.execute("SELECT 1 FROM link WHERE url = ?", (url,)).fetchone() is not None

    def host_owners(self, host: str) -> frozenset[str]:
        """The providers that a host name belongs to; empty where it is nobody's."""
        return frozenset(row[0] for row in self._db.execute("SELECT provider FROM host WHERE name = ?", (host,)))

    def settings(self, kind: str) -> dict[str, Any]:
        """The settings rows of all entries of a kind (`provider` or `sample`) by id; kb.settings makes values of them."""
        statement = "SELECT id, data FROM settings WHERE kind = ? ORDER BY id"
        return self._once(
            f"settings {kind}", lambda: {row[0]: json.loads(row[1]) for row in self._db.execute(statement, (kind,))}
        )

    # -- rows that several methods need ------------------------------------------------------------------------------

    def _cause(self, row: Any) -> Cause:
        cause = decode.cause(row)
        factor = self._learnt.get(cause.id)
        return cause if factor is None else cause._replace(weight=cause.weight * factor)

    def _facts(self) -> dict[str, Any]:
        return self._once(
            "facts", lambda: {intern(key): json.loads(data) for key, data in self._db.execute("SELECT key, data FROM fact")}
        )
