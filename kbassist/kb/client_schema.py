"""What a client's entry says: its wordings, its sample for `settings`, and for `lint-config` the names of its settings in files."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kbassist.kb.base_schema import EntryModel, Line, Model, Prevalence, Slug
from kbassist.kb.catalogue_schema import Recognition, Reply

PlainPattern = Annotated[
    str, StringConstraints(pattern=r"^(?:(?:\[[^\[\]\\]+\]|[A-Za-z0-9_:/-]|\\\.)(?:\{\d+(?:,\d*)?\}|\+)?)+$")
]
"""Letters and character classes, each with at most one count: no groups, so no pattern can run away on a hostile text."""


class SampleForm(Model):
    """How the section `## Sample` is to be filled in."""

    environment: Line = Field(description="how the client reads an environment variable, with `NAME` for its name")
    quote: Line = Field(description="how it writes a text, with `VALUE` for the text")
    security: list[Literal["starttls", "tls", "none"]] = Field(
        ["starttls", "tls", "none"], description="the kinds of session it can do"
    )


class Meaning(Model):
    """What some values of a client's settings mean together."""

    when: dict[Line, list[Line]] = Field(
        description="settings with the values that they must have; `true` stands for yes, on, 1 too"
    )
    means: Literal["none", "starttls", "tls", "both"] = Field(description="the kind of session; `both` is a contradiction")


class Configuration(Model):
    """The names of a client's settings in configuration files, for `lint-config`. Dots nest, case does not count, the end of a
    longer name fits too: `smtp.host` fits SMTP_HOST, APP_SMTP_HOST and `smtp: {host: ...}`."""

    host: list[Line] = Field([], description="host")
    port: list[Line] = Field([], description="port")
    endpoint: list[Line] = Field([], description="`host:port` in one, with `[host]:port` for Postfix")
    url: list[Line] = Field([], description="everything in one URL, smtp://user:secret@host:port")
    username: list[Line] = Field([], description="user name")
    secret: list[Line] = Field([], description="password, key or token")
    sender: list[Line] = Field([], description="sender")
    security: list[Meaning] = Field([], description="the kind of session; the first that fits counts")
    otherwise: Literal["none", "starttls", "auto"] = Field(
        "auto", description="the kind where none fits; `auto` where the client chooses by the port"
    )
    unverified: list[dict[Line, list[Line]]] = Field([], description="values that switch the verification of certificates off")
    shown_by: list[Line] = Field(
        [],
        description="settings of which one must be there, where host and port may be a database's; else one named mail or smtp",
    )
    files: list[Slug] = Field([], description="formats (files of kbassist/configs/formats) that are this client's alone")


class Setting(Model):
    """A client's name for one setting."""

    name: Line = Field(description="the setting: host, port, security, user, secret, sender, ...")
    key: Line = Field(description="what the client calls it")


class Client(EntryModel):
    """A program, library or device that submits mail."""

    language: Line = Field(description="programming language, or `application`, `device`")
    called: Line | None = Field(None, description="how a reply calls it where the title is no name; `none`: not at all")
    recognition: Recognition = Field(Recognition.model_construct(), description="how it is recognised in a text")
    built_on: list[Slug] = Field(
        [],
        description="clients, mostly libraries, that it sends with or whose wordings it prints; where both are named, it is meant",
    )
    settings: list[Setting] = Field([], description="its names for the settings")
    sample: SampleForm | None = Field(
        None, description="how the fenced blocks of `## Sample` are filled in (see Samples of clients)"
    )
    configuration: Configuration | None = Field(None, description="names of its settings in configuration files")
    trace: Line | None = Field(None, description="how to switch on the protocol trace")
    traps: list[Line] = Field([], description="what people fall into")
    causes: dict[Slug, Prevalence | Literal["never"]] = Field({}, description="prevalence here, where it differs from the usual")
    replies: list[Reply] = Field([], description="its own error wordings")
