"""What cannot work in a configuration file's mail settings, with lines. Secrets are read and never shown."""

from __future__ import annotations

import argparse
import json
from typing import Any

from kbassist.cli.console import Console, visible
from kbassist.cli.page import wrapped
from kbassist.configs.formats import Member, formats, recognised
from kbassist.configs.lint import Known, Report, all_rules, lint
from kbassist.configs.values import Fault, Mailer, Unreadable
from kbassist.errors import InputError, UsageError
from kbassist.kb.settings import client_keys, providers
from kbassist.kb.sources import open_store

HELP = "say what cannot work in a configuration file's mail settings"
SCHEMA = 1
LARGEST = 1_000_000
"""Bytes of a configuration file; the longest of people's own is about a hundredth of it."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `lint-config`."""
    parser.add_argument(
        "file", nargs="*", metavar="FILE", help=".env, settings.py, application.yml, main.cf, docker-compose.yml, ..."
    )
    parser.add_argument("--provider", metavar="ID", help="hold the settings against this provider, whatever their host")
    parser.add_argument(
        "--format", metavar="FORMAT", help="the files' format, where the name does not tell: " + ", ".join(formats())
    )
    parser.add_argument("--rules", action="store_true", help="list the rules instead")
    parser.add_argument("--json", action="store_true", help="JSON instead of text")


def run(args: argparse.Namespace, console: Console) -> int:
    """Print each fault as `file:line: rule what`; 1 if there is one, 3 if a file cannot be read, whatever the others say."""
    if args.rules:
        for number, (_, text) in all_rules().items():
            console.out(f"{number}  {text}")
        return 0
    if not args.file:
        raise UsageError("name a file, such as `kbassist lint-config .env`")
    if args.format and args.format not in formats():
        raise UsageError(
            f"--format {args.format[:40]} is not known{_nearest(args.format, list(formats()))}; there are: {', '.join(formats())}"
        )
    store = open_store(args.kb, console.stderr)
    known = Known(client_keys(store), providers(store))
    if args.provider is not None:
        if args.provider not in known.providers:
            raise UsageError(
                f"no provider '{args.provider[:60]}'{_nearest(args.provider, list(known.providers))}; see `kbassist settings --list`"
            )
        known = known._replace(named=known.providers[args.provider])
    results = [(path, _linted(path, args.format, known)) for path in args.file]
    if args.json:
        console.out(json.dumps({"schema": SCHEMA, "files": [_object(path, result) for path, result in results]}))
    else:
        for path, result in results:
            _show(path, result, console)
    if any(isinstance(result, str) for _, result in results):
        return 3
    return 1 if any(not f.warning for _, r in results if isinstance(r, Report) for f in r.faults) else 0


def _linted(path: str, named: str | None, known: Known) -> Report | str:
    """The report on a file, or the sentence that says why there is none."""
    try:
        text = _text(path)
    except InputError as error:
        return str(error)
    member: Member | None = formats()[named] if named else recognised(path, text)
    if member is None:
        return f"cannot tell the format of '{path}'; name it with --format: {', '.join(formats())}"
    result = lint(text, member, known)
    if isinstance(result, Unreadable):
        return f"{path}:{result.line}: as {member.spec.title} it {result.what}; mend it, or name another format with --format"
    return result


def _nearest(given: str, allowed: list[str]) -> str:
    from rapidfuzz import process

    found = process.extractOne(given, allowed, score_cutoff=60)
    return f" (nearest: '{found[0]}')" if found else ""


def _text(path: str) -> str:
    """The file as text. Raises InputError where it cannot be read, is too large or is none."""
    try:
        with open(path, "rb") as file:
            raw = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such name"
        raise InputError(f"cannot read '{path}': {reason}; check the name and the permissions") from error
    if len(raw) > LARGEST:
        raise InputError(f"'{path}' is larger than {LARGEST} bytes: no configuration file; name the one with the mail settings")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace").replace("\r\n", "\n")
    if b"\0" in raw:
        raise InputError(f"'{path}' is binary, not text; name a configuration file")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    return text.replace("\r\n", "\n")


def _show(path: str, result: Report | str, console: Console) -> None:
    if isinstance(result, str):
        console.error(visible(result))
        return
    for fault in result.faults:
        kind = "warning: " if fault.warning else ""
        console.out("\n".join(wrapped(f"{path}:{fault.line}: {fault.rule} {kind}{fault.what}", console.width, "", "  ")))
        console.out("\n".join(wrapped(fault.fix, console.width, "  → ", "    ")))
    if not result.mailers:
        console.stderr.write(f"{visible(path)}: no mail settings found; if there are some, name the format with --format\n")
    elif not result.faults:
        said = ", ".join(dict.fromkeys(mailer.title for mailer in result.mailers))
        console.stderr.write(f"{visible(path)}: nothing wrong found in the mail settings ({visible(said)})\n")
    else:
        console.stderr.write(f"{visible(path)}: {len(result.faults)} problem{'s' * (len(result.faults) != 1)}\n")


def _object(path: str, result: Report | str) -> dict[str, Any]:
    if isinstance(result, str):
        return {"path": path, "error": result}
    return {
        "path": path,
        "mailers": [_mailer(mailer) for mailer in result.mailers],
        "faults": [_fault(fault) for fault in result.faults],
    }


def _mailer(mailer: Mailer) -> dict[str, Any]:
    """Where the settings stand; never what they are."""
    return {
        "client": mailer.client,
        "format": mailer.format.title,
        "security": mailer.security,
        "lines": {role: item.line for role, item in mailer.items.items()},
    }


def _fault(fault: Fault) -> dict[str, Any]:
    severity = "warning" if fault.warning else "error"
    return {"line": fault.line, "rule": fault.rule, "severity": severity, "what": fault.what, "fix": fault.fix}
