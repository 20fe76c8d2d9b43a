"""The wrapping is undone, in linear time, and nothing that moves a cursor survives."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbassist.kb.store import Store
from kbassist.reading.excerpt import excerpt
from kbassist.reading.normalize import normalize
from kbassist.reading.read import clean, read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\\nb", "a\nb"),
        ("a\\r\\nb", "a\nb"),
        ("\\u00fcber", "über"),
        ("b'\\xe5\\xaf\\x86\\xe7\\xa0\\x81'", "b'密码'"),
        ("\\xc3\\xdc\\xc2\\xeb", "密码"),
        ("a &lt;b&gt; &amp; c &quot;d&quot;", 'a <b> & c "d"'),
        ("\x1b[31mred\x1b[0m", "red"),
        ("> quoted\n> > twice", "quoted\ntwice"),
        ('say \\"hi\\"', 'say "hi"'),
        ("C:\\new\\table", "C:\\new\\table"),
        ("=?utf-8?B?Z3LDvMOfZQ==?=", "grüße"),
        ("5–7", "5-7"),
        ("zero\u200bwidth\u202e", "zerowidth"),
    ],
)
def test_wrappings(text: str, expected: str) -> None:
    assert normalize(text) == expected


@pytest.mark.parametrize(
    "text", ["authentification échouée", "인증에 실패했습니다", "パスワードが違います", "неверный", "xác thực thất bại"]
)
def test_letters_that_came_apart_from_their_marks_are_whole(text: str) -> None:
    assert normalize(unicodedata.normalize("NFD", text)) == text


MARKED = st.text(alphabet="ae고\u1112\u1161\u11ab\u0301\u0316\u3099か \n\x1b>", max_size=60)


@given(MARKED)
def test_putting_letters_and_marks_together_is_idempotent(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


def test_a_letter_with_a_hundred_thousand_marks_is_read_in_time() -> None:
    assert len(normalize("a" + "\u0301\u0316" * 50_000)) < 10


WRAPPED = st.text(alphabet="\\xnrtue0123456789abcdef\"'&;#=?\x1b[]m>\n qQ", max_size=60)


@settings(max_examples=1500)
@given(WRAPPED)
def test_unwrapping_is_idempotent(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


@settings(max_examples=1500)
@given(WRAPPED)
def test_reading_what_was_read_changes_nothing(text: str) -> None:
    once, _ = clean(text)
    assert clean(once)[0] == once


@given(st.text(max_size=300))
def test_no_control_character_survives(text: str) -> None:
    assert not [c for c in normalize(text) if (ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 or 0x202A <= ord(c) <= 0x202E]


def test_a_long_text_keeps_its_telling_lines() -> None:
    kept, cut = excerpt("nothing here\n" * 50_000 + "535 5.7.8 authentication failed\n" + "nothing here\n" * 50_000)
    assert cut and kept == "535 5.7.8 authentication failed"


HOSTILE = [
    "5.7.8 ",
    "((((",
    "[[[[",
    "password=",
    "<<<<",
    "\\\\",
    "&amp;",
    "535-",
    "a" * 7 + " ",
    "334 VXNlcm5hbWU6\n",
    "not ",
    "=?utf-8?B?",
    "“",
    "密码",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_megabyte_of_anything_is_read(piece: str, store: Store) -> None:
    read(piece * (1_000_000 // len(piece)), store)


@given(text=st.text(max_size=300))
def test_reading_never_raises(text: str, store: Store) -> None:
    report = read(text, store)
    assert all(0 <= sign.start <= sign.end <= len(report.text) for sign in report.signs)
