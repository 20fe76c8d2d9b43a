"""Where the users of a mail domain hand in their mail: MX, SRV records, the provider's article."""

from __future__ import annotations

from kbassist.model.finding import CheckSpec, Finding, Need, Outcome
from kbassist.model.target import Target
from kbassist.net.context import Context
from kbassist.net.network import Failed, Network, Trouble
from kbassist.net.route import Route, route
from kbassist.net.words import words

SPEC = CheckSpec(
    "mail-domain",
    "Mail domain",
    "Looks up MX and SRV records of the domain and which provider they belong to.",
    Need.DOMAIN,
    place=5,
    usual_seconds=0.3,
)


_NO_MX = "The domain has no MX record, so it receives no mail."
_NULL_MX = "The domain says that it takes no mail at all (null MX, RFC 7505)."


async def run(network: Network, target: Target, context: Context) -> list[Finding]:
    """Return one finding for the domain of the target."""
    domain = target.domain or context.asked.sender.rpartition("@")[2]
    if not domain:
        title = "No mail domain is known; name a mail address or a domain"
        return [Finding(SPEC.id, target.text, Outcome.SKIP, title, reason="no-domain")]
    context.say(f"looking for the servers of {domain}")
    found = await route(network, context, domain)
    return [_finding(domain, found, primary=bool(target.domain))]


def _finding(domain: str, found: Route, *, primary: bool) -> Finding:
    if isinstance(found.mx, Failed) and found.mx.trouble is not Trouble.NO_DATA and not found.endpoints:
        said = words(found.mx.trouble, domain)
        gone = {"connection_opens": "no"} if primary else {}
        return Finding(
            SPEC.id, domain, Outcome.FAIL, f"{domain}: {said.short}", said.advice, gone, 0.0, found.mx.trouble.value, said.printed,
            primary=primary,
        )  # fmt: skip
    null = not isinstance(found.mx, Failed) and [record.split()[-1] for record in found.mx.values] == ["."]
    mx = (
        ""
        if null or isinstance(found.mx, Failed)
        else ", ".join(record.split()[-1].rstrip(".") for record in found.mx.values[:3])
    )
    facts = {"provider": found.service.id} if found.service else {}
    parts = [f"MX: {mx}." if mx else _NULL_MX if null else _NO_MX]
    for name, answer in found.services:
        if not isinstance(answer, Failed):
            parts.append(f"{name}: {', '.join(answer.values[:3])}.")
    if not found.endpoints:
        parts.append("Name the server itself: kbassist check HOST.")
        title = f"{domain}: no place to hand in mail is known"
        return Finding(SPEC.id, domain, Outcome.WARN, title, " ".join(parts), facts, reason="no-endpoint", primary=primary)
    listed = ", ".join(map(str, found.endpoints[:3]))
    title = f"Mail of {domain} is handed in at {listed}"
    return Finding(SPEC.id, domain, Outcome.PASS, title, f"Known by {found.how}. {' '.join(parts)}", facts, primary=primary)
