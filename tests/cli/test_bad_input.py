"""Bad input gets one clear line, the contract's exit status, and loses nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def one_line(done: Any, status: int) -> str:
    assert done.returncode == status, (done.returncode, done.stderr)
    text = done.stderr.decode()
    assert "Traceback" not in text and text.startswith("kbassist: ") and len(text.strip().splitlines()) == 1, text
    return text


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_empty_text(kbassist: Any, text: str) -> None:
    assert "empty" in one_line(kbassist("ask", text), 2)
    assert "empty" in one_line(kbassist("ask", "-", stdin=text.encode()), 2)


def test_five_megabytes(kbassist: Any) -> None:
    noise = "\n".join(f"Jan 01 00:00:00 host app[{n}]: nothing to see here {n}" for n in range(90_000))
    text = (
        noise[:3_000_000]
        + "\nsmtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not accepted. - gsmtp')\n"
        + noise
    )
    assert len(text) > 5_000_000
    done = kbassist("ask", "--json", stdin=text.encode())
    assert done.returncode == 0
    assert json.loads(done.stdout)["causes"][0]["id"] == "app-password-required"


def test_one_endless_line(kbassist: Any) -> None:
    done = kbassist("ask", "--json", stdin=b"5.7.8 " * 1_000_000)
    assert done.returncode in (0, 1) and not done.stderr


def test_binary(kbassist: Any) -> None:
    assert "binary" in one_line(kbassist("ask", stdin=bytes(range(256)) * 64), 3)


def test_invalid_utf8_is_read_all_the_same(kbassist: Any) -> None:
    done = kbassist("ask", "--json", stdin=b"535 5.7.8 Benutzername oder Kennwort ung\xfcltig\xff")
    assert done.returncode == 0 and json.loads(done.stdout)["report"]["reply_codes"] == ["535"]


def test_gbk_is_read(kbassist: Any) -> None:
    done = kbassist("ask", "--json", stdin="535 登录失败，请使用授权码登录 smtp.qq.com".encode("gbk"))
    assert done.returncode == 0 and "授权码" in json.loads(done.stdout)["report"]["text"]


def test_unknown_fact_key(kbassist: Any) -> None:
    assert "nearest: 'two_factor'" in one_line(kbassist("ask", "535", "--fact", "twofactor=on"), 2)


def test_unknown_fact_value(kbassist: Any) -> None:
    assert "allowed: on, off, unknown" in one_line(kbassist("ask", "535", "--fact", "two_factor=maybe"), 2)


@pytest.mark.parametrize("fact", ["two_factor", "=on", "two_factor="])
def test_a_fact_that_is_no_pair(kbassist: Any, fact: str) -> None:
    assert "KEY=VALUE" in one_line(kbassist("ask", "535", "--fact", fact), 2)


def test_unknown_option_and_command(kbassist: Any) -> None:
    assert "--help" in one_line(kbassist("ask", "--jsno", "535"), 2)
    assert "there are: ask" in one_line(kbassist("aks"), 2)
    assert "there are: build" in one_line(kbassist("kb", "lnit"), 2)


def test_bad_batch_lines_are_answered_in_their_place(kbassist: Any, tmp_path: Path) -> None:
    rows = [
        '{"id": "a", "text": "535 5.7.8"}', "not json", '{"id": "b"}', '{"id": "c", "text": "535", "facts": {"no_such": "x"}}',
        "[1]", '{"id": "d", "text": "535", "facts": {"two_factor": 1}}', '{"id": "e", "text": "454 4.7.0", "other": 1}',
    ]  # fmt: skip
    file = tmp_path / "batch.jsonl"
    file.write_bytes("\n".join(rows).encode() + b"\n\xff\xfe\n")
    done = kbassist("ask", "--batch", str(file), "--json")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 3 and b"Traceback" not in done.stderr
    assert [row["id"] for row in found] == ["a", None, None, None, None, None, "e", None]
    assert [row.get("line") for row in found] == [None, 2, 3, 4, 5, 6, None, 8]
    assert all(row["error"] for row in found if row["id"] is None)


def test_batch_reads_standard_input_and_names_a_missing_file(kbassist: Any) -> None:
    done = kbassist("ask", "--batch", "-", stdin=b'{"id": 1, "text": "535 5.7.8"}\n\n')
    assert done.returncode == 0 and json.loads(done.stdout)["id"] == 1
    assert "cannot read 'nowhere.jsonl'" in one_line(kbassist("ask", "--batch", "nowhere.jsonl"), 3)


def test_a_kb_folder_that_is_none(kbassist: Any, tmp_path: Path) -> None:
    assert "no folder" in one_line(kbassist("ask", "535", "--kb", str(tmp_path / "nowhere")), 3)
    (tmp_path / "empty").mkdir()
    assert "no knowledge folder" in one_line(kbassist("ask", "535", "--kb", str(tmp_path / "empty")), 3)


def test_a_broken_entry_is_named_with_its_line(kbassist: Any, tmp_path: Path, own_cache: Path) -> None:
    folder = tmp_path / "team" / "causes"
    folder.mkdir(parents=True)
    (folder / "mine.md").write_text(
        "---\ntitle: Mine\nsummary: Mine\nfault: user\ncategory: credentials\nprevalence: comon\n---\n"
    )
    before = sorted(own_cache.iterdir())
    done = kbassist("ask", "535", "--kb", str(tmp_path / "team"))
    text = one_line(done, 3)
    assert "team/causes/mine.md:6: " in text and "nearest: 'common'" in text and "allowed: very-common" in text
    assert sorted(own_cache.iterdir()) == before, "a half-written cache was left"


def test_a_cache_that_cannot_be_written(kbassist: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = kbassist("ask", "--json", "535 5.7.8", env={"KBASSIST_CACHE": str(tmp_path / "file" / "cache")})
    assert done.returncode == 0 and json.loads(done.stdout)["causes"]
    assert b"KBASSIST_CACHE" in done.stderr and b"Traceback" not in done.stderr


def test_a_damaged_cache_is_built_anew(kbassist: Any, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    environment = {"KBASSIST_CACHE": str(cache)}
    assert kbassist("ask", "535", env=environment).returncode == 0
    for file in cache.iterdir():
        file.write_bytes(b"SQLite format 3\0 but not really")
    assert kbassist("ask", "535", env=environment).returncode == 0


def test_closed_and_full_streams(kbassist: Any) -> None:
    command = f"{sys.executable} -m kbassist ask 535"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for line, status in ((f"{command} >&-", 0), (f"{command} >/dev/full", 3), (f"{sys.executable} -m kbassist ask <&-", 2)):
        done = subprocess.run(["sh", "-c", line], capture_output=True, env=environment, timeout=300)
        assert done.returncode == status and b"Traceback" not in done.stderr, (line, done)


def test_a_fact_in_free_text_is_held_to_its_form(kbassist: Any) -> None:
    assert "small letters" in one_line(kbassist("ask", "535", "--fact", "provider=password=Zq7wXp9k"), 2)


def test_two_processes_build_at_once(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    environment = {**os.environ, "KBASSIST_CACHE": str(cache), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "kbassist", "ask", "--json", "535 5.7.8"]
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    answers = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], answers
    assert len({out for out, _ in answers}) == 1
    assert [file.suffix for file in cache.iterdir()] == [".sqlite"]


def test_a_reader_that_goes_away(kbassist: Any, tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    file.write_text("".join(json.dumps({"id": n, "text": "535 5.7.8 authentication failed"}) + "\n" for n in range(300)))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "kbassist", "ask", "--batch", str(file)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    errors: list[bytes] = []
    stderr = process.stderr
    reader = threading.Thread(target=lambda: errors.append(stderr.read()))
    reader.start()
    process.wait(timeout=300)
    reader.join()
    process.stderr.close()
    assert errors == [b""]
