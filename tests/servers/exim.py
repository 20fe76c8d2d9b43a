"""Exim 4, unpacked beside Postfix: submission with STARTTLS, and AUTH PLAIN and LOGIN after TLS, each from a plain file of accounts."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from servers.certificates import Issued
from servers.dovecot import PASSWORD, USER
from servers.programs import folder, free_port, private_root, running, unpacked, unpacked_program

ACCOUNT = 64901
"""The number of the account that Debian's Exim looks up by name, Debian-exim; any that nobody has."""

CONFIGURATION = """
primary_hostname = mail.kbassist.test
spool_directory = {base}/spool
log_file_path = {base}/log/%slog
pid_file_path = {base}/exim.pid
keep_environment =
daemon_smtp_ports = {submission} : {submissions}
tls_on_connect_ports = {submissions}
local_interfaces = 127.0.0.1
tls_advertise_hosts = *
tls_certificate = {base}/chain.pem
tls_privatekey = {base}/chain.key
auth_advertise_hosts = ${{if def:tls_in_cipher {{*}}{{}}}}
acl_smtp_rcpt = may_relay
smtp_accept_max = 0
rfc1413_query_timeout = 0s
host_lookup =

begin acl
may_relay:
  accept authenticated = *
  deny message = relay not permitted

begin routers
drop:
  driver = redirect
  data = :blackhole:

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{user}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${{if and{{{{eq{{$auth1}}{{{user}}}}}{{eq{{$auth2}}{{{password}}}}}}}}}
  server_set_id = $auth1
cram:
  driver = cram_md5
  public_name = CRAM-MD5
  server_secret = ${{if eq{{$auth1}}{{{user}}}{{{password}}}fail}}
  server_set_id = $auth1
"""


class Exim(NamedTuple):
    """A running Exim: its ports, and the folder of its logs."""

    submission: int
    submissions: int
    logs: Path


@contextlib.contextmanager
def exim(certificate: Issued) -> Iterator[Exim]:
    """Start Exim in a mount namespace where its compiled-in account exists."""
    daemon = unpacked_program("exim4")
    with folder("exim") as base:
        submission, submissions = free_port(), free_port()
        for name in ("spool", "log", "servers"):
            (base / name).mkdir()
        for name in ("spool", "log"):
            os.chown(base / name, ACCOUNT, ACCOUNT)
        for name, source in (("chain.pem", certificate.chain), ("chain.key", certificate.key)):
            (base / name).write_bytes(source.read_bytes())
            os.chown(base / name, ACCOUNT, ACCOUNT)
        values = {"base": base, "submission": submission, "submissions": submissions, "user": USER, "password": PASSWORD}
        (base / "exim.conf").write_text(CONFIGURATION.format(**values))
        programs = base / "servers"  # the account cannot pass through the home folder of whoever unpacked them
        command: list[str | Path] = [programs / daemon, "-C", base / "exim.conf", "-bdf"]
        started = private_root(base, {programs: unpacked()}, {"Debian-exim": ACCOUNT}, command)
        libraries = {"LD_LIBRARY_PATH": str(programs / "usr/lib/x86_64-linux-gnu")}
        with running(started, ports=[submission, submissions], log=base / "output", environment=libraries):
            yield Exim(submission, submissions, base / "log")
