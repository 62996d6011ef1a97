"""The commands of the review queue: list, decide, and read old texts again."""

import sys
from argparse import Namespace
from typing import Any

from responder.commands.shared import Problem, Report, connected, since
from responder.domain.dates import iso as iso_day
from responder.domain.phone import mask
from responder.domain.timestamps import iso
from responder.flows.inbound import rescan as rescan_flow
from responder.flows.inbound import review as flow
from responder.ports.review import Review


def review(options: Namespace) -> Report:
    """List what waits for a person, or decide one of it."""
    return _list(options) if options.action == "list" else _decide(options)


def rescan(options: Namespace) -> Report:
    """Read old texts again with the rules of today; what may be an opt-out waits for a person."""
    app = connected(options)
    start = since(options.since) or 0
    found = rescan_flow.rescan(
        app.deps, app.reviews, start, options.dry_run, lambda done: _progress(options, done)
    )
    value = {
        "numbers": found.numbers,
        "texts": found.texts,
        "found": found.found,
        "queued": found.queued,
        "dry_run": options.dry_run,
    }
    would = "would be put" if options.dry_run else "were put"
    count = found.found if options.dry_run else found.queued
    said = f"Read {found.texts} texts of {found.numbers} numbers; {found.found} may be opt-outs. "
    return Report(value, said + f"{count} {would} into the review queue; nobody was opted out.")


def _list(options: Namespace) -> Report:
    app = connected(options)
    waiting = flow.open_reviews(app.deps, app.reviews, options.limit)
    value = [
        _row(each.review) | {"age_seconds": each.age // 1000, "honour_by": iso_day(each.honour_by)}
        for each in waiting
    ]
    lines = [
        f"{each.review.id}  {_age(each.age)}, by {iso_day(each.honour_by)}  "
        f"{mask(each.review.number)}  {each.review.body!r}"
        for each in waiting
    ]
    return Report(value, "\n".join(lines) or "Nothing waits for a decision.")


def _decide(options: Namespace) -> Report:
    if not options.id or not options.decision:
        raise Problem("Say which review and what it was: review decide ID opt_out|not_opt_out --by --why.")
    app = connected(options)
    decision = flow.decide_review(
        app.deps, app.reviews, options.id, options.decision, options.by, options.why
    )
    after = decision.after
    value = {"id": options.id, "decision": options.decision, "state": after.consent.value}
    said = f"Consent is {after.consent.value}, marketing {after.marketing.value}."
    return Report(value | {"marketing": after.marketing.value}, said)


def _row(review: Review) -> dict[str, Any]:
    return {
        "id": review.id,
        "at": iso(review.at),
        "number": review.number,
        "body": review.body,
        "rule": review.rule,
        "state": review.state,
    }


def _age(age: int) -> str:
    minutes = age // 60_000
    return f"{minutes // 60} h {minutes % 60:02d} min"


def _progress(options: Namespace, numbers: int) -> None:
    if not options.json:
        print(f"\r{numbers} numbers", end="", file=sys.stderr, flush=True)
