"""A message to many: what it is, the states it goes through, and when it pauses by itself.

Pure. It holds no number and no name: its recipients are customers' ids, chosen when it is checked. Each of
their messages is an ordinary one, which the gate judges like any other.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from responder.domain.records import DAY, MINUTE, MessageClass, Millis

LONGEST_NAME = 100
LONGEST_WHY = 500
USUALLY_WITHIN: Millis = 3 * DAY
"""How long after its start a bulk may still reach somebody, where its author says nothing."""

CHECK_LASTS: Millis = 60 * MINUTE
"""A count of recipients is believed for so long; then the bulk is checked again before it starts."""

CLASSES = (MessageClass.SERVICE, MessageClass.MARKETING)
"""A reply answers one person, so it cannot go to many."""


class BulkState(StrEnum):
    """Where a bulk stands."""

    DRAFT = "draft"
    CHECKING = "checking"
    CHECKED = "checked"
    SENDING = "sending"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


class Act(StrEnum):
    """What moves it on. `COUNTED` and `FINISH` are the product's, the others a person's; PAUSE is both's."""

    EDIT = "edit"
    CHECK = "check"
    COUNTED = "counted"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    FINISH = "finish"


_D, _I, _C = BulkState.DRAFT, BulkState.CHECKING, BulkState.CHECKED
_S, _P, _X, _E = BulkState.SENDING, BulkState.PAUSED, BulkState.STOPPED, BulkState.DONE

NEXT: dict[tuple[BulkState, Act], BulkState] = {
    (_D, Act.EDIT): _D,
    (_D, Act.CHECK): _I,
    (_D, Act.STOP): _X,
    (_I, Act.EDIT): _D,
    (_I, Act.COUNTED): _C,
    (_I, Act.STOP): _X,
    (_C, Act.EDIT): _D,
    (_C, Act.CHECK): _I,
    (_C, Act.START): _S,
    (_C, Act.STOP): _X,
    (_S, Act.PAUSE): _P,
    (_S, Act.STOP): _X,
    (_S, Act.FINISH): _E,
    (_P, Act.RESUME): _S,
    (_P, Act.STOP): _X,
}
"""The only transitions. What is stopped or done stays so; only a person resumes."""

HOLDS = {BulkState.PAUSED: "paused", BulkState.STOPPED: "stopped"}
"""The states in which the gate lets none of its messages go."""

NEEDS_WHY = frozenset({Act.PAUSE, Act.RESUME, Act.STOP})
"""The acts of a person that need a reason, for the audit log."""


class Audience(StrEnum):
    """Whose customers' numbers it goes to."""

    EVERYBODY = "everybody"
    SUBSCRIBED = "subscribed"
    LISTED = "listed"


