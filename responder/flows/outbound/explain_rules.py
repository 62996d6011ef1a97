"""The rules in force as an operator reads them: each row with number and source, and what they would do."""

from dataclasses import dataclass, replace

from responder.domain.campaigns.campaign import Line as AlarmLine
from responder.domain.consent.basis import KINDS
from responder.domain.dates import day_of, iso
from responder.domain.law.quiet_hours import NEVER, CapRow, Closed, HoursRow, Law, Open, Row
from responder.domain.law.standing_rows import StandingRow
from responder.domain.records import DAY, HOUR, Message, MessageClass, Millis, Number
from responder.domain.sending.gate import HOURS_BIND, gate
from responder.domain.sending.gate_context import Circumstances
from responder.domain.sending.verdicts import Verdict
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
    """The rows that bind this business on the day of `at`: all, or those that cover an E.164 number."""
    place, day = law.place(number, told) if number else None, at // DAY
    hours = (chosen for row in law.rows if (chosen := _chosen(law, row)))
    rows: list[Row] = [*hours, *law.caps, *law.consents, *law.standing, *CLOCKS]
    found = [row for row in rows if row.holds(day) and (place is None or row.covers(place.regions))]
    return [*map(_line, found), *(_alarm(line) for line in law.lines if line.holds(day))]


def _chosen(law: Law, row: HoursRow) -> HoursRow | None:
    """The row as the business file lets it bind; None where it binds nothing."""
    off = {MessageClass.SERVICE} if law.service_hours == "off" else set()
    classes = row.classes - off
    if row.profile not in ("", law.marketing_hours) or not classes:
        return None
    return replace(row, classes=classes)


def hours(law: Law, at: Millis, number: str, told: tuple[str, ...] = ()) -> dict[MessageClass, Open | Closed]:
    """Whether the hours let a text of each class go, whatever else stands against it."""
    return {kind: law.hours(kind, number, at, told) for kind in ASKED}


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


def _alarm(line: AlarmLine) -> Line:
    """What happens to a message to many, or to a sender, when too many opt out or too much fails."""
    what = "opt out" if line.measure == "opt_outs" else "fail"
    does = "a message to many pauses" if line.of == "bulk" else "an alarm is raised about the sender"
    says = f"{does} at {line.per_mille / 10:g} % that {what}, of at least {line.at_least}"
    about = ", ".join(sorted(HOURS_BIND))
    return Line(line.rule, "line", "*", about, says, line.source, line.verified, iso(line.starts))


def _says(row: Row) -> tuple[str, str]:
    if isinstance(row, HoursRow):
        return "hours", _hours(row)
    if isinstance(row, StandingRow):
        return "clock" if row in CLOCKS else "standing", row.says
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


def _clock(name: str) -> StandingRow:
    kind = KINDS[name]
    lasts = f"lasts {kind.months} months, the last day refused" if kind.months else "lasts until withdrawn"
    return StandingRow(
        rule=kind.rule,
        source="S.C. 2010, c. 23, s. 10",
        verified="read",
        starts=CASL,
        ends=NEVER,
        scope=frozenset({"*"}),
        classes=frozenset({MessageClass.MARKETING}),
        says=f"consent by {name} {lasts}",
    )


CASL = day_of(2014, 7, 1)
"""The day from which consent runs out."""

CLOCKS = tuple(map(_clock, KINDS))
"""How long each basis lasts, as rows like the others."""
