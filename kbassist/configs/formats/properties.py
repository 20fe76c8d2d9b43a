"""Java `.properties`: `key=value`, `key: value` or `key value`, lines continued by a backslash. Quotation marks are part of the value."""

import re

from kbassist.configs.references import resolved
from kbassist.configs.values import Format, Item, Unreadable

SPEC = Format("Java properties", ("*.properties",), r"^spring\.[\w.]+\s*=", quotes_stay=True)

_LINE = re.compile(r"\s*((?:\\.|[^\s=:\\])+)\s*[=:\s]\s*(.*)$")


def read(text: str) -> list[Item] | Unreadable:
    """Return the settings. A value keeps the blanks at its end, as java.util.Properties does."""
    found = []
    whole, first = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        if not whole and (not line.strip() or line.lstrip()[0] in "#!"):
            continue
        first = first or number
        ends = len(line) - len(line.rstrip("\\"))
        if ends % 2:
            whole += line[:-1].lstrip() if whole else line[:-1]
            continue
        match = _LINE.match(whole + (line.lstrip() if whole else line))
        if match:
            value = match[2].rstrip("\r")
            key = match[1].replace("\\", "")
            found.append(Item(tuple(key.split(".")), resolved(value), first, "", value))
        whole, first = "", 0
    return found