class BadBulk(ValueError):
    """What somebody wants of a bulk cannot be done; one sentence."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Recipients of whom the gate says the same. `verdict` is go, held or refused; `until` ms (0 = now)."""

    verdict: str
    rule: str
    reason: str
    count: int
    until: Millis = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of a bulk's messages: counted once each, by the state that was seen last.

    `taken` by the provider and `opted_out` make the opt-out rate (`rates`), and are counted by the hour.
    """

    waiting: int = 0
    unknown: int = 0
    sent: int = 0
    delivered: int = 0
    failed: int = 0
    refused: int = 0
    dropped: int = 0
    skipped: int = 0
    taken: int = 0
    opted_out: int = 0
    to_make: int = 0

    @property
    def handed_over(self) -> int:
        """Messages that the provider was given, an unknown one included."""
        return self.unknown + self.sent + self.delivered + self.failed


@dataclass(frozen=True, slots=True)
class Line:
    """One dated row: at `per_mille` of at least `at_least` messages something is done about it (CA-26).

    `measure` is opt_outs or failures, `of` a bulk (it pauses) or a sender (an alarm). `starts` and `ends`
    (excluded) are days from 1970-01-01; `within` ms is how far back the messages of a sender count.
    """

    rule: str
    source: str
    verified: str
    measure: str
    of: str
    per_mille: int
    at_least: int
    within: Millis
    starts: int
    ends: int

    def holds(self, day: int) -> bool:
        """Whether the row is in force on a day."""
        return self.starts <= day < self.ends

    def crossed(self, events: int, messages: int) -> bool:
        """Whether so many of so many messages are at the line or over it."""
        return messages >= self.at_least and events * 1_000 >= self.per_mille * messages


@dataclass(frozen=True, slots=True)
class Bulk:
    """One message to many. `texts` by language, with placeholders; `sender` "" = each customer's usual one.

    `language` narrows the audience ("" = all). `by`, `why` and `rule` tell who moved it last and for what
    reason. What a person knew of at the last start or resume is in `handed_before`, `taken_before`,
    `opted_out_before` and `failed_before`, and cannot pause it again. It goes to nobody after `ends_at`.
    """

    id: str
    name: str
    message_class: MessageClass
    texts: dict[str, str]
    author: str
    sender: str = ""
    audience: str = Audience.EVERYBODY.value
    language: str = ""
    state: BulkState = BulkState.DRAFT
    version: int = 0
    created_at: Millis = 0
    changed_at: Millis = 0
    counted_at: Millis = 0
    started_at: Millis = 0
    ends_at: Millis = 0
    by: str = ""
    why: str = ""
    rule: str = ""
    found: int = 0
    strangers: int = 0
    tallies: tuple[Tally, ...] = field(default=())
    handed_before: int = 0
    taken_before: int = 0
    opted_out_before: int = 0
    failed_before: int = 0

    @property
    def event(self) -> str:
        """What the name of each of its messages begins with."""
        return f"bulk:{self.id}"

    @property
    def to_reach(self) -> int:
        """How many recipients the check left: those that may go, now or later."""
        return sum(each.count for each in self.tallies if each.verdict != "refused")


def moved(bulk: Bulk, act: Act, by: str, why: str, now: Millis) -> Bulk:
    """The bulk after an act. Raises BadBulk with the sentence for whoever tried."""
    state = NEXT.get((bulk.state, act))
    if state is None:
        raise BadBulk(f"It cannot {act.value} now: it is {bulk.state.value}.")
    if act in NEEDS_WHY and not why.strip():
        raise BadBulk("Say why: it goes into the audit log.")
    if act is Act.START and now - bulk.counted_at > CHECK_LASTS:
        raise BadBulk("The count of recipients is over an hour old: check it again first.")
    if act is Act.START and not bulk.to_reach:
        raise BadBulk("Nobody would be reached: all recipients are refused.")
    after = replace(bulk, state=state, by=by, why=why.strip()[:LONGEST_WHY], rule="", changed_at=now)
    if act is Act.START:
        ends = bulk.ends_at or now + USUALLY_WITHIN
        return replace(after, started_at=now, ends_at=ends)
    return replace(after, tallies=(), counted_at=0) if state in (_D, _I) else after


def refuse_unless_a_person_paused(bulk: Bulk) -> None:
    """A program may not resume what a line of the law paused. Raises BadBulk, which says the figure."""
    if bulk.state is BulkState.PAUSED and bulk.rule:
        said = "An admin resumes it, in the console or at the command line."
        raise BadBulk(f"It paused by itself: {bulk.why} ({bulk.rule}) {said}")


def resumed_although(bulk: Bulk) -> str:
    """What the audit log adds to a reason to resume: the figure at which it paused by itself."""
    return f" · It had paused by itself: {bulk.why} ({bulk.rule})" if bulk.rule else ""


def since(bulk: Bulk, counts: Counts) -> Bulk:
    """The bulk measured from now on: what was counted until a person resumed it pauses it no more."""
    return replace(
        bulk,
        handed_before=counts.handed_over,
        taken_before=counts.taken,
        opted_out_before=counts.opted_out,
        failed_before=counts.failed,
    )


def crossed(bulk: Bulk, counts: Counts, lines: tuple[Line, ...], day: int) -> tuple[Line, int, int] | None:
    """The first line that a bulk has crossed since it last started, with the events and the messages."""
    measured = {
        "opt_outs": (counts.opted_out - bulk.opted_out_before, counts.taken - bulk.taken_before),
        "failures": (counts.failed - bulk.failed_before, counts.handed_over - bulk.handed_before),
    }
    for line in lines:
        if line.of == "bulk" and line.holds(day) and line.crossed(*measured[line.measure]):
            return line, *measured[line.measure]
    return None


def why_paused(line: Line, events: int, messages: int) -> str:
    """The sentence for a bulk that paused by itself."""
    what = "opted out" if line.measure == "opt_outs" else "failed"
    percent = f"{100 * events / messages:.1f}"
    return f"{events} of {messages} recipients {what} ({percent} %); the line is {line.per_mille / 10:g} %."


def checked(bulk: Bulk, languages: tuple[str, ...]) -> Bulk:
    """The bulk as it may be kept; `languages` are the business's, the default first. Raises BadBulk."""
    name = " ".join(bulk.name.split())
    if not name:
        raise BadBulk("A message to many needs a name that colleagues recognise.")
    if len(name) > LONGEST_NAME:
        raise BadBulk(f"The name is too long: at most {LONGEST_NAME} characters.")
    if bulk.message_class not in CLASSES:
        raise BadBulk("The class must be service or marketing (CA-01).")
    if bulk.audience not in set(Audience):
        raise BadBulk("The audience must be everybody, subscribed or listed.")
    texts = {language: text.strip() for language, text in bulk.texts.items() if text.strip()}
    if languages[0] not in texts:
        raise BadBulk(f"It needs a text in {languages[0]}, the first language of the business.")
    return replace(bulk, name=name, texts=texts)


def text_for(bulk: Bulk, language: str, default: str) -> tuple[str, str]:
    """The text that a customer of this language gets, and the language that it is in."""
    spoken = language if language in bulk.texts else default
    return bulk.texts[spoken], spoken
