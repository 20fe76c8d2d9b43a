"""Looks at the secret itself, without any network: blanks, quotes, placeholders, the form that this provider's secrets have.

Says what is odd and never shows it.
"""

from __future__ import annotations

import re
import unicodedata

from kbassist.model.finding import CheckSpec, Finding, Need, Outcome
from kbassist.model.service import CredentialForm, Service
from kbassist.model.target import Target
from kbassist.net.context import Context
from kbassist.net.network import Network

SPEC = CheckSpec(
    "credential",
    "Credential",
    "Looks at length and form of the secret, offline: stray blanks, quotes, placeholders, the wrong kind of key.",
    Need.CREDENTIAL,
    place=90,
    usual_seconds=0.0,
)
_QUOTES = "\"'`“”„‘’«»"
_PLACEHOLDER = re.compile(
    r"\$\{?\w+\}?|%\w+%|\{\{.*\}\}|<.*>|(your|my)[-_ ]?(api[-_ ]?)?(key|token|password|secret)([-_ ]here)?|change[-_ ]?me|x{4,}"
    r"|password|secret|undefined|null|none|env\(.*\)|process\.env\..*",
    re.IGNORECASE | re.DOTALL,
)
_TIDY = re.compile(r"[A-Za-z0-9]*")


_NOT_MADE_FOR_APPS = "smtp login with the normal password, not an app password"
_NO_KEY = "smtp: account password instead of the key"


async def run(network: Network, target: Target, context: Context) -> list[Finding]:
    """Return what is odd about the secret, and whether it has the form the provider's secrets have."""
    if context.asked.credential is None:
        return [
            Finding(
                SPEC.id, target.text, Outcome.SKIP, "No credential was looked at; give one with --credential", reason="not-asked"
            )
        ]
    raw = context.asked.credential.reveal()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        detail = "It was saved in another encoding; type it anew, or save the file as UTF-8."
        return [
            _odd(
                target, "The credential is not text in UTF-8", detail, "encoding", "password encoding is broken: umlauts mangled"
            )
        ]
    found = [_odd(target, *odd) for odd in _oddities(text)]
    service = _service(target, context)
    if service is not None and not any(finding.outcome is Outcome.FAIL for finding in found):
        found += _form(target, text, service)
    if not found:
        facts = {"special_characters_in_password": "no" if _TIDY.fullmatch(text) else "yes"}
        found.append(
            Finding(SPEC.id, target.text, Outcome.PASS, f"The credential looks sound: {len(text)} characters", "", facts)
        )
    return found


def _odd(target: Target, title: str, detail: str, reason: str, wording: str) -> Finding:
    return Finding(SPEC.id, target.text, Outcome.FAIL, title, detail, {}, 0.0, reason, wording)


def _oddities(text: str) -> list[tuple[str, str, str, str]]:
    """Return title, advice, reason and wording of everything that is wrong with any secret."""
    found = []
    bare = text.strip()
    if not bare:
        unset = "Set the variable or file where the program runs, then start it anew."
        return [("The credential is empty", unset, "empty", "environment variable not set: the password is empty")]
    if text != bare:
        where = (
            "before and after it"
            if text[:1].isspace() and text[-1:].isspace()
            else "before it"
            if text[:1].isspace()
            else "after it"
        )
        what = "line break" if "\n" in text or "\r" in text else "blank"
        title = f"There is a {what} {where}"
        found.append(
            (
                title,
                "Remove it: programs send it along.",
                "stray-blank",
                f"trailing {'newline' if 'line' in what else 'space'} in the password",
            )
        )
    if len(bare) > 1 and bare[0] in _QUOTES and bare[-1] in _QUOTES:
        found.append(
            (
                "Quotation marks stand around it",
                "Remove them, or use the quotes that the file format wants.",
                "quotes",
                "stray quote around the password",
            )
        )
    if _PLACEHOLDER.fullmatch(bare):
        advice = "Put the real secret in, or set the variable where the program runs."
        found.append(
            (
                "It is a placeholder, not a secret",
                advice,
                "placeholder",
                "environment variable not set: placeholder instead of the password",
            )
        )
    odd = sorted({unicodedata.name(char, f"U+{ord(char):04X}").lower() for char in bare if _hidden(char)})
    if odd:
        title = f"It holds characters that cannot be seen: {', '.join(odd[:3])}"
        found.append(
            (
                title,
                "Type it anew instead of pasting.",
                "hidden",
                "stray whitespace: hidden character in the password from copy and paste",
            )
        )
    elif any(char in "“”„‘’«»–—…" for char in bare[1:-1]):
        advice = "A word processor changed the characters; copy it from the provider's page."
        found.append(
            ("It holds typographic quotes or dashes", advice, "smart-quotes", "smart quote in the password from copy and paste")
        )
    return found


def _hidden(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Zs", "Zl", "Zp", "Co", "Cn") and char != " "


def _service(target: Target, context: Context) -> Service | None:
    if target.provider:
        return context.directory.service(target.provider)
    if target.domain:
        return context.directory.service_of("domain", target.domain)
    return context.directory.service_of("host", target.host) if target.host else None


def _form(target: Target, text: str, service: Service) -> list[Finding]:
    """Hold the secret against the forms that the article is certain of."""
    known = [form for form in service.credentials if form.pattern]
    fits = next((form for form in known if re.fullmatch(form.pattern, text)), None)
    if fits is not None:
        title = f"The credential has the form of {_kind(fits)} of {service.title}"
        facts = {"credential_kind": fits.kind} | ({"using_app_password": "yes"} if fits.kind == "app-password" else {})
        return [Finding(SPEC.id, target.text, Outcome.PASS, title, fits.note, facts)]
    if not known:
        return []
    wanted = "; ".join(f"{_kind(form)}: {form.looks_like}" for form in known)
    title = f"The credential has not the form of {_kind(known[0])} of {service.title}"
    detail = f"Wanted is {wanted}. It has {len(text)} characters."
    if len(known) < len(service.credentials):
        return [Finding(SPEC.id, target.text, Outcome.WARN, title, detail, reason="other-form")]
    if known[0].kind == "app-password":
        facts = {"using_app_password": "no"}
        return [
            Finding(SPEC.id, target.text, Outcome.FAIL, title, detail, facts, reason="wrong-form", wording=_NOT_MADE_FOR_APPS)
        ]
    return [Finding(SPEC.id, target.text, Outcome.FAIL, title, detail, reason="wrong-form", wording=_NO_KEY)]


def _kind(form: CredentialForm) -> str:
    names = {
        "app-password": "an app password",
        "api-key": "an API key",
        "smtp-credential": "an SMTP credential",
        "oauth-token": "an OAuth token",
    }
    return names.get(form.kind, "an account password")
