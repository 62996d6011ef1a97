"""What each endpoint does: a checked JSON object in, one flow or query, plain values out."""

from dataclasses import dataclass
from typing import Any

from responder.domain.consent.basis import consent_on
from responder.domain.customers.import_rows import row_of
from responder.domain.phone import parse_number
from responder.domain.records import Decision
from responder.domain.timestamps import iso
from responder.flows.customers import import_export
from responder.flows.inbound import basis
from responder.flows.inbound import review as review_flow
from responder.flows.outbound import compose
from responder.ports.api_keys import ApiKey
from responder.web.api.errors import ApiError
from responder.wiring.product import App

PAGE = 100
LONGEST_PLACE, END_OF_PLACES = 20, 1 << 64
"""Digits of the second half of a cursor, and the first number that Redis does not take there."""

CUSTOMER = ("id", "name", "language", "postal_code", "time_zone", "notes")
"""Fields of a customer that are called as the columns of a list are."""

Value = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One request: who asks, the body, the id in the address, the cursor, the Idempotency-Key."""

    app: App
    key: ApiKey
    body: Value
    item: str = ""
    cursor: str = ""
    idempotency_key: str = ""


def send(call: Call) -> Value:
    """Put a message into the outbox."""
    body, wish = call.body, call.idempotency_key
    draft = compose.Draft(
        to=parse_number(body["to"]),
        body=body["body"],
        message_class=body["class"],
        actor=f"{body.get('by', '')} (API: {call.key.name})".strip(),
        sender=body.get("from", ""),
        language=body.get("language", ""),
        event=f"api:{call.key.id}:{wish}" if wish else "",
    )
    message, shown = compose.send(call.app.deps, draft)
    return {"id": message.id, "state": message.state.value, "text": shown.text, "parts": shown.parts}


def message(call: Call) -> Value:
    """One message and its state."""
    found = call.app.store.message(call.item)
    if found is None:
        raise ApiError("not_found")
    return {
        "id": found.id,
        "to": found.number,
        "class": found.message_class.value,
        "state": found.state.value,
        "body": found.final_text or found.body,
        "reason": found.reason,
        "error_code": found.error_code,
        "created_at": iso(found.created_at),
    }


def consent(call: Call) -> Value:
    """What a number has agreed to."""
    deps = call.app.deps
    number = deps.store.load(parse_number(call.body["number"]))
    return {
        "number": number.number,
        "state": consent_on(number, basis.today(deps, number)).value,
        "marketing": number.marketing.value,
        "since": iso(number.since),
        "source": number.source,
        "version": number.version,
    }


def opt_out(call: Call) -> Value:
    """Opt a number out at somebody's word: of all texts, or with the scope `marketing` of those alone."""
    body = call.body
    number, reason = parse_number(body["number"]), f"{body['reason']} ({body['how']})"
    actor = f"{body['by']} (API: {call.key.name})"
    if body.get("scope") == "marketing":
        found = compose.marketing_off(call.app.deps, number, "api", actor, reason)
        assert found is not None  # without an event id a commit has no duplicate
        return _switched(found, found.before.marketing is not found.after.marketing)
    decision = compose.unsubscribe(call.app.deps, number, "api", actor, reason)
    return _switched(decision, decision.before.consent is not decision.after.consent)


def _switched(decision: Decision, changed: bool) -> Value:
    after = decision.after
    told = {"number": after.number, "state": after.consent.value, "marketing": after.marketing.value}
    return told | {"changed": changed}


def save_customer(call: Call) -> Value:
    """Add a customer, or change the one with this id, or with this number and name."""
    body, law, console = call.body, call.app.deps.law, call.app.console
    values = {name: body[name] for name in CUSTOMER if body.get(name)}
    values |= {"phone": "; ".join(body["numbers"])} if body.get("numbers") else {}
    row = row_of(values, lambda zone: law.zone_named(zone) is not None)
    source = import_export.Source(f"{body.get('by', '')} (API: {call.key.name})".strip(), "the API")
    done = import_export.save_one(console.diary, console.many, row, source)
    if done.customer is None:
        raise ApiError("refused", done.why)
    return {"id": done.customer.id, "result": done.what.value, "note": done.why}


def opt_outs(call: Call) -> Value:
    """A page of the numbers that have opted out."""
    shard, _, inside = call.cursor.partition("-")
    known = shard in call.app.store.keys.shards() and inside.isdecimal() and len(inside) <= LONGEST_PLACE
    if call.cursor and not (known and int(inside) < END_OF_PLACES):
        raise ApiError("invalid", "The cursor is not one that we gave.")
    rows, following = call.app.queries.opt_outs(call.cursor, PAGE)
    return {"optouts": [row | {"since": iso(row["since"])} for row in rows], "next": following or None}


def timeline(call: Call) -> Value:
    """Everything that happened with a number, oldest first."""
    entries = call.app.queries.timeline(parse_number(call.body["number"]))
    return {"entries": [entry | {"at": iso(entry["at"])} for entry in entries]}


def reviews(call: Call) -> Value:
    """What waits for a person, oldest first."""
    waiting = review_flow.open_reviews(call.app.deps, call.app.reviews)
    return {
        "reviews": [
            {
                "id": each.review.id,
                "number": each.review.number,
                "body": each.review.body,
                "rule": each.review.rule,
                "at": iso(each.review.at),
                "age_seconds": each.age // 1000,
            }
            for each in waiting
        ]
    }


def decide(call: Call) -> Value:
    """Decide a review."""
    body, app = call.body, call.app
    by = f"{body['by']} (API: {call.key.name})"
    done = review_flow.decide_review(app.deps, app.reviews, call.item, body["decision"], by, body["why"])
    told = {"id": call.item, "decision": body["decision"], "state": done.after.consent.value}
    return told | {"marketing": done.after.marketing.value}
