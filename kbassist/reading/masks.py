"""The rules by which secrets are found: labelled values, URLs, AUTH exchanges, headers, tokens of known form, base64.

A mask says what kind of thing stood there, because that much helps: `<password>`, `<token>`, `<credentials: undefined>` where
the blob is nothing but an unset variable, and `<password #>` where signs stood in it that configuration files, shells and
URLs are known to break.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable

from kbassist.model.tokens import is_ideograph
from kbassist.reading.redact import WITH_SIGNS

PASSWORD = "<password>"  # noqa: S105 - the mask, not a password
TOKEN = "<token>"  # noqa: S105 - the mask, not a token
CREDENTIALS = "<credentials>"
ENCODED = "<encoded>"

_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)
_URL = re.compile(r"(\b[a-z][a-z0-9+.-]{1,20}://)([^\s\"'<>/]{0,200}:[^\s\"'<>]{0,200})@(?=[\w\[])", re.IGNORECASE)
_CALL = re.compile(
    r"\b(login|authenticate|\w{0,20}PlainAuth|NetworkCredential|PasswordAuthentication|\w{0,20}setPassword|auth\w{0,12})"
    r"(\s?[=:]?\s?[(\[])([^()\n]{1,300})(?=[)\]])",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"(?<![\w])([\"'])((?:(?!\1).){1,200})\1")
_OPTION = re.compile(r"((?<!\S)(?:--?[\w-]{0,20}pass(?:word|wd)?|-ap)[ =]+[\"']?)([^\s\"'<-][^\s\"']*)", re.IGNORECASE)
_USER_OPTION = re.compile(r"((?<!\S)(?:--user|-u)[ =]+[\"']?[^\s:\"']{1,100}:)([^\s\"'<]+)")
_SASL_PASSWD = re.compile(r"(^\[?[\w.-]+\]?(?::\d+)?\s+[^\s:@]+@[^\s:@]+:)([^\s<]+)", re.MULTILINE)
_SENT = re.compile(
    r"((?:CLIENT -> SERVER: ?|\bC: |send: [\"']|> [\w.-]+\[[\d.]+\]:\d+: ))(?!(?:EHLO|HELO|AUTH|MAIL|RCPT|DATA|QUIT|STARTTLS|RSET|NOOP)\b)"
    r"([A-Za-z0-9+/]{4,}={0,2})(?=[\s\\<\"']|$)",
    re.IGNORECASE,
)
_AUTH = re.compile(
    r"\b(AUTH[ =](?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER|CRAM-MD5|NTLM|GSSAPI|SCRAM-[A-Z0-9-]{1,20})\s{1,4})"
    r"(?!(?<=\n)[2-5]\d\d-)"  # the next line of an answer to EHLO is no blob
    r"([A-Za-z0-9+/=_-]{4,}(?:(?<=\S{40})\n\s{0,8}[A-Za-z0-9+/]{4,}={0,2}(?=\s|$)){0,40})",  # long ones are wrapped
    re.IGNORECASE,
)
_AUTH_HEADER = re.compile(
    r"\b((?:Bearer|Basic|X-Postmark-Server-Token:|Api-Token:|api-key:)\s{1,4}\\?[\"']?)([A-Za-z0-9+/=._~-]{6,})",
    re.IGNORECASE,
)
_KNOWN = re.compile(
    r"\b(?:SG\.[\w-]{6,}(?:\.[\w-]{6,})?"  # SendGrid
    r"|x(?:key|smtp)sib-[\w-]{8,}"  # Brevo
    r"|key-[0-9a-f]{16,}|[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}"  # Mailgun
    r"|(?:AKIA|ASIA)[0-9A-Z]{12,}"  # AWS access key id
    r"|re_[A-Za-z0-9_]{12,}|mlsn\.[0-9a-f]{16,}|md-[\w-]{16,}|api-[0-9A-Fa-f]{24,}"  # Resend, MailerSend, Mandrill, SMTP2GO
    r"|ya29\.[\w-]{8,}|1//[\w-]{16,}|GOCSPX-[\w-]{10,}"  # Google OAuth
    r"|eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?"  # JWT
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"  # Postmark server token, Scaleway key
    r"|[0-9a-f]{32,64})\b"  # Mailtrap and others
)
_PUBLIC = "pubkey-"
"""First part of Mailgun's public validation key, which can never send; the mask says so, for nothing else in the text does."""
_LABEL = r"pass(?:wor[dt]|wd|phrase|code)?|pwd|secret|token|ap[ip][ _-]?key"
_KEYED = re.compile(
    r"(?=[psşatrkcmhwljп密パ授비κكס][aweopucdiöậа码碼ス权權밀ωلי])"  # how the names below begin: most places end here
    r"(?P<key>(?:(?:passwor[dt]|passwd|passphrase|passcode|pwd|secret|ap[ip][ _-]?key|(?:access|auth|refresh)_?-?token)\w{0,20}(?: value)?"
    r"|(?:(?<![a-z])|(?<=smtp))(?:pass|token|pw)|kennwort|contrase(?:ñ|n)a(?: de aplicaci[oó]n)?|mot de passe(?: d'application)?|senha|"
    r"has[lł]o|heslo|wachtwoord|l[oö]senord|salasana|adgangskode|[sş]ifre|parola|jelsz[oó]|m[aậ]t kh[aẩ]u|"
    r"пароль(?: приложения)?|密码|密碼|パスワード|授权码|授權碼|비밀번호|κωδικός|كلمة المرور|סיסמה)"
    r"[\"'*`\\\]\)]{0,4})"
    r"(?P<gap>\s{0,4}(?:=>|->|:=|=|:|：|＝|(?:%22)?%3[ad](?:%22)?|;s:\d{1,4}:|[,](?=\s{0,3}[\"']))\*{0,2}\s{0,3}(?:[|>]-?\s{0,2}\n)?\s{0,12}"
    r"|\s{1,2}(?:is|was|ist|lautet|est|es)\s{1,2}|是|は|[는은]\s{0,2}|\s{0,2}[(]|\s{0,12}\|\s{0,3}|\s{1,3}-?\s{0,2})"
    r"(?P<open>(?:[bur](?=[\"']))?\\{0,3}[\"'“«`]?)",
    re.IGNORECASE,
)
_ELEMENT = re.compile(
    rf"(<([\w:.-]{{0,40}}?(?:{_LABEL})[\w:.-]{{0,20}})(?:\s[^<>]{{0,200}})?>\s{{0,9}})([^<>\s][^<>]{{0,400}})(?=</)",
    re.IGNORECASE,
)
"""`<password>…</password>`"""
_NAMED_VALUE = re.compile(
    rf"(\b(?:name|key|id)[\"']?\s{{0,3}}[:=]\s{{0,3}}[\"']?[\w.:-]{{0,40}}?(?:{_LABEL})[\w.-]{{0,20}}[\"']?[^<>{{}}\w]{{1,20}}(?:type=\S{{1,20}}\s)?value[\"']?"
    r"\s{0,3}[:=]\s{0,3})([\"']?)([^\"'\n<>]{1,400})",
    re.IGNORECASE,
)
"""`name="password" value="…"`, and the environment of a container: `- name: SMTP_PASSWORD`, `value: …`"""
_AUTHORIZATION = re.compile(
    r"(\bAuthorization[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?:[A-Za-z][\w-]{0,20} +)?)([^\s\"'<]{6,})", re.IGNORECASE
)
_REFERENCE = re.compile(r"(?:\$\{?[A-Z_]{2,}\}?|%[A-Z_]+%|\{\{.*\}\}|<[a-z: ]+>?)[;,)]?\Z")
"""A variable or mask that stands for a value: `$SMTP_PASS`, `<password>`."""
_CODE_ALONE = re.compile(r"[245]\d\d(?::|-[245]\.\d\.\d{1,3})\Z")
"""A reply's code after a label's colon: `I have a valid token: 535: 5.7.8`. What goes on behind it may be a secret."""
_BARE_END = re.compile(r"[\s'\"“”»`<>|，。；]|%2[26]|\\[nrtux\"']|$")
_APP_PASSWORD = re.compile(
    r"(pass(?:word|wort|code)?\W{0,3}(?:\w{1,12}\W{1,2}){0,3}?[\"'(:= ])([a-z]{4}([ -])[a-z]{4}\3[a-z]{4}\3[a-z]{4})\b",
    re.IGNORECASE,
)
_BLOB = re.compile(r"(?<![\w+/=.@:-])(?:[A-Za-z0-9+/]{4}){2,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|)(?![\w+/=@])")
_MIXED = re.compile(
    r"(?<![\w/+.@=-])(?=[\w+/-]{24})(?=[\w+/-]*[a-z])(?=[\w+/-]*[A-Z])(?=[\w+/-]*\d)[A-Za-z0-9+/_-]{24,}={0,2}(?![\w@])"
)
_AFTER_CHALLENGE = re.compile(
    r"(\b334 [A-Za-z0-9+/=]{0,200}\s{0,3}\n[^\n\w]{0,8}(?:C(?:lient)?: ?|-> ?|~> ?|>>> ?|CLIENT -> SERVER: ?|Sent: ?)?)"
    r"(?![A-Za-z][a-z]{3,} [a-z])([A-Za-z0-9+/=]{4,}(?=\s|$))"  # what goes on as a sentence does is no answer
)

