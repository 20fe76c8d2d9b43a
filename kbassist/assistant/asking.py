"""Small conversions between the engine's values and a conversation's: choices, findings as kept, passages of articles."""

from kbassist.assistant.reply import Choice, Leading
from kbassist.model.case import Found
from kbassist.model.diagnosis import Change
from kbassist.model.facts import UNKNOWN
from kbassist.model.finding import Finding
from kbassist.model.knowledge import Question

DONT_KNOW = "I don't know"
HELPED = (Choice(1, "yes", "Yes, it works now"), Choice(2, "no", "No, it still fails"))


def choices(question: Question | None) -> tuple[Choice, ...]:
    """Return the numbered answers to a question, "I don't know" the last."""
    if question is None:
        return ()
    given = [Choice(number, each.value, each.label) for number, each in enumerate(question.answers, 1)]
    return (*given, Choice(len(given) + 1, UNKNOWN, DONT_KNOW))


def section(markdown: str, head: str) -> str:
    """Return the text of an article's section, or nothing where it has none of that heading."""
    lines = markdown.split("\n")
    begins = [at for at, line in enumerate(lines) if line.startswith("## ") and line[3:].strip() == head]
    if not begins:
        return ""
    rest = lines[begins[0] + 1 :]
    end = next((at for at, line in enumerate(rest) if line.startswith("## ")), len(rest))
    return "\n".join(rest[:end]).strip()


def kept(finding: Finding) -> Found:
    """Return what is kept of a finding; one about another endpoint than the one in use is kept, but is no evidence."""
    return Found(
        finding.check,
        finding.target,
        finding.outcome.value,
        finding.title,
        finding.detail,
        tuple(sorted(finding.facts.items())) if finding.primary else (),
        finding.wording if finding.primary else "",
    )


def leading(change: Change) -> Leading:
    """Return what an answer would lead to, as it is shown."""
    return Leading(change.answer.label, change.cause, change.title, change.probability)
