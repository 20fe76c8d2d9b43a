"""Where the real servers are, what they run in, and how they are stopped.

A server is a child of the test: it writes into a folder of its own under the system's temporary folder, and is stopped by its own pid.
Exim and OpenSMTPD have paths and accounts compiled in; they get them in a mount namespace of their own, which ends with them.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

STARTS_WITHIN = 20.0
"""Seconds that a server may take to listen; on two busy cores Postfix takes about two."""

_COUNTER = itertools.count(os.getpid())


def unpacked() -> Path:
    """The folder into which `tests/servers/install` unpacked Exim and OpenSMTPD."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("KBASSIST_TEST_SERVERS") or cache / "kbassist-test-servers") / "root"


def unavailable(reason: str) -> None:
    """Skip the test, or fail it where the servers were promised (KBASSIST_REQUIRE_SERVERS, as in .ci/run)."""
    if os.environ.get("KBASSIST_REQUIRE_SERVERS"):
        pytest.fail(f"{reason}, and KBASSIST_REQUIRE_SERVERS is set", pytrace=False)
    pytest.skip(reason)


def program(name: str, *, as_root: bool = False) -> str:
    """The path of an installed server program; otherwise the test is skipped (or fails) with the reason."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if found is None:
        unavailable(f"{name} is not installed (tests/servers/install brings it)")
    if as_root and os.geteuid() != 0:
        unavailable(f"{name} must be started as root")
    return str(found)


def unpacked_program(name: str) -> Path:
    """The path of an unpacked server program, relative to the unpacked root; needs root and mount namespaces."""
    unshare = program("unshare", as_root=True)
    if not (unpacked() / "usr/sbin" / name).exists():
        unavailable(f"{name} is not unpacked in {unpacked()} (tests/servers/install does it)")
    if subprocess.run([unshare, "--mount", "true"], capture_output=True).returncode:
        unavailable(f"{name} needs a mount namespace, which this machine does not allow")
    return Path("usr/sbin") / name


@contextlib.contextmanager
def folder(name: str) -> Iterator[Path]:
    """A folder for one server, which its unprivileged processes can reach too (pytest's own folders are the owner's alone)."""
    made = Path(tempfile.mkdtemp(prefix=f"kba-{name}-"))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def free_port(address: str = "127.0.0.1") -> int:
    """A port of an address that nobody listens on, TCP and UDP.

    Taken below the range from which the kernel serves outgoing connections (32768 on), and from another thousand for each worker of
    pytest-xdist: two servers that are just starting never want the same one.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 10
    for _ in range(1000):
        port = 20000 + worker * 1000 + next(_COUNTER) % 1000
        with (
            socket.socket(family, socket.SOCK_STREAM) as tcp,
            socket.socket(family, socket.SOCK_DGRAM) as udp,
            contextlib.suppress(OSError),
        ):
            tcp.bind((address, port))
            udp.bind((address, port))
            return port
    raise RuntimeError(f"no free port on {address}")


def has_ipv6() -> bool:
    """Whether this machine has ::1."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@contextlib.contextmanager
def running(
    command: list[str | Path], *, ports: list[int], log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A server in the foreground until every port of 127.0.0.1 listens; ended with its whole session, by its pid."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
    try:
        for port in ports:
            _wait_for(port, process, log)
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask a server to end, then make it and every child of its session end."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)
    end_session(process.pid)
    process.wait()


def end_session(leader: int) -> None:
    """End all processes of the session that `leader` began; raise when one of them stays."""
    begun = time.monotonic()
    while remaining := members_of_session(leader):
        elapsed = time.monotonic() - begun
        for pid in remaining:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM if elapsed < 2 else signal.SIGKILL)
        if elapsed > 5:
            raise RuntimeError(f"processes {remaining} of session {leader} do not end")
        time.sleep(0.02)


def private_root(
    base: Path, binds: Mapping[Path | str, Path], accounts: Mapping[str, int], command: list[str | Path]
) -> list[str | Path]:
    """The command line that runs a command in a mount namespace of its own.

    `binds` says which path shows which folder or file; `accounts` are added to what the server sees of /etc/passwd and /etc/group.
    """
    for name, line in (("passwd", "{0}:x:{1}:{1}::/nonexistent:/usr/sbin/nologin\n"), ("group", "{0}:x:{1}:\n")):
        known = Path("/etc", name).read_text()
        (base / name).write_text(known + "".join(line.format(*account) for account in accounts.items()))
    every = {"/etc/passwd": base / "passwd", "/etc/group": base / "group", **binds}
    mounts = "".join(f'mount --bind "{source}" "{target}"; ' for target, source in every.items())
    return [
        program("unshare"),
        "--mount",
        "--propagation",
        "private",
        "--",
        "/bin/sh",
        "-ec",
        mounts + 'exec "$@"',
        "sh",
        *command,
    ]


def members_of_session(leader: int) -> list[int]:
    """The living processes of the session that a server started, by /proc: zombies are gone already."""
    members = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[3]) == leader and fields[0] != "Z":
                members.append(int(stat.parent.name))
    return members


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    pytest.fail(f"{process.args!r} does not listen on port {port}:\n{log.read_text(errors='replace')[-4000:]}", pytrace=False)
