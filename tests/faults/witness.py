"""What must be true of the carrier's own log, whatever was broken: I1, I2, I4, I5 and I7 as plain functions.

The simulator wrote the log; the product had no hand in it. Each check takes one customer's part of it (a
`Case`, see `cases.py`) and answers sentences, one for each promise that was broken. Nothing here reads a
clock, a socket or Redis. All times are milliseconds of the one machine on which everything ran; the
provider's own log knows whole seconds only, so where the order of two texts matters seconds are compared,
and a tie is an opt-out (DESIGN §5).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SECOND = 1_000
COUNTED, FAILURE = 50, 1 * SECOND
"""I1: a text up to so long after the opt-out's 2xx is under way; later it is counted, at last a failure."""

FRESH = 120 * SECOND
"""I2: an opt-out that we were never given is obeyed within this."""

CONFIRMED_WITHIN = 300 * SECOND
LATE = 2 * SECOND
"""What is granted to clocks and queues where a promise names a time."""

MEANINGS = {
    **dict.fromkeys(("STOP", "stop", "Stop.", "ARRET", "ALTO", "UNSUBSCRIBE"), "OPT_OUT"),
    **dict.fromkeys(("START", "UNSTOP"), "OPT_IN"),
    **dict.fromkeys(("HELP", "AIDE", "AYUDA"), "HELP"),
}
"""The words that the customers of a fault test use; everything else that they say means nothing."""

STAFF_MARK = "[#"
_KINDS = (
    ("staff", re.compile(re.escape(STAFF_MARK))),
    ("confirmation", re.compile("You are opted out|Désabonnement confirmé|[Bb]aja (se ha )?confirmad[ao]")),
    ("opt_in", re.compile("[Ss]ubscribed|Abonnement confirmé|Bienvenue|Ya recibe|Alta confirmada")),
    ("help", re.compile("Help|Aide|Ayuda")),
)


def kind_of(body: str) -> str:
    """What an outgoing text is, by its words: staff, confirmation, opt_in, help, or "other"."""
    return next((kind for kind, pattern in _KINDS if pattern.search(body)), "other")


@dataclass(frozen=True)
class Text:
    """A customer's text. `tries` are the webhook's attempts: when each began, ended, and its status.

    `unheard`: nothing of ours listened at any of them, and the product knew that it was away.
    """

    sid: str
    body: str
    at: int
    tries: tuple[tuple[int, int, int | None], ...] = ()
    unheard: bool = False

    @property
    def meaning(self) -> str:
        return MEANINGS.get(self.body, "NONE")

    @property
    def acknowledged(self) -> int | None:
        """When a 2xx came back, if one did."""
        ends = [end for _, end, status in self.tries if status is not None and 200 <= status < 300]
        return min(ends, default=None)

    @property
    def first_heard(self) -> int:
        """Before this moment the product cannot have known of it."""
        return min((began for began, _, _ in self.tries), default=self.at)


@dataclass(frozen=True)
class DeskOptOut:
    """Somebody at the desk opted the customer out: asked for, and answered, at these times."""

    began: int
    done: int


@dataclass(frozen=True)
class Create:
    """A request to send a text that reached the provider; `status` is what it answered (None: nothing)."""

    client_id: str
    body: str
    began: int
    status: int | None
    taken: bool
    delivered_at: int = 0

    @property
    def kind(self) -> str:
        return kind_of(self.body)

    @property
    def has_notice(self) -> bool:
        """Whether it says how to stop and get help; a confirmation never counts (I5)."""
        words = ("STOP", "ARRET", "ALTO")
        return self.kind != "confirmation" and any(word in self.body for word in words)


@dataclass
class Case:
    """Everything that the log holds of one customer, each list in the order of time.

    `put_back`: some of what was recorded of them was lost with Redis, and came back from journal and log.
    """

    number: str
    texts: list[Text] = field(default_factory=list)
    creates: list[Create] = field(default_factory=list)
    desk: list[DeskOptOut] = field(default_factory=list)
    put_back: bool = False

    def meaning(self, *wanted: str) -> list[Text]:
        return [text for text in self.texts if text.meaning in wanted]


def second(at: int) -> int:
    """As the provider's log tells time."""
    return at // SECOND


# -- I1, silence


@dataclass(frozen=True)
class OptOut:
    """An opt-out that the product must obey from `binding` on; `at` is 0 where the provider has no time."""

    at: int
    first_heard: int
    binding: int


