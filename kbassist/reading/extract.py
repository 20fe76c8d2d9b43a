"""Finds the codes of a text: SMTP reply codes, enhanced status codes, HTTP statuses, ports.

A three-digit number is a reply code only where its surroundings let it be one; line numbers, process ids, ports and sizes
are not. Look-alikes that people type (`5,7,8`, `5.7.O`) are taken for what they mean.
"""

import re
from typing import NamedTuple

from kbassist.model.codes import CodeMention
from kbassist.reading.redact import WITH_SIGNS

_STATUS = re.compile(
    r"([245])(?:(?<![\d.,/v].)(?<![Vv]ersion .)|(?<=\b[45]\d\d\..))[.,] ?([0-7O])[.,] ?([0-9O]{1,3})(?![\d]|[.,]\d)"
)
_LOOSE = re.compile(r"([2-5](?<![.\w].)(?:(?<!3)[0-5]\d|(?<=3)[35]4))(?![\d\w%]|\.(?![245]\.\d{1,3}\.\d)\d)")
"""Both begin with the digit and look back over it: a pattern that begins with a set of characters is searched five times as fast."""
_SAYS_CODE = frozenset(
    "code codes error errors status reply response responsecode fehler erreur erro codigo is got said returned "
    "server smtp nr no number".split()
)
"""Words after which a number is a reply code."""
_SAYS_OTHER = frozenset(
    "line lines port ports pid ln col column id took after within size version over about page room top max "
    "min limit py js go rb php java cs ts pl rs ex".split()
)
"""Words after which it is something else: a place in a file, a port, a size."""
_SAYS_VERSION = frozenset(
    "version release firmware build update updated updating upgrade upgraded upgrading downgrade downgraded aktualisierung actualizacion "
    "actualización jour atualização aggiornamento обновления обновление обновлении версия версии versión versão versione".split()
)
"""Words after which a number of three parts is the version of a program; `mise à jour` is looked up by its last."""
_TO = frozenset("to from with of auf von zu mit à a al de alla da na до с на из".split())
"""Words that may stand between such a word and the number: `since the update to 4.2.1`."""
_WITH = frozenset("with mit avec con com met".split())
"""Words behind which a number may be either: `bounces with 5.1.10`, `worked with 5.1.10`."""
_NEXT = r" ?(?:->|=>|→|>|\b(?:to|auf|nach|sur|à|a|na|do)\b) ?v?\d+\.\d+\.\d+(?![.\d])"
"""What follows on the first of two versions: `from 5.2.0 to 5.3.1`. Compiled where it is used, as `_HOST` is."""
_UNITS = frozenset(
    "ms s sec secs seconds minutes min byte bytes kb mb gb px recipients email emails mail mails messages letters users times line "
    "lines day days gmt usd eur readers people addresses parents members customers subscribers students employees contacts clients "
    "guests copies leute empfänger adressen mitglieder kunden abonnenten teilnehmer personen nachrichten eltern briefe destinataires "
    "adhérents abonnés personnes courriels destinatarios correos clientes socios personas mensajes mensagens destinatários "
    "destinatari clienti soci messaggi ontvangers leden klanten berichten adresatów wiadomości писем адресатов подписчиков "
    "получателей клиентов".split()
)
"""What makes a number before it a count. A reply begins with `User`, `Message` and `Recipient`, a count has them in the plural."""
_HTTP_WORDS = frozenset("http status statuscode api returned httperror".split())
_HTTP_REASONS = (
    "unauthorized", "unauthorised", "forbidden", "bad request", "not found", "too many requests", "unprocessable", "payment required",
    "internal server", "bad gateway", "service unavailable", "gateway timeout", "client error", "method not",
)  # fmt: skip
_HTTP_ONLY = frozenset("400 401 402 403 404 405 406 407 408 409 410 413 415 422 428 429".split())
_PORT = (
    r"(?:\b(?:smtp_?)?(?:ports?|puerto|porta)[\"']?\W{0,4}|(?:порт|端口|ポート)\W{0,4})(\d{2,5})(?![\d.])"
    r"|(?<=[\w\]])\s?[:(]\s?(25|465|587|2525)(?![\d.:])"
)
"""Compiled where it is used, as `_HOST` is."""
_PORT_WORDS = tuple("port puerto порт 端口 ポート".split())
_PORT_NUMBERS = ("25", "465", "587")


