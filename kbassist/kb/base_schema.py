"""What the models of all families are made of: one line, one slug, one day, the scales, a source, the fields that every entry has."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\n]*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=60)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Url = Annotated[str, StringConstraints(pattern=r"^(https?://|mailto:)\S+$")]

Likelihood = Literal["always", "usually", "often", "even", "sometimes", "rarely", "never"]
Prevalence = Literal["very-common", "common", "uncommon", "rare", "very-rare"]
Stage = Literal["connect", "tls", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "http", "any"]


class Model(BaseModel):
    """Fields that are not named are refused; values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Model):
    """Where a claim comes from."""

    title: Line = Field(description="the page's or document's name, with the section of an RFC")
    url: Url | None = Field(None, description="its address; may be missing for what was tried by hand")
    as_of: Day | None = Field(None, description="the day on which it was read, if not the entry's own")


class EntryModel(Model):
    """What an entry of any family has."""

    title: Line = Field(description="what people read in lists; no full stop")
    aliases: list[Line] = Field([], description="other names under which `explain` finds it")
    sources: list[Source] = Field([], description="where the claims come from")
    as_of: Day | None = Field(None, description="the day on which the claims were last checked")
