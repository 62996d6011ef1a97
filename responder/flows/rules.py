"""The rules in force as an operator reads them: each row with number and source, and what they would do."""

from dataclasses import dataclass

from responder.domain.basis import KINDS
from responder.domain.dates import iso
from responder.domain.hours import CapRow, HoursRow, Law, Row
from responder.domain.messages import DAY, HOUR, Message, MessageClass, Millis, Number
from responder.domain.policy import Circumstances, gate
from responder.domain.verdicts import Verdict
from responder.ports import Deps

ASKED = (MessageClass.REPLY, MessageClass.SERVICE, MessageClass.MARKETING)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Line:
    """One rule: its number, whom and which classes it covers, what it says, where that stands, since when."""

    rule: str
    kind: str
    scope: str
    classes: str
    says: str
    source: str
    verified: str
    since: str


def in_force(law: Law, at: Millis, number: str = "", told: tuple[str, ...] = ()) -> list[Line]:
    """The rows that hold on the day of `at`: all of them, or those that cover an E.164 number."""
    regions = law.place(number, told).regions if number else ()
    rows: list[Row] = [*law.rows, *law.caps, *law.consents]
    holding = [row for row in rows if row.holds(at // DAY) and (not number or row.covers(regions))]
    return [*(_line(row) for row in holding), *(_clock(name) for name in KINDS)]


def verdicts(deps: Deps, number: str, at: Millis) -> dict[MessageClass, Verdict]:
    """What the gate would say at that time to a text of each class, with the log just read."""
    known = deps.store.load(number)
    return {kind: _verdict(deps, known, kind, at) for kind in ASKED}


def _verdict(deps: Deps, number: Number, kind: MessageClass, at: Millis) -> Verdict:
    sender = deps.business.sender(number.last_sender) or deps.business.senders[0]
    text = Message("asked", number.number, sender.id, kind, number.episode, at, at, at + 7 * DAY)
    fresh = max(at, deps.store.freshness(deps.business.numbers))
    around = Circumstances(at, sender, fresh, deps.store.stopped_senders(), deps.law)
    return gate(text, number, around)


def _line(row: Row) -> Line:
    kind, says = _says(row)
    scope, classes = ", ".join(sorted(row.scope)), ", ".join(sorted(row.classes))
    return Line(row.rule, kind, scope, classes, says, row.source, row.verified, iso(row.starts))


def _says(row: Row) -> tuple[str, str]:
    if isinstance(row, HoursRow):
        return "hours", _hours(row)
    return ("cap", _cap(row)) if isinstance(row, CapRow) else ("consent", "needs express consent on record")


def _hours(row: HoursRow) -> str:
    said: list[str] = []
    for name, window in zip(DAYS, row.week, strict=True):
        clock = [f"{each // 60:02d}:{each % 60:02d}" for each in window or ()]
        said.append(f"{name} {'-'.join(clock) or 'closed'}")
    hours = said[0][4:] + " every day" if len({each[4:] for each in said}) == 1 else ", ".join(said)
    return hours + (", closed on federal holidays" if row.closed_on_holidays else "")


def _cap(row: CapRow) -> str:
    if not row.at_most:
        return f"none over {', '.join(sorted(row.senders))}"
    return f"at most {row.at_most} in {row.within // HOUR} hours over {', '.join(sorted(row.senders))}"


def _clock(name: str) -> Line:
    kind = KINDS[name]
    lasts = f"lasts {kind.months} months, the last day refused" if kind.months else "lasts until withdrawn"
    says = f"consent by {name} {lasts}"
    return Line(kind.rule, "clock", "*", "marketing", says, "S.C. 2010, c. 23, s. 10", "read", "2014-07-01")