def codes(text: str) -> tuple[tuple[CodeMention, ...], tuple[str, ...]]:
    """Return the SMTP codes in order, each pair that stands together as one, and the HTTP statuses."""
    status = {m.start(): m for m in _STATUS.finditer(text)}
    replies: list[re.Match[str]] = []
    http: list[str] = []
    for m in _LOOSE.finditer(text):
        if _beside(m, status):
            replies.append(m)
            continue
        around = _around(text, m)
        if _says_http(m[1], around, text[max(0, m.start() - 24) : m.start()].lower()):
            http.append(m[1])
        elif m[1] not in _HTTP_ONLY and _plausible(around):
            replies.append(m)
    return tuple(_paired(replies, status, text)), tuple(dict.fromkeys(http))


class _Around(NamedTuple):
    """What stands left and right of a number: the word before with the marks between, and what follows."""

    word: str
    gap: str
    right: str


def _around(text: str, m: re.Match[str]) -> _Around:
    left = text[max(0, m.start() - 24) : m.start()]
    if (left and left[-1] in "$€£") or (left[-1:] in " ," and left[-2:-1].isdigit()):
        return _Around("size", "", "")
    bare = left.rstrip(" \t\n:;,.=#([{<>\"'|-/")
    start = len(bare)
    while start and bare[start - 1].isalpha():
        start -= 1
    return _Around(bare[start:].lower(), left[len(bare) :], text[m.end() : m.end() + 28].lower())


def _says_http(code: str, around: _Around, left: str) -> bool:
    if code[0] not in "45":
        return False
    if around.right.lstrip(" \t:,-(\"'").startswith(_HTTP_REASONS):
        return True
    if left.endswith(("status code ", "status code: ", "status_code=", "status_code: ")) and "smtp" not in left:
        return True
    if around.word in _HTTP_WORDS and "smtp" not in left:
        return around.word != "status" or code in _HTTP_ONLY or "http" in left
    return "http/" in left or (code in _HTTP_ONLY and _plausible(around))


def _plausible(around: _Around) -> bool:
    unit = around.right.lstrip(" ")
    size = next((i for i, char in enumerate(unit) if not char.isalpha()), len(unit))
    if (unit[:size] in _UNITS and len(around.right) - len(unit) <= 1) or unit[:1] == "%":
        return False
    if around.word in _SAYS_CODE and len(around.gap) <= 8:
        return True
    if around.gap[-1:] in ("(", "[", "{", '"', "'"):
        return around.gap[-1:] != "[" or not around.word or len(around.gap) > 1
    if around.word in _SAYS_OTHER and len(around.gap) <= 3:
        return False
    return around.gap[-1:] not in ("=", "[") and not (around.gap == ":" and not around.word)


def _beside(m: re.Match[str], status: dict[int, re.Match[str]]) -> bool:
    return any(m.end() + gap in status for gap in (1, 2))


def _paired(replies: list[re.Match[str]], status: dict[int, re.Match[str]], text: str) -> list[CodeMention]:
    if not replies and not status:
        return []
    found: list[CodeMention] = []
    used: set[int] = set()
    for m in replies:
        at = next(
            (
                m.end() + gap
                for gap in (1, 2, 3, 4)
                if m.end() + gap in status and not text[m.end() : m.end() + gap].strip(" -:#(,.<'\"b")
            ),
            None,
        )
        if at is None:
            found.append(CodeMention(m[1], None, m.start(), m.end()))
        else:
            used.add(at)
            found.append(CodeMention(m[1], _dotted(status[at]), m.start(), status[at].end()))
    found += [
        CodeMention(None, _dotted(m), m.start(), m.end())
        for at, m in status.items()
        if at not in used and not _is_version(m, text[max(0, at - 40) : at], text[m.end() : m.end() + 24])
    ]
    upper = text.upper() if text.isascii() else text  # other letters may change their number
    return sorted((code._replace(stage=_stage(upper, code)) for code in found), key=lambda code: code.start)


