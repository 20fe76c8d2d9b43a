"""What a person must hear after a turn: the difference between two conversations, told once."""

from typing import TYPE_CHECKING

from kbassist.assistant import reply as out
from kbassist.model.case import Outcome

if TYPE_CHECKING:
    from kbassist.assistant.conversation import Conversation


def since(before: "Conversation", after: "Conversation") -> out.Reply:
    """Return what is new: facts, contradictions, the causes, and what is asked now."""
    told: list[out.Part] = []
    old = {row.key: row for row in before.facts().rows}
    new = {row.key: row for row in after.facts().rows}
    fresh = tuple(row for key, row in new.items() if key not in old or old[key].value != row.value)
    gone = tuple(key for key in old if key not in new)
    if fresh or gone:
        told.append(out.Noted(fresh, gone))
    if after.diagnosis is not None:
        explained = before.diagnosis.meaning if before.diagnosis else ()
        meaning = tuple(sentence for sentence in after.diagnosis.meaning if sentence not in explained)
        told += [out.Meant(meaning)] if meaning else []
        heard = before.diagnosis.contradictions if before.diagnosis else ()
        told += [out.Contradiction(text) for text in after.diagnosis.contradictions if text not in heard]
        if after.state.outcome is Outcome.OPEN:
            first = [now.causes[0].id if now and now.causes else "" for now in (before.diagnosis, after.diagnosis)]
            told.append(out.Shown(after.diagnosis, moved=first[0] != first[1]))
    return (*told, *after.prompt(before))


def tells_nothing(before: "Conversation", after: "Conversation") -> bool:
    """Tell whether the words added since `before` brought no fact, code, wording or sign."""
    if after.seen is None or before.seen is None:
        return False
    old, new = before.seen, after.seen
    return (old.facts, old.codes, old.wordings, old.report.signs, old.report.provider, old.report.client) == (
        new.facts,
        new.codes,
        new.wordings,
        new.report.signs,
        new.report.provider,
        new.report.client,
    )
