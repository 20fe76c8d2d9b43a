"""From what a person wrote to the target: a bare word may be a provider id, a short name a mail domain."""

from __future__ import annotations

from kbassist.kb.store import Store
from kbassist.model.target import Target, is_ip, parse_target

_SECOND_LEVEL = frozenset("ac co com edu gob gov go ne net or org".split())
"""Labels under which countries hand out domains: example.co.uk is a domain, mail.example.de a host."""


def aim(text: str, store: Store) -> Target:
    """Return the target. A provider id wins over a host name without a dot; a known mailbox domain (gmail.com) means its service.

    Raises UsageError where the text is no target at all.
    """
    word = text.strip().lower()
    if word and store.service(word) is not None:
        return Target(word, provider=word)
    target = parse_target(text)
    if target.host and target.port is None and not is_ip(target.host) and _is_domain(target.host, store):
        return Target(target.text, domain=target.host)
    return target


def _is_domain(name: str, store: Store) -> bool:
    """Tell whether a bare name is a mail domain and not a server: an article says so, or it has the shape (example.com, example.co.uk)."""
    if store.service_of("domain", name) is not None:
        return True
    if store.service_of("host", name) is not None:
        return False
    labels = name.split(".")
    return len(labels) == 2 or (len(labels) == 3 and labels[1] in _SECOND_LEVEL and len(labels[2]) == 2)