_PROSE = frozenset(
    "not no is was are wrong incorrect invalid required expired missing empty null none undefined true false yes correct "
    "right rejected refused failed error and or the a an my your this that authentication authenticate login does did has "
    "have will should must in on for with to of from but same app account falsch ungultig abgelehnt nicht incorrecta "
    "incorrecto invalida mauvais incorrect change changed reset unknown".split()
)
"""Words that follow a label in a sentence and are no secret."""
_SIGNS = frozenset("#$%&\"'`!^{}|;\\@:/?+~")
_ASCII_RUN = re.compile(r"[!-~]{6,}")
"""What may be a password within a sentence of Chinese, Japanese or Korean."""
_CODE = ("(", "[", "->", "::", "://", "${", "{{", "process.env")
"""What shows that an expression or a path stands for the value."""
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
LONGEST = 400
"""Characters of one secret; what is longer is masked by its form."""
_UNSET = frozenset({"", "undefined", "null", "none", "nil", "nan", "false", "[object object]"})


def masked(text: str) -> str:
    """Return the text with every password, token and AUTH blob masked."""
    low = text.lower()
    for cues, rule in _RULES:
        for cue in cues:
            if cue in low:
                text = rule(text)
                break
    return text


def _mask_of(value: str, mask: str) -> str:
    """Return the mask, saying so where it is a public key, or where signs stand behind the first character.

    A leading sign alone may mark a variable.
    """
    if value.startswith(_PUBLIC):
        return f"{mask[:-1]} {_PUBLIC[:-1]}>"
    inner = value[1:]
    if value.startswith("/") or any(code in value for code in _CODE) or not any(c.isalnum() for c in inner):
        return mask
    return mask[:-1] + WITH_SIGNS if any(c in _SIGNS or not c.isascii() for c in inner) else mask