def _is_version(m: re.Match[str], left: str, right: str) -> bool:
    """Tell whether a number of three parts without a reply code is the version of a program: `since the update to 4.2.1`.

    A success (RFC 3463, section 3.1) is printed with its reply code. Behind a word that does not say that a code follows, only one
    of security (x.7.x) is taken for a code: in 4,700 labelled messages eight versions are told so, and no code is lost.
    """
    spoken = left.lower().split()
    if m[1] == "2" or re.match(_NEXT, right, re.IGNORECASE):
        return True
    if not left.endswith(" ") or not spoken:
        return False
    word = spoken[-1]
    if m[2] != "7" and word.isascii() and word.isalpha() and word not in _SAYS_CODE and word not in _WITH:
        return True
    before = spoken[-2] if len(spoken) > 1 else ""
    if (before if word in _TO else word) in _SAYS_VERSION:
        return True
    return before.count(".") == 2 and re.match(_NEXT, f" {word} {m[0]}", re.IGNORECASE) is not None


_STAGES = {
    "MAIL FROM": "mail", "RCPT TO": "rcpt", "END OF DATA": "data", "DATA COMMAND": "data", "AUTH ": "auth", "AUTHENTICAT": "auth",
    "STARTTLS": "starttls", "EHLO": "ehlo", "HELO": "ehlo", "INITIAL GREETING": "connect", "GREETING": "connect",
}  # fmt: skip
"""What names the command that a code answers: the command itself in a dialogue, or words such as `in reply to RCPT TO command`."""
_TOLD_AFTER, _DONE_BEFORE = 160, 90
"""Characters behind a code in which a program says what it answered, and before it in which the command stands."""
_SAYS_STAGE = ("IN REPLY TO ", "AFTER ", "DURING ", "RESPONSE TO ", "COMMAND: ", "AT ")


def _stage(upper: str, code: CodeMention) -> str:
    after = upper[code.end : code.end + _TOLD_AFTER]
    for says in _SAYS_STAGE:
        at = after.find(says)
        if at >= 0:
            told = after[at + len(says) : at + len(says) + 24].lstrip("'\"")
            stage = next((stage for words, stage in _STAGES.items() if told.startswith(words.strip())), "")
            if stage:
                return stage
    before = upper[max(0, code.start - _DONE_BEFORE) : code.start]
    places = [(before.rfind(words), stage) for words, stage in _STAGES.items() if words in before]
    return max(places)[1] if places else ""


def _dotted(m: re.Match[str]) -> str:
    return f"{m[1]}.{m[2].replace('O', '0')}.{int(m[3].replace('O', '0') or 0)}"


def ports(text: str) -> list[tuple[str, int, int]]:
    """Return the ports named in the text with their places; the caller maps what is not a mail port to `other`."""
    low = text.lower()
    bare = (":" in low or "(" in low) and any(number in low for number in _PORT_NUMBERS)
    if not bare and not any(word in low for word in _PORT_WORDS):
        return []
    return [(m[1] or m[2], m.start(), m.end()) for m in re.finditer(_PORT, text, re.IGNORECASE)]


