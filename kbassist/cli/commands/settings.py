"""The right settings of a provider, and a ready sample for a client."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping

from kbassist.assistant import mailhome
from kbassist.assistant.sample import Asked, endpoint, ready
from kbassist.cli import settings_page
from kbassist.cli.console import Console, visible
from kbassist.errors import UsageError
from kbassist.kb.sample import SECURITIES, safe
from kbassist.kb.settings import providers, samples
from kbassist.kb.sources import open_store
from kbassist.kb.store import Store
from kbassist.model.settings import ClientSample, ProviderSettings
from kbassist.model.tokens import words

HELP = "show a provider's settings, and a ready sample for a client"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of `settings`."""
    parser.add_argument("provider", nargs="*", metavar="PROVIDER", help="a provider's id or name, or its SMTP host")
    parser.add_argument(
        "--for", dest="client", metavar="CLIENT", help="add a ready sample: python-smtplib, nodemailer, curl, ..."
    )
    parser.add_argument("--from-address", metavar="ADDRESS", help="find the provider by the address's domain or its MX records")
    parser.add_argument("--port", metavar="PORT", help="show the endpoint of this port first and write the sample for it")
    parser.add_argument("--host", metavar="HOST", help="your server's name, where the provider leaves it to you")
    parser.add_argument("--resolver", default="", metavar="IP[:PORT]", help="ask this DNS server")
    parser.add_argument("--timeout", type=float, default=5.0, metavar="SECONDS", help="wait so long for DNS (default 5)")
    parser.add_argument("--list", action="store_true", help="list the providers and the clients that have a sample")
    parser.add_argument("--json", action="store_true", help="JSON instead of text")


def run(args: argparse.Namespace, console: Console) -> int:
    """Show the settings; 1 where provider, client or endpoint is not known."""
    store = open_store(args.kb, console.stderr)
    known, clients = providers(store), samples(store)
    if args.list:
        _list(list(known.values()), list(clients.values()), args.json, console)
        return 0
    name = " ".join(args.provider).strip()
    _hold(args, name)
    asked = Asked(args.port or "", args.host or "", args.from_address or "")
    found = _provider(name, known, store) if name else _at_home(args, known, console)
    if isinstance(found, str):
        return _unknown(found, args.json, console)
    sample: ClientSample | None = None
    if args.client is not None:
        picked = _client(args.client, clients, store)
        if isinstance(picked, str):
            return _unknown(picked, args.json, console)
        sample = picked
    return _show(found, sample, asked, args.json, store, console)


def _hold(args: argparse.Namespace, name: str) -> None:
    if not name and not args.from_address:
        raise UsageError("name a provider, such as `kbassist settings gmail`, give --from-address, or see --list")
    if args.port and not (args.port.isascii() and args.port.isdigit() and 0 < int(args.port) < 65536):
        raise UsageError(f"--port {args.port[:20]}: a number from 1 to 65535 is wanted")
    if args.host is not None and not safe(args.host):
        raise UsageError(f"--host '{args.host[:60]}': a host name is wanted: letters, digits, dots and hyphens")
    if not 0 < args.timeout <= 60:
        raise UsageError("--timeout: a number of seconds above 0 and up to 60 is wanted")
    if args.from_address:
        mailhome.domain_of(args.from_address)


def _show(
    provider: ProviderSettings, sample: ClientSample | None, asked: Asked, as_json: bool, store: Store, console: Console
) -> int:
    shown = endpoint(provider, SECURITIES, asked)
    if shown is None and asked.port and provider.submission:
        ports = ", ".join(dict.fromkeys(part.port for part in provider.submission))
        return _unknown(f"{provider.title} takes no submission on port {asked.port}; there are: {ports}", as_json, console)
    article = store.article(f"providers/{provider.id}")
    sources = article.sources if article else ()
    filled = ready(provider, sample, asked) if sample else None
    if sample and filled is None:
        can = " or ".join(settings_page.SHORT[kind] for kind in sample.security)
        reason = "has no SMTP submission" if not provider.submission else f"has no such endpoint there; {sample.title} does {can}"
        return _unknown(f"no sample for {sample.id}: {provider.title} {reason}", as_json, console)
    if as_json:
        value = settings_page.as_object(provider, shown, sources)
        value["sample"] = settings_page.sample_object(sample, filled) if sample and filled else None
        console.out(json.dumps(value))
    elif sample and filled:
        console.out(settings_page.sample_text(provider, sample, filled, console))
    else:
        console.out(settings_page.text(provider, shown, sources, console))
    return 0


