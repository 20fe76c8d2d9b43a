"""Rules of where a secret may stand."""

from __future__ import annotations

from kbassist.configs.rules.host import PLACEHOLDER
from kbassist.configs.rules.login import committed
from kbassist.configs.rules.shared import fault
from kbassist.configs.values import Fault, Mailer, Providers


def lc701(mailer: Mailer, providers: Providers) -> list[Fault]:
    """A file that is kept with the source code holds no secret (a warning: it works, until somebody reads it)."""
    item = mailer.items.get("secret")
    if not mailer.format.committed or item is None or not committed(item) or PLACEHOLDER.search(item.value or ""):
        return []
    return fault(
        item.line,
        "the secret stands in a file that is kept with the source code",
        "take it from the environment or a secret store, and replace the secret if the file was ever shared",
        warning=True,
    )
