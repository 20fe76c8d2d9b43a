"""`msmtprc`: `name value` lines, `defaults` and one block an account; an account begins with the defaults."""

import shlex

from kbassist.configs.values import Format, Item, Unreadable

SPEC = Format("msmtprc", ("msmtprc", ".msmtprc", "*msmtprc", "*msmtprc*"), r"^(?:account|defaults)\b")


def read(text: str) -> list[Item] | Unreadable:
    """Return the settings of every account, under the account's name."""
    defaults: dict[str, Item] = {}
    accounts: dict[str, dict[str, Item]] = {}
    current = defaults
    for number, line in enumerate(text.split("\n"), 1):
        name, _, rest = line.strip().partition(" ")
        rest = rest.strip()
        if not name or name.startswith("#"):
            continue
        if name == "defaults":
            current = defaults
        elif name == "account":
            label, _, parent = rest.partition(":")
            label, parent = label.strip(), parent.strip()
            base = accounts.get(parent, defaults)
            current = accounts.setdefault(label, dict(base))
            if parent in accounts and label == "default":
                del accounts[label]  # `account default : work` only names another
                current = {}
        else:
            quote = rest[:1] if rest[:1] in ("'", '"') else ""
            current[name] = Item((name,), _plain(rest), number, quote, rest)
    if not accounts:
        accounts["default"] = defaults
    return [item._replace(path=(label, *item.path)) for label, items in accounts.items() for item in items.values()]


def _plain(rest: str) -> str:
    try:
        return shlex.split(rest)[0] if rest[:1] in ("'", '"') else rest
    except (ValueError, IndexError):
        return rest
