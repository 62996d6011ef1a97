"""Messages to many over the API: the console's stories, told by a program whose key may write."""

from typing import Any

from responder.domain.campaigns import campaign as rules
from responder.domain.campaigns.campaign import Act, BadBulk
from responder.domain.records import Millis
from responder.domain.timestamps import iso, read
from responder.flows.campaigns import edit as bulk_flow
from responder.flows.campaigns import preflight
from responder.flows.campaigns.edit import Order, Wanted
from responder.flows.campaigns.report import counts, counts_of, plain
from responder.web.api.handlers import Call, Value

LISTED = 100
TIMES = ("created_at", "started_at", "ends_at")


def bulks(call: Call) -> Value:
    """The newest."""
    deps = call.app.console.bulk
    found = deps.bulks.all(LISTED)
    return {"bulks": [_told(plain(*each)) for each in zip(found, counts_of(deps, found), strict=True)]}


def make_bulk(call: Call) -> Value:
    """A draft."""
    body, deps = call.body, call.app.console.bulk
    numbers = tuple(body.get("numbers", ()))
    wanted = Wanted(
        name=body["name"],
        message_class=body["class"],
        texts=body["texts"],
        sender=body.get("from", ""),
        audience=body.get("audience", "listed" if numbers else "everybody"),
        language=body.get("language", ""),
        ends_at=_ends_at(body.get("ends_at", "")),
        numbers=numbers,
    )
    made = bulk_flow.make(deps, bulk_flow.operator(_by(call)), wanted)
    return _told(plain(made, counts(deps, made)))


def _ends_at(typed: str) -> Millis:
    try:
        return read(typed) if typed else 0
    except ValueError:
        raise BadBulk("The time after which nobody is texted is not a time.") from None


def one_bulk(call: Call) -> Value:
    """One, with its texts as they leave."""
    deps = call.app.console.bulk
    found = bulk_flow.found(deps, call.item)
    return _told(plain(found, counts(deps, found)))


def bulk_previews(call: Call) -> Value:
    """The exact text of each language, with its parts."""
    deps = call.app.console.bulk
    shown = preflight.preview(deps, bulk_flow.found(deps, call.item))
    rows = [
        {"language": each.language, "text": each.text, "parts": each.parts, "encoding": each.encoding}
        for each in shown
    ]
    return {"previews": rows}


def act_on_bulk(call: Call) -> Value:
    """Check, start, pause, resume or stop; what paused by itself a person resumes, who reads the figure."""
    deps, body = call.app.console.bulk, call.body
    if body["act"] == Act.RESUME.value:
        rules.refuse_unless_a_person_paused(bulk_flow.found(deps, call.item))
    order = Order(Act(body["act"]), body["version"], body.get("why", ""))
    after = bulk_flow.act(deps, bulk_flow.operator(_by(call)), call.item, order)
    return _told(plain(after, counts(deps, after)))


def _by(call: Call) -> str:
    return f"{call.body['by']} (API: {call.key.name})"


def _told(value: dict[str, Any]) -> Value:
    verdicts = [each | {"until": iso(each["until"])} for each in value["verdicts"]]
    return value | {"verdicts": verdicts} | {name: iso(value[name]) for name in TIMES}
