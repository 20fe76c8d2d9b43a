"""The settings of a provider as a person reads them, and as the JSON object."""

from __future__ import annotations

from typing import Any

from kbassist.assistant.plaintext import plain
from kbassist.assistant.sample import FORMS, KINDS, Ready
from kbassist.cli.console import Console, visible
from kbassist.cli.page import wrapped
from kbassist.model.knowledge import Source
from kbassist.model.settings import ClientSample, Credential, ProviderSettings, Submission

SCHEMA = 1
SECURITY = {"starttls": "STARTTLS", "tls": "TLS from the first byte (implicit TLS, “SSL/TLS”)", "none": "no encryption"}
SHORT = {"starttls": "STARTTLS", "tls": "TLS", "none": "no encryption"}

_LABEL = 12


def text(provider: ProviderSettings, shown: Submission | None, sources: tuple[Source, ...], console: Console) -> str:
    """Return the settings as lines of the console's width; `shown` is the endpoint to stand first."""
    head, rows = _heads(console), _Rows(console.width)
    lines = [head(f"{provider.title}") + f"  (providers/{provider.id})", ""]
    if shown is None:
        rows.add("Sending", "this provider has no SMTP submission for programs")
    else:
        rows.add("Host", shown.host)
        rows.add("Port", shown.port)
        rows.add("Security", SECURITY[shown.security])
        rows.add("", shown.note)
        for part in provider.submission:
            if (part.host, part.port) != (shown.host, shown.port):
                rows.add("Also", f"{part.host}:{part.port} {SHORT[part.security]}" + (f" ({part.note})" if part.note else ""))
        user = provider.username
        rows.add("User name", f"the word {user.literal}" if user.form == "literal" else FORMS.get(user.form, user.form))
        rows.add("", user.note)
        for number, credential in enumerate(provider.credentials):
            _credential(rows, "Secret" if number == 0 else "or", credential)
        rows.add("Mechanisms", ", ".join(provider.mechanisms))
    lines += rows.lines
    switches = [f"{s.name}: {s.where}" + (f" (by default {s.default})" if s.default else "") for s in provider.switches]
    policy = [f"{p.date}: {p.what}" for p in provider.policy]
    for title, items in (("Switches", switches), ("Limits", list(provider.limits)), ("Changes", policy)):
        if items:
            lines += ["", head(title), *(line for item in items for line in wrapped(plain(item), console.width, "- ", "  "))]
    lines += ["", head("Sources") + (f" (checked {provider.as_of})" if provider.as_of else "")]
    pages = [f"{source.title}: {source.url}" if source.url else source.title for source in sources]
    lines += [line for item in pages for line in wrapped(item, console.width, "- ", "  ")]
    return "\n".join([*lines, "", f"More: kbassist explain {provider.id} · a ready sample: --for CLIENT (see --list)"])


def sample_text(provider: ProviderSettings, sample: ClientSample, ready: Ready, console: Console) -> str:
    """Return a sample as text: what to set beforehand, then each file as it stands: not wrapped, not indented, ready to copy."""
    head = _heads(console)
    where = f"{ready.endpoint.host}:{ready.endpoint.port}, {SHORT[ready.endpoint.security]}"
    lines = wrapped(f"{sample.title} for {provider.title}: {where}", console.width)
    for note in ready.notes:
        lines += ["", *wrapped(note, console.width, "Note: ", "      ")]
    lines += ["", head("Set in the environment")]
    for variable in ready.variables:
        lines += wrapped(visible(variable.holds), console.width, f"  {variable.name:<14} ", " " * 17)
    for block in ready.blocks:
        lines += ["", head(block.name or block.language or "Sample"), "", block.code]
    if sample.trace:
        lines += ["", *wrapped(plain(sample.trace), console.width, "To see the dialogue: ", "  ")]
    return "\n".join(lines)


def as_object(provider: ProviderSettings, shown: Submission | None, sources: tuple[Source, ...]) -> dict[str, Any]:
    """Return the settings as the JSON object (schema 1); the endpoint to stand first also as `host`, `port`, `security`."""
    return {
        "schema": SCHEMA,
        "provider": provider.id,
        "title": provider.title,
        "kind": provider.kind,
        "host": shown and shown.host,
        "port": shown and int(shown.port),
        "security": shown and shown.security,
        "submission": [{**part._asdict(), "port": int(part.port)} for part in provider.submission],
        "mechanisms": provider.mechanisms,
        "username": provider.username._asdict(),
        "credentials": [
            {key: value for key, value in part._asdict().items() if key != "pattern"} for part in provider.credentials
        ],
        "switches": [part._asdict() for part in provider.switches],
        "limits": provider.limits,
        "policy": [part._asdict() for part in provider.policy],
        "help_url": provider.help_url,
        "status_url": provider.status_url,
        "sources": [source._asdict() for source in sources],
        "as_of": provider.as_of,
        "article": f"providers/{provider.id}",
    }


def sample_object(sample: ClientSample, ready: Ready) -> dict[str, Any]:
    """Return a sample as a JSON object; `text` is all its files in a row."""
    return {
        "client": sample.id,
        "title": sample.title,
        "host": ready.endpoint.host,
        "port": int(ready.endpoint.port),
        "security": ready.endpoint.security,
        "text": "\n\n".join(block.code for block in ready.blocks),
        "files": [{"name": block.name, "language": block.language, "text": block.code} for block in ready.blocks],
        "environment": {variable.name: variable.holds for variable in ready.variables},
        "notes": ready.notes,
        "trace": sample.trace,
        "traps": sample.traps,
    }


class _Rows:
    """Labelled lines in two columns."""

    def __init__(self, width: int) -> None:
        self.lines: list[str] = []
        self._width = width

    def add(self, label: str, value: str) -> None:
        if value:
            self.lines += wrapped(plain(value), self._width, f"{label:<{_LABEL}}", " " * _LABEL)


def _credential(rows: _Rows, label: str, credential: Credential) -> None:
    rows.add(label, KINDS[credential.kind] + (f": {credential.looks_like}" if credential.looks_like else ""))
    rows.add("", f"made at: {credential.where}" if credential.where else "")
    rows.add("", credential.url)
    rows.add("", credential.note)


def _heads(console: Console) -> Any:
    return (lambda title: f"\x1b[1;36m{title}\x1b[0m") if console.color else (lambda title: title)