def opt_outs(case: Case) -> list[OptOut]:
    """The customer's, from their 2xx on (I1) or, never acknowledged, 120 s after they were sent (I2)."""
    found = [OptOut(0, desk.began, desk.done) for desk in case.desk]
    for text in case.meaning("OPT_OUT"):
        if text.acknowledged is not None:
            found.append(OptOut(text.at, text.first_heard, text.acknowledged))
        else:  # it is read in the log, and there only the times of the log count
            found.append(OptOut(text.at, text.at, text.at + FRESH))
    return found


def lifted(case: Case, stop: OptOut, by: int, answers: bool) -> bool:
    """Whether a START may have brought the customer back after `stop` and before `by`.

    Automatic answers follow the order of arrival; everything else waits for the provider's log, where only a
    START of a later second lifts an opt-out.
    """
    for start in case.meaning("OPT_IN"):
        came_first = start.acknowledged is not None and start.acknowledged < stop.first_heard
        later = answers or not stop.at or second(start.at) > second(stop.at)
        if start.at <= by and not came_first and later:
            return True
    return False


def lag(case: Case, create: Create) -> int | None:
    """How long (ms) after an opt-out that forbids it this text left; None where it was allowed."""
    broken = [
        create.began - stop.binding
        for stop in opt_outs(case)
        if create.began > stop.binding
        and not lifted(case, stop, create.began, create.kind != "staff")
        and not _permitted(case, stop, create)
    ]
    return max(broken, default=None)


def _permitted(case: Case, stop: OptOut, create: Create) -> bool:
    """The confirmation (how many is asked under I4), and answers to a HELP that did not come before."""
    if create.kind == "confirmation":
        return True
    return create.kind == "help" and any(
        help_.at <= create.began
        and not (help_.acknowledged is not None and help_.acknowledged < stop.first_heard)
        for help_ in case.meaning("HELP")
    )


def silence(case: Case) -> list[str]:
    """I1 and the silence of I2: nothing leaves more than a second after an opt-out that forbids it."""
    found = []
    for create in case.creates:
        late = lag(case, create)
        if late is not None and late > FAILURE:
            found.append(f"I1: a {create.kind} text left {late} ms after an opt-out: {create.body[:60]!r}")
    return found


def unheard(case: Case) -> list[str]:
    """I2: who wrote STOP while nothing of ours listened gets no text of staff's, from that moment on."""
    found = []
    for text in case.meaning("OPT_OUT"):
        stop = OptOut(text.at, text.first_heard, text.first_heard)
        for create in case.creates:
            late = create.began - stop.binding
            staffs = create.kind in ("staff", "other")
            if text.unheard and staffs and late > FAILURE and not lifted(case, stop, create.began, False):
                found.append(f"I2: a text left {late} ms after a STOP that came while nothing listened")
    return found


def lags(case: Case) -> list[int]:
    """For each acknowledged opt-out: ms until the last text that it forbids left; 0 where there is none."""
    found = []
    for stop in opt_outs(case):
        alone = Case(case.number, case.texts, case.creates)
        late = [
            create.began - stop.binding
            for create in case.creates
            if create.began > stop.binding
            and not lifted(alone, stop, create.began, create.kind != "staff")
            and not _permitted(alone, stop, create)
        ]
        found.append(max(late, default=0))
    return found


# -- I4, one answer


def one_answer(case: Case) -> list[str]:
    """I4: no more answers of a kind than texts that ask for one, none before its text, none too late."""
    stops, starts = case.meaning("OPT_OUT"), case.meaning("OPT_IN")
    allowed = {
        # One more for a START that the log's last word undid after it had been answered (DESIGN 5), and for
        # a STOP whose record, with its confirmation, was lost with Redis: the next one is the first again.
        "confirmation": min(len(stops) + len(starts), 1 + len(starts) + case.put_back) if stops else 0,
        "opt_in": len(starts),
        "help": min(len(case.meaning("HELP")), 3),
    }
    found = []
    for kind, most in allowed.items():
        answers = {create.client_id for create in case.creates if create.kind == kind}
        if len(answers) > most:
            found.append(f"I4: {len(answers)} {kind} answers where {most} were due")
    for create in case.creates:
        asked = [text.at for text in stops if text.at <= create.began]
        late = not asked or create.began - max(asked) > CONFIRMED_WITHIN + LATE
        if create.kind == "confirmation" and late:
            found.append("I4: a confirmation without a STOP in the 300 s before it")
    return found


# -- I5, the first message


def first_message(case: Case) -> list[str]:
    """I5: a text without the notice needs one with it that was delivered before, since the last START."""
    found = []
    for create in case.creates:
        if create.kind not in ("staff", "other") or create.has_notice:
            continue
        since = max(
            (text.first_heard for text in case.meaning("OPT_IN") if _surely_before(text, create)), default=0
        )
        carriers = (each for each in case.creates if each.has_notice and each.delivered_at)
        if not any(since <= each.began and each.delivered_at <= create.began for each in carriers):
            found.append(f"I5: no notice in it, and none was delivered before: {create.body!r}")
    return found


