"""What a port really speaks: plain SMTP, STARTTLS or TLS from the first byte, or something else altogether."""

from __future__ import annotations

from kbassist.model.finding import CheckSpec, Finding, Need, Outcome
from kbassist.model.service import Security
from kbassist.model.target import Target
from kbassist.model.visible import visible
from kbassist.net.context import Context
from kbassist.net.network import Network, Trouble
from kbassist.net.places import Visited, visits
from kbassist.net.probe import Probe
from kbassist.net.words import LATE, SILENT, words

SPEC = CheckSpec(
    "speaks",
    "Protocol",
    "Listens to the banner, says EHLO, starts TLS: finds out whether the port speaks plain text, STARTTLS or TLS.",
    Need.HOST,
    place=30,
)
SLOW = 3.0
"""Seconds to the banner from which a server holds clients up on purpose, or is overloaded."""
HEARD = 120
"""Characters of what was heard that a finding shows."""

_NAMES = {
    Security.NONE: "plain SMTP without encryption",
    Security.STARTTLS: "SMTP with STARTTLS",
    Security.TLS: "SMTP within TLS from the first byte",
}


async def run(network: Network, target: Target, context: Context) -> list[Finding]:
    """Return a finding for each port that opened; one that says why there is none."""
    seen = await visits(network, context, target)
    opened = [one for one in seen if one.best is not None and one.best.failed is None]
    if not opened:
        return [Finding(SPEC.id, target.text, Outcome.SKIP, "No port opened, so nothing was heard", reason="not-open")]
    return [_finding(one) for one in sorted(opened, key=lambda one: not one.primary)]


def _finding(one: Visited) -> Finding:
    probe = one.best
    assert probe is not None  # only endpoints that opened come here
    outcome, title, detail, reason, wording = _judged(probe)
    if outcome is Outcome.FAIL and not one.primary:
        outcome = Outcome.WARN
    facts = {"connection_opens": "no" if probe.trouble in SILENT else "yes"}
    if probe.security is not None and probe.banner.good:
        facts["encryption"] = probe.security.value
    transcript = tuple(line for visit in one.probes for line in visit.transcript)
    port = f"Port {one.endpoint.port} "
    return Finding(
        SPEC.id, str(one.endpoint), outcome, port + title, detail, facts, probe.seconds, reason, wording, transcript, one.primary
    )


def _judged(probe: Probe) -> tuple[Outcome, str, str, str, str]:
    """Return outcome, title, detail, reason and wording."""
    banner = probe.banner
    heard = _shown(banner.text)
    if banner.foreign:
        detail = (
            f"It said: {heard}. Check host and port: mail is handed in on 587 or 465."
            if heard
            else words(Trouble.NOT_SMTP).advice
        )
        printed = f"unexpected response: {heard} is not an SMTP greeting; wrong port"
        return Outcome.FAIL, f"speaks {banner.foreign}, not SMTP", detail, "not-smtp", printed
    if banner.trouble not in (None, Trouble.MIXED_CODES):
        assert banner.trouble is not None  # the line before says so
        said = words(banner.trouble, probe.ip, probe.port)
        detail = f"It said: {heard}. {said.advice}" if heard else said.advice
        return Outcome.FAIL, f"opens, but {said.short}", detail, banner.trouble.value, said.printed
    if banner.trouble is not None and not banner.good:
        said = words(banner.trouble)
        return Outcome.FAIL, f"opens, but {said.short}: {heard}", said.advice, banner.trouble.value, heard
    if banner.code and not banner.good:
        later = "Wait and try again; a server that says so of everybody is overloaded." if banner.code < 500 else ""
        return (
            Outcome.FAIL,
            f"refuses at the door: {heard}",
            later or "The server takes no mail from this address.",
            "refused-at-door",
            heard if later else f"{banner.code} the smtp server refuses this client at once: ip address is not allowed",
        )
    return _conversation(probe) or _well(probe)


