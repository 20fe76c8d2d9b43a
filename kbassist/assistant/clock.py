"""The one place that looks at the clock for conversations and cases."""

import time


def now() -> str:
    """Return the time as ISO 8601 in UTC, to the second: `2026-11-21T14:50:00Z`."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
