"""A small SMTP submission server for one test: STARTTLS, implicit TLS or neither; AUTH PLAIN, LOGIN, XOAUTH2; one account.

It speaks only as much of RFC 5321, 3207 and 4954 as a client needs to log in and hand over a message, and it notes what it was given.
"""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple


class Account(NamedTuple):
    """The one user that the server knows."""

    user: str
    secret: str


class Seen:
    """What happened: the mechanisms of good and bad logins, whether TLS was on, the messages taken."""

    def __init__(self) -> None:
        self.port = 0
        self.logins: list[tuple[str, bool]] = []
        self.failed: list[str] = []
        self.messages: list[bytes] = []


class _Session(socketserver.StreamRequestHandler):
    server: _Server
    timeout = 20

    def setup(self) -> None:
        self.secure = False
        if self.server.security == "tls":
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
            self.secure = True
        super().setup()

    def finish(self) -> None:
        try:
            super().finish()
        finally:
            self.request.close()  # the server closes the socket that it accepted, not the TLS one made of it

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")
        self.wfile.flush()

    def heard(self) -> str:
        return self.rfile.readline(4096).decode("utf-8", "replace").rstrip("\r\n")

    def handle(self) -> None:
        self.logged_in = False
        self.say("220 localhost ESMTP test")
        while line := self.heard():
            verb, _, rest = line.partition(" ")
            act = getattr(self, f"do_{verb.lower()}", None)
            if act is None:
                self.say("502 5.5.1 not known")
            elif act(rest) == "end":
                return

    def do_ehlo(self, rest: str) -> None:
        may_log_in = self.secure or self.server.security == "none"
        extra = [] if self.secure or self.server.security != "starttls" else ["STARTTLS"]
        extra += [f"AUTH {' '.join(self.server.mechanisms)}"] if may_log_in else []
        lines = ["localhost", *extra, "8BITMIME"]
        for line in lines[:-1]:
            self.say(f"250-{line}")
        self.say(f"250 {lines[-1]}")

    def do_starttls(self, rest: str) -> None:
        self.say("220 2.0.0 go ahead")
        self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        self.secure = True
        super().setup()

    def do_auth(self, rest: str) -> None:
        mechanism, _, first = rest.partition(" ")
        if not self.secure and self.server.security != "none":
            self.say("530 5.7.0 Must issue a STARTTLS command first")
            return
        account = self.server.account
        if mechanism.upper() not in self.server.mechanisms:
            self.say("504 5.5.4 mechanism not offered")
            return
        if mechanism.upper() == "LOGIN":
            given = (self.asked("Username:", first), self.asked("Password:", ""))
            good = given == (account.user, account.secret)
        elif mechanism.upper() == "PLAIN":
            good = self.asked("", first) == f"\0{account.user}\0{account.secret}"
        else:
            good = self.asked("", first) == f"user={account.user}\x01auth=Bearer {account.secret}\x01\x01"
        if good:
            self.logged_in = True
            self.server.seen.logins.append((mechanism.upper(), self.secure))
            self.say("235 2.7.0 Authentication successful")
        else:
            self.server.seen.failed.append(mechanism)
            self.say("535 5.7.8 Error: authentication failed")

    def asked(self, prompt: str, first: str) -> str:
        if not first:
            self.say(f"334 {base64.b64encode(prompt.encode()).decode()}")
            first = self.heard()
        return base64.b64decode(first).decode("utf-8", "replace")

    def do_mail(self, rest: str) -> None:
        self.say("250 2.1.0 Ok" if self.logged_in else "530 5.7.0 Authentication required")

    def do_rcpt(self, rest: str) -> None:
        self.say("250 2.1.5 Ok")

    def do_data(self, rest: str) -> None:
        self.say("354 End data with <CR><LF>.<CR><LF>")
        lines = []
        while (line := self.rfile.readline(4096)) not in (b".\r\n", b""):
            lines.append(line)
        self.server.seen.messages.append(b"".join(lines))
        self.say("250 2.0.0 Ok: queued")

    def do_rset(self, rest: str) -> None:
        self.say("250 2.0.0 Ok")

    do_noop = do_rset

    def do_quit(self, rest: str) -> str:
        self.say("221 2.0.0 Bye")
        return "end"


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, security: str, tls: ssl.SSLContext, account: Account, mechanisms: Sequence[str], seen: Seen) -> None:
        self.security, self.tls, self.account, self.mechanisms, self.seen = security, tls, account, mechanisms, seen
        super().__init__(("127.0.0.1", 0), _Session)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up in the middle of a handshake is no fault of the server's."""


@contextmanager
def serving(
    security: str, tls: ssl.SSLContext, account: Account, mechanisms: Sequence[str] = ("PLAIN", "LOGIN", "XOAUTH2")
) -> Iterator[Seen]:
    """Run a server on a free port of the loopback for as long as the block lasts; yields what it sees, with its port."""
    seen = Seen()
    with _Server(security, tls, account, mechanisms, seen) as server:
        seen.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield seen
        finally:
            server.shutdown()
            thread.join(10)
