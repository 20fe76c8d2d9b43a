"""The case store: what is kept is there again, private, masked; deleted with a way back; older files are brought up to date."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from pathlib import Path

import caseevents as made
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbassist.cases import schema
from kbassist.cases.schema import STEPS
from kbassist.cases.store import Cases, Headline
from kbassist.kb.entries import Loaded
from kbassist.model import case
from kbassist.reading.redact import redact

AT, LATER = "2026-11-21T15:00:00Z", "2026-11-21T16:00:00Z"
SAID = case.TextSaid(AT, "535 5.7.8 Username and Password not accepted")
ANSWER = case.FactAnswered(AT, "port", "587", "port 587")


def kept(cases: Cases, *events: case.Event, at: str = AT) -> int:
    return cases.keep(None, (), events, Headline("a title", "wrong-password", "gmail"), at).id


def test_what_was_kept_is_there_again(tmp_path: Path) -> None:
    with Cases(str(tmp_path)) as cases:
        number = kept(cases, SAID, ANSWER)
    with Cases(str(tmp_path)) as cases:
        handle, events = cases.load(number)
        summary = cases.summary(number)
    assert events == (SAID, ANSWER)
    assert (handle.id, handle.revision) == (number, 1)
    assert (summary.title, summary.cause, summary.provider, summary.events) == ("a title", "wrong-password", "gmail", 2)
    assert (summary.created, summary.changed, summary.outcome) == (AT, AT, case.Outcome.OPEN)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories=st.lists(st.lists(made.EVENTS, max_size=5).map(tuple), min_size=1, max_size=5))
def test_any_history_is_kept_whatever_was_taken_back_in_between(tmp_path: Path, histories: list[tuple[case.Event, ...]]) -> None:
    with Cases(str(tmp_path)) as cases:
        handle, before = None, ()
        for after in histories:
            handle = cases.keep(handle, before, after, Headline(), AT)
            stored = cases.load(handle.id)[1]
            assert [case.as_object(event) for event in stored] == [_masked(event) for event in after]
            before = after


def _masked(event: case.Event) -> object:
    text = json.dumps(case.as_object(event), ensure_ascii=False)
    return json.loads(text) if redact(text) == text else _each(case.as_object(event))


def _each(value: object) -> object:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {key: _each(part) for key, part in value.items()}
    return [_each(part) for part in value] if isinstance(value, list) else value


def test_folder_and_files_are_the_users_own(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "kbassist"
    old = os.umask(0)
    try:
        with Cases(str(folder)) as cases:
            kept(cases, SAID)
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    finally:
        os.umask(old)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert set(modes) == {"cases.sqlite", "cases.sqlite-wal", "cases.sqlite-shm"}
    assert set(modes.values()) == {0o600}


def test_a_file_that_others_may_read_is_closed_to_them(tmp_path: Path) -> None:
    with Cases(str(tmp_path)) as cases:
        path = Path(cases.path)
    path.chmod(0o644)
    with Cases(str(tmp_path)):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_is_durable_and_logged_ahead(tmp_path: Path) -> None:
    with Cases(str(tmp_path)) as cases:
        db = cases._db
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert db.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert db.execute("PRAGMA foreign_keys").fetchone()[0] == 1


SECRET = st.text("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789", min_size=12, max_size=20).map(lambda s: f"Zq9{s}")
DISGUISES = ("password: {}", "pass={}", "smtp://bob:{}@mail.example", "AUTH PLAIN {}", "api_key={}", '"password": "{}"')


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(secret=SECRET, disguise=st.sampled_from(DISGUISES), place=st.integers(0, 7))
def test_no_secret_reaches_the_file_though_nobody_masked_it_before(
    tmp_path: Path, secret: str, disguise: str, place: int
) -> None:
    text = disguise.format(secret)
    events: list[case.Event] = [
        case.TextSaid(AT, f"535 failed\n{text}"),
        case.FactAnswered(AT, "error_code", text),
        case.FactAnswered(AT, "port", "587", text),
        case.FindingsMade(AT, (case.Found("speaks", "h:587", "fail", "x", text),)),
        case.FindingsMade(AT, (case.Found("speaks", "h:587", "fail", "x", wording=text),)),
        case.DraftKept(AT, "t", "customer", text),
        case.NoteWritten(AT, text),
        case.Renamed(AT, text),
    ]
    with Cases(str(tmp_path)) as cases:
        cases.keep(None, (), (events[place],), Headline(text), AT)
        on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert secret.encode() not in on_disk
        assert secret.lower().encode() not in on_disk
        assert secret.encode("utf-16-le") not in on_disk


def test_masking_leaves_the_vocabulary_alone(loaded: Loaded) -> None:
    names = [entry.article.split("/")[1] for entry in loaded.entries.values()]
    assert len(names) > 300
    assert [name for name in names if redact(name) != name] == []


def test_the_same_case_gone_on_with_elsewhere_is_noticed(tmp_path: Path) -> None:
    with Cases(str(tmp_path)) as one, Cases(str(tmp_path)) as other:
        number = kept(one, SAID)
        mine, events = one.load(number)
        theirs, _ = other.load(number)
        other.keep(theirs, events, (*events, ANSWER), Headline(), LATER)
        with pytest.raises(case.CaseError, match="elsewhere"):
            one.keep(mine, events, (*events, case.NoteWritten(LATER, "mine")), Headline(), LATER)
        assert one.load(number)[1] == (SAID, ANSWER)


def test_lists_have_the_latest_first_and_can_be_narrowed(tmp_path: Path) -> None:
    with Cases(str(tmp_path)) as cases:
        first = kept(cases, SAID)
        second = kept(cases, SAID, case.Resolved(LATER, "wrong-password"), at=LATER)
        third = kept(cases, SAID, at=LATER)
        assert [summary.id for summary in cases.list()] == [third, second, first]
        assert [summary.id for summary in cases.list(outcome=case.Outcome.RESOLVED)] == [second]
        assert [summary.id for summary in cases.list(outcome=case.Outcome.OPEN, limit=1)] == [third]


def test_a_deleted_case_can_be_brought_back(tmp_path: Path) -> None:
    with Cases(str(tmp_path)) as cases:
        number = kept(cases, SAID)
        handle, events = cases.load(number)
        cases.delete(number, LATER)
        assert cases.list() == []
        assert [summary.id for summary in cases.list(deleted=True)] == [number]
        assert cases.search("username") == []
        with pytest.raises(case.CaseError, match="--undo"):
            cases.load(number)
        with pytest.raises(case.CaseError, match="elsewhere"):
            cases.keep(handle, events, (*events, ANSWER), Headline(), LATER)
        assert cases.restore() == number
        assert cases.load(number)[1] == events
        with pytest.raises(case.CaseError, match="brought back"):
            cases.restore(number)


def test_what_is_removed_for_good_leaves_no_byte(tmp_path: Path) -> None:
    with Cases(str(tmp_path)) as cases:
        number = kept(cases, case.TextSaid(AT, "the zebrafinch said 535 "), case.NoteWritten(AT, "zebrafinch again"))
        other = kept(cases, SAID)
        cases.delete(number, AT)
        assert cases.purge(deleted_before=LATER) == 1
        assert b"zebrafinch" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert [summary.id for summary in cases.list()] == [other]
        assert kept(cases, SAID) > other, "numbers are never used again"


def test_retention_removes_what_nobody_changed_for_long(tmp_path: Path) -> None:
    with Cases(str(tmp_path)) as cases:
        kept(cases, SAID, at="2025-01-01T00:00:00Z")
        young = kept(cases, SAID, at=LATER)
        assert cases.purge(deleted_before="", changed_before=AT) == 1
        assert [summary.id for summary in cases.list()] == [young]
        assert cases.purge(deleted_before="", changed_before="") == 0


def test_search_finds_words_anywhere_in_a_case_and_shows_where(tmp_path: Path) -> None:
    with Cases(str(tmp_path)) as cases:
        first = kept(cases, SAID, case.NoteWritten(AT, "the printer in the hall, Müller asked"))
        second = kept(cases, case.TextSaid(AT, "认证失败 535"), case.FactAnswered(AT, "port", "2525"), at=LATER)
        assert [hit.summary.id for hit in cases.search("535")] == [second, first]
        assert [hit.summary.id for hit in cases.search("USERNAME muller")] == [first]
        assert "hall" in cases.search("printer")[0].passage
        assert [hit.summary.id for hit in cases.search("print")] == [first]
        assert [hit.summary.id for hit in cases.search("认证")] == [second]
        assert [hit.summary.id for hit in cases.search("2525")] == [second]
        assert cases.search("printer 2525") == []


@pytest.mark.parametrize("wanted", ['"', "a AND", "NEAR(", "x*", "-x", "col:x", "' OR 1=1", "\x00", "(", "^x"])
def test_nothing_searched_for_is_query_syntax(tmp_path: Path, wanted: str) -> None:
    with Cases(str(tmp_path)) as cases:
        kept(cases, SAID)
        assert [hit.summary.id for hit in cases.search(wanted)] == []


def test_taking_an_event_back_takes_it_out_of_the_index(tmp_path: Path) -> None:
    with Cases(str(tmp_path)) as cases:
        handle = cases.keep(None, (), (SAID, ANSWER, case.NoteWritten(AT, "walrus")), Headline(), AT)
        assert len(cases.search("walrus")) == 1
        cases.keep(handle, (SAID, ANSWER, case.NoteWritten(AT, "walrus")), (SAID,), Headline(), AT)
        assert cases.search("walrus") == []
        assert cases._db.execute("SELECT count(*) FROM search").fetchone()[0] == 1


def old_store(folder: Path) -> None:
    """A file as the first released schema wrote it."""
    folder.mkdir(exist_ok=True)
    db = sqlite3.connect(folder / "cases.sqlite")
    db.executescript((Path(__file__).parent / "store_1.sql").read_text())
    db.close()


def test_a_file_of_the_first_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    old_store(tmp_path)
    with Cases(str(tmp_path)) as cases:
        assert cases._db.execute("PRAGMA user_version").fetchone()[0] == len(STEPS)
        assert {summary.id: summary.outcome.value for summary in cases.list()} == {1: "open", 2: "resolved"}
        handle, events = cases.load(2)
        assert isinstance(events[0], case.TextSaid)
        assert case.fold(events).cause == "stale-saved-password"
        assert [hit.summary.id for hit in cases.search("outlook sagt")] == [2]
        cases.keep(handle, events, (*events, case.NoteWritten(LATER, "after the move")), Headline(), LATER)
        assert [hit.summary.id for hit in cases.search("move")] == [2]
        assert cases._db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_an_old_and_a_new_file_have_the_same_tables(tmp_path: Path) -> None:
    old_store(tmp_path / "old")

    def tables(folder: Path) -> list[tuple[str, str]]:
        with Cases(str(folder)) as cases:
            rows = cases._db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
            return [(row[0], " ".join(row[1].split())) for row in rows]

    assert tables(tmp_path / "old") == tables(tmp_path / "new")


def test_a_damaged_event_does_not_keep_the_others_from_being_brought_up_to_date(tmp_path: Path) -> None:
    old_store(tmp_path)
    db = sqlite3.connect(tmp_path / "cases.sqlite")
    db.execute("UPDATE events SET body = '{\"v\": 1}' WHERE id = 3")
    db.commit()
    db.close()
    with Cases(str(tmp_path)) as cases:
        assert len(cases.load(2)[1]) == 5
        assert [hit.summary.id for hit in cases.search("username")] == [1]
        with pytest.raises(case.CaseError, match="damaged"):
            cases.load(1)
        cases.delete(1, LATER)


def test_a_step_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE half_done (x)")
        raise sqlite3.OperationalError("disk I/O error")

    old_store(tmp_path)
    monkeypatch.setattr(schema, "STEPS", (*STEPS, fail))
    with pytest.raises(case.CaseError, match="cannot be used"):
        Cases(str(tmp_path))
    db = sqlite3.connect(tmp_path / "cases.sqlite")
    assert db.execute("PRAGMA user_version").fetchone()[0] == 1
    assert "deleted" not in [row[1] for row in db.execute("PRAGMA table_info (cases)")]
    db.close()


def test_a_file_of_a_later_kbassist_is_left_alone(tmp_path: Path) -> None:
    with Cases(str(tmp_path)) as cases:
        kept(cases, SAID)
        cases._db.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    with pytest.raises(case.CaseError, match="newer kbassist"):
        Cases(str(tmp_path))


def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "cases.sqlite")
    db.execute("CREATE TABLE notes (text TEXT)")
    db.commit()
    db.close()
    with pytest.raises(case.CaseError, match="no case store"):
        Cases(str(tmp_path))


def test_what_is_no_database_is_said_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "cases.sqlite").write_bytes(b"hello, this is a shopping list\n" * 200)
    with pytest.raises(case.CaseError, match=r"cases\.sqlite.*move it away"):
        Cases(str(tmp_path))


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(case.CaseError, match="KBASSIST_DATA"):
        Cases(str(tmp_path / "file" / "folder"))


@pytest.mark.parametrize("body", ["no json", "{}", "[]", '{"v": 1, "event": "text", "at": 1, "text": "x"}'])
def test_a_damaged_event_ends_in_one_line(tmp_path: Path, body: str) -> None:
    with Cases(str(tmp_path)) as cases:
        number = kept(cases, SAID)
        cases._db.execute("UPDATE events SET body = ?", (body,))
        with pytest.raises(case.CaseError, match="damaged"):
            cases.load(number)
