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
            value, quote = raw.strip(), ""
            if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
                value, quote = value[1:-1], value[0]
            elif not quote:
                value = re.split(r"\s[;#]", value, maxsplit=1)[0].strip()
            found.append(Item((*section, match[1]), resolved(value), number, quote, raw))
    return found
