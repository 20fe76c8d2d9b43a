"""Live checks: what the server really does, found out in a second, explained, and fed into the diagnosis."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from kbassist.cli.console import Console, visible
from kbassist.cli.secrets import ask_secret, ask_user, from_environment, from_file
from kbassist.errors import UsageError
from kbassist.kb.sources import open_store
from kbassist.kb.store import Store
from kbassist.model.secret import Secret
from kbassist.model.target import Target, ascii_host, parse_target

if TYPE_CHECKING:
    from kbassist.model.finding import Run
    from kbassist.net.context import Asked
    from kbassist.net.system import SystemNetwork

HELP = "check a server live: name, ports, TLS, certificate, login"

DEFAULT_TIMEOUT = 20.0
SHORTEST = 0.2
LONGEST = 600.0
"""Seconds."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `check`."""
    add = parser.add_argument
    add("target", nargs="?", metavar="TARGET", help="host, host:port, [IPv6]:port, mail address, domain or provider id")
    add("--login", action="store_true", help="log in, once, within trusted TLS; the secret is asked for without echo")
    add("--user", default="", metavar="NAME", help="user name for --login")
    add(
        "--mechanism", default="", metavar="NAME", help="PLAIN, LOGIN, CRAM-MD5, SCRAM-SHA-1, SCRAM-SHA-256, XOAUTH2, OAUTHBEARER"
    )
    add("--password-env", metavar="NAME", help="take the secret from this environment variable")
    add("--password-file", metavar="FILE", help="take the secret from this file")
    add("--from", dest="sender", default="", metavar="ADDRESS", help="go on to MAIL FROM and RCPT TO; no mail is sent")
    add("--to", dest="recipient", default="", metavar="ADDRESS", help="recipient for --from (default: the sender)")
    add("--only", action="append", default=[], metavar="CHECK", help="only this check (repeatable, or with commas)")
    add("--timeout", type=_seconds, default=DEFAULT_TIMEOUT, metavar="SECONDS", help="for the whole (default 20)")
    add("--resolver", default="", metavar="IP[:PORT]", help="ask this DNS server")
    add("--ca-file", default="", metavar="FILE", help="trust the authorities of this PEM file too")
    add("--selector", default="", metavar="NAME", help="DKIM selector to look up for the sender domain")
    add("--insecure", action="store_true", help="log in although the connection is not encrypted or not trusted")
    add("--credential", action="store_true", help="look at the secret itself, offline: form, stray blanks, quotes")
    add("--token-env", metavar="NAME", help="try the API token in this variable with the provider's harmless request")
    add("--transcript", action="store_true", help="show the dialogue, secrets masked")
    add("--json", action="store_true", help="one JSON object instead of text")


def run(args: argparse.Namespace, console: Console) -> int:
    """Run the checks; 1 where one failed."""
    _refuse_nonsense(args)
    store = open_store(args.kb, console.stderr)
    target = _aimed(args, store)
    # asyncio, ssl, cryptography and dnspython take about 200 ms to load, which only a check pays
    from kbassist.checking.runner import chosen
    from kbassist.net.context import Asked
    from kbassist.net.sasl import MECHANISMS
    from kbassist.net.system import SystemNetwork

    mechanism = args.mechanism.upper()
    if mechanism and mechanism not in MECHANISMS:
        raise UsageError(f"unknown mechanism '{args.mechanism}'; there are: {', '.join(MECHANISMS)}")
    asked = Asked(
        timeout=args.timeout,
        login=args.login,
        user=_user(args, target, console) if args.login else "",
        mechanism=mechanism,
        insecure=args.insecure,
        sender=_address(args.sender, "--from"),
        recipient=_address(args.recipient, "--to"),
        selector=_selector(args.selector),
        token=from_environment(args.token_env, "--token-env") if args.token_env else None,
    )
    only = [name for given in args.only for name in given.split(",") if name]
    if args.credential and not only and not (args.login or args.token_env or args.sender):
        only = ["credential"]  # offline: nothing but the secret is looked at
    network = SystemNetwork(args.resolver, args.ca_file)
    chosen(target, asked, only)
    if args.login or args.credential:
        secret = _secret(args, asked.user, console)
        if args.login and not secret:
            raise UsageError("the secret is empty; look at it with --credential, or give another")
        asked = asked._replace(secret=secret if args.login else None, credential=secret if args.credential else None)
    return _carried_out(args, console, target, asked, network, store, only)