def _url(m: re.Match[str]) -> str:
    password = m[2].partition(":")[2]
    return f"{m[1]}{_mask_of(_ESCAPED.sub('', password), CREDENTIALS)}@"


def _calls(text: str) -> str:
    if "(" not in text and "[" not in text:
        return text
    return _CALL.sub(lambda m: m[1] + m[2] + _QUOTED.sub(lambda q: f"{q[1]}{CREDENTIALS}{q[1]}", m[3]), text)


def _elements(text: str) -> str:
    return _ELEMENT.sub(lambda m: m[0] if _is_stand_in(m[3]) else m[1] + _mask_of(m[3], PASSWORD), text)


def _named_values(text: str) -> str:
    return _NAMED_VALUE.sub(lambda m: m[0] if _is_stand_in(m[3]) else m[1] + m[2] + _mask_of(m[3], PASSWORD), text)


def _headers(text: str) -> str:
    text = _AUTHORIZATION.sub(lambda m: m[0] if _is_word(m[2]) else m[1] + TOKEN, text)
    return _AUTH_HEADER.sub(lambda m: m[0] if _is_word(m[2]) else m[1] + TOKEN, text)


def _is_word(value: str) -> bool:
    return value.lower().strip(".,;:!") in _PROSE or (value.isalpha() and len(value) < 16)


