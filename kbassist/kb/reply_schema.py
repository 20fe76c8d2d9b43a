"""What the texts of replies allow. The path says the part: `replies/<language>/<part>/<name>.md`, and `language.md` in each folder.

A third language is one more folder: no list names the languages, the audiences, the blocks or the variables.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field, StringConstraints

from kbassist.kb.base_schema import EntryModel, Line, Model
from kbassist.kb.problems import Problem
from kbassist.model.tones import STEPS, TONES, WHAT

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?\Z")
"""A language tag in small letters (RFC 5646 section 2.1): `en`, `de`, `pt-br`."""


class Variable(Model):
    """Something that the person who sends the reply knows and the case does not tell."""

    name: Name = Field(description="the word that stands between `{{` and `}}`")
    description: Line = Field(description="what it is, as the prompt asks for it")
    example: Line = Field(description="one that could stand there")
    fallback: str | None = Field(None, description="what is said where nobody knows it; left out: it is asked for")


class ReplyText(EntryModel):
    """A text of a reply, in the folder of its language. Parts: templates (one an audience), blocks (shared by the templates, one
    section a tone), causes (what a customer is told), questions (how a customer is asked), language.md (what must not be said).
    """

    variables: list[Variable] = Field([], description="variables that the text uses beside what every draft supplies")


class ReplyTemplate(ReplyText):
    """The whole reply for one audience. Its body is markdown in which `{{ greeting }}` and other blocks and variables stand."""

    subject: Line = Field(description="the subject; variables may stand in it")


class ReplyBlock(ReplyText):
    """A part that templates share. Sections are tones; `## neutral` is said where a tone has none."""


class ReplyCause(ReplyText):
    """What a customer is told of a cause. Steps are only what a customer can do; `### For <provider>` below them takes their place."""


class ReplyQuestion(ReplyText):
    """How a customer is asked for a fact. The title is the question, the body says where to look."""

    fact: Line = Field(description="the fact in two or three words, for notes: `two-step verification`")
    answers: dict[Line, Line] = Field({}, description="for each value of the fact how a note says it: `on: switched on`")


class ReplyLanguage(ReplyText):
    """What the lint of finished drafts looks for in this language (phrase syntax)."""

    secrets: list[Line] = Field([], description="phrases that ask for a password, key or code")
    blame: list[Line] = Field([], description="phrases that blame the customer")
    unfit: list[Line] = Field([], description="other phrases that no reply uses: slang, the wrong form of address")
    denials: list[Line] = Field([], description="words that make a phrase harmless: never, not")


PARTS: dict[str, type[ReplyText]] = {
    "templates": ReplyTemplate,
    "blocks": ReplyBlock,
    "causes": ReplyCause,
    "questions": ReplyQuestion,
}
PART_SECTIONS: dict[str, tuple[str, ...]] = {"blocks": TONES[:1], "causes": (WHAT, STEPS)}
"""Sections that a part must have."""


def reply_model(name: str) -> type[ReplyText] | Problem:
    """Return the model of the part that an id such as `de/causes/wrong-password` names, or what is wrong with the place."""
    pieces = name.split("/")
    if not LANGUAGE.match(pieces[0]) or len(pieces) not in (2, 3):
        return Problem(1, "a text of replies stands in replies/<language>/<part>/, for example replies/en/causes/")
    if len(pieces) == 2:
        if pieces[1] == "language":
            return ReplyLanguage
        return Problem(1, f"beside language.md a language has folders only: {', '.join(PARTS)}")
    if pieces[1] not in PARTS:
        return Problem(1, f"'{pieces[1]}' is no part of replies; there are: {', '.join(PARTS)}")
    return PARTS[pieces[1]]
