"""What the entries of providers and clients have in common: how they are recognised, and the wordings that they print."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kbassist.kb.base_schema import Likelihood, Line, Model, Slug, Stage, Text

Basis = Literal["doc", "thread", "source-code", "run-here", "background"]

CauseWords = Annotated[dict[Slug, Likelihood], Field(min_length=1)]


class Reply(Model):
    """One catalogued server reply or client wording."""

    id: Slug = Field(description="short name, unique in the entry")
    text: Text = Field(description="the wording as printed; `<...>` stands for a part that varies")
    stage: Stage = Field("any", description="where in the session it comes")
    means: Line = Field(description="what it really means, one sentence")
    causes: CauseWords = Field(description="of the people who see this wording, how often is it that cause")
    facts: dict[Slug, Line] = Field({}, description="facts that the wording settles, e.g. `server_offers_auth: no`")
    foreign: Literal["yes", "no"] = Field(
        "no", description="whether another server says it in the provider's place; it counts where the provider is named"
    )
    basis: Basis = Field("background", description="how the wording is known")
    source: Line | None = Field(None, description="where it was seen: an address, or a file of the server's source")
    samples: list[Text] = Field([], description="texts as people paste it; each must lead to this reply")


class Recognition(Model):
    """What gives the provider or client away in a text."""

    names: list[Line] = Field([], description="words by which people call it (phrase syntax)")
    hints: list[Line] = Field(
        [], description="words that mean it only where mail is spoken of and nothing surer stands there: google"
    )
    hosts: list[Line] = Field([], description="host names and suffixes in texts; submission hosts count by themselves")
    marks: list[Line] = Field([], description="fragments of banners, replies, class names, paths that only it prints")
    domains: list[Line] = Field([], description="mailbox domains")
    mx: list[Line] = Field([], description="suffixes of MX hosts")
