"""What each family of entries allows. pydantic holds the front matter to it.

A folder of `knowledge/` is a family, a file stem is an id. The models below are the whole format: `kbassist kb new` and the
tables in `knowledge/README.md` are made from their field descriptions.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints, ValidationError

from kbassist.kb.base_schema import EntryModel, Likelihood, Line, Model, Prevalence, Slug, Stage, Text
from kbassist.kb.client_schema import Client
from kbassist.kb.complaints import nearest as nearest
from kbassist.kb.complaints import worded
from kbassist.kb.frontmatter import Front
from kbassist.kb.problems import Problem
from kbassist.kb.provider_schema import Provider
from kbassist.kb.reply_schema import ReplyText, reply_model

ReplyCodeText = Annotated[str, StringConstraints(pattern=r"^[2-5]\d\d$")]
StatusCodeText = Annotated[str, StringConstraints(pattern=r"^[245X]\.\d{1,3}\.\d{1,3}$")]


class Cause(EntryModel):
    """A root cause. The file stem is its id."""

    summary: Line = Field(description="one sentence: what is wrong")
    fault: Literal["user", "server", "policy", "network"] = Field(description="whose side must change something")
    category: Literal["credentials", "account", "policy", "connection", "encryption", "protocol", "sending", "server"] = Field(
        description="the shelf it stands on"
    )
    prevalence: Prevalence = Field(description="how common among all refused logins")
    repair: Literal["minutes", "hour", "days"] = Field("minutes", description="how long the fix takes")
    reversible: Literal["yes", "no"] = Field("yes", description="whether the fix can be undone at once")
    evidence: dict[Slug, dict[Line, Likelihood]] = Field(
        {}, description="for a fact's value: how often it holds, given this cause; values left out share what remains"
    )
    untaken: list[Slug] = Field(
        [], description="facts of which the person has a value that the provider does not take: `credential_kind`"
    )
    checks: list[Slug] = Field([], description="live checks that confirm it")
    interceptors: list[Line] = Field(
        [], description="words in a certificate's issuer by which antivirus programs and proxies are known that swap certificates"
    )
    signs: list[Line] = Field([], description="phrases that nearly give it away (see the phrase syntax)")
    proofs: list[Line] = Field(
        [],
        description="phrases by which people tell what they found out; they count twice, for they hold whatever the server answers",
    )
    any_wording: Literal["yes", "no"] = Field(
        "no", description="whether it can stand behind any wording, so that one that does not name it hardly speaks against it"
    )
    samples: list[Text] = Field([], description="how people describe it in their own words; each must lead here")


class VendorUse(Model):
    """A vendor's own reading of a code."""

    provider: Slug = Field(description="provider id")
    means: Line = Field(description="what it means there")


class Code(EntryModel):
    """A reply code, an enhanced status code, a pair of both, or an HTTP status."""

    reply_code: ReplyCodeText | None = Field(None, description="RFC 5321 reply code")
    status_code: StatusCodeText | None = Field(None, description="RFC 3463 enhanced status code; `X` for any class")
    http_status: ReplyCodeText | None = Field(None, description="HTTP status of a mail API")
    permanence: Literal["success", "intermediate", "transient", "permanent"] = Field(description="what the first digit promises")
    stage: Stage = Field("any", description="where in the session it comes")
    access: Literal["yes", "perhaps", "no"] = Field(description="whether it speaks of an access problem")
    summary: Line = Field(description="one sentence: what it means")
    causes: dict[Slug, Likelihood] = Field({}, description="of the people who see it, how often is it that cause")
    facts: dict[Slug, Line] = Field({}, description="facts that it settles: a login that was refused had been offered")
    vendors: list[VendorUse] = Field([], description="vendors that use it otherwise than registered")
    samples: list[Line] = Field([], description="how people say the same in words: a login refused, and nothing else known")


class Answer(Model):
    """One answer to a question."""

    value: Line = Field(description="the fact's value")
    label: Line = Field(description="what the button says")


