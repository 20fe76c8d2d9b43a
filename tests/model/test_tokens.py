"""What becomes one word: letters that Unicode does not take apart, and scripts whose characters are tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbassist.model.tokens import fold, tokens, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("zmieniliśmy hasło, błąd", ["zmienilismy", "haslo", "blad"]),
        ("kimlik doğrulama hatası, yanlış şifre", ["kimlik", "dogrulama", "hatasi", "yanlis", "sifre"]),
        ("straße øl đổi œuvre", ["strasse", "ol", "doi", "ouvre"]),
        ("außen GROẞ aussen", ["aussen", "gross", "aussen"]),
        ("비밀번호를 바꿨다", ["비", "밀", "번", "호", "를", "바", "꿨", "다"]),
        ("535.5.7.139, 192.0.2.5", ["535", "5.7.139", "192.0.2.5"]),
        ("don’t it's", ["dont", "its"]),
        ("v3.14.1 with TLSv1.2", ["v3.14.1", "with", "tlsv1", "2"]),
    ],
)
def test_words_of_other_alphabets_stay_whole(text: str, found: list[str]) -> None:
    assert words(text) == found


@given(st.text(max_size=60))
def test_a_token_stands_in_the_folded_text_where_it_says(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    for token in tokens(text):
        place = zip(text[token.start : token.end], folded[token.start : token.end], strict=True)
        assert "".join("ss" if char in "ßẞ" else plain for char, plain in place).replace("'", "") == token.word
