"""Finds the codes of a text: SMTP reply codes, enhanced status codes, HTTP statuses, ports.

A three-digit number is a reply code only where its surroundings let it be one; line numbers, process ids, ports and sizes
are not. Look-alikes that people type (`5,7,8`, `5.7.O`) are taken for what they mean.
"""

from __future__ import annotations

import re

from kbassist.model.codes import CodeMention

_ENHANCED = r"([245])[.,] ?([0-7O])[.,] ?([0-9O]{1,3})(?![\d]|[.,]\d)"
_STATUS = re.compile(rf"(?<![\d.,/v])(?<![Vv]ersion ){_ENHANCED}")
_LOOSE = re.compile(r"(?<![\d.\w])([245][0-5]\d|334|354)(?![\d\w%]|\.\d)")
_LEFT_NO = re.compile(
    r"(?:\b(?:lines?|ports?|pid|ln|col|column|id|took|after|within|size|version|over|about|page|room|top|max|min|limit)\W{0,3}"
    r"|:\d{0,5}:?|\[|\d[ ,]|[$€£]|"
    r"\.(?:py|js|go|rb|php|java|cs|ts|pl|rs|ex)\W{1,2}(?:line )?|=)$",
    re.IGNORECASE,
)
_LEFT_CODE = re.compile(
    r"(?:\b(?:codes?|error|status|reply|response|responseCode|Fehler|erreur|erro|codigo|code is|got|said|returned|server|smtp|nr|no|"
    r"number)\W{0,8}|(?<!\w)[(\[\"'{]|code[=:]\s?)$",
    re.IGNORECASE,
)
_RIGHT_NO = re.compile(
    r"^\s?(?:ms|sec|seconds|minutes|min|bytes?|kb|mb|gb|px|recipients?|emails?|mails?|messages?|users?|times|%|lines?|days?|GMT|USD|EUR)\b",
    re.IGNORECASE,
)
_HTTP_LEFT = re.compile(
    r"(?:\bHTTP(?:/\d(?:\.\d)?)?(?:\s|\W|error|status|code|response){0,12}|\bstatus(?:\s?_?code)?\W{1,4}|statusCode\W{1,4}"
    r"|\bAPI(?: error| returned)?\W{0,3})$",
    re.IGNORECASE,
)
_HTTP_RIGHT = re.compile(
    r"^\W{0,6}(?:Unauthori[sz]ed|Forbidden|Bad Request|Not Found|Too Many Requests|Unprocessable|Payment Required|Internal Server|"
    r"Bad Gateway|Service Unavailable|Gateway Timeout|Client Error|Method Not)",
    re.IGNORECASE,
)
_SMTP_LEFT = re.compile(r"smtp\W{0,3}(?:status|code|error)?\W{0,3}$", re.IGNORECASE)
_HTTP_ONLY = frozenset({"400", "401", "402", "403", "404", "405", "406", "409", "410", "413", "415", "422", "428", "429"})
_PORT = re.compile(
    r"(?:\b(?:smtp_?)?(?:ports?|puerto|porta)[\"']?\W{0,4}|(?:порт|端口|ポート)\W{0,4})(\d{2,5})(?![\d.])"
    r"|(?<=[\w\]])\s?[:(]\s?(25|465|587|2525)(?![\d.:])",
    re.IGNORECASE,
)


def codes(text: str) -> tuple[tuple[CodeMention, ...], tuple[str, ...]]:
    """Return the SMTP codes in order, each pair that stands together as one, and the HTTP statuses."""
    status = {m.start(): m for m in _STATUS.finditer(text)}
    replies: list[re.Match[str]] = []
    http: list[str] = []
    for m in _LOOSE.finditer(text):
        left, right = text[max(0, m.start() - 24) : m.start()], text[m.end() : m.end() + 28]
        if _beside(m, status):
            replies.append(m)
        elif _says_http(m[1], left, right):
            http.append(m[1])
        elif m[1] not in _HTTP_ONLY and _plausible(left, right):
            replies.append(m)
    return tuple(_paired(replies, status, text)), tuple(dict.fromkeys(http))


def _says_http(code: str, left: str, right: str) -> bool:
    if code[0] not in "45":
        return False
    if _HTTP_RIGHT.match(right) or (_HTTP_LEFT.search(left) and not _SMTP_LEFT.search(left)):
        return True
    return code in _HTTP_ONLY and _plausible(left, right)


def _plausible(left: str, right: str) -> bool:
    if _LEFT_CODE.search(left):
        return not _RIGHT_NO.match(right)
    return not _LEFT_NO.search(left) and not _RIGHT_NO.match(right)


def _beside(m: re.Match[str], status: dict[int, re.Match[str]]) -> bool:
    return any(m.end() + gap in status for gap in (1, 2))


def _paired(replies: list[re.Match[str]], status: dict[int, re.Match[str]], text: str) -> list[CodeMention]:
    found: list[CodeMention] = []
    used: set[int] = set()
    for m in replies:
        at = next(
            (
                m.end() + gap
                for gap in (1, 2, 3, 4)
                if m.end() + gap in status and not text[m.end() : m.end() + gap].strip(" -:#(,<'\"b")
            ),
            None,
        )
        if at is None:
            found.append(CodeMention(m[1], None, m.start(), m.end()))
        else:
            used.add(at)
            found.append(CodeMention(m[1], _dotted(status[at]), m.start(), status[at].end()))
    found += [CodeMention(None, _dotted(m), m.start(), m.end()) for at, m in status.items() if at not in used]
    return sorted(found, key=lambda code: code.start)


def _dotted(m: re.Match[str]) -> str:
    return f"{m[1]}.{m[2].replace('O', '0')}.{int(m[3].replace('O', '0') or 0)}"


def ports(text: str) -> list[tuple[str, int, int]]:
    """Return the ports named in the text with their places; the caller maps what is not a mail port to `other`."""
    return [(m[1] or m[2], m.start(), m.end()) for m in _PORT.finditer(text)]
