"""Postfix `main.cf`: `name = value`, continued by lines that begin with a blank; the last of a name counts."""

import re

from kbassist.configs.values import Format, Item, Unreadable

SPEC = Format("Postfix main.cf", ("main.cf", "*main.cf", "*.cf"), r"^(?:relayhost|smtp_sasl_\w+)\s*=", quotes_stay=True)

_LINE = re.compile(r"([\w.]+)\s*=\s*(.*)$")


def read(text: str) -> list[Item] | Unreadable:
    """Return the parameters, each once, as Postfix takes the last."""
    found: dict[str, Item] = {}
    open_name = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line[0].isspace():
            if open_name:
                before = found[open_name]
                found[open_name] = before._replace(value=f"{before.value} {line.strip()}")
            continue
        match = _LINE.match(line)
        open_name = match[1] if match else ""
        if match:
            found[open_name] = Item((open_name,), match[2].strip(), number, "", match[2])
    return list(found.values())