def _conversation(probe: Probe) -> tuple[Outcome, str, str, str, str] | None:
    """Return what went wrong after the banner, or None."""
    for ehlo in (probe.plain, probe.inside):
        if ehlo is not None and ehlo.reply.trouble not in (None, Trouble.MIXED_CODES):
            assert ehlo.reply.trouble is not None  # the line before says so
            said = words(ehlo.reply.trouble, probe.ip, probe.port)
            printed = "" if ehlo.reply.trouble in LATE else said.printed
            return Outcome.FAIL, f"fails at EHLO: {said.short}", said.advice, ehlo.reply.trouble.value, printed
        if ehlo is not None and not ehlo.reply.good:
            heard = _shown(ehlo.reply.text)
            if ehlo.reply.trouble is not None:
                said = words(ehlo.reply.trouble)
                return Outcome.FAIL, f"opens, but {said.short}: {heard}", said.advice, ehlo.reply.trouble.value, heard
            return Outcome.FAIL, f"refuses EHLO and HELO: {heard}", "The server does not want this client.", "ehlo-refused", heard
    if probe.injected:
        said = words(Trouble.INJECTED)
        detail = f"Behind the reply to STARTTLS came: {_shown(probe.injected)}. {said.advice}"
        return Outcome.FAIL, f"opens, but {said.short}", detail, Trouble.INJECTED.value, ""
    if probe.starttls is not None and probe.starttls.code != 220:
        if probe.starttls.trouble is not None:
            said = words(probe.starttls.trouble)
            return Outcome.FAIL, f"fails at STARTTLS: {said.short}", said.advice, probe.starttls.trouble.value, said.printed
        heard = _shown(probe.starttls.text)
        detail = "STARTTLS is offered, but refused when asked for: the server's TLS setup is broken."
        return Outcome.FAIL, f"refuses STARTTLS: {heard}", detail, "starttls-refused", heard
    shaken = probe.handshake
    if shaken is not None and shaken.trouble not in (None, Trouble.UNTRUSTED):
        assert shaken.trouble is not None  # the line before says so
        said = words(shaken.trouble)
        looked = (
            " With everything allowed it works: " + probe.lenient.version if probe.lenient and not probe.lenient.trouble else ""
        )
        what = "speaks TLS, but" if probe.security is Security.TLS else "offers STARTTLS, but"
        return Outcome.FAIL, f"{what} {said.short} ({shaken.words})", f"{said.advice}{looked}", shaken.trouble.value, said.printed
    return None


def _well(probe: Probe) -> tuple[Outcome, str, str, str, str]:
    assert probe.security is not None  # a banner of SMTP settles it
    name = _NAMES[probe.security]
    greeting = _shown(probe.banner.text)
    detail = f"It greets: {greeting}." if greeting else ""
    last = probe.last
    if (probe.plain is not None and any("XXXX" in keyword for keyword, _ in probe.plain.extensions)) or "*****" in greeting:
        advice = "A firewall rewrites the dialogue and hides STARTTLS and AUTH; its SMTP inspection must be switched off."
        return Outcome.FAIL, f"speaks {name}, but something in between overwrites it", f"{advice} {detail}", "rewritten", ""
    if last is not None and last.helo:
        return (
            Outcome.WARN,
            f"speaks {name}, but knows only the old HELO",
            f"Without EHLO there is no login and no TLS. {detail}",
            "helo-only",
            "",
        )
    if probe.banner.trouble is not None or (last is not None and last.reply.trouble is not None):
        said = words(Trouble.MIXED_CODES)
        return Outcome.WARN, f"speaks {name}, but {said.short}", f"{said.advice} {detail}", Trouble.MIXED_CODES.value, ""
    if probe.greeted > SLOW:
        slow = f"Programs with short time limits give up before. {detail}"
        return Outcome.WARN, f"speaks {name}, but greets only after {probe.greeted:.1f} s", slow, "slow-greeting", ""
    if probe.security is Security.NONE:
        return Outcome.WARN, f"speaks {name}", f"Nobody should log in here over a network. {detail}", "no-tls", ""
    return Outcome.PASS, f"speaks {name}", detail, "", ""


def _shown(text: str) -> str:
    shown = visible(" ".join(text.split()))
    return shown if len(shown) <= HEARD else shown[: HEARD - 1] + "…"
