"""`kbassist cases`: each sub-command, as a person and as a script uses it."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from kbassist.cases.export import formats
from kbassist.cases.store import Cases, Headline
from kbassist.model import case

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
AT = "2026-11-21T15:00:00Z"
HOSTILE = "<script>alert(1)</script> & [x](javascript:y) `````\n| a | **b** |\n\x1b[2J # no head\n535 5.7.8 from gmail"


@pytest.fixture
def cases(tmp_path: Path) -> list[int]:
    """Three cases: an open one, a resolved one, one with hostile texts; their numbers."""
    error = case.TextSaid(AT, "535 5.7.8 Username and Password not accepted, says gmail")
    with Cases(str(tmp_path / "own-data")) as store:

        def kept(*events: case.Event, title: str) -> int:
            return store.keep(None, (), events, Headline(title, "wrong-password", "gmail"), AT).id

        return [
            kept(error, case.FactAnswered(AT, "two_factor", "off", "nope"), title="gmail refuses"),
            kept(error, case.FixTried(AT, "app-password-required", True), title="printer in the hall"),
            kept(case.TextSaid(AT, HOSTILE), case.NoteWritten(AT, HOSTILE), title=HOSTILE),
        ]


def told(kbassist: Run, *arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
    done = kbassist("cases", *arguments, stdin=stdin)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_list_shows_a_line_each_and_can_be_narrowed(kbassist: Run, cases: list[int]) -> None:
    status, out, _ = told(kbassist, "list")
    lines = out.rstrip("\n").split("\n")
    assert status == 0
    assert len(lines) == len(cases)
    assert all(len(line) <= 80 for line in lines)
    assert "\x1b" not in out
    assert "printer" in told(kbassist, "list", "--resolved")[1]
    assert "printer" not in told(kbassist, "list", "--open")[1]
    assert told(kbassist, "list", "--limit", "1")[1].count("\n") == 1
    assert told(kbassist, "list", "--deleted")[1].startswith("No such case")


def test_list_json(kbassist: Run, cases: list[int]) -> None:
    found = json.loads(told(kbassist, "list", "--json")[1])
    assert found["schema"] == 1
    assert [row["id"] for row in found["cases"]] == sorted(cases, reverse=True)
    assert {row["outcome"] for row in found["cases"]} == {"open", "resolved"}
    assert set(found["cases"][0]) == {"id", "title", "outcome", "cause", "provider", "created", "changed", "events"}


def test_an_empty_store_is_no_error(kbassist: Run) -> None:
    assert told(kbassist, "list")[0] == 0
    assert json.loads(told(kbassist, "list", "--json")[1])["cases"] == []
    status, _, error = told(kbassist, "show", "last")
    assert status == 3
    assert "kbassist diagnose" in error


def test_show_tells_what_was_said_what_is_likely_and_what_to_do(kbassist: Run, cases: list[int]) -> None:
    status, out, _ = told(kbassist, "show", str(cases[0]))
    assert status == 0
    for words in ("Likely causes", "What to do", "two_factor: No, it is off (said: “nope”)", "What was said"):
        assert words in out
    assert told(kbassist, "show", "#1")[1] == out
    shown = json.loads(told(kbassist, "show", "1", "--json")[1])
    assert shown["facts"]["two_factor"]["value"] == "off"
    assert [event["event"] for event in shown["events"]] == ["text", "answer"]


@pytest.mark.parametrize(
    ("command", "given", "status"),
    [
        *((command, "99", 3) for command in ("show", "resume", "export", "resolve", "delete", "rename")),
        *(("show", given, 2) for given in ("x", "-1", "1e3", "9" * 30, "١")),
    ],
)
def test_a_case_that_there_is_not(kbassist: Run, cases: list[int], command: str, given: str, status: int) -> None:
    more = ["title"] if command == "rename" else []
    code, out, error = told(kbassist, command, given, *more)
    assert code == status
    assert out == ""
    assert error.count("\n") == 1


def test_resume_says_how_it_stands_and_goes_on(kbassist: Run, cases: list[int], tmp_path: Path) -> None:
    status, out, _ = told(kbassist, "resume", "1", stdin=b"change port 2525\n")
    assert status == 0
    assert out.startswith("Most likely:")
    assert "Noted: port: 2525" in out
    with Cases(str(tmp_path / "own-data")) as store:
        assert len(store.load(1)[1]) == 3
        assert len(store.list()) == len(cases)


def test_resume_of_a_resolved_case_says_so_and_back_opens_it(kbassist: Run, cases: list[int]) -> None:
    assert "Resolved" in told(kbassist, "resume", "2")[1]
    out = told(kbassist, "resume", "2", stdin=b"back\n")[1]
    assert "Taken back" in out
    assert [row["outcome"] for row in json.loads(told(kbassist, "list", "--json")[1])["cases"]] == ["open"] * 3


@pytest.mark.parametrize("form", formats())
def test_export_in_every_format_to_the_output_and_to_a_file(kbassist: Run, cases: list[int], tmp_path: Path, form: str) -> None:
    status, out, _ = told(kbassist, "export", "3", "--format", form)
    assert status == 0
    assert "\x1b" not in out
    target = tmp_path / f"case.{ {'markdown': 'md', 'text': 'txt'}.get(form, form) }"
    status, said, _ = told(kbassist, "export", "3", "--output", str(target))
    assert status == 0
    assert "Case 3 written to" in said
    assert target.read_text() == out
    status, _, error = told(kbassist, "export", "3", "--output", str(target))
    assert status == 2
    assert "exists already" in error


def test_an_export_can_only_be_of_a_known_format_and_into_a_folder_that_is_there(kbassist: Run, cases: list[int]) -> None:
    assert told(kbassist, "export", "1", "--format", "pdf")[0] == 2
    status, _, error = told(kbassist, "export", "1", "--output", "no/such/folder/case.md")
    assert status == 3
    assert "cannot write" in error


class _Tags(HTMLParser):
    """Collects the tags of a page and the addresses that it leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]


