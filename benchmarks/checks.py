"""How long a full check takes beside its slowest single probe, and beside the same probes one after another.

usage: checks.py [ROUNDS]    (default: 3)

A healthy server on loopback (STARTTLS, trusted certificate, AUTH PLAIN) and the DNS answer slowly: every reply waits a quarter of
a second, every look-up a fifth, every login half a second. A probe is one check run alone, with whatever it needs to get there.
The budget: the whole within 1.2 times the slowest probe. Ends with status 1 where it is missed.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import ipaddress
import ssl
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kbassist.checking.runner import chosen, run_checks
from kbassist.kb.sources import open_store
from kbassist.kb.store import Store
from kbassist.model.finding import Run
from kbassist.model.secret import Secret
from kbassist.model.target import Target
from kbassist.net.context import Asked
from kbassist.net.network import Failed, Records, Trouble
from kbassist.net.system import SystemNetwork

REPLY, LOOK_UP, LOGIN = 0.25, 0.2, 0.5
"""Seconds that a reply, a look-up and a login take."""
BUDGET = 1.2
HOST = "mail.bench.test"
RECORDS = {
    (HOST, "A"): ("127.0.0.1",),
    ("bench.test", "MX"): (f"10 {HOST}.",),
    ("bench.test", "TXT"): ("v=spf1 include:spf.bench.test -all",),
    ("spf.bench.test", "TXT"): ("v=spf1 ip4:192.0.2.1 -all",),
    ("_dmarc.bench.test", "TXT"): ("v=DMARC1; p=reject",),
}
ASKED = Asked(
    timeout=30.0,
    login=True,
    user="alice@bench.test",
    secret=Secret(b"correct horse"),
    sender="alice@bench.test",
    credential=Secret(b"correct horse"),
)


class SlowNetwork(SystemNetwork):
    """The real network with a DNS of its own that takes its time."""

    async def look_up(self, name: str, kind: str, limit: float) -> Records | Failed:
        """Return a record after the delay."""
        await asyncio.sleep(LOOK_UP)
        found = RECORDS.get((name, kind))
        return Records(found) if found else Failed(Trouble.NO_DATA)


def certificate(folder: Path) -> ssl.SSLContext:
    """Write a certificate for the host that is its own authority; return the server's context."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(HOST), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=60))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@contextlib.asynccontextmanager
async def slow_server(context: ssl.SSLContext) -> AsyncIterator[int]:
    """A healthy server that takes its time; gives its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        secure = False
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await say(writer, "220 mail.bench.test ESMTP")
            while line := await reader.readline():
                verb = line.split()[0].upper() if line.split() else b""
                if verb == b"QUIT":
                    break
                if verb == b"STARTTLS":
                    await say(writer, "220 go ahead")
                    await writer.start_tls(context)
                    secure = True
                elif verb == b"EHLO":
                    await say(writer, "250-mail.bench.test\r\n250 " + ("AUTH PLAIN" if secure else "STARTTLS"))
                elif verb == b"AUTH":
                    await asyncio.sleep(LOGIN)
                    await say(writer, "235 2.7.0 ok")
                else:
                    await say(writer, "250 2.0.0 ok")
        writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def say(writer: asyncio.StreamWriter, text: str) -> None:
    await asyncio.sleep(REPLY)
    writer.write(text.encode() + b"\r\n")
    await writer.drain()


async def timed(target: Target, network: SlowNetwork, store: Store, *only: str) -> Run:
    """Run checks and hold them to be all well."""
    run = await run_checks(target, ASKED, network, store, only)
    wrong = [finding.title for finding in run.findings if finding.outcome.value not in ("pass", "warn")]
    assert not wrong, wrong
    return run


async def measure(rounds: int) -> float:
    """Print the figures; return the median ratio of the whole to the slowest probe."""
    store = open_store()
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        context = certificate(Path(folder))
        network = SlowNetwork(ca_file=str(Path(folder) / "cert.pem"))
        async with slow_server(context) as port:
            target = Target(f"{HOST}:{port}", host=HOST, port=port)
            ids = [member.SPEC.id for member in chosen(target, ASKED)]
            for _ in range(rounds):
                alone = {name: (await timed(target, network, store, name)).seconds for name in ids}
                whole = (await timed(target, network, store)).seconds
                slowest = max(alone, key=lambda name: alone[name])
                ratios.append(whole / alone[slowest])
                print(
                    f"all {len(ids)} together {whole:5.2f} s   slowest alone {alone[slowest]:5.2f} s ({slowest})   "
                    f"one after another {sum(alone.values()):5.2f} s   whole / slowest {ratios[-1]:.2f}"
                )
    return statistics.median(ratios)


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    ratio = asyncio.run(measure(rounds))
    print(f"median {ratio:.2f}, budget {BUDGET}")
    return 0 if ratio <= BUDGET else 1


if __name__ == "__main__":
    sys.exit(main())