def _carried_out(
    args: argparse.Namespace,
    console: Console,
    target: Target,
    asked: Asked,
    network: SystemNetwork,
    store: Store,
    only: list[str],
) -> int:
    import asyncio

    from kbassist.assistant.checking import concluded
    from kbassist.checking.runner import ignore, run_checks
    from kbassist.cli.findings import Live, as_findings
    from kbassist.cli.page import page, wrapped

    live = None if args.json else Live(console, transcript=args.transcript)
    if live is not None:
        console.out(visible(f"Checking {target.text or 'the credential'}"))
    try:
        done = asyncio.run(run_checks(target, asked, network, store, only, live or ignore))
    finally:
        if live is not None:
            live.end()
    found = concluded(done, target, store, top=5 if args.json else 3)
    if args.json:
        console.out(json.dumps(as_findings(done, found, transcript=args.transcript)))
    elif found is not None and found.diagnosis.causes:
        console.out(f"\n{page(found, console.color, console.width)}")
    else:
        console.out("\n" + "\n".join(wrapped(_summary(done, asked), console.width)))
    return 1 if done.failed else 0


def _summary(done: Run, asked: Asked) -> str:
    took = f"({done.seconds:.1f} s)"
    if done.failed:
        return f"What was found fits no cause that kbassist knows; see what stands below the lines marked FAIL or ERROR {took}."
    if all(finding.outcome.value == "skip" for finding in done.findings):
        return "Nothing was checked; the lines above say what is missing."
    if any(finding.outcome.value == "warn" for finding in done.findings):
        return f"Nothing failed, but look at what is marked warn {took}."
    if asked.login or asked.credential or asked.token:
        return f"Nothing wrong was found {took}."
    return f"Nothing wrong was found {took}. Whether the login works, `kbassist check {done.target} --login` tries once."


def _refuse_nonsense(args: argparse.Namespace) -> None:
    if args.target is None and not args.credential:
        raise UsageError("name a target: a host, host:port, mail address, domain or provider id")
    if args.target is None and (args.login or args.token_env or args.sender):
        raise UsageError("name the target that the login, token or sender is for")
    if args.recipient and not args.sender:
        raise UsageError("--to goes with --from ADDRESS")
    if args.password_env and args.password_file:
        raise UsageError("--password-env and --password-file are both given; give one")
    if (args.password_env or args.password_file) and not (args.login or args.credential):
        raise UsageError("a secret is given, but neither --login nor --credential; say what it is for")
    if (args.user or args.mechanism or args.insecure) and not args.login:
        raise UsageError("--user, --mechanism and --insecure go with --login")


def _aimed(args: argparse.Namespace, store: Store) -> Target:
    from kbassist.checking.aim import aim

    return aim(args.target, store) if args.target is not None else Target("")


def _user(args: argparse.Namespace, target: Target, console: Console) -> str:
    given: str = args.user or ask_user(target.address, console)
    if any(ord(char) < 32 for char in given):
        raise UsageError("--user holds a control character; give the bare name")
    return given


def _secret(args: argparse.Namespace, user: str, console: Console) -> Secret:
    if args.password_env:
        return from_environment(args.password_env, "--password-env")
    if args.password_file:
        return from_file(args.password_file)
    return ask_secret("password or key", user, console)


def _address(text: str, option: str) -> str:
    if not text:
        return ""
    address = parse_target(text).address if "@" in text else ""
    if not address or not address.isascii():
        raise UsageError(f"{option} '{text[:80]}' is no mail address; write it as alice@example.com")
    return address


def _selector(text: str) -> str:
    if text and not ascii_host(text):
        raise UsageError(f"--selector '{text[:60]}' is no DKIM selector; it is the s= of a DKIM-Signature, such as s1")
    return ascii_host(text)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not SHORTEST <= value <= LONGEST:
        raise argparse.ArgumentTypeError(f"'{visible(text)[:40]}' is no number of seconds from {SHORTEST} to {LONGEST:.0f}")
    return value