_SIGNS = "§$%#^~€£"
"""Signs that are named by themselves; `&`, `@`, `!` and `?` also stand between words or end a sentence."""
_SIGN = rf"(?:[{_SIGNS}]|(?<=[\"'`(\s])[&@!?<>*+=:;\"'`|{{}}\\])"
_NAMES = "passw|kennwort|pw|mot de pas|mdp|contrase|clave|senha|wachtw|hasł|парол|密码|密碼|パスワ|비밀번호".split("|")
_NAME = (
    r"(?:passwor[dt]s?|passwörter|kennwort|\bpw|mot de passe|mdp|contraseña|clave|senha|wachtwoord|hasł[oe]|парол\w{0,3}"
    r"|密码|密碼|パスワード|비밀번호)"
)
_SIGNED = (
    rf"{_NAME}(?:[^\n=:.。]{{0,40}}?(?:\b(?:with|has|have|had|contains?|containing|includes?|mit|enthält|hat|avec|contient|con|tiene"
    r"|contiene|com|tem|contém|met|bevat|heeft|ze?|zawiera|со?|содержит)\b|[含有带帶に이가])"
    rf"(?:[^\n=:.。]{{0,24}}?(?<![a-z0-9])(?<!\d\s)[{_SIGNS}](?![a-z0-9])|\s(?:an? |no |the |einem |un )?{_SIGN}(?=[\"'`),.;\s]))"
    r"| (?:(?:is |looks |was )?(?:something )?like|such as|wie|comme|como)(?= \S{0,30}[^\w\s.,:;!?'\"()/-])"
    r"| (?:is|was|ist|est|es)(?= (?![<${(%\[\"'])(?:\S*?[#$%^&*+~;@<>{}|=\"]){3})"
    r"|[^\n=:.。]{0,30}[ (\"'][@#!?$%&.,;^*+]{2,9} (?:in|inside) (?:it|them)\b)"
    rf"|\b(?:things|signs|char(?:acter)?s|symbols|zeichen) (?:like|such as|as|wie) {_SIGN}"
    rf"|(?:\b(?:an?|with|and|or|einem|und|un|une|um|een|has|have|had) |[\"'`(]){_SIGN}[\"'`)]? (?:drin )?(?:in|im|en|dans|na|no|nel|в) "
    rf"(?:my|their|his|her|our|the|its|your|meinem|dem|la|le|mi|mon|minha|het|mijn) {_NAME}"
)
"""A password with a sign in it, as people tell it: "my password has a # and an @", "a % in their password", "a password like
a}b~9"; of a password that is written out only what stands before it. Compiled where a text speaks of a password."""


def broken_signs(text: str) -> str:
    """Return what says that a password has signs which configuration files, shells and URLs break; empty where nothing does.

    That is the first mask of a password with such signs, or else the words in which a person names one.
    """
    end = text.find(WITH_SIGNS)
    if end >= 0:
        return text[max(0, text.rfind("<", 0, end)) : end + len(WITH_SIGNS)]
    low = text.lower()
    named = re.search(_SIGNED, low) if any(map(low.__contains__, _NAMES)) else None
    return text[named.start() : named.end()] if named else ""


_HOST = r"(?<![\w.@/+-])((?:[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?\.){1,6}[a-z]{2,24})(?::(\d{1,5}))?(?![\w.-]?[\w@])"
"""Compiled where it is used: 2 ms that a text without a server's name saves."""
_MAIL_LABELS = ("smtp", "mail", "mx", "relay", "submission", "send", "outgoing", "email", "asmtp", "mx1", "mta", "postausgang")
_FILES = (".py", ".js", ".ts", ".php", ".java", ".log", ".cf", ".conf", ".go", ".rb", ".send", ".mail")
_MAIL_PORTS = frozenset("25 465 587 588 2465 2525 2587".split())
_HOST_CUES = (*_MAIL_LABELS, *(f":{port}" for port in sorted(_MAIL_PORTS)))


def hosts(text: str) -> tuple[str, ...]:
    """Return the mail servers named in the text, `host` or `host:port`, in order: by their port, or by the first label of the name."""
    low = text.lower()
    if "." not in low or not any(map(low.__contains__, _HOST_CUES)):
        return ()
    found: dict[str, None] = {}
    for m in re.finditer(_HOST, low):
        name, port = m[1], m[2]
        label = name.split(".", 1)[0].split("-")[0].rstrip("0123456789")
        if (port in _MAIL_PORTS or (port is None and label in _MAIL_LABELS)) and not name.endswith(_FILES):
            found[f"{name}:{port}" if port else name] = None
    return tuple(found)