def test_hostile_texts_are_only_text_in_html(kbassist: Run, cases: list[int]) -> None:
    page = told(kbassist, "export", "3", "--format", "html")[1]
    tags = _Tags()
    tags.feed(page)
    assert "script" not in tags.tags
    assert "&lt;script&gt;alert(1)" in page
    assert all(address.startswith("https://") or address.startswith("http://") for address in tags.addresses)


def test_hostile_texts_are_only_text_in_markdown(kbassist: Run, cases: list[int]) -> None:
    out = told(kbassist, "export", "3", "--format", "markdown")[1]
    tokens = MarkdownIt("commonmark").parse(out)
    inline = [child for token in tokens for child in token.children or ()]
    assert not [token for token in [*tokens, *inline] if token.type in ("html_block", "html_inline")]
    assert not [child for child in inline if child.type == "link_open" and "javascript" in str(child.attrs)]
    heads = [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"]
    assert not [head for head in heads if "no head" in head and not head.startswith("Case 3")]
    fences = [token.content for token in tokens if token.type == "fence"]
    assert sum("<script>" in fence and "# no head" in fence for fence in fences) == 2


def test_exports_are_masked_even_if_the_store_is_not(kbassist: Run, cases: list[int], tmp_path: Path) -> None:
    with Cases(str(tmp_path / "own-data")) as store:
        body = json.dumps(case.as_object(case.TextSaid(AT, "535 password=Zq9Secret1")))
        store._db.execute("UPDATE events SET body = ? WHERE case_id = 1 AND place = 0", (body,))
    for form in formats():
        assert "Zq9Secret1" not in told(kbassist, "export", "1", "--format", form)[1]


def test_resolve_with_and_without_a_cause(kbassist: Run, cases: list[int]) -> None:
    assert told(kbassist, "resolve", "1", "--cause", "wrong-password")[1] == (
        "Case 1 is resolved: The password is not the right one.\n"
    )
    assert told(kbassist, "resolve", "3")[1] == "Case 3 is resolved.\n"
    status, _, error = told(kbassist, "resolve", "1", "--cause", "bad-luck")
    assert (status, "unknown cause" in error) == (2, True)
    assert told(kbassist, "list", "--open")[1].startswith("No such case")


def test_delete_and_back_again(kbassist: Run, cases: list[int]) -> None:
    status, out, _ = told(kbassist, "delete", "1", "2")
    assert status == 0
    assert "--undo 1" in out
    assert told(kbassist, "list")[1].count("\n") == 1
    assert told(kbassist, "list", "--deleted")[1].count("\n") == 2
    assert told(kbassist, "show", "1")[0] == 3
    assert told(kbassist, "delete", "--undo", "1")[1] == "Case 1 is back.\n"
    assert told(kbassist, "delete", "--undo")[1] == "Case 2 is back.\n"
    assert told(kbassist, "delete", "--undo")[0] == 3
    assert told(kbassist, "list")[1].count("\n") == 3


def test_delete_for_good(kbassist: Run, cases: list[int], tmp_path: Path) -> None:
    assert told(kbassist, "delete", "--now", "2")[0] == 0
    assert told(kbassist, "delete", "--undo", "2")[0] == 3
    assert b"printer in the hall" not in b"".join(path.read_bytes() for path in (tmp_path / "own-data").iterdir())


def test_delete_looks_all_numbers_up_before_it_deletes_one(kbassist: Run, cases: list[int]) -> None:
    assert told(kbassist, "delete", "1", "99")[0] == 3
    assert told(kbassist, "list")[1].count("\n") == 3
    assert told(kbassist, "delete")[0] == 2
    assert told(kbassist, "delete", "--undo", "--now", "1")[0] == 2


def test_search(kbassist: Run, cases: list[int]) -> None:
    status, out, _ = told(kbassist, "search", "nope")
    assert status == 0
    assert re.match(r" +1  open", out)
    found = json.loads(told(kbassist, "search", "535", "gmail", "--json")[1])["cases"]
    assert {row["id"] for row in found} == set(cases)
    assert all("535" in row["passage"] for row in found)
    status, _, error = told(kbassist, "search", "xylophone")
    assert (status, error.count("\n")) == (1, 1)
    assert told(kbassist, "search", "???")[0] == 2


def test_rename_is_masked_and_in_one_line(kbassist: Run, cases: list[int]) -> None:
    status, out, _ = told(kbassist, "rename", "1", "Ada's", "printer\x1b[2J pwd=Zq9Secret1")
    assert status == 0
    assert "Zq9Secret1" not in out
    assert "\x1b" not in out
    assert "Ada's printer" in told(kbassist, "list")[1]
    assert told(kbassist, "rename", "1", "x" * 200)[0] == 2


def test_retention_is_kept_to(kbassist: Run, tmp_path: Path) -> None:
    with Cases(str(tmp_path / "own-data")) as store:
        store.keep(None, (), (case.TextSaid(AT, "535"),), Headline("old"), "2020-01-01T00:00:00Z")
    (tmp_path / "own-config").mkdir()
    settings = tmp_path / "own-config" / "settings.toml"
    settings.write_text("[cases]\nretention_days = 0\n")
    assert told(kbassist, "list")[1].count("\n") == 1
    settings.write_text("[cases]\nretention_days = 30\n")
    assert told(kbassist, "list")[1].startswith("No such case")


def test_a_broken_store_is_said_in_one_line(kbassist: Run, tmp_path: Path) -> None:
    (tmp_path / "own-data").mkdir()
    (tmp_path / "own-data" / "cases.sqlite").write_bytes(b"no database at all, only words\n" * 99)
    for command in (["list"], ["show", "1"], ["search", "x"], ["delete", "1"]):
        status, out, error = told(kbassist, *command)
        assert (status, out, error.count("\n")) == (3, "", 1)
        assert "move it away" in error


def test_cases_alone_says_what_there_is(kbassist: Run) -> None:
    status, _, error = told(kbassist)
    assert status == 2
    for name in ("list", "show", "resume", "export", "resolve", "delete", "search"):
        assert name in error


def test_stats(kbassist: Run, cases: list[int], tmp_path: Path) -> None:
    with Cases(str(tmp_path / "own-data")) as store:
        events = (
            case.TextSaid(AT, "535"),
            case.FactAnswered(AT, "two_factor", "unknown"),
            case.FactAnswered(AT, "port", "587"),
            case.FixTried(AT, "wrong-password", False),
            case.FixTried(AT, "app-password-required", True),
        )
        store.keep(None, (), events, Headline("x", "app-password-required", "yahoo"), AT)
    figures = json.loads(told(kbassist, "stats", "--json")[1])
    assert (figures["cases"], figures["open"], figures["resolved"]) == (4, 2, 2)
    assert figures["causes"] == [
        {"cause": "app-password-required", "resolved": 2, "in_vain": 0},
        {"cause": "wrong-password", "resolved": 0, "in_vain": 1},
    ]
    assert figures["providers"] == {"gmail": 3, "yahoo": 1}
    assert figures["answers_per_resolved"] == 1.0
    assert figures["not_known_share"] == pytest.approx(1 / 3)
    status, out, _ = told(kbassist, "stats")
    assert status == 0
    assert re.search(r"2 +0  An app password is needed", out)
    assert "4 cases kept: 2 resolved, 2 open" in out


def test_stats_of_nothing(kbassist: Run) -> None:
    assert told(kbassist, "stats")[1] == "0 cases kept: 0 resolved, 0 open\n"
