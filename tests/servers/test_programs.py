"""Where a server is missing its tests are skipped with the reason, or fail where it was promised; nothing stays behind."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from servers.programs import folder, free_port, members_of_session, program, running, unpacked_program

LISTENER = (
    "import os, socket, sys, time; os.fork(); s = socket.create_server(('127.0.0.1', int(sys.argv[1])), reuse_port=True);"
    "c = s.accept(); time.sleep(60)"
)


@pytest.mark.parametrize("name", ["exim4", "smtpd"])
def test_a_missing_server_is_a_skip_or_a_failure_as_was_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    monkeypatch.setenv("KBASSIST_TEST_SERVERS", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.delenv("KBASSIST_REQUIRE_SERVERS", raising=False)
    with pytest.raises(pytest.skip.Exception, match="tests/servers/install"):
        unpacked_program(name)
    monkeypatch.setenv("KBASSIST_REQUIRE_SERVERS", "1")
    with pytest.raises(pytest.fail.Exception, match="KBASSIST_REQUIRE_SERVERS"):
        unpacked_program(name)
    with pytest.raises(pytest.fail.Exception, match="not installed"):
        program("no-such-server")


def test_a_server_and_its_children_end_and_its_folder_goes() -> None:
    with folder("test") as base:
        port = free_port()
        with running([sys.executable, "-c", LISTENER, str(port)], ports=[port], log=base / "log") as process:
            assert len(members_of_session(process.pid)) == 2
        assert members_of_session(process.pid) == []
    assert not base.exists()


def test_two_ports_are_never_the_same() -> None:
    assert len({free_port() for _ in range(100)}) == 100
