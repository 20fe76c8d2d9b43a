"""Markdown and text from outside as lines: what is measured is what is rendered, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.content import Content
from textual.style import Style

from kbassist.kb.store import Store
from kbassist.tui.articles import entry
from kbassist.tui.blocks import Block, Entry, Table
from kbassist.tui.clipboard import route, written
from kbassist.tui.marks import article_of, blocks, inline, visible


def plain_style(name: Style | str) -> Style:
    return Style()


@pytest.mark.parametrize("width", [30, 56, 90])
def test_every_article_renders_as_high_as_it_was_measured(store: Store, width: int) -> None:
    for name, _, _ in store.listing():
        article = store.article(name)
        assert article is not None
        shown = entry(article)
        lines = shown.lines(width, plain_style)
        assert len(lines) == shown.height(width), name
        assert max(line.cell_length for line in lines) <= max(width, 30), name


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300), st.integers(8, 60))
@settings(max_examples=150, deadline=None)
def test_any_text_is_measured_as_it_is_rendered_and_holds_no_control(text: str, width: int) -> None:
    shown = Entry("you", (Block(Content(visible(text)), "> ", "  ", fill=".block--verbatim"), *blocks(text)))
    lines = shown.lines(width, plain_style)
    assert len(lines) == shown.height(width)
    for line in lines:
        assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in line.text)


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_inline_markdown_never_raises(text: str) -> None:
    assert isinstance(inline(text), Content)


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("a **bold** word", "a bold word"),
        ("an *odd* one", "an odd one"),
        ("`smtp.example.com` and ``a`b``", "smtp.example.com and a`b"),
        ("[the guide](../guides/x.md)", "the guide"),
        ("[page](https://example.com/a_b)", "page (https://example.com/a_b)"),
        ("see <https://example.com>.", "see https://example.com."),
        ("bare https://example.com/x.", "bare https://example.com/x."),
        ("2 * 3 * 4 and snake_case_word", "2 * 3 * 4 and snake_case_word"),
        (r"not \*bold\*", "not *bold*"),
        ("[bold]markup of Textual[/bold]", "[bold]markup of Textual[/bold]"),
    ],
)
def test_inline_markdown(markdown: str, plain: str) -> None:
    assert inline(markdown).plain == plain


def test_blocks_of_markdown() -> None:
    text = (
        "## Head\n\nA paragraph\nof two lines.\n\n1. one\n2. two\n   goes on\n\n- dash\n\n"
        "```python\nx = 1\n  y\n```\n\n> said\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    )
    made = blocks(text)
    assert [block.plain for block in made if isinstance(block, Block)] == [
        "Head",
        "A paragraph of two lines.",
        "1. one",
        "2. two goes on",
        "- dash",
        "x = 1\n  y",
        "| said",
    ]
    (table,) = [block for block in made if isinstance(block, Table)]
    assert table.titled and table.plain == "a | b\n1 | 2"


@pytest.mark.parametrize(
    ("target", "family", "article"),
    [
        ("../causes/wrong-password.md", "", "causes/wrong-password"),
        ("wrong-password.md", "causes", "causes/wrong-password"),
        ("../codes/535-5.7.8.md#top", "", "codes/535-5.7.8"),
        ("https://example.com/x.md", "causes", ""),
        ("../../etc/passwd", "causes", ""),
    ],
)
def test_links_between_entries(target: str, family: str, article: str) -> None:
    assert article_of(target, family) == article


@pytest.mark.parametrize(
    ("environment", "size", "works"),
    [
        ({"TERM": "xterm-256color"}, 100, True),
        ({"TERM": "xterm-kitty"}, 100, True),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7600"}, 100, False),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, 100, False),
        ({"TERM": "linux"}, 100, False),
        ({"TERM": "screen"}, 100, False),
        ({"TERM": "screen-256color", "TMUX": "/tmp/tmux"}, 100, True),
        ({"TERM": "xterm-256color"}, 200_000, False),
    ],
)
def test_what_terminals_take(environment: dict[str, str], size: int, works: bool) -> None:
    way = route(environment, size)
    assert way.works is works and way.word


def test_a_written_file_is_new_and_private(tmp_path: Path) -> None:
    first = written("a", str(tmp_path), "case", "md")
    second = written("b", str(tmp_path), "case", "md")
    assert first != second and Path(first).read_text() == "a" and Path(first).stat().st_mode & 0o077 == 0


def test_a_packed_message_is_the_same_message() -> None:
    from kbassist.tui.shelf import FRESH, Shelf

    texts = ["plain", "a **bold** [link](../causes/wrong-password.md) and https://example.com", "`code` \\* \u00e9 \U0001f600"]
    entries = [Entry("you", tuple(blocks(f"{number}: {texts[number % 3]}\n\n1. one\n2. two"))) for number in range(3 * FRESH)]
    shelf = Shelf(entries)
    assert len(list(shelf.fresh())) == FRESH < len(shelf) == len(entries)
    for before, after in zip(entries, shelf, strict=True):
        assert after.plain == before.plain and after.height(40) == before.height(40)
        assert [block.content.spans for block in after.blocks] == [block.content.spans for block in before.blocks]
    assert [entry.plain for entry in shelf.without_oldest(5)] == [entry.plain for entry in entries[5:]]
    table = Entry("kbassist", tuple(blocks("| a | b |\n|---|---|\n| 1 | 2 |")))
    assert Shelf([table, *entries])[0] == table