def _surely_before(start: Text, create: Create) -> bool:
    return start.acknowledged is not None and start.acknowledged + LATE < create.began


# -- I7, never twice


REFUSED = (401, 403, 429)
"""The provider says that it did not take the text: our token, our account, or too many at once."""

PROVED_AFTER = 90_000
"""ms: the provider's report is awaited for 30 s, and two lists without the message are 60 s apart."""


def _proved_absent(before: Create, after: Create) -> bool:
    """An answer that the provider did not take may go once more when its log has proved that."""
    answer = before.kind in ("help", "opt_in")
    return answer and not before.taken and after.began - before.began >= PROVED_AFTER


def never_twice(case: Case) -> list[str]:
    """I7: after a request that the provider may have taken, none for the same message follows."""
    found = []
    for client_id in {create.client_id for create in case.creates}:
        tries = [create for create in case.creates if create.client_id == client_id]
        if sum(each.taken for each in tries) > 1:
            found.append(f"I7: the provider took message {client_id} more than once")
        for before, after in pairwise(tries):
            refused = before.status in REFUSED and not before.taken
            if not refused and not _proved_absent(before, after):
                found.append(f"I7: message {client_id} was sent again after {before.status or 'no answer'}")
                break
        if not client_id:
            found.append("I7: a text without our message id")
    return found


# -- I2, I4: what the product says it did, held against the log


@dataclass(frozen=True)
class Told:
    """What the product's own record says of a customer."""

    consent: str
    recorded: Sequence[str]
    answered: Sequence[str]


def nothing_lost(case: Case, told: Told) -> list[str]:
    """I2 and I4: every text is recorded exactly once, and none is answered by two messages."""
    found = []
    for text in case.texts:
        times = list(told.recorded).count(text.sid)
        if times != 1:
            found.append(f"I2: the text {text.body!r} ({text.sid}) is recorded {times} times")
    for sid in set(told.answered):
        if list(told.answered).count(sid) > 1:
            found.append(f"I4: the text {sid} has {list(told.answered).count(sid)} answers")
    return found


def possible_states(case: Case) -> set[str]:
    """What the customer's consent may be once everything has been read.

    1. Who never said a word about it is UNKNOWN.
    2. Who only ever opted out is OPTED_OUT; who only ever opted in is EXPRESS.
    3. If the last word in the provider's log is an opt-out, or they are of the same second, it is OPTED_OUT.
    4. If it is a START that was acknowledged, and every opt-out had been acknowledged before that START was
       first heard of, it is EXPRESS; but where its webhook was repeated the log may have shown it first, and
       there it lifts no opt-out at the desk of the last 90 s. Nor does it where Redis lost its record: who
       was opted out by the journal stays so until the log shows that they came back (decision 0104).
    5. Otherwise nobody can know in which order they arrived: silence is right, and so is the START.
    """
    stops, starts = case.meaning("OPT_OUT"), case.meaning("OPT_IN")
    if not starts:
        return {"OPTED_OUT"} if stops or case.desk else {"UNKNOWN"}
    if not stops and not case.desk:
        return {"EXPRESS"}
    last = max(starts, key=lambda text: text.at)
    if stops and second(max(text.at for text in stops)) >= second(last.at):
        return {"OPTED_OUT"}
    done = [text.acknowledged for text in stops] + [desk.done for desk in case.desk]
    in_order = last.acknowledged and all(at is not None and at < last.first_heard for at in done)
    if in_order and not case.put_back and not _read_first(case, last):
        return {"EXPRESS"}
    return {"OPTED_OUT", "EXPRESS"}


UNDATED = 90 * SECOND
"""An opt-out at the desk has no time that the log could tell: a START of the log must be so much later."""


def _read_first(case: Case, start: Text) -> bool:
    """Whether the log may have shown this START, soon after the desk, before its webhook was repeated."""
    failed = any(status is None or status >= 500 for _, _, status in start.tries)
    return failed and any(start.at - desk.done < UNDATED for desk in case.desk)


def right_state(case: Case, told: Told) -> list[str]:
    """The final consent is one that the plain model allows."""
    possible = possible_states(case)
    if told.consent in possible:
        return []
    return [f"I2: the customer is {told.consent}, and should be {' or '.join(sorted(possible))}"]


def faults(case: Case, told: Told) -> list[str]:
    """Every broken promise of one customer."""
    by_log = [*silence(case), *unheard(case), *one_answer(case), *first_message(case), *never_twice(case)]
    return by_log + nothing_lost(case, told) + right_state(case, told)