def _is_stand_in(value: str) -> bool:
    return value.strip().lower() in _UNSET or _REFERENCE.match(value.strip()) is not None


def _masked_auth(m: re.Match[str]) -> str:
    blob = m[2]
    if blob.lower() in {
        "login",
        "plain",
        "cram-md5",
        "xoauth2",
        "digest-md5",
        "oauthbearer",
        "ntlm",
        "gssapi",
        "failed",
        "failure",
        "authentication",
        "auth",
    }:
        return m[0]
    if blob.isalpha() and (blob.islower() or blob.isupper()) and len(blob) < 20:
        return m[0]
    return m[1] + _blob_mask(blob)


def _keyed(text: str) -> str:
    """Mask the value of every `key = value` whose key names a secret."""
    parts: list[str] = []
    done = 0
    while (m := _KEYED.search(text, done)) is not None:
        start, end = m.end(), _value_end(text, m)
        parts.append(text[done:start])
        done = start  # what is no secret may itself be the next key
        if _is_secret(text, m, text[start:end]):
            parts.append(_mask_of(text[start:end], PASSWORD))
            done = end
    parts.append(text[done:])
    return "".join(parts)


def _value_end(text: str, m: re.Match[str]) -> int:
    start = m.end()
    quote = m["open"][-1:]
    if quote and quote in "\"'“«`":
        line_end = text.find("\n", start, start + LONGEST)
        last = line_end if line_end >= 0 else start + LONGEST
        closing = {"“": "”", "«": "»"}.get(quote, quote)
        end = text.find(closing, start, last)
        while end >= 0 and text[end + 1 : end + 2].isalnum() and (further := text.find(closing, end + 1, last)) >= 0:
            end = further  # a quotation mark of the password's own: no value ends before a letter
        if end >= 0:
            while end > start and text[end - 1] == "\\":
                end -= 1
            return end
    bare = _BARE_END.search(text, start, start + LONGEST)
    end = bare.start() if bare else min(len(text), start + LONGEST)
    while end > start and text[end - 1] in ",;)]}.":
        end -= 1
    return end


def _is_secret(text: str, m: re.Match[str], value: str) -> bool:
    word = value.strip(".!?:=").lower()
    if (
        word in _UNSET
        or _REFERENCE.match(value)
        or _CODE_ALONE.match(value)
        or (value[-1:] in (":", "=") and word.replace("_", "").replace("-", "").isalpha())
    ):
        return False
    if is_ideograph(value[:1]):  # no password, but a sentence that runs on without blanks: パスワードは合っています
        return any(map(_looks_secret, _ASCII_RUN.findall(value)))
    plain = not any(mark in m["gap"] for mark in "=:：＝>,%;")
    if plain:  # `my password is hunter2`: prose, in which only what looks like a secret is one
        return _looks_secret(value)
    if m["open"]:
        return True
    if word in _PROSE:
        return False
    # `Password: expired since` is a sentence; a password is rarely followed by two more words.
    sentence = ":" in m["gap"] and word.isalpha() and re.match(r" [a-z]+ [a-z]+", text[m.end() + len(value) :][:80])
    return not sentence


