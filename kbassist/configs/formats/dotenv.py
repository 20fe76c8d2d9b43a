"""`.env` files: `NAME=value` lines as dotenv libraries, docker compose and the shell read them."""

import re

from kbassist.configs.references import resolved
from kbassist.configs.values import Format, Item, Unreadable

SPEC = Format("environment file", (".env", ".env.*", "*.env", "*.env.*", "env"), r"^(?:export )?[A-Z][A-Z0-9_]*=")

_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][\w.]*)(\s*=)(.*)$")


def read(text: str) -> list[Item] | Unreadable:
    """Return the settings; lines that are none are passed over, as the libraries do."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        match = None if line.lstrip().startswith("#") else _LINE.match(line)
        if match:
            value, quote = unquoted(match[3])
            tail = "" if quote else match[3].strip()[len(value) :].strip()
            known = value if quote == "'" else resolved(value)
            found.append(Item((match[1],), known, number, quote, match[2] + match[3], tail))
    return found


def unquoted(raw: str) -> tuple[str, str]:
    """Return a value without its quotation marks or the comment behind it, and the mark that was around it."""
    stripped = raw.strip()
    for quote in ('"', "'"):
        if stripped.startswith(quote):
            end = stripped.find(quote, 1)
            while quote == '"' and end > 0 and stripped[end - 1] == "\\":
                end = stripped.find(quote, end + 1)
            if end > 0:
                return stripped[1:end], quote
            return stripped, ""
    return re.split(r"\s#", stripped, maxsplit=1)[0].rstrip(), ""
