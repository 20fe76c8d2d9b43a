"""The one place that looks at the clock for conversations and cases."""

import calendar
import time

_FORM = "%Y-%m-%dT%H:%M:%SZ"


def now() -> str:
    """Return the time as ISO 8601 in UTC, to the second: `2026-11-21T14:50:00Z`."""
    return time.strftime(_FORM, time.gmtime())


def days_ago(days: float) -> str:
    """Return the time so many days ago in the same form."""
    return time.strftime(_FORM, time.gmtime(time.time() - days * 86_400))


def age(at: str, current: str) -> str:
    """Return how long ago a time was, in words: `3 minutes ago`, `2 days ago`; the time itself where it cannot be read."""
    try:
        seconds = calendar.timegm(time.strptime(current, _FORM)) - calendar.timegm(time.strptime(at, _FORM))
    except ValueError:
        return at
    if seconds < 60:
        return "just now"
    for size, name in ((86_400 * 365, "year"), (86_400 * 30, "month"), (86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            number = seconds // size
            return f"{number} {name}{'s' if number > 1 else ''} ago"
    return at
