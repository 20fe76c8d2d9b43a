"""One HTTPS request, small and harmless: TLS verified, no redirect followed, a bounded answer. For tokens and autoconfig."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from kbassist.model.target import ascii_host, is_ip
from kbassist.net.addresses import addresses
from kbassist.net.context import Context
from kbassist.net.network import Failed, Network, Trouble
from kbassist.net.probe import CONNECT
from kbassist.net.wire import Wire

MOST = 65_536
"""Bytes of an answer that are read."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""Where plain HTTP is allowed: nothing leaves the machine."""

_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})[ \r\n]")


class Answer(NamedTuple):
    """The status and the beginning of the body, or why there is none."""

    status: int = 0
    body: str = ""
    trouble: Trouble | None = None
    words: str = ""


async def request(network: Network, context: Context, method: str, url: str, header: bytes = b"") -> Answer:
    """Send one request, with one more header line, and return the answer."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    name = host if is_ip(host) else ascii_host(host)
    secure = parts.scheme == "https"
    if not name or (not secure and name not in LOOPBACK) or b"\n" in header or b"\r" in header:
        return Answer(trouble=Trouble.NOT_PERMITTED, words="only https addresses are asked")
    found = await addresses(network, context, name)
    wire: Wire | None = None
    failed = Failed(found.trouble or Trouble.NO_DATA)
    for ip in found.first:
        pipe = await network.connect(ip, parts.port or (443 if secure else 80), context.limit(CONNECT))
        if isinstance(pipe, Failed):
            failed = pipe
            continue
        wire = Wire(pipe)
        break
    if wire is None:
        return Answer(trouble=failed.trouble, words=failed.words or failed.trouble.value)
    try:
        if secure:
            shaken = await wire.start_tls(network.trust(), name, context.limit())
            if shaken.trouble is not None:
                return Answer(trouble=shaken.trouble, words=shaken.words)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        lines = [f"{method} {path} HTTP/1.1", f"Host: {parts.netloc}", "User-Agent: kbassist", "Accept: */*", "Connection: close"]
        head = "\r\n".join(lines).encode("ascii", "replace") + b"\r\n" + (header + b"\r\n" if header else b"") + b"\r\n"
        sent = await wire.send(head, context.limit())
        if sent is not None:
            return Answer(trouble=sent, words="the connection was lost")
        return _read(await wire.all(context.limit(), MOST))
    finally:
        wire.close()


def _read(data: bytes) -> Answer:
    match = _STATUS.match(data)
    if match is None:
        return Answer(trouble=Trouble.READ_TIMEOUT if not data else Trouble.NOT_SMTP, words="no HTTP answer")
    head, _, body = data.partition(b"\r\n\r\n")
    if b"transfer-encoding: chunked" in head.lower():
        body = b"".join(_chunks(body))
    return Answer(int(match[1]), body.decode("utf-8", "replace"))


def _chunks(data: bytes) -> list[bytes]:
    """Return the parts of a chunked body as far as they came (RFC 9112 section 7.1)."""
    found = []
    while data:
        size, _, rest = data.partition(b"\r\n")
        try:
            length = int(size.split(b";")[0], 16)
        except ValueError:
            break
        if length == 0:
            break
        found.append(rest[:length])
        data = rest[length + 2 :]
    return found
