"""One conversation, driven by values: a conversation and what the person does in, the next conversation and a reply out.

The chat and `kbassist diagnose` both drive this module and show the replies; no front end decides anything about a case.
A conversation is its list of events; everything else in it is computed from that list, so that taking back, resuming and
changing an answer can never leave a trace. Times come from the caller, as ISO 8601.
"""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple

from kbassist.assistant import news
from kbassist.assistant import reply as out
from kbassist.assistant.answer import NOTHING, Answer, checked_facts, gather
from kbassist.assistant.asking import HELPED, choices, kept, leading, section
from kbassist.assistant.attribution import attributed
from kbassist.assistant.facts import fact_rows
from kbassist.assistant.understand import Meaning, meant, yes_or_no
from kbassist.diagnosis.diagnose import diagnose
from kbassist.diagnosis.explain import if_answered, would_change
from kbassist.diagnosis.weigh import Seen
from kbassist.errors import UsageError
from kbassist.kb.store import Store
from kbassist.model import case
from kbassist.model.diagnosis import Candidate, Diagnosis, Verdict
from kbassist.model.facts import UNKNOWN
from kbassist.model.finding import Finding
from kbassist.model.knowledge import Question
from kbassist.model.tokens import words as words_of
from kbassist.reading.read import clean

TOP = 8
"""Causes looked at; a front end shows as many as it likes."""
WORTH_TRYING = 0.03
"""Probability below which the steps against a cause are not proposed."""
SMALL_TALK = 4
"""Words up to which a text in which nothing is recognised ("what?", "hm") is a remark and no evidence."""


class Expect(Enum):
    """What a conversation waits for."""

    TEXT = "text"
    """The error, or more about the case."""
    ANSWER = "answer"
    """An answer to the open question."""
    HELPED = "helped"
    """Whether the steps shown helped."""
    NOTHING = "nothing"
    """The case is resolved."""


class Turn(NamedTuple):
    """The conversation after something was done, and what to show."""

    conversation: "Conversation"
    reply: out.Reply


