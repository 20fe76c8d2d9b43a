"""`.ini`, `.cfg`, `.conf`: sections in brackets, `name = value` or `name: value`, comments behind `;` or `#`."""

import re

from kbassist.configs.references import resolved
from kbassist.configs.values import Format, Item, Unreadable

SPEC = Format("INI file", ("*.ini", "*.cfg", "*.conf"), r"^\[[^\]\n]+\]\s*$")

_SECTION = re.compile(r"\s*\[([^\]]+)\]\s*$")
_LINE = re.compile(r"\s*([\w.\-]+)\s*[=:]\s?(.*)$")


def read(text: str) -> list[Item] | Unreadable:
    """Return the settings under their sections."""
    found = []
    section: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip()[0] in "#;":
            continue
        head = _SECTION.match(line)
        match = _LINE.match(line)
        if head:
            section = tuple(part.strip() for part in head[1].split("."))
        elif match:
            raw = match[2].rstrip("\r")
            value, quote, tail = raw.strip(), "", ""
            mark = next(
                (m for m in ('"""', '"', "'", "`") if len(value) >= 2 * len(m) and value.startswith(m) and value.endswith(m)), ""
            )
            if mark:  # grafana takes three, gitea takes `
                value, quote = value[len(mark) : -len(mark)], mark[0]
            else:
                whole, value = value, re.split(r"\s[;#]", value, maxsplit=1)[0].strip()
                tail = whole[len(value) :].strip()
            found.append(Item((*section, match[1]), resolved(value), number, quote, raw, tail))
    return found
