"""Which server a case is about, so that a live check need not ask: what the person wrote, or what the provider recommends.

Nothing is contacted here. What is proposed is always shown before it is checked, and is a host that the person named or that
the provider's article lists.
"""

from __future__ import annotations

import re

from kbassist.assistant.conversation import Conversation
from kbassist.model.facts import Origin

_HOST = re.compile(
    r"(?<![\w@./-])((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,18})(?::(\d{1,5}))?(?![\w@-]|\.\w)", re.IGNORECASE
)
"""A host name, with a port if one follows; not the domain of a mail address, not a piece of a path."""
_MAILISH = re.compile(r"(?:^|[.-])(?:smtps?|mail\d*|mx\d*|submission|relay|email-smtp|outgoing|mta)(?=[.-]|\d)", re.IGNORECASE)
_MAIL_PORTS = frozenset(("25", "465", "587", "2525"))


def target_of(talk: Conversation) -> str:
    """Return `host:port`, `host` or an empty text: the server that the case is about, as far as it is known.

    A known submission host comes before a name that only looks like a mail server's; both come before the provider's endpoint.
    """
    if talk.seen is None:
        return ""
    named = [(m[1].lower(), m[2]) for text in talk.state.texts for m in _HOST.finditer(text)]
    known = [one for one in named if talk.knowledge.service_of("host", one[0]) is not None]
    likely = known or [one for one in named if _MAILISH.search(one[0])]
    port = _port(talk)
    if likely:
        host, own = likely[-1]
        return _joined(host, own or port)
    report = talk.seen.report
    owner = talk.knowledge.owner("provider", report.provider) if report.provider else None
    host, _, usual = (owner.endpoint if owner else "").partition(":")
    return _joined(host, port or usual) if host else ""


def _port(talk: Conversation) -> str:
    """Return the port of the case where it is one of mail's; one found by a check is not taken: it was the check's own."""
    facts = talk.facts().rows
    return next((r.value for r in facts if r.key == "port" and r.value in _MAIL_PORTS and r.origin is not Origin.CHECKED), "")


def _joined(host: str, port: str | None) -> str:
    return f"{host}:{port}" if port else host
