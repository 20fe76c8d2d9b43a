"""Values that only the running program knows: `${NAME}`, `${NAME:-default}`, `%env(NAME)%`."""

import re

_REFERENCE = re.compile(r"\$\{([A-Za-z_][\w.]*)(?:(:?[-?+])|(:))?([^{}]*)\}|\$([A-Za-z_]\w*)|%env\((?:\w+:)*\w+\)%|env\(\w+\)")
_WHOLE = re.compile(rf"^(?:{_REFERENCE.pattern})$")


def resolved(value: str) -> str | None:
    """Return the value with its default put in, or None where it is, or holds, a variable without one or with an empty one."""
    whole = _WHOLE.match(value.strip())
    if whole and (whole[2] in (":-", "-") or whole[3]):
        return whole[4] or None
    if whole or re.search(r"\$\{[A-Za-z_]|%env\(", value):
        return None
    return value
