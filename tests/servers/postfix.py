"""Postfix with Dovecot SASL: a relay port, submission and submissions, an instance of its own on loopback ports.

`smtp`         no AUTH, relays for nobody
`submission`   STARTTLS; AUTH only after TLS; a sender must belong to the login
`submissions`  the same over implicit TLS
`plain`        AUTH before TLS, no STARTTLS at all
"""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from servers.certificates import Issued
from servers.dovecot import USER, Dovecot, dovecot
from servers.programs import end_session, folder, free_port, has_ipv6, program, running

HOSTNAME = "mail.kbassist.test"

MAIN = """
compatibility_level = 3.6
queue_directory = {base}/queue
data_directory = {base}/data
maillog_file = {base}/mail.log
maillog_file_prefixes = {base}
myhostname = mail.kbassist.test
mydestination =
mynetworks =
inet_interfaces = all
inet_protocols = {protocols}
smtp_address_preference = ipv4
alias_maps =
local_recipient_maps =
default_transport = discard
relay_transport = discard
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_sender_login_maps = texthash:{base}/owners
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth}
smtpd_sasl_security_options = noanonymous
smtpd_tls_chain_files = {key}, {chain}
smtpd_tls_loglevel = 1
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_error_sleep_time = 0
smtpd_peername_lookup = no
"""

SUBMISSION = """
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_tls_auth_only=yes
  -o smtpd_sender_restrictions=reject_sender_login_mismatch
"""

MASTER = (
    """
{smtp} inet n - n - - smtpd
  -o smtpd_tls_security_level=may
{submission} inet n - n - - smtpd
  -o smtpd_tls_security_level=may"""
    + SUBMISSION
    + """
{submissions} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes"""
    + SUBMISSION
    + """
{plain} inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_tls_security_level=none
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
anvil unix - - n - 1 anvil
discard unix - - n - - discard
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""
)


class Postfix(NamedTuple):
    """A running Postfix: its ports, its log, the backend of its logins."""

    smtp: int
    submission: int
    submissions: int
    plain: int
    log: Path
    dovecot: Dovecot


@contextlib.contextmanager
def postfix(certificate: Issued, mechanisms: str | None = None) -> Iterator[Postfix]:
    """Start Postfix and its Dovecot; both end with the context."""
    command = program("postfix", as_root=True)
    backend = dovecot(mechanisms) if mechanisms else dovecot()
    with backend as auth, folder("postfix") as base:
        listening = [free_port() for _ in range(4)]
        smtp, submission, submissions, plain = listening
        (base / "etc").mkdir()
        (base / "queue").mkdir()
        (base / "data").mkdir()
        (base / "owners").write_text(f"{USER} {USER}\nsales@kbassist.test bob@kbassist.test\n")
        (base / "chain.pem").write_bytes(certificate.chain.read_bytes())
        (base / "chain.key").write_bytes(certificate.key.read_bytes())
        protocols = "all" if has_ipv6() else "ipv4"
        names = {"base": base, "auth": auth.port, "key": base / "chain.key", "chain": base / "chain.pem", "protocols": protocols}
        (base / "etc/main.cf").write_text(MAIN.format(**names))
        every = MASTER.format(smtp=smtp, submission=submission, submissions=submissions, plain=plain)
        (base / "etc/master.cf").write_text(every)
        subprocess.run(["chown", "postfix", base / "data"], check=True)
        with running([command, "-c", base / "etc", "start-fg"], ports=listening, log=base / "output"):
            try:
                yield Postfix(smtp, submission, submissions, plain, base / "mail.log", auth)
            finally:
                # The master leaves the session of the script that starts it, for one of its own.
                end_session(int((base / "queue/pid/master.pid").read_text()))
