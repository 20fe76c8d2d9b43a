"""Is the certificate trusted for this name; and if not, why?"""

from __future__ import annotations

from datetime import datetime

from kbassist.model.finding import CheckSpec, Finding, Need, Outcome
from kbassist.model.target import Target
from kbassist.model.visible import visible
from kbassist.net.certificate import SOON, Certificate, examine, knows_nobody
from kbassist.net.context import Context
from kbassist.net.network import Network, Trouble
from kbassist.net.places import Visited, visits

SPEC = CheckSpec(
    "certificate",
    "Certificate",
    "Verifies the certificate as a mail program does, and says why where it is not trusted.",
    Need.HOST,
    place=40,
)
_ADVICE = {
    "expired": "The server's administrator must renew it and reload the mail server.",
    "not-yet-valid": "Set the clock right, on this machine or where the certificate was made.",
    "wrong-name": "Use a host name that the certificate lists, or have the certificate extended.",
    "self-signed": "Install a certificate of a public authority, or make this one known with --ca-file and in the mail program.",
    "unknown-issuer": "If it is your company's own authority, name its file with --ca-file and make it known to the mail program.",
    "missing-intermediate": "The server must send the intermediate certificate too (“full chain”).",
    "intercepted": "Switch off mail scanning in that product, or make its authority known to the mail program.",
    "weak-key": "The server needs a certificate with a longer key.",
    "weak-signature": "The server needs a certificate signed with SHA-256.",
}


async def run(network: Network, target: Target, context: Context) -> list[Finding]:
    """Return a finding for each port with TLS."""
    seen = await visits(network, context, target)
    shaken = [one for one in seen if one.best and one.best.handshake and _chain(one)]
    if not any(one.primary for one in shaken):
        where = next((str(one.endpoint) for one in seen if one.primary), target.text)
        skipped = Finding(SPEC.id, where, Outcome.SKIP, "No certificate was seen: TLS did not come about", reason="no-tls")
    else:
        skipped = None
    found = [_finding(one, network, context) for one in sorted(shaken, key=lambda one: not one.primary)]
    return [skipped, *found] if skipped else found


def _chain(one: Visited) -> tuple[bytes, ...]:
    probe = one.best
    assert probe is not None and probe.handshake is not None  # asked for only then
    lenient = probe.lenient.chain if probe.lenient else ()
    return probe.handshake.chain or lenient or ((b"",) if probe.handshake.trouble is Trouble.UNTRUSTED else ())


def _finding(one: Visited, network: Network, context: Context) -> Finding:
    probe = one.best
    assert probe is not None and probe.handshake is not None  # as above
    shaken = probe.handshake
    today = network.today()
    trusted = network.trust().get_ca_certs()
    seen = examine(shaken, _chain(one), one.endpoint.host, today, context.directory.interceptors(), trusted)
    outcome, title, reason = _judged(seen, shaken.trouble is Trouble.UNTRUSTED, today)
    if shaken.trouble is Trouble.UNTRUSTED and knows_nobody(network.trust()):
        reason, title = "no-authorities", "No certificate can be trusted: this machine knows no authority"
    if outcome is Outcome.FAIL and not one.primary:
        outcome = Outcome.WARN
    advice = _ADVICE.get(reason, "") if outcome is not Outcome.PASS else ""
    if reason == "no-authorities":
        advice = "Install the package ca-certificates."
    return Finding(
        SPEC.id,
        str(one.endpoint),
        outcome,
        visible(title),
        visible(f"{advice} {seen.detail}".strip()),
        {"antivirus_or_proxy": "yes"} if seen.interceptor else {},
        probe.seconds,
        reason,
        f"certificate verify failed: {shaken.words}" if shaken.trouble is Trouble.UNTRUSTED else "",
        probe.transcript,
        one.primary,
    )


def _judged(seen: Certificate, untrusted: bool, today: datetime) -> tuple[Outcome, str, str]:
    """Return outcome, title and reason."""
    if seen.interceptor:
        title = f"The certificate is intercepted: it comes from {seen.interceptor}, not from the server"
        return Outcome.FAIL if untrusted else Outcome.WARN, title, "intercepted"
    if untrusted:
        return Outcome.FAIL, seen.says[:1].upper() + seen.says[1:], seen.reasons[0] if seen.reasons else "untrusted"
    weak = next((reason for reason in seen.reasons if reason.startswith("weak")), "")
    if weak:
        return Outcome.WARN, f"The certificate is trusted, but {seen.says}", weak
    if seen.ends is not None and seen.ends - today < SOON:
        return Outcome.WARN, f"The certificate is trusted, but ends on {seen.ends:%Y-%m-%d}", "ends-soon"
    until = f" until {seen.ends:%Y-%m-%d}" if seen.ends else ""
    return Outcome.PASS, f"The certificate is trusted{until}", ""
