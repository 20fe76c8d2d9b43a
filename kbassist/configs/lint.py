"""One file to its faults: read by its format, mail settings found, every rule asked. Pure; a rule is one function `lcNNN`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple

from kbassist.configs import rules
from kbassist.configs.find import mailers
from kbassist.configs.formats import Member
from kbassist.configs.hosts import provider_of
from kbassist.configs.values import Fault, Mailer, Providers, Rule, Unreadable
from kbassist.model.settings import ClientKeys, ProviderSettings


class Report(NamedTuple):
    """What was found in a file: its mail settings and their faults in the order of the lines."""

    mailers: tuple[Mailer, ...]
    faults: tuple[Fault, ...]


class Known(NamedTuple):
    """What a file is held against; `named` is the provider that the person named, or None."""

    clients: Mapping[str, ClientKeys]
    providers: Mapping[str, ProviderSettings]
    named: ProviderSettings | None = None


@cache
def all_rules() -> dict[str, tuple[Rule, str]]:
    """Return every rule by its number, with the first line of its documentation."""
    found: dict[str, tuple[Rule, str]] = {}
    for info in iter_modules(rules.__path__):
        module = import_module(f"{rules.__name__}.{info.name}")
        for name in dir(module):
            if re.fullmatch(r"lc\d{3}", name):
                rule = getattr(module, name)
                found[name.upper()] = (rule, (rule.__doc__ or "").split("\n")[0])
    return dict(sorted(found.items()))


def lint(text: str, member: Member, known: Known) -> Report | Unreadable:
    """Return the report on a file's text, or why it cannot be read."""
    items = member.read(text)
    if isinstance(items, Unreadable):
        return items
    found = mailers(items, member, known.clients)
    faults = {}
    for mailer in found:
        providers = Providers(known.providers, known.named or provider_of(mailer.value("host"), known.providers))
        for number, (rule, _) in all_rules().items():
            for fault in rule(mailer, providers):
                faults[(number, fault.line)] = fault._replace(rule=number)
    return Report(tuple(found), tuple(sorted(faults.values(), key=lambda fault: (fault.line, fault.rule))))
