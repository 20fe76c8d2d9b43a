"""Is a login offered, with which mechanisms, and before or after TLS?"""

from __future__ import annotations

from kbassist.model.finding import CheckSpec, Finding, Need, Outcome
from kbassist.model.service import Security
from kbassist.model.target import Target
from kbassist.net.context import Context
from kbassist.net.network import Network
from kbassist.net.places import Visited, visits
from kbassist.net.sasl import MECHANISMS, TOKENS

SPEC = CheckSpec(
    "submission",
    "Login offered",
    "Reads from EHLO, within TLS where there is TLS, whether a login is offered and with which mechanisms.",
    Need.HOST,
    place=50,
)


async def run(network: Network, target: Target, context: Context) -> list[Finding]:
    """Return a finding for each port that answered EHLO."""
    seen = await visits(network, context, target)
    found = [_finding(one) for one in sorted(seen, key=lambda one: not one.primary) if one.best and one.best.last]
    if not any(finding.primary for finding in found):
        where = next((str(one.endpoint) for one in seen if one.primary), target.text)
        found.insert(
            0, Finding(SPEC.id, where, Outcome.SKIP, "Whether a login is offered cannot be said: no EHLO", reason="no-ehlo")
        )
    return found


def _finding(one: Visited) -> Finding:
    probe = one.best
    assert probe is not None and probe.last is not None  # only ports that answered EHLO come here
    offered = probe.last.mechanisms
    facts = {"server_offers_auth": "yes" if offered else "no"}
    if offered:
        facts["mechanism_offered"] = ",".join(offered)
    outcome, title, detail, reason, wording = _judged(one, offered)
    if outcome is Outcome.FAIL and not one.primary:
        outcome = Outcome.WARN
    return Finding(
        SPEC.id, str(one.endpoint), outcome, title, detail, facts, probe.seconds, reason, wording, probe.transcript, one.primary
    )


def _judged(one: Visited, offered: tuple[str, ...]) -> tuple[Outcome, str, str, str, str]:
    """Return outcome, title, detail, reason and wording."""
    probe, port = one.best, one.endpoint.port
    assert probe is not None  # as above
    before = probe.plain.mechanisms if probe.plain else ()
    encrypted = probe.security in (Security.STARTTLS, Security.TLS)
    within = "within TLS" if probe.inside else "without TLS"
    if not offered:
        if encrypted and not probe.inside:
            detail = "Before TLS none is offered, and TLS did not come about; what the server offers within it stays unknown."
            return Outcome.WARN, f"Port {port} offers no login before TLS", detail, "auth-unknown", ""
        where = (
            "This port is for mail between servers; use 587 or 465."
            if port == 25
            else "Use the provider's submission port, 587 or 465."
        )
        detail = f"EHLO lists no AUTH {within}. {where} On a server of your own, switch authentication on."
        return (
            Outcome.FAIL,
            f"Port {port} offers no login",
            detail,
            "auth-absent",
            "the server does not offer AUTH: authentication not enabled on this smtp server",
        )
    listed = ", ".join(offered)
    limit = (
        f" Largest message: {int(probe.last.size):,} bytes."
        if probe.last and probe.last.size.isdigit() and int(probe.last.size)
        else ""
    )
    usable = [name for name in offered if name in MECHANISMS]
    if not usable:
        detail = f"Few programs know these; kbassist does not. {within.capitalize()}.{limit}"
        return Outcome.WARN, f"Login is offered only by {listed}", detail, "unusual-mechanisms", ""
    if all(name in TOKENS for name in usable):
        detail = f"Passwords are not taken here: the program must fetch an OAuth2 token.{limit}"
        return Outcome.PASS, f"Login is offered by token only: {listed}", detail, "oauth-only", ""
    if not encrypted:
        detail = f"The password would cross the network readable. Use a port with TLS.{limit}"
        return Outcome.WARN, f"Login is offered without encryption: {listed}", detail, "auth-without-tls", ""
    also = (
        f" Before TLS as well: {', '.join(before)}; a program without TLS would send the password readable."
        if before and probe.inside
        else ""
    )
    return Outcome.PASS, f"Login is offered {within}: {listed}", f"{limit}{also}".strip(), "", ""
