"""Is the API token alive? One harmless request that the provider's article lists; nothing is sent or changed by it."""

from __future__ import annotations

import base64
import re

from kbassist.model.finding import CheckSpec, Finding, Need, Outcome
from kbassist.model.service import ApiProbe, Service
from kbassist.model.target import Target
from kbassist.model.visible import visible
from kbassist.net.context import Context
from kbassist.net.http import Answer, request
from kbassist.net.network import Network, Trouble
from kbassist.net.session import Scrub
from kbassist.net.words import words

SPEC = CheckSpec(
    "api-token",
    "API token",
    "Makes the harmless request that the provider's article names, and says whether the token is alive.",
    Need.TOKEN,
    place=95,
)
SHOWN = 300
_BASIC = re.compile(r"base64\((.*)\)")


async def run(network: Network, target: Target, context: Context) -> list[Finding]:
    """Return one finding."""
    token = context.asked.token
    if token is None:
        return [
            Finding(
                SPEC.id, target.text, Outcome.SKIP, "No token was tried; name its variable with --token-env", reason="not-asked"
            )
        ]
    service = _service(target, context)
    if service is None or service.probe is None:
        detail = "Name a provider whose article has an API probe; see `kbassist explain PROVIDER`."
        return [
            Finding(SPEC.id, target.text, Outcome.SKIP, "No harmless request is known for this target", detail, reason="no-probe")
        ]
    secret = token.reveal()
    header = _header(service.probe.header, secret)
    if header is None:
        detail = "It holds a line break or other control character, or is empty. Look at it with --credential."
        broken = "API key contains a trailing newline: invalid header value"
        return [Finding(SPEC.id, target.text, Outcome.FAIL, "The token cannot be sent", detail, {}, 0.0, "mangled", broken)]
    context.say(f"asking {service.title}")
    answer = await request(network, context, service.probe.method, service.probe.url, header)
    scrub = Scrub({secret.decode("utf-8", "backslashreplace"), base64.b64encode(secret).decode("ascii")})
    return [_finding(service, service.probe, answer._replace(body=scrub(answer.body)))]


def _service(target: Target, context: Context) -> Service | None:
    if target.provider:
        return context.directory.service(target.provider)
    return context.directory.service_of("host", target.host) if target.host else None


def _header(form: str, secret: bytes) -> bytes | None:
    """Return the header line, or None where the secret does not fit into one. A pair such as key and secret is joined by a colon."""
    if not secret or any(byte < 0x20 or byte == 0x7F for byte in secret):
        return None

    def coded(match: re.Match[str]) -> str:
        inner = match[1].encode()
        pair = secret if b"<api key>" in inner else inner.replace(b"<token>", secret)
        return base64.b64encode(pair).decode("ascii")

    return _BASIC.sub(coded, form).encode().replace(b"<token>", secret)


def _finding(service: Service, probe: ApiProbe, answer: Answer) -> Finding:
    where = probe.url
    told = f" ({service.title}: {probe.alive})" if probe.alive else ""
    if answer.trouble is not None:
        said = words(answer.trouble)
        outcome = Outcome.FAIL if answer.trouble is Trouble.UNTRUSTED else Outcome.ERROR
        title = f"The API of {service.title} was not reached: {said.short}"
        detail = f"{answer.words}. {said.advice}" if answer.words and answer.words != said.short else said.advice
        printed = "certificate verify failed" if answer.trouble is Trouble.UNTRUSTED else ""
        return Finding(SPEC.id, where, outcome, title, detail, reason=answer.trouble.value, wording=printed)
    body = visible(" ".join(answer.body.split()))[:SHOWN]
    if 200 <= answer.status < 300:
        title = f"The token is alive (HTTP {answer.status})"
        return Finding(SPEC.id, where, Outcome.PASS, title, told.strip(), {"token_expired": "no", "account_active": "yes"})
    if answer.status == 429 or answer.status >= 500:
        title = f"The API does not say now (HTTP {answer.status})"
        return Finding(SPEC.id, where, Outcome.WARN, title, f"It said: {body}. Wait and try again.", reason="later")
    title = f"The API refuses the token (HTTP {answer.status})"
    wording = f"HTTP {answer.status} {body}"
    return Finding(
        SPEC.id, where, Outcome.FAIL, title, f"It said: {body}.{told}", {"provider": service.id}, 0.0, "refused", wording
    )