def _looks_secret(value: str) -> bool:
    """Tell whether a bare word is more than a word or a number: letters mixed with digits, or with signs inside."""
    if len(value) < 6 or value.startswith("<") or re.match(r"\d[\d.,:/-]*\Z|[\w.+-]+@[\w.-]+\Z|https?:", value):
        return False
    letters, digits = any(c.isalpha() for c in value), any(c.isdigit() for c in value)
    signs = any(not c.isalnum() and c not in "-_'’.,;:!?()/、。，；：！？（）「」『』・…" for c in value)
    return letters and (digits or signs)


def _decoded(blob: str) -> str | None:
    try:
        raw = base64.b64decode(blob + "=" * (-len(blob) % 4), validate=True)
        text = raw.decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    return text if all(c.isprintable() or c in "\0\1\n\r\t" for c in text) else None


def _blob_mask(blob: str) -> str:
    text = _decoded(blob)
    if text is None:
        return CREDENTIALS
    parts = [part.strip().lower() for part in re.split(r"[\0:]", text)]
    if text and all(part in _UNSET for part in parts):
        return "<credentials: undefined>"
    return CREDENTIALS


def _masked_blob(m: re.Match[str]) -> str:
    text = _decoded(m[0])
    if text is None:
        return m[0]
    if text.strip().lower() in {
        "username:",
        "password:",
        "user name",
        "username",
        "password",
        "user name\0",
        "password\0",
    }:
        return text.strip("\0").strip()
    if text.startswith("{") and '"status"' in text:
        return masked(text)
    parts = [part.strip().lower() for part in re.split(r"[\0:]", text)]
    if "\0" in text or len(parts) > 1 or parts[0] in _UNSET:
        return _blob_mask(m[0])
    return ENCODED if len(m[0]) >= 12 or m[0].endswith("=") else m[0]


def _greets(m: re.Match[str]) -> bool:
    """Tell whether it is the name of a server's software in its greeting: `220 host ESMTP SimpleEmailService-1234567890`."""
    return m.string[max(0, m.start() - 6) : m.start()].upper() == "ESMTP "


_LABELS = tuple(
    "pass pwd secret key token pw kennwort contrase senha haslo hasło heslo wachtwoord senord salasana adgangskode ifre parola "
    "jelsz khau khẩu пароль 密码 密碼 パスワード 授权码 授權碼 비밀번호 κωδικός كلمة סיסמה".split()
)
_ANY = ("",)
_RULES: tuple[tuple[tuple[str, ...], Callable[[str], str]], ...] = (
    (("-----begin",), lambda text: _PRIVATE_KEY.sub(TOKEN, text)),
    (("://",), lambda text: _URL.sub(_url, text)),
    (("login", "auth", "credential", "password"), _calls),
    (("</",), _elements),
    (("value",), _named_values),
    (("-pass", "pass ", "pass=", "passwd", "password", "-ap"), lambda text: _OPTION.sub(lambda m: m[1] + PASSWORD, text)),
    (("--user", "-u"), lambda text: _USER_OPTION.sub(lambda m: m[1] + PASSWORD, text)),
    (("@",), lambda text: _SASL_PASSWD.sub(lambda m: m[1] + PASSWORD, text)),
    (("server: ", "c: ", "send: ", "> "), lambda text: _SENT.sub(lambda m: m[1] + _blob_mask(m[2]), text)),
    (("334 ",), lambda text: _AFTER_CHALLENGE.sub(lambda m: m[1] + (m[2] if m[2] == "=" else _blob_mask(m[2])), text)),
    (("auth ", "auth="), lambda text: _AUTH.sub(_masked_auth, text)),
    (("authorization", "bearer", "basic", "token:", "key:"), _headers),
    (("pass",), lambda text: _APP_PASSWORD.sub(lambda m: m[1] + PASSWORD, text)),
    (_LABELS, _keyed),
    (_ANY, lambda text: _KNOWN.sub(TOKEN, text)),
    (_ANY, lambda text: _BLOB.sub(_masked_blob, text)),
    (_ANY, lambda text: _MIXED.sub(lambda m: m[0] if m[0].count("/") > 2 or _greets(m) else TOKEN, text)),
)
"""Each rule with the words of which one must stand in the text, in lower case, for it to find anything."""
