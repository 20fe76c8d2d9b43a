"""What was read from a text."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from kbassist.model.codes import CodeMention
from kbassist.model.facts import Fact
from kbassist.model.tokens import Token


class Sign(NamedTuple):
    """A phrase of the knowledge found in the text: what it speaks for and where it stands."""

    kind: str
    """`cause`, `outside`, `subject`, `provider`, `client` or `fact`; of the lexicon `doubt`, `aside`, `working`, `incoming` or
    `refusals`."""
    owner: str
    value: str
    strength: float
    start: int
    end: int
    denied: bool = False


class Report(NamedTuple):
    """A text as it was understood. `text` is masked and unwrapped; nothing else of the input is kept."""

    text: str
    tokens: tuple[Token, ...] = ()
    codes: tuple[CodeMention, ...] = ()
    http_status: tuple[str, ...] = ()
    provider: str | None = None
    client: str | None = None
    hinted: str | None = None
    """The provider that a vague word such as `google` may mean, if mail is spoken of."""
    hinted_client: str | None = None
    """The client that an error of its language or a tool for trying by hand speaks of, if mail is spoken of and none is named."""
    hosts: tuple[str, ...] = ()
    """Mail servers named in the text, `host` or `host:port`."""
    facts: tuple[Fact, ...] = ()
    signs: tuple[Sign, ...] = ()
    cut: bool = False
    """Whether the text was so long that only its telling lines were read."""
    settled: frozenset[str] = frozenset()
    """Words of a passage that say no more than the facts read from it."""
    mended: Mapping[str, str] = MappingProxyType({})
    """What was meant by each misspelt word."""

    @property
    def reply_codes(self) -> tuple[str, ...]:
        """The SMTP reply codes in the order found, each once."""
        return tuple(dict.fromkeys(code.reply_code for code in self.codes if code.reply_code))

    @property
    def status_codes(self) -> tuple[str, ...]:
        """The enhanced status codes in the order found, each once."""
        return tuple(dict.fromkeys(code.status_code for code in self.codes if code.status_code))
