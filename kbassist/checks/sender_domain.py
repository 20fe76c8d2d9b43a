"""What the DNS says of the sending domain: SPF with its look-ups, DMARC, and the records that the service wants."""

from __future__ import annotations

import asyncio

from kbassist.model.finding import CheckSpec, Finding, Need, Outcome
from kbassist.model.service import DnsProof, Service
from kbassist.model.target import Target
from kbassist.model.visible import visible
from kbassist.net.context import Context
from kbassist.net.network import Failed, Network, Trouble
from kbassist.net.policy import MOST_LOOKUPS, Spf, dkim, dmarc, spf

SPEC = CheckSpec(
    "sender-domain",
    "Sender domain",
    "Reads SPF (with its look-ups), DMARC, and the DNS records that the service wants of a sending domain.",
    Need.DOMAIN,
    place=60,
    usual_seconds=0.4,
)
SHOWN = 200
_ABSENT = (Trouble.NO_DATA, Trouble.NXDOMAIN)


async def run(network: Network, target: Target, context: Context) -> list[Finding]:
    """Return findings for SPF, DMARC and the service's own records."""
    domain = context.asked.sender.rpartition("@")[2] or target.domain
    if not domain:
        return [
            Finding(
                SPEC.id, target.text, Outcome.SKIP, "No sender domain is known; give one with --from ADDRESS", reason="no-domain"
            )
        ]
    service = _service(target, context)
    context.say(f"reading the records of {domain}")
    proofs = service.dns if service else ()
    records = asyncio.gather(*(_record(network, context, domain, proof) for proof in proofs))
    policy, rule, there = await asyncio.gather(spf(network, context, domain), dmarc(network, context, domain), records)
    found = [_spf(domain, policy), _dmarc(domain, rule)]
    if context.asked.selector:
        found.append(_dkim(domain, context.asked.selector, await dkim(network, context, domain, context.asked.selector)))
    if service and service.dns:
        found.append(_verification(domain, service, there))
    return found


def _service(target: Target, context: Context) -> Service | None:
    if target.provider:
        return context.directory.service(target.provider)
    return context.directory.service_of("host", target.host) if target.host else None


async def _record(network: Network, context: Context, domain: str, proof: DnsProof) -> bool | None:
    """Tell whether a record is there; None where the DNS does not say."""
    name = proof.name.replace("<domain>", domain)
    found = await network.look_up(name, proof.kind, context.limit())
    if isinstance(found, Failed):
        return False if found.trouble in _ABSENT else None
    return any(proof.contains.lower() in value.lower() for value in (*found.values, *found.chain))


def _spf(domain: str, found: Spf) -> Finding:
    def finding(outcome: Outcome, title: str, detail: str, reason: str = "") -> Finding:
        return Finding(SPEC.id, domain, outcome, title, visible(detail)[:SHOWN], reason=reason, primary=False)

    if found.failed is not None and found.failed.trouble is Trouble.NXDOMAIN:
        detail = "Nobody can answer mail from it, and many servers refuse it. Check the spelling."
        return finding(Outcome.FAIL, f"The sender domain {domain} does not exist", detail, "nxdomain")
    if found.failed is not None and found.failed.trouble is not Trouble.NO_DATA:
        detail = found.failed.words or found.failed.trouble.value
        return finding(Outcome.ERROR, f"SPF of {domain} could not be looked up", detail, found.failed.trouble.value)
    if not found.records:
        detail = "Receivers cannot tell who may send for it. Add one TXT record that names your service."
        return finding(Outcome.WARN, f"{domain} has no SPF record", detail, "no-spf")
    if len(found.records) > 1:
        return finding(
            Outcome.FAIL, f"{domain} has {len(found.records)} SPF records", "Only one is allowed: join them.", "two-spf"
        )
    record = found.records[0]
    if found.loop:
        detail = f"That is an error, and the record counts for nothing. {record}"
        return finding(Outcome.FAIL, f"SPF of {domain} goes round in a circle: {found.loop} includes itself", detail, "spf-loop")
    if found.lookups > MOST_LOOKUPS:
        detail = f"More than {MOST_LOOKUPS} are an error, and the record counts for nothing. {record}"
        return finding(Outcome.FAIL, f"SPF of {domain} needs {found.lookups} or more DNS look-ups", detail, "spf-lookups")
    if found.missing:
        detail = f"An include without a record is an error for the whole. {record}"
        return finding(Outcome.FAIL, f"SPF of {domain} includes {found.missing[0]}, which has none", detail, "spf-include")
    if "+all" in record or record.endswith(" all"):
        return finding(Outcome.WARN, f"SPF of {domain} allows everybody", f"End it with ~all or -all. {record}", "spf-all")
    return finding(Outcome.PASS, f"SPF of {domain}: {found.lookups} of {MOST_LOOKUPS} look-ups", record)


