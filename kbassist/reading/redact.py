"""Masks secrets at the door, before anything else sees the text. What is masked cannot be got back from any output.

The rules are in `masks`; their regular expressions cost about 4 ms to compile and most texts need none of them, so here
stands only the test whether a text can hold a secret at all.
"""

from __future__ import annotations

import re

WITH_SIGNS = " #>"
"""What ends the mask of a password with signs that files, shells and URLs break; not a word, for the person did not write one."""
_CUES = (
    "pass pwd secret token key auth bearer basic :// 334 eyj sg. sib- akia asia ya29 -----begin psw login -u -ap pw "
    "c: send: value mot contrase kennwort parol senha haslo hasło heslo wachtwo senord salasana adgangs ifre jelsz "
    "khau khẩu пароль 密码 密碼 パスワード 授权码 授權碼 비밀번호 κωδικ كلمة סיסמה"
).split()
_FORM = re.compile(r"[A-Za-z0-9+/_-]{20}|[a-z][A-Z0-9][A-Za-z0-9+/]{5}|[A-Za-z0-9+/]=(?![\w ])")
"""What looks like a token or like base64 without any label."""


def redact(text: str) -> str:
    """Return the text with every password, token and AUTH blob masked. Idempotent: a mask is never masked again."""
    low = text.lower()
    if any(map(low.__contains__, _CUES)) or _FORM.search(text):
        from kbassist.reading.masks import masked

        return masked(text)
    return text
