"""Does the login work? Tried once, only on request, and only within trusted TLS unless the person insists."""

from __future__ import annotations

from kbassist.model.finding import CheckSpec, Finding, Need, Outcome
from kbassist.model.target import Target
from kbassist.model.visible import visible
from kbassist.net.context import Context
from kbassist.net.network import Network
from kbassist.net.places import in_use
from kbassist.net.session import REASONS, Session, session
from kbassist.net.words import words

SPEC = CheckSpec(
    "login",
    "Login",
    "Logs in once with the user name and secret given; never a second time, never over an untrusted connection.",
    Need.LOGIN,
    place=70,
    usual_seconds=2.0,
)
_ADVICE = {
    "no-tls": "The secret was not sent, because it would cross the network readable. Use a port with TLS, or insist with --insecure.",
    "untrusted": "The secret was not sent. Mend the certificate, name its authority with --ca-file, or insist with --insecure.",
    "tls-failed": "The secret was not sent.",
    "injected": "The secret was not sent. Do not log in on this network.",
    "no-auth": "The secret was not sent. Use the provider's submission port.",
    "no-mechanism": "The secret was not sent. Choose another mechanism with --mechanism.",
    "no-connection": "The secret was not sent.",
    "no-smtp": "The secret was not sent.",
}


_PRINTED = {
    "no-mechanism": "no suitable authentication mechanism",
    "no-auth": "the server does not offer AUTH: authentication not enabled on this smtp server",
    "untrusted": "certificate verify failed",
}
_LATE = "The server took the login and then broke off: its password backend may be down. Wait, then tell its administrator."


async def run(network: Network, target: Target, context: Context) -> list[Finding]:
    """Return one finding."""
    asked = context.asked
    if not asked.login or asked.secret is None:
        return [Finding(SPEC.id, target.text, Outcome.SKIP, "No login was tried; ask for one with --login", reason="not-asked")]
    context.say(f"as {asked.user}")
    found = await session(network, context, target)
    where = await in_use(network, context, target)
    if found is None:
        return [Finding(SPEC.id, where, Outcome.SKIP, "No login was tried: the server cannot be talked to", reason="no-smtp")]
    return [_finding(where, found)]


def _finding(where: str, found: Session) -> Finding:
    outcome, title, detail, reason, wording = _judged(found)
    return Finding(SPEC.id, where, outcome, title, visible(detail), {}, found.seconds, reason, wording, found.transcript)


def _judged(found: Session) -> tuple[Outcome, str, str, str, str]:
    """Return outcome, title, detail, reason and wording."""
    if found.why_not:
        told = f" ({visible(found.words)})" if found.words and found.words != REASONS[found.why_not] else ""
        wording = _PRINTED.get(found.why_not, "")
        return Outcome.FAIL, f"No login was tried: {REASONS[found.why_not]}{told}", _ADVICE[found.why_not], found.why_not, wording
    reply = found.auth
    assert reply is not None  # a session without a reason not to holds one
    said = visible(reply.text)
    more = f" It explained: {found.said}" if found.said else ""
    if found.unproved:
        return Outcome.FAIL, f"The login is not to be trusted: {found.unproved}", f"The server said: {said}", "unproved", ""
    if reply.trouble is not None and not reply.code:
        ended = words(reply.trouble)
        return Outcome.FAIL, f"No answer to the login: {ended.short}", _LATE, reply.trouble.value, ""
    if reply.code == 235:
        return Outcome.PASS, f"The login works ({found.mechanism})", f"The server said: {said}", "", ""
    reason = "temporary" if 400 <= reply.code < 500 else "refused-login" if reply.code >= 500 else "odd-reply"
    wording = f"{reply.text}\n{found.said}".strip()
    return Outcome.FAIL, f"The login is refused ({found.mechanism}): {said}", more.strip(), reason, wording