class Conversation(NamedTuple):
    """A case as it stands. Make one with `start` or `resume`; the fields are for reading."""

    knowledge: Store
    events: tuple[case.Event, ...]
    state: case.State
    seen: Seen | None = None
    diagnosis: Diagnosis | None = None

    # -- how things stand --------------------------------------------------------------------------------------------

    @property
    def result(self) -> Answer | None:
        """The answer to all that is known, as `ask` gives it, or None where nothing is known yet."""
        return Answer(self.seen.report, self.diagnosis) if self.seen and self.diagnosis else None

    @property
    def expects(self) -> Expect:
        """What the next words are taken for."""
        if self.state.outcome is case.Outcome.RESOLVED:
            return Expect.NOTHING
        if self.diagnosis is None or self.diagnosis.verdict is Verdict.NO_MATCH:
            return Expect.TEXT
        if self.state.shown and self._advised is not None:
            return Expect.HELPED
        if self.diagnosis.next_question is not None:
            return Expect.ANSWER
        return Expect.HELPED if self._advised is not None else Expect.TEXT

    @property
    def question(self) -> Question | None:
        """The open question, or None."""
        return self.diagnosis.next_question if self.diagnosis and self.expects is Expect.ANSWER else None

    @property
    def choices(self) -> tuple[out.Choice, ...]:
        """The numbered answers to what is asked now; empty where only text is expected."""
        if self.expects is Expect.HELPED:
            return HELPED
        return choices(self.question) if self.question else ()

    @property
    def target(self) -> str:
        """The server that a live check would look at, `host:port` or `host`; empty where none is known."""
        return self.seen.target if self.seen else ""

    @property
    def steps(self) -> out.Steps | None:
        """The steps against the likeliest cause that was not tried yet, or None where there is none worth trying."""
        if self.diagnosis is None or self._advised is None:
            return None
        now = self.diagnosis
        return out.Steps(now.advised, now.advised_title, now.steps, now.sources)

    def steps_for(self, cause: str) -> out.Steps | None:
        """Return the steps against any cause, with this provider and client in mind; None where the knowledge has none."""
        report = self.seen.report if self.seen else None
        owners = (report.provider, report.client) if report else (None, None)
        steps, _ = self.knowledge.steps(cause, *owners)
        return out.Steps(cause, self.title_of(cause), steps) if steps else None

    @property
    def _advised(self) -> Candidate | None:
        if self.diagnosis is None:
            return None
        worth = (one for one in self.diagnosis.causes if one.id == self.diagnosis.advised and one.probability >= WORTH_TRYING)
        return next((one for one in worth if one.id not in self.state.tried), None)

    def title_of(self, cause: str) -> str:
        """Return the title of a cause, or its id where the knowledge has none."""
        known = self.knowledge.causes().get(cause)
        return known.title if known else cause

    # -- what the person does ----------------------------------------------------------------------------------------

    def say(self, text: str, at: str) -> Turn:
        """Take a text about the case: the pasted error, or more of it. Secrets in it are masked before anything else."""
        masked, _ = clean(text)
        if not masked.strip():
            return Turn(self, (out.Notice("Nothing was said: paste the error, or describe what happens in a few words."),))
        after = self._with(case.TextSaid(at, masked))
        assert after.seen is not None  # there is a text now
        return Turn(after, (out.TextTaken(after.seen.report), *news.since(self, after)))

    def answer(self, key: str, value: str, at: str, words: str = "") -> Turn:
        """State a fact, in answer to a question or unasked. Raises UsageError for a key or value that does not exist."""
        fact = checked_facts({key: value}, self.knowledge)[0]
        after = self._with(case.FactAnswered(at, key, fact.value, clean(words)[0]))
        return Turn(after, news.since(self, after))

    def change(self, key: str, words: str, at: str) -> Turn:
        """State a fact anew, in the words of a person or as its value. Raises UsageError where they are no answer to it."""
        question = self.knowledge.questions().get(key)
        understood = meant(clean(words)[0], question, choices(question), self.knowledge) if question else None
        if understood is None:
            return self.answer(key, words.strip(), at)
        return self._answered(understood, at)

    def understand(self, text: str, at: str) -> Turn:
        """Take free text for what is expected now: an answer, whether it helped, or more about the case."""
        words = clean(text)[0]
        if self.expects is Expect.NOTHING:
            return Turn(self, (out.Notice("This case is resolved. Take the last step back to go on with it."),))
        if self.expects is Expect.HELPED and (helped := yes_or_no(words, HELPED, self.knowledge)) is not None:
            return self.tried(self.state.shown or self._advised_id(), helped, at)
        if self.question is not None:
            understood = meant(words, self.question, self.choices, self.knowledge)
            if understood is not None:
                return self._answered(understood, at)
        turn = self.say(words, at)
        if self.choices and len(words_of(words)) <= SMALL_TALK and news.tells_nothing(self, turn.conversation):
            noted = self.remark(case.NoteWritten(at, words))
            return Turn(noted, (out.NotUnderstood(words), *noted.prompt(self)))
        return turn

    def back(self) -> Turn:
        """Take back the last thing said, answered, found or tried."""
        events, dropped = case.without_last(self.events)
        if dropped is None:
            return Turn(self, (out.Notice("There is nothing to take back."),))
        after = resume(events, self.knowledge)
        return Turn(after, (out.TakenBack(dropped), *news.since(self, after)))

    def forget(self, key: str, at: str) -> Turn:
        """Take back a fact, wherever it came from. Raises UsageError for a key that does not exist."""
        checked_facts({key: UNKNOWN}, self.knowledge)
        if key not in {row.key for row in self.facts().rows}:
            return Turn(self, (out.Notice(f"Nothing is known of {key}, so there is nothing to forget."),))
        after = self._with(case.AnswerWithdrawn(at, key))
        return Turn(after, news.since(self, after))

    def found(self, findings: Iterable[Finding], at: str) -> Turn:
        """Take in what live checks found: facts, and what servers said. A check made again replaces its earlier finding."""
        made = tuple(map(kept, findings))
        if not made:
            return Turn(self, (out.Notice("No check was made."),))
        after = self._with(case.FindingsMade(at, made))
        return Turn(after, news.since(self, after))

    def tried(self, cause: str, helped: bool, at: str) -> Turn:
        """Take in whether the steps against a cause helped: yes resolves the case, no goes on without that cause."""
        after = self._with(case.FixTried(at, cause, helped))
        return Turn(after, news.since(self, after))

    def resolve(self, cause: str, at: str) -> Turn:
        """Declare the case resolved; `cause` may be empty. Raises UsageError for a cause that does not exist."""
        if cause and not self.knowledge.causes().get(cause):
            raise UsageError(f"unknown cause '{cause}'; see `kbassist explain --list causes`")
        after = self._with(case.Resolved(at, cause))
        return Turn(after, news.since(self, after))

    def note(self, text: str, at: str) -> Turn:
        """Keep a remark with the case; it is no evidence."""
        return Turn(self.remark(case.NoteWritten(at, clean(text)[0])), (out.Notice("Kept as a note."),))

    def rename(self, title: str, at: str) -> "Conversation":
        """Give the case a title, masked and in one line."""
        return self.remark(case.Renamed(at, " ".join(clean(title)[0].split())))

    def remark(self, event: case.DraftKept | case.NoteWritten | case.Renamed) -> "Conversation":
        """Keep a draft, a note or a title with the case; the diagnosis does not change."""
        return self._replace(events=(*self.events, event), state=case.fold((*self.events, event)))

    def opening(self) -> Turn:
        """Return how things stand to begin with: nothing where nothing is known, else the causes and what is asked."""
        shown = (out.Shown(self.diagnosis, moved=True),) if self.diagnosis and self.expects is not Expect.NOTHING else ()
        return Turn(self, (*shown, *self.prompt()))

    # -- what the person asks ----------------------------------------------------------------------------------------

    def fix(self, at: str) -> Turn:
        """Show the steps now, though a question may be open; then it is asked whether they helped."""
        steps = self.steps
        if steps is None:
            return Turn(self, self.prompt() or (out.Notice("There are no steps yet: paste the error first."),))
        after = self
        if self.expects is Expect.ANSWER:
            after = self._with(case.FixShown(at, steps.cause))
        return Turn(after, (steps, *after._helped_asked()))

    def why(self) -> out.Reply:
        """Say why the open question is asked and what each answer would lead to."""
        if self.question is None or self.seen is None:
            return (out.Notice("No question is open now."),)
        article = self.knowledge.article(f"questions/{self.question.key}")
        find_out = section(article.markdown, "How to find out") if article else ""
        return (out.Why(self.question, tuple(map(leading, if_answered(self.seen, self.question, self.knowledge))), find_out),)

    def would_change(self) -> out.Reply:
        """Say which answers would put another cause first."""
        if self.seen is None or self.diagnosis is None or self.diagnosis.verdict is Verdict.NO_MATCH:
            return (out.Notice("There is no diagnosis yet: paste the error first."),)
        changes = would_change(self.seen, self.knowledge)
        return (out.WouldChange(tuple((change.question, leading(change)) for change in changes)),)

    def facts(self) -> out.Facts:
        """Return everything known, with where it comes from."""
        rows = fact_rows(self.seen.report, self.state, self.knowledge) if self.seen else ()
        return out.Facts(rows, tuple(self.title_of(name) for name in self.state.tried))

    def prompt(self, before: "Conversation | None" = None) -> out.Reply:
        """Return what is asked now: the open question, the steps with "did it help?", or that the case is closed."""
        if self.expects is Expect.NOTHING:
            return (out.Closed(self.state.cause, self.title_of(self.state.cause) if self.state.cause else ""),)
        if self.question is not None:
            again = before is not None and before.question is not None and before.question.key == self.question.key
            asked = out.Asked(self.question, self.choices, again)
            offered = self._check_offered(before)
            return (*offered, asked) if self.diagnosis and self.diagnosis.check_first else (asked, *offered)
        if self.expects is Expect.HELPED:
            steps = self.steps
            return (steps, *self._helped_asked()) if steps else ()
        return self._exhausted()

    # -- inside ------------------------------------------------------------------------------------------------------

    def _with(self, event: case.Event) -> "Conversation":
        return resume((*self.events, event), self.knowledge)

    def _answered(self, understood: Meaning, at: str) -> Turn:
        after = self._with(case.FactAnswered(at, understood.key, understood.value, understood.words, understood.also))
        return Turn(after, news.since(self, after))

    def _advised_id(self) -> str:
        return self.diagnosis.advised if self.diagnosis else ""

    def _check_offered(self, before: "Conversation | None") -> out.Reply:
        """Return the offer of a live check, unless it was just made."""
        check = self.diagnosis.next_check if self.diagnosis else None
        made_before = before is not None and before.diagnosis is not None and before.diagnosis.next_check == check
        return (out.CheckOffered(check),) if check and not made_before else ()

    def _helped_asked(self) -> out.Reply:
        steps = self.steps
        return (out.HelpedAsked(steps.cause, steps.title, HELPED),) if steps else ()

    def _exhausted(self) -> out.Reply:
        if self.diagnosis is None or self.diagnosis.verdict is Verdict.NO_MATCH or not self.diagnosis.causes:
            return ()
        first = self.diagnosis.causes[0]
        article = self.knowledge.article(f"causes/{first.id}")
        return (out.Exhausted(first.id, first.title, section(article.markdown, "If it persists") if article else ""),)


def start(knowledge: Store, facts: Mapping[str, str] = NOTHING, at: str = "") -> Conversation:
    """Return a conversation in which nothing was said yet beside facts known from the beginning.

    Raises UsageError for a fact that does not exist.
    """
    known = checked_facts(facts, knowledge)
    return resume((case.FactAnswered(at, fact.key, fact.value) for fact in known), knowledge)


def resume(events: Iterable[case.Event], knowledge: Store) -> Conversation:
    """Return the conversation that the events make."""
    happened = tuple(events)
    state = case.fold(happened)
    if state.empty:
        return Conversation(knowledge, happened, state)
    stated = {key: said.value for key, said in state.stated.items()}
    seen = gather(
        state.text, stated, knowledge, checked=state.checked, tried=state.tried, made=state.made, withdrawn=state.withdrawn
    )
    return Conversation(knowledge, happened, state, seen, attributed(diagnose(seen, knowledge, TOP), state))
