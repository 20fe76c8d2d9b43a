"""Dovecot as the password backend of Postfix: an authentication service on a loopback port, no mailbox service.

Four accounts share what a login can meet; the passwords are the tests' own.
"""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from servers.programs import folder, free_port, program, running, stop

USER = "alice@kbassist.test"
PASSWORD = "corr3ct-h0rse-Battery"
OTHER_USER = "bob@kbassist.test"
MECHANISMS = "plain login cram-md5 scram-sha-1 scram-sha-256"

CONFIGURATION = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/dovecot.log
auth_verbose = yes
auth_debug = yes
auth_failure_delay = 0
protocols =
ssl = no
auth_mechanisms = {mechanisms}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {base}/users
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={base}
}}
# After a bad password Dovecot makes the same address wait 2, 4, 8, 15 seconds; the tests are one address.
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {port}
  }}
}}
"""


class Dovecot(NamedTuple):
    """A running authentication service."""

    port: int
    log: Path
    process: subprocess.Popen[bytes]

    def attempts(self) -> int:
        """How many AUTH exchanges a client has begun so far, by the service's own log."""
        return self.log.read_text().count("client in: AUTH\t") if self.log.exists() else 0

    def stop(self) -> None:
        """End the service while the mail server goes on: its logins then fail for now (454)."""
        stop(self.process)


@contextlib.contextmanager
def dovecot(mechanisms: str = MECHANISMS) -> Iterator[Dovecot]:
    """Start an authentication service for `USER` and `OTHER_USER`; both have `PASSWORD`."""
    command = program("dovecot", as_root=True)
    with folder("dovecot") as base:
        port = free_port()
        users = base / "users"
        users.write_text("".join(f"{user}:{{PLAIN}}{PASSWORD}\n" for user in (USER, OTHER_USER)))
        configuration = base / "dovecot.conf"
        configuration.write_text(CONFIGURATION.format(base=base, port=port, mechanisms=mechanisms))
        with running([command, "-F", "-c", configuration], ports=[port], log=base / "output") as process:
            yield Dovecot(port, base / "dovecot.log", process)