def _dmarc(domain: str, found: tuple[str, str] | Failed) -> Finding:
    if isinstance(found, Failed):
        if found.trouble in _ABSENT:
            detail = "Large receivers want one of bulk senders. Begin with v=DMARC1; p=none."
            return Finding(
                SPEC.id, domain, Outcome.WARN, f"{domain} has no DMARC record", detail, reason="no-dmarc", primary=False
            )
        words = found.words or found.trouble.value
        title = f"DMARC of {domain} could not be looked up"
        return Finding(SPEC.id, domain, Outcome.ERROR, title, words, reason=found.trouble.value, primary=False)
    record, where = found
    policy = next((part.split("=", 1)[1].strip() for part in record.split(";") if part.strip().lower().startswith("p=")), "?")
    title = f"DMARC of {where}: p={visible(policy)[:20]}"
    return Finding(SPEC.id, domain, Outcome.PASS, title, visible(record)[:SHOWN], primary=False)


def _dkim(domain: str, selector: str, found: str | Failed) -> Finding:
    name = f"{selector}._domainkey.{domain}"
    if isinstance(found, Failed) and found.trouble not in _ABSENT:
        title = f"DKIM key {name} could not be looked up"
        return Finding(SPEC.id, domain, Outcome.ERROR, title, found.words, reason=found.trouble.value, primary=False)
    if isinstance(found, Failed) or not found:
        detail = "Look at the s= of a DKIM-Signature that the service made, or add the record that it shows."
        return Finding(SPEC.id, domain, Outcome.FAIL, f"There is no DKIM key at {name}", detail, reason="no-dkim", primary=False)
    key = next((part.partition("=")[2].strip() for part in found.split(";") if part.strip().lower().startswith("p=")), "")
    if not key:
        detail = "An empty p= means that the key was withdrawn (RFC 6376 section 3.6.1). Add the current one."
        return Finding(
            SPEC.id, domain, Outcome.FAIL, f"The DKIM key at {name} is revoked", detail, reason="dkim-revoked", primary=False
        )
    return Finding(SPEC.id, domain, Outcome.PASS, f"There is a DKIM key at {name}", visible(found)[:SHOWN], primary=False)


def _verification(domain: str, service: Service, there: list[bool | None]) -> Finding:
    pairs = list(zip(service.dns, there, strict=True))
    if any(yes is None for _, yes in pairs):
        title = f"The records that {service.title} wants could not be looked up"
        return Finding(SPEC.id, domain, Outcome.ERROR, title, reason="dns-broken")
    missing = [proof for proof, yes in pairs if not yes]
    if not missing:
        return Finding(
            SPEC.id,
            domain,
            Outcome.PASS,
            f"{domain} has the DNS records that {service.title} wants",
            facts={"domain_verified": "yes"},
        )
    listed = "; ".join(f"{p.what}: {p.kind} {p.name.replace('<domain>', domain)} with {p.contains}" for p in missing)
    facts = {"domain_verified": "no"} if len(missing) == len(pairs) else {}
    outcome = Outcome.FAIL if facts else Outcome.WARN
    title = f"{domain} lacks DNS records that {service.title} wants"
    return Finding(SPEC.id, domain, outcome, title, f"Missing: {listed}.", facts, reason="records-missing")
