"""The simulator's witness log (`/sim/events`), split by customer into what `witness.py` judges. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from tests.faults.chaos import Stretch
from tests.faults.witness import Case, Create, DeskOptOut, Text

Event = dict[str, Any]
Tries = tuple[tuple[int, int, int | None], ...]


def cases(
    events: Iterable[Event],
    desk: Iterable[tuple[str, DeskOptOut]] = (),
    away: Iterable[Stretch] = (),
    lost: Iterable[Stretch] = (),
) -> dict[str, Case]:
    """Every customer's texts, the requests to send them something, and the desk's opt-outs, in order.

    `away`: when nothing of ours listened; `lost`: what was recorded then was taken away again.
    """
    stretches, taken_away = list(away), list(lost)
    by_kind: dict[str, list[Event]] = {}
    for event in events:
        by_kind.setdefault(event["kind"], []).append(event)
    found: dict[str, Case] = {}
    for number, text in _texts(by_kind):
        heard_nothing = replace(text, unheard=_unheard(text.tries, stretches))
        found.setdefault(number, Case(number)).texts.append(heard_nothing)
    for number, create in _creates(by_kind):
        found.setdefault(number, Case(number)).creates.append(create)
    for number, opt_out in desk:
        found.setdefault(number, Case(number)).desk.append(opt_out)
    for case in found.values():
        moments = [text.at for text in case.texts] + [desk.done for desk in case.desk]
        case.put_back = any(each.began <= at <= each.ended for at in moments for each in taken_away)
    return found


def _unheard(tries: Tries, stretches: list[Stretch]) -> bool:
    """Whether each try of its webhook began and failed while nothing listened."""
    return bool(tries) and all(
        status is None and any(away.began <= began and end <= away.ended for away in stretches)
        for began, end, status in tries
    )


def _texts(by_kind: dict[str, list[Event]]) -> Iterable[tuple[str, Text]]:
    tries: dict[str, list[tuple[int, int, int | None]]] = {}
    for event in by_kind.get("webhook_attempt", ()):
        began, detail = event["detail"]["started_at"], event["detail"]
        tries.setdefault(event["sid"], []).append((began, began + detail["ms"], detail["status"]))
    for event in sorted(by_kind.get("inbound", ()), key=lambda event: event["at"]):
        sid, detail = event["sid"], event["detail"]
        yield detail["from"], Text(sid, detail["body"], event["at"], tuple(tries.get(sid, ())))


def _creates(by_kind: dict[str, list[Event]]) -> Iterable[tuple[str, Create]]:
    delivered = _delivered(by_kind.get("callback", ()))
    for event in sorted(by_kind.get("create", ()), key=lambda event: event["detail"]["started_at"]):
        if event["detail"]["to"] is None:
            continue  # its sender was killed in the middle of the request: nobody knows to whom it went
        create = _create(event["detail"])
        yield event["detail"]["to"], replace(create, delivered_at=delivered.get(event["sid"] or "", 0))


def _delivered(callbacks: Iterable[Event]) -> dict[str, int]:
    """When a text was delivered, by the carrier's word: a report may be taken in and never answered."""
    found: dict[str, int] = {}
    for event in callbacks:
        detail = event["detail"]
        if detail["status"] == "delivered":
            at = detail.get("started_at") or event["at"]
            found[event["sid"]] = min(at, found.get(event["sid"], at))
    return found


def _create(detail: dict[str, Any]) -> Create:
    client_id, body = detail["client_id"] or "", detail["body"] or ""
    return Create(client_id, body, detail["started_at"], detail["status"], detail["taken"])
