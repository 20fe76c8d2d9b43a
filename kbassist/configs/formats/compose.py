"""`docker-compose.yml`: the environment of each service, as mapping or as list of `NAME=value`. Quotation marks in a list stay."""

from __future__ import annotations

from kbassist.configs.formats import yaml
from kbassist.configs.references import resolved
from kbassist.configs.values import Format, Item, Unreadable

SPEC = Format(
    "docker compose file",
    ("docker-compose*.yml", "docker-compose*.yaml", "compose*.yml", "compose*.yaml"),
    r"^services:\s*$",
    container=True,
    committed=True,
)


def read(text: str) -> list[Item] | Unreadable:
    """Return the variables of every service, under the service's name. `$$` is one `$`, as compose reads it."""
    items = yaml.read(text)
    if isinstance(items, Unreadable):
        return items
    found = []
    for item in items:
        if "environment" not in item.path or (
            item.path[0] not in ("services", "x-environment") and not item.path[0].startswith("x-")
        ):
            continue
        at = item.path.index("environment")
        service = item.path[1:at] or item.path[:1]
        if len(item.path) > at + 1:
            name, raw = ".".join(item.path[at + 1 :]), item.raw
        else:
            name, equals, raw = item.raw.partition("=")
            if not equals:
                raw = "${" + name + "}"
        value = resolved(raw)
        found.append(Item((*service, name), value.replace("$$", "$") if value else value, item.line, item.quote, raw, item.tail))
    return found
