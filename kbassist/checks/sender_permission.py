"""May this account send as this address? MAIL FROM and RCPT TO in the session of the login, then RSET; never DATA."""

from __future__ import annotations

from kbassist.model.finding import CheckSpec, Finding, Need, Outcome
from kbassist.model.target import Target
from kbassist.model.visible import visible
from kbassist.net.context import Context
from kbassist.net.network import Network
from kbassist.net.places import in_use
from kbassist.net.session import Session, session
from kbassist.net.smtp import Reply
from kbassist.net.words import words

SPEC = CheckSpec(
    "sender-permission",
    "Sender",
    "Asks with MAIL FROM and RCPT TO whether the sender is allowed, then takes it back with RSET; no mail is sent.",
    Need.SENDER,
    place=80,
)


async def run(network: Network, target: Target, context: Context) -> list[Finding]:
    """Return a finding for the sender, and one for the recipient where it came to that."""
    asked = context.asked
    if not asked.sender:
        return [
            Finding(SPEC.id, target.text, Outcome.SKIP, "No sender was tried; give one with --from ADDRESS", reason="not-asked")
        ]
    found = await session(network, context, target)
    where = await in_use(network, context, target)
    if found is None:
        return [
            Finding(SPEC.id, where, Outcome.SKIP, "The sender was not tried: the server cannot be talked to", reason="no-smtp")
        ]
    if found.mail is None:
        return [Finding(SPEC.id, where, Outcome.SKIP, "The sender was not tried: it did not come to that", reason="no-session")]
    return _findings(where, found, asked.sender, asked.recipient or asked.sender)


def _findings(where: str, found: Session, sender: str, recipient: str) -> list[Finding]:
    assert found.mail is not None  # looked at before
    mail = _finding(where, found, found.mail, f"The sender {sender}")
    if found.recipient is None:
        return [mail]
    return [mail, _finding(where, found, found.recipient, f"The recipient {recipient}")]


def _finding(where: str, found: Session, reply: Reply, who: str) -> Finding:
    said = visible(reply.text)
    if reply.good:
        return Finding(
            SPEC.id, where, Outcome.PASS, f"{who} is accepted", f"The server said: {said}", transcript=found.transcript
        )
    if reply.trouble is not None and not reply.code:
        ended = words(reply.trouble)
        return Finding(
            SPEC.id, where, Outcome.FAIL, f"{who}: {ended.short}", ended.advice, {}, found.seconds, reply.trouble.value, ended.printed,
            found.transcript,
        )  # fmt: skip
    detail = "" if found.auth else "Nobody was logged in; add --login to try it with the account."
    return Finding(
        SPEC.id,
        where,
        Outcome.FAIL,
        f"{who} is refused: {said}",
        detail,
        {},
        found.seconds,
        "temporary" if reply.code < 500 else "refused",
        reply.text,
        found.transcript,
    )
