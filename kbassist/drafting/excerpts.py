"""What of a report may stand in a draft: the telling lines, without addresses of inner networks."""

from __future__ import annotations

import ipaddress
import re

from kbassist.model.report import Report
from kbassist.reading.redact import redact

MOST_LINES, MOST_CHARS = 12, 1200
INTERNAL = "<internal address>"
"""What stands in place of an inner host or address."""

_ADDRESS = re.compile(r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4})(?![\w.:]*\w)", re.IGNORECASE)
_HOST = re.compile(
    r"\b(?:[a-z0-9_-]+\.)+(?:local|internal|intranet|lan|corp|home\.arpa|home|localdomain|private)\b\.?"
    r"|\blocalhost(?:\.localdomain)?\b",
    re.IGNORECASE,
)  # RFC 6762 appendix G and RFC 8375 name them
_MAIL = re.compile(r"[\w.+-]{1,64}@((?:[a-z0-9-]+\.)+[a-z]{2,24})\b", re.IGNORECASE)
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_TIME = re.compile(
    r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?"
    rf"|\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?\d{{1,2}} {_MONTH} \d{{4}} \d\d:\d\d(?::\d\d)?(?: [+-]\d{{4}})?"
    rf"|\b{_MONTH} {{1,2}}\d{{1,2}} \d\d:\d\d:\d\d"
)


def internal(text: str) -> list[str]:
    """Return the inner hosts and addresses in a text: private, loopback and link-local ones, and names of inner zones."""
    found = [m[0] for m in _HOST.finditer(text)]
    for match in _ADDRESS.finditer(text):
        try:
            address = ipaddress.ip_address(match[0])
        except ValueError:
            continue
        if (address.is_private and not _documentation(address)) or address.is_link_local or address.is_loopback:
            found.append(match[0])
    return found


def _documentation(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Tell the addresses kept for examples (RFC 5737, RFC 3849), which Python counts as private."""
    nets = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
    return any(address in ipaddress.ip_network(net) for net in nets if address.version == ipaddress.ip_network(net).version)


def outward(text: str) -> str:
    """Return the text as it may leave the house: secrets masked (once more), inner hosts and addresses replaced."""
    text = redact(text)
    for name in sorted(set(internal(text)), key=len, reverse=True):
        text = text.replace(name, INTERNAL)
    return text


def telling(report: Report) -> str:
    """Return the lines of a report that a helper needs: all of a short text, else those around the codes and matches."""
    lines = [line.rstrip()[:300] for line in report.text.strip().splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        marked = {line for line in lines if any(code in line for code in (*report.reply_codes, *report.status_codes))}
        lines = [line for line in lines if line in marked][:MOST_LINES] or lines[:MOST_LINES]
    return outward("\n".join(lines)[:MOST_CHARS])


def first_domain(text: str) -> str:
    """Return the domain of the first mail address in the text, or nothing."""
    found = _MAIL.search(text)
    return found[1].lower() if found and not internal(found[1]) else ""


def first_time(text: str) -> str:
    """Return the first date with a time in the text as it stands there, or nothing."""
    found = _TIME.search(text)
    return found[0] if found else ""
