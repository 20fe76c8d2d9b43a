"""What a format reads out of a file, and what the rules see: small frozen values, no I/O."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from kbassist.model.settings import ProviderSettings


class Item(NamedTuple):
    """One setting of a file: where it stands in the tree of names, its value, its line (from 1).

    `value` is None where it is only known at run time: an environment variable without a default, a computed value.
    `quote` is the quotation mark around it, or empty; `raw` is the value as it stands in the file, quotation marks included,
    `tail` what follows on its line and is taken for a comment.
    """

    path: tuple[str, ...]
    value: str | None
    line: int
    quote: str = ""
    raw: str = ""
    tail: str = ""


class Unreadable(NamedTuple):
    """Why a file cannot be read as its format says; never with a piece of the file, which may be a secret."""

    line: int
    what: str


class Format(NamedTuple):
    """A file format: its name, the file names it goes by, a regular expression that its text begins like, its habits."""

    title: str
    names: tuple[str, ...]
    looks: str = ""
    quotes_stay: bool = False
    """Quotation marks are part of the value."""
    container: bool = False
    """What it configures runs in a container."""
    committed: bool = False
    """It is kept with the source code, where a secret does not belong."""


Read = Callable[[str], "list[Item] | Unreadable"]


class Mailer(NamedTuple):
    """One set of mail settings of a file, as a client would understand it."""

    client: str
    title: str
    format: Format
    items: Mapping[str, Item]
    """By role: host, port, username, secret, sender, url."""
    security: str
    """`none`, `starttls`, `tls`, `both` (contradictory), or `auto` where the client chooses by the port."""
    security_item: Item | None
    unverified: Item | None
    """The setting that switches the verification of certificates off."""
    all: tuple[Item, ...]
    """Every setting of the file, for rules of one client."""

    def value(self, role: str) -> str:
        """The value of a role without outer blanks, or an empty text where there is none or it is not known."""
        item = self.items.get(role)
        return (item.value or "").strip() if item else ""

    def line(self, *roles: str) -> int:
        """The line of the first of the roles that is there; of the security setting for `security`."""
        for role in roles:
            item = self.security_item if role == "security" else self.items.get(role)
            if item is not None:
                return item.line
        return min(item.line for item in self.items.values())


class Fault(NamedTuple):
    """What cannot work, or (`warning`) what is unwise: the rule, the line, one sentence that names no secret, what to do."""

    rule: str
    line: int
    what: str
    fix: str
    warning: bool = False


class Providers(NamedTuple):
    """What the rules know of providers: all of them, and the one that the mailer's host belongs to or that was named."""

    all: Mapping[str, ProviderSettings]
    own: ProviderSettings | None


Rule = Callable[[Mailer, Providers], "list[Fault]"]
