"""The answer as a person reads it: cause, why, steps, question, sources. 80 columns, colour only where asked, nothing cut."""

from __future__ import annotations

from kbassist.assistant.answer import Answer
from kbassist.assistant.plaintext import plain
from kbassist.cli.console import visible
from kbassist.model.diagnosis import Candidate, Diagnosis, Verdict
from kbassist.model.knowledge import Question

PURPOSE = "kbassist answers refused mail logins: SMTP and mail-API errors on the way out."

LEAST_SHOWN = 0.03
"""A cause less likely than this is not worth a line."""


def page(found: Answer, color: bool, width: int) -> str:
    """Return the whole answer as text."""
    writer = Writer(color, width)
    diagnosis = found.diagnosis
    if found.report.cut:
        writer.text("The text is very long: only the lines that speak of mail or errors were read.")
        writer.gap()
    if diagnosis.verdict is Verdict.NO_MATCH:
        _refusal(writer, found)
        return writer.done()
    if diagnosis.meaning:
        for line in diagnosis.meaning:
            writer.text(line)
        writer.gap()
    for line in diagnosis.contradictions:
        writer.text(line)
        writer.gap()
    _causes(writer, diagnosis)
    parts = [_steps, _telling] if diagnosis.verdict is Verdict.MATCH else [_telling, _steps]  # unclear: the question goes first
    for part in parts:
        part(writer, found)
    if diagnosis.next_check is not None:
        writer.gap()
        writer.head(f"Check it live: {diagnosis.next_check.title}")
        writer.verbatim(f"  {diagnosis.next_check.command}")
    if diagnosis.sources:
        writer.gap()
        writer.head("Sources")
        for source in diagnosis.sources:
            writer.item("-", source.title if not source.url else f"{source.title}: {source.url}")
    return writer.done()


def _steps(writer: Writer, found: Answer) -> None:
    diagnosis = found.diagnosis
    if diagnosis.steps:
        writer.gap()
        writer.head(f"What to do: {diagnosis.advised_title}")
        for number, step in enumerate(diagnosis.steps, 1):
            writer.item(f"{number}.", plain(step))


def _telling(writer: Writer, found: Answer) -> None:
    diagnosis = found.diagnosis
    if diagnosis.next_question is not None:
        writer.gap()
        _question(writer, diagnosis.next_question)
        if found.report.provider is None:
            writer.text("And which provider is it? Its own rules decide much: --fact provider=gmail")
        if not found.report.codes and not diagnosis.matches:
            writer.text("If there is an error text, paste it: it tells more than any answer.")


def _refusal(writer: Writer, found: Answer) -> None:
    diagnosis = found.diagnosis
    if diagnosis.outside is not None:
        writer.head(f"Not a refused mail login: {diagnosis.outside.title}")
        writer.text(diagnosis.outside.says)
    else:
        writer.head("Nothing in the knowledge base matches")
        for line in diagnosis.meaning:
            writer.text(line)
        writer.text(
            "Paste the server's exact words with their numbers, such as “535 5.7.8 …”, and name the provider and the program."
        )
        if recognised := _recognised(found):
            writer.text(f"Recognised: {recognised}.")
        if diagnosis.next_question is not None:
            writer.gap()
            _question(writer, diagnosis.next_question)
    writer.gap()
    writer.text(PURPOSE)


def _recognised(found: Answer) -> str:
    """Return what was read from a text that nothing matches."""
    report = found.report
    parts = [*report.reply_codes, *report.status_codes, *(f"HTTP {status}" for status in report.http_status)]
    parts += [name for name in (report.provider, report.client) if name]
    parts += [*report.hosts, *(f"{fact.key.replace('_', ' ')}: {fact.value}" for fact in report.facts)]
    return ", ".join(dict.fromkeys(parts))


def _causes(writer: Writer, diagnosis: Diagnosis) -> None:
    clear = diagnosis.verdict is Verdict.MATCH
    writer.head("Most likely" if clear else "Likely causes, the first one first")
    shown = [cause for cause in diagnosis.causes if cause.probability >= LEAST_SHOWN] or diagnosis.causes[:1]
    for number, cause in enumerate(shown, 1):
        _cause(writer, number, cause)


def _cause(writer: Writer, number: int, cause: Candidate) -> None:
    writer.item(f"{number}.", f"{cause.title} ({cause.probability:.0%})", strong=number == 1)
    if number == 1 and cause.summary:
        writer.text(cause.summary, "   ")
    reasons = cause.because if number == 1 else cause.because[:1]
    for reason in reasons:
        writer.item("   +", reason)
    for reason in cause.against if number == 1 else ():
        writer.item("   -", f"against it: {reason}")


def _question(writer: Writer, question: Question) -> None:
    writer.head("What would tell more")
    writer.text(question.text)
    writer.text(question.why, "  ")
    given = [f"--fact {question.key}={answer.value}" for answer in question.answers]
    for option, answer in zip(given, question.answers, strict=True):
        writer.item(f"  {option:<{max(map(len, given))}} ", answer.label)


class Writer:
    """Collects lines, wrapped to the width; long words such as addresses are never broken."""

    def __init__(self, color: bool, width: int) -> None:
        self._lines: list[str] = []
        self._color = color
        self._width = width

    def head(self, text: str) -> None:
        wrapped = self._wrap(text, "", "")
        self._lines += [f"\x1b[1;36m{line}\x1b[0m" if self._color else line for line in wrapped]

    def text(self, text: str, indent: str = "") -> None:
        self._lines += self._wrap(text, indent, indent)

    def item(self, mark: str, text: str, strong: bool = False) -> None:
        body, *block = text.split("\n")
        indent = " " * (len(mark) + 1)
        lines = self._wrap(body, f"{mark} ", indent)
        self._lines += [f"\x1b[1m{line}\x1b[0m" if strong and self._color else line for line in lines]
        self._lines += [indent + visible(line) for line in block if not line.lstrip().startswith("```")]

    def verbatim(self, text: str) -> None:
        self._lines.append(visible(text))

    def gap(self) -> None:
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def done(self) -> str:
        return "\n".join(self._lines).rstrip()

    def _wrap(self, text: str, first: str, rest: str) -> list[str]:
        return wrapped(text, self._width, first, rest)


def wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """Return the text in lines of at most `width`, unless a single word is longer. textwrap would cost 3 ms of each start."""
    lines, line = [], first
    for word in visible(text).split():
        if line.strip() and len(line) + len(word) + (not line.endswith(" ")) > width and line != first:
            lines.append(line.rstrip())
            line = rest
        line += word if line in (first, rest) and (not line or line.endswith(" ")) else f" {word}"
    return [*lines, line.rstrip()]