class Question(EntryModel):
    """How to ask a person for one fact. The file stem is the fact's key; the title is the question."""

    why: Line = Field(description="one sentence: what the answer tells")
    answers: list[Answer] = Field([], description="answers; left out for free text. `unknown` is added by itself")
    effort: Literal["glance", "look", "ask", "dig"] = Field(description="how hard it is to find out")
    base: dict[Line, Likelihood] = Field({}, description="how often each value holds among all who are refused")
    skip_if: dict[Slug, list[Line]] = Field({}, description="known facts that make the question senseless")
    only_if: dict[Slug, list[Line]] = Field({}, description="known facts without which it is senseless")
    phrases: dict[Line, list[Line]] = Field({}, description="phrases by which people say it unasked (phrase syntax)")


class Check(EntryModel):
    """A live check: what it tells and what it costs the person. The file stem is the check's id; causes name the checks that confirm them."""

    summary: Line = Field(description="one sentence: what it finds out")
    command: Line = Field(description="how it is called, with `<target>` for the server, address or provider")
    effort: Literal["glance", "look", "ask", "dig"] = Field(description="what the person must do for it: glance is one command")


class Guide(EntryModel):
    """A longer text on one subject."""

    summary: Line = Field(description="one sentence: what it is good for")


class Outside(EntryModel):
    """A kind of trouble that is not ours, so that kbassist can say so and name the kind."""

    says: Line = Field(description="one sentence for the person: what kind of trouble it looks like and where to turn")
    mail: Literal["yes", "no"] = Field(description="whether it is mail at all")
    signs: list[Line] = Field([], description="phrases that nearly give it away (phrase syntax)")
    subjects: list[Line] = Field(
        [], description="what it is about: imap, ldap, docker; counts only in a text that says nothing of sending (phrase syntax)"
    )
    samples: list[Text] = Field([], description="texts as people paste or say it; each must end in `no_match`")


class Lexicon(EntryModel):
    """The small words of one language that turn a statement round."""

    subject: list[Line] = Field(
        [],
        description="words that show that mail is spoken of: mail, sender; one with `*` at its end is how such words begin: smtp*",
    )
    sending: list[Line] = Field(
        [], description="a word or two that show that something is sent: outgoing, relay; likewise: gonder*"
    )
    negators: list[Line] = Field([], description="words that deny: not, never, without")
    doubts: list[Line] = Field(
        [], description="phrases that leave open what follows: not sure whether, no idea if (phrase syntax)"
    )
    breaks: list[Line] = Field([], description="words that end a clause: but, however")
    recipients: list[Line] = Field(
        [], description="phrases around a provider, `<name>`, that is only the recipient's: mail to `<name>` addresses"
    )
    alternatives: list[Line] = Field(
        [], description="phrases around a provider that is only what works instead: same code with `<name>`"
    )
    working: list[Line] = Field(
        [], description="phrases that say that something works: works, is fine, no trouble; their clause names what works instead"
    )
    incoming: list[Line] = Field([], description="words of receiving: a clause with one does not say that sending works")
    refusals: list[Line] = Field(
        [],
        description="phrases that say that access was refused and no more: authentication failed; a text of nothing else is taken for "
        "a refused mail login (phrase syntax)",
    )
    filler: list[Line] = Field([], description="words too frequent to be named as a reason")
    spoken: dict[Literal["yes", "no", "unknown", "helped", "failed"], list[Line]] = Field(
        {}, description="how people answer: yes, no, no idea; after a fix: it works now, still the same"
    )


FAMILIES: dict[str, type[BaseModel]] = {
    "causes": Cause,
    "providers": Provider,
    "clients": Client,
    "codes": Code,
    "questions": Question,
    "checks": Check,
    "guides": Guide,
    "outside": Outside,
    "lexicon": Lexicon,
    "replies": ReplyText,
}

SECTIONS: dict[str, tuple[str, ...]] = {
    "causes": ("What it means", "How to confirm", "How to fix", "If it persists", "Prevent it"),
    "questions": ("How to find out",),
}
"""Sections (second-level headings) that an entry of the family must have, in this order."""


def validate(family: str, front: Front, name: str = "") -> BaseModel | list[Problem]:
    """Return the typed entry, or every problem of its front matter with its line, what is allowed and the nearest name.

    `name` is the entry's id; the replies' parts are told by it.
    """
    model = reply_model(name) if family == "replies" else FAMILIES[family]
    if isinstance(model, Problem):
        return [model]
    try:
        return model.model_validate(front.values)
    except ValidationError as error:
        return [worded(model, front, dict(item)) for item in error.errors(include_url=False)]