def _provider(name: str, known: Mapping[str, ProviderSettings], store: Store) -> ProviderSettings | str:
    """The provider that goes by the name, or has the host, or the sentence that says that there is none."""
    for article in store.named(name.lower()) + store.named(" ".join(words(name))):
        if article.startswith("providers/") and article[10:] in known:
            return known[article[10:]]
    host = name.lower().rpartition(":")[0] or name.lower()
    for provider in known.values():
        if any(part.host.lower() in (name.lower(), host) for part in provider.submission) or name.lower() in provider.domains:
            return provider
    return f"no provider '{visible(name)[:60]}'; {_near(name, list(known), 'kbassist settings --list')}"


def _at_home(args: argparse.Namespace, known: Mapping[str, ProviderSettings], console: Console) -> ProviderSettings | str:
    home = mailhome.find(args.from_address, known, args.resolver, args.timeout)
    if home.provider is not None:
        if not args.json:
            by = f"its MX is {visible(home.mx[0])}" if home.mx else "by its domain"
            console.stderr.write(f"{visible(args.from_address)} is at {home.provider.title} ({by})\n")
        return home.provider
    domain = mailhome.domain_of(args.from_address)
    if not home.mx:
        return f"{visible(domain)} has no MX record: no mail is kept there; check the spelling, or name the provider"
    return f"the mail of {visible(domain)} goes to {visible(home.mx[0])}, which no known provider runs; ask who runs that server"


def _client(name: str, clients: Mapping[str, ClientSample], store: Store) -> ClientSample | str:
    keys = [name.lower(), " ".join(words(name))]
    for article in [article for key in keys for article in store.named(key)]:
        if article.startswith("clients/") and article[8:] in clients:
            return clients[article[8:]]
    return f"no sample for '{visible(name)[:60]}'; {_near(name, list(clients), 'kbassist settings --list')}"


def _near(name: str, allowed: list[str], otherwise: str) -> str:
    from rapidfuzz import fuzz, process

    found = process.extract(name.lower(), allowed, scorer=fuzz.WRatio, limit=3, score_cutoff=60)
    return f"did you mean {' or '.join(item[0] for item in found)}?" if found else f"see `{otherwise}`"


def _unknown(sentence: str, as_json: bool, console: Console) -> int:
    if as_json:
        console.out(json.dumps({"schema": settings_page.SCHEMA, "error": sentence}))
    else:
        console.error(sentence)
    return 1


def _list(known: list[ProviderSettings], clients: list[ClientSample], as_json: bool, console: Console) -> None:
    ends = [(provider, endpoint(provider, SECURITIES, Asked())) for provider in known]
    if as_json:
        rows = [
            {"id": p.id, "title": p.title, "host": e and e.host, "port": e and int(e.port), "security": e and e.security}
            for p, e in ends
        ]
        named = [{"id": client.id, "title": client.title} for client in clients]
        console.out(json.dumps({"schema": settings_page.SCHEMA, "providers": rows, "clients": named}))
        return
    for provider, end in ends:
        where = f"{end.host}:{end.port} {settings_page.SHORT[end.security]}" if end else "no SMTP submission"
        console.out(f"{provider.id:<30} {where}")
    console.out("\nClients with a sample (--for):")
    for client in clients:
        console.out(f"{client.id:<30} {client.title}")
