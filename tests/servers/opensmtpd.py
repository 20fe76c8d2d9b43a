"""OpenSMTPD, unpacked beside Postfix: smtps and submission with AUTH, in a mount namespace for its compiled-in paths and accounts.

The OpenSMTPD of Debian 12 (6.8.0p2 with OpenSSL 3) listens and offers STARTTLS and AUTH, yet answers every TLS handshake with the
alert internal_error: its key process is never asked ("rsa routines::missing private key" with `-T all`, for EC keys likewise).
That makes it a real example of a server with broken TLS; logins are tested against Postfix and Exim.
"""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from servers.certificates import Issued
from servers.dovecot import PASSWORD, USER
from servers.programs import folder, free_port, private_root, program, running, unpacked, unpacked_program

ACCOUNTS = {"opensmtpd": 64902, "opensmtpq": 64903}

CONFIGURATION = """
pki mail cert "{base}/chain.pem"
pki mail key "{base}/chain.key"
table accounts file:{base}/accounts
listen on 127.0.0.1 port {submission} hostname mail.kbassist.test tls-require pki mail auth <accounts>
listen on 127.0.0.1 port {submissions} hostname mail.kbassist.test smtps pki mail auth <accounts>
listen on 127.0.0.1 port {relay} hostname mail.kbassist.test
action "out" relay
match auth from any for any action "out"
"""


class OpenSmtpd(NamedTuple):
    """A running OpenSMTPD: its ports and its log."""

    submission: int
    submissions: int
    relay: int
    log: Path


@contextlib.contextmanager
def opensmtpd(certificate: Issued) -> Iterator[OpenSmtpd]:
    """Start OpenSMTPD; it knows the account `USER` with `PASSWORD`."""
    daemon = unpacked_program("smtpd")
    with folder("opensmtpd") as base:
        ports = [free_port() for _ in range(3)]
        for name in ("run", "spool/smtpd", "lib/opensmtpd/empty"):
            (base / name).mkdir(parents=True)
        (base / "spool/smtpd").chmod(0o711)
        hashed = subprocess.run(
            [program("openssl"), "passwd", "-6", PASSWORD], capture_output=True, text=True, check=True
        ).stdout.strip()
        files = {
            "chain.pem": certificate.chain.read_bytes(),
            "chain.key": certificate.key.read_bytes(),
            "accounts": f"{USER}\t{hashed}\n".encode(),
            "smtpd.conf": CONFIGURATION.format(
                base=base, **dict(zip(("submission", "submissions", "relay"), ports, strict=True))
            ).encode(),
        }
        for name, content in files.items():
            (base / name).write_bytes(content)
            (base / name).chmod(0o600 if name == "chain.key" else 0o644)
        root = unpacked()
        shown = {
            "/run": base / "run",
            "/var/spool": base / "spool",
            "/var/lib": base / "lib",
            "/usr/libexec": root / "usr/libexec",
        }
        started = private_root(base, shown, ACCOUNTS, [root / daemon, "-d", "-f", base / "smtpd.conf"])
        libraries = {"LD_LIBRARY_PATH": str(root / "usr/lib/x86_64-linux-gnu")}
        with running(started, ports=ports, log=base / "output", environment=libraries):
            yield OpenSmtpd(*ports, log=base / "output")
