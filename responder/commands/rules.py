"""The commands about the law: why marketing may reach a number, and which rules hold."""

from argparse import Namespace
from dataclasses import asdict
from datetime import UTC, date, datetime

from responder.commands.shared import Problem, Report, connected
from responder.domain.consent.basis import Fact, expires_on
from responder.domain.dates import iso as iso_day
from responder.domain.law.quiet_hours import NEVER, Closed, Open
from responder.domain.phone import parse_number
from responder.domain.records import DAY, Consent, Millis
from responder.domain.sending.verdicts import Allowed, Held, Verdict
from responder.domain.timestamps import iso
from responder.flows.inbound import basis as basis_flow
from responder.flows.outbound import explain_rules as rules_flow


def basis(options: Namespace) -> Report:
    """Record why marketing may reach a number."""
    number, app = parse_number(options.phone), connected(options)
    fact = Fact(options.kind, _day(options.date), options.by, options.evidence, options.medium)
    after = basis_flow.record(app.deps, number, fact, "desk").after
    runs_out = expires_on(after)
    value = {"number": number, "state": after.consent.value, "basis": after.basis or None}
    value["expires"] = iso_day(runs_out) if runs_out else None
    if after.consent is Consent.OPTED_OUT:
        return Report(value, f"Recorded. {number} stays opted out: only the customer can come back (CA-14).")
    until = f", until the day before {iso_day(runs_out)}" if runs_out else ""
    return Report(value, f"Recorded. {number} is {after.consent.value}{until}.")


def rules(options: Namespace) -> Report:
    """Which rules hold; with a number, what they would do to a text to it."""
    at = _moment(options.at)
    app = connected(options)
    number = parse_number(options.phone) if options.phone else ""
    if number:
        _within(app.deps.law.known, at)
    places = app.store.load(number).places if number else ()
    lines = rules_flow.in_force(app.deps.law, at, number, places)
    said = rules_flow.verdicts(app.deps, number, at) if number else {}
    hours = rules_flow.hours(app.deps.law, at, number, places) if number else {}
    value = {
        "at": iso(at),
        "rules": [asdict(line) for line in lines],
        "hours": {kind.value: _hours(found) for kind, found in hours.items()},
        "verdicts": {kind.value: _verdict(verdict) for kind, verdict in said.items()},
    }
    text = [_told(each) for each in lines]
    text += [f"hours for {kind}: {_hours_told(found)}" for kind, found in hours.items()]
    told = {kind: _verdict(verdict) for kind, verdict in said.items()}
    text += [f"{kind}: {' '.join(filter(None, each.values()))}" for kind, each in told.items()]
    return Report(value, "\n".join(text))


def _within(known: tuple[Millis, Millis], at: Millis) -> None:
    """Elsewhere holidays and clocks would be guessed, and the verdict be wrong. Raises Problem."""
    if not known[0] <= at < known[1]:
        first, last = (iso_day(each // DAY) for each in known)
        raise Problem(
            f"--at must be from {first} on and before {last} with --for: what a rule would do to a text "
            "hangs on holidays and clock changes, which are known for these years (ST-11, TZ-05)."
        )


def _told(line: rules_flow.Line) -> str:
    about = line.classes or "opt-out"
    return f"{line.rule}  {line.scope}  {about}: {line.says} [{line.source}; {line.verified}]"


def _hours(found: Open | Closed) -> dict[str, str | bool | None]:
    """Whether it is open, until when (UTC; None: always), and the rule that closes it."""
    rule = found.rule if isinstance(found, Closed) else None
    until = iso(found.until) if found.until < NEVER else None
    return {"open": isinstance(found, Open), "until": until, "rule": rule}


def _hours_told(found: Open | Closed) -> str:
    if found.until >= NEVER:
        return "none"
    state = f"closed by {found.rule}" if isinstance(found, Closed) else "open"
    return f"{state} until {iso(found.until)}"


def _verdict(verdict: Verdict) -> dict[str, str | None]:
    """A verdict as plain values: a word, until when (UTC), why and by which rule."""
    until = verdict.until if isinstance(verdict, Held | Allowed) and verdict.until < NEVER else 0
    reason, rule = ("", "") if isinstance(verdict, Allowed) else (verdict.reason, verdict.rule)
    word = type(verdict).__name__.lower()
    return {"verdict": word, "until": iso(until), "reason": reason or None, "rule": rule or None}


def _day(text: str) -> int:
    """A date as the number of its day."""
    try:
        return (date.fromisoformat(text) - date(1970, 1, 1)).days
    except ValueError:
        raise Problem("--date must be a date such as 2026-11-22.") from None


def _moment(text: str) -> Millis:
    """A moment in ISO 8601, UTC where it does not say; "" is now."""
    try:
        moment = datetime.fromisoformat(text) if text else datetime.now(UTC)
    except ValueError:
        raise Problem("--at must be ISO 8601 in UTC, such as 2026-11-22T14:00:00Z.") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
