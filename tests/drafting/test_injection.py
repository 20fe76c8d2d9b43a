"""Nothing that a customer or an agent writes becomes a template, a tag, a link or a heading in a draft."""

from __future__ import annotations

import html.parser
import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from kbassist.drafting import formats
from kbassist.drafting.case import CaseData, Wish
from kbassist.drafting.draft import draft
from kbassist.drafting.render import Renderer, Said
from kbassist.kb.store import Store
from kbassist.model.draft import Draft

CaseOf = Callable[..., CaseData]

EVIL = [
    "{{7*7}}", "{{1337*7919}}", "{{ ''.__class__ }}", "{% for x in y %}", "{# gone #}", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",    "[click](https://evil.example)", "![x](javascript:alert(1))", "<https://evil.example>", "https://evil.example/x?a=1&b=2",
    "# heading", "1. one\n2. two", "- a\n- b", "```\ncode", "**bold** _em_ `code`", "a\n\n---\n\nb", "&lt;b&gt;", "\ue0000\ue001",
    "\ue0020", "\x1b]0;owned\x07", "a\\", "| a | b |\n|---|---|", "> quote", "javascript:alert(1)", "\"><b>", "`` ` ``", "~~~", "  + x",
]  # fmt: skip
texts = st.one_of(st.sampled_from(EVIL), st.text(max_size=80), st.lists(st.sampled_from(EVIL), max_size=3).map(" ".join))
calm = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Tags(html.parser.HTMLParser):
    """Collects tags with their attributes, and the text between them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def tags(text: str) -> list[tuple[str, tuple[tuple[str, str | None], ...]]]:
    parser = Tags()
    parser.feed(text)
    parser.close()
    return parser.tags


def structure(markdown: str) -> list[tuple[str, str]]:
    """Return every node of the markdown that is not plain text, with its address if it has one."""
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(markdown))
    plain = ("text", "softbreak", "hardbreak", "inline", "root")
    return [(node.type, str(node.attrs.get("href", ""))) for node in tree.walk() if node.type not in plain]


def made_with(case_of: CaseOf, store: Store, name: str, error: str, audience: str) -> Draft:
    variables = {"customer_name": name, "agent_name": name, "contact": name, "tried": name, "code_sample": error}
    case = case_of("app-password-required", provider="gmail", variables=variables, text=f"535 5.7.8 {error}")
    return draft(case, Wish(audience, "neutral", "en"), store)


@calm
@given(name=texts, error=texts)
@example(name="[a](https://evil.example)", error="{{1337*7919}}\n```\n# x")
@example(name="Kim", error="\r")
@pytest.mark.parametrize("audience", ["customer", "internal", "provider"])
def test_no_value_changes_the_structure_of_a_draft(audience: str, name: str, error: str, case_of: CaseOf, store: Store) -> None:
    plain = made_with(case_of, store, "Kim" if name.strip() else "", "x" if error.strip() else "", audience)
    made = made_with(case_of, store, name, error, audience)

    assert [block.kind for block in made.blocks] == [block.kind for block in plain.blocks]
    assert [tag for tag in tags(formats.as_html(made)) if tag[0] != "br"] == [
        tag for tag in tags(formats.as_html(plain)) if tag[0] != "br"
    ]
    assert structure(formats.as_markdown(made)) == structure(formats.as_markdown(plain))
    assert str(1337 * 7919) not in formats.as_text(made)


@calm
@given(value=texts)
def test_a_value_comes_out_of_html_and_markdown_as_it_went_in(value: str) -> None:
    renderer = Renderer({"value": Said(value, "agent")})
    blocks = renderer.blocks(renderer.fill("before {{ value }} after", "test"))
    shown = Draft("s", blocks, "customer", "neutral", "en", None, (), (), (), ())
    expected = " ".join(f"before {Said(value, 'agent')} after".split())

    parser = Tags()
    parser.feed(formats.as_html(shown).replace("<br>", "\n"))
    parser.close()
    assert " ".join("".join(parser.words).split()) == expected
    tree = SyntaxTreeNode(MarkdownIt("commonmark").parse(formats.as_markdown(shown)))
    texts_and_breaks = [node for node in tree.walk() if node.type in ("text", "softbreak", "hardbreak")]
    found = "".join(node.content if node.type == "text" else " " for node in texts_and_breaks)
    assert " ".join(found.split()) == expected


@pytest.mark.parametrize("value", EVIL)
def test_a_mail_keeps_its_headers_whatever_the_subject(value: str, case_of: CaseOf, store: Store) -> None:
    case = case_of("server-unavailable", variables={"domain": f"acme.example\r\nBcc: evil@evil.example {value}"})
    made = draft(case, Wish("provider", "neutral", "en"), store)
    headers = formats.as_eml(made).split(b"\r\n\r\n")[0]
    assert b"\r\nBcc:" not in headers and headers.count(b"Subject:") == 1
    assert "\n" not in formats.as_mailto(made) and " " not in formats.as_mailto(made)
    assert json.loads(formats.as_json(made))["subject"] == made.subject
