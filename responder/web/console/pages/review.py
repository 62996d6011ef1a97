"""The review queue: texts that may be an opt-out, oldest first; a person decides each once, with one key."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from responder.domain.customers.customer import DEFAULT_ZONE
from responder.domain.inbox.work_queues import ReviewState
from responder.domain.records import Millis, Number
from responder.domain.staff.accounts import Permission
from responder.flows.inbound.review import AlreadyDecided, BadDecision, NoSuchReview, open_reviews
from responder.flows.inbox import review_items
from responder.ports.review import Review
from responder.web.console.shell.context import Desk, consent_word, moment, signed_in
from responder.web.console.shell.etag import live
from responder.web.console.shell.session import say
from responder.web.console.views.media import pictures_of
from responder.web.console.views.thread import items
from responder.web.console.words.i18n import translate as _
from responder.web.console.words.reasons import translated
from responder.web.console.words.review_reasons import what_was_seen, words_seen

LISTED = 100
BESIDE = 12
"""Items of the conversation that stand below the text; the rest is one click away."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One row: the review, who wrote it, how long it waits (ms)."""

    review: Review
    name: str
    age: Millis


def routes(desk: Desk) -> Blueprint:
    """`/review` and below."""
    pages = Blueprint("review", __name__, url_prefix="/review")

    def index() -> str:
        return render_template("review.html", detail=False, **_list(desk))

    def listed() -> Any:
        shown = _list(desk)
        return live(shown, lambda: render_template("_reviews.html", **shown))

    def one(review_id: str) -> str:
        shown = _list(desk) | _page(desk, _review(desk, review_id))
        return render_template("review.html", detail=True, **shown)

    def of(conversation_id: str) -> Response:
        return redirect(_oldest_of(desk, desk.ids.number(conversation_id) or abort(404)))

    def state(review_id: str) -> Any:
        shown = _decided(desk, _review(desk, review_id))
        return live(shown, lambda: render_template("_review_state.html", **shown))

    def decide(review_id: str) -> Response:
        return redirect(_carried_out(desk, review_id))

    pages.add_url_rule("", "index", index)
    pages.add_url_rule("/list", "listed", listed)
    pages.add_url_rule("/<review_id>", "one", one)
    pages.add_url_rule("/of/<conversation_id>", "of", of)
    pages.add_url_rule("/<review_id>/state", "state", state)
    pages.add_url_rule("/<review_id>/decide", "decide", decide, methods=["POST"])
    return pages


def _oldest_of(desk: Desk, number: str) -> str:
    """What waits of one conversation; the list if a colleague was faster."""
    store = desk.app.store
    for event in store.load(number).open_reviews:
        return url_for("review.one", review_id=store.keys.item_id(number, event))
    return url_for("review.index")


# -- deciding


def _carried_out(desk: Desk, review_id: str) -> str:
    """Decide, say what was done, and where to go next: the oldest that waits, or what a colleague did."""
    outcome = request.form.get("outcome", "")
    try:
        done = review_items.decide(
            desk.flows, desk.app.reviews, signed_in(), review_id, outcome, request.form.get("why", "")
        )
    except NoSuchReview:
        abort(404)
    except BadDecision:
        abort(400)
    except AlreadyDecided:
        say(_("It was decided before: nothing was done twice."), "note")
        return url_for("review.one", review_id=review_id)
    say(_told(desk, outcome, done.before.number))
    desk.to_decide.again()
    waiting = open_reviews(desk.app.deps, desk.app.reviews, 1)
    return url_for("review.one", review_id=waiting[0].review.id) if waiting else url_for("review.index")


def _told(desk: Desk, outcome: str, number: str) -> str:
    name = desk.name_of(number, {number: desk.console.customers.of_number(number)})
    if outcome == ReviewState.OPT_OUT:
        return _("Opted out: %(name)s.", name=name)
    return _("Not an opt-out: %(name)s stays as they were.", name=name)


# -- what is shown


def _review(desk: Desk, review_id: str) -> Review:
    return desk.app.reviews.review(review_id) or abort(404)


def _list(desk: Desk) -> dict[str, Any]:
    waiting = open_reviews(desk.app.deps, desk.app.reviews, LISTED)
    customers = desk.console.customers.of_numbers([each.review.number for each in waiting])
    listed = [
        Listed(each.review, desk.name_of(each.review.number, customers), each.age // 60_000 * 60_000)
        for each in waiting
    ]
    return {"listed": listed, "at": _at(), "more": len(listed) == LISTED}


def _at() -> str:
    """Which review is open beside the list."""
    return str((request.view_args or {}).get("review_id", request.args.get("at", "")))


def _page(desk: Desk, review: Review) -> dict[str, Any]:
    thread = desk.console.conversations.thread(review.number)
    people = desk.console.customers.of_number(review.number)
    number: Number = thread.number
    return _decided(desk, review) | {
        "review": review,
        "number": number,
        "people": people,
        "name": desk.name_of(review.number, {review.number: people}),
        "zone": people[0].time_zone if people else DEFAULT_ZONE,
        "conversation": desk.ids.of(review.number),
        "badge_word": consent_word(number),
        "seen": what_was_seen(review.rule),
        "keyword": words_seen(thread.entries, review.event),
        "items": items(thread)[-BESIDE:],
        "pictures": pictures_of(desk, thread),
        "may_decide": signed_in().may(Permission.SUPPORT),
        "waited": desk.now() - review.at,
    }


def _decided(desk: Desk, review: Review) -> dict[str, Any]:
    """What became of it, in one sentence ("" while it waits)."""
    if review.state == ReviewState.OPEN:
        return {"state": review.state, "outcome": "", "why": ""}
    by = _("the customer") if review.by == "customer" else review.by
    when = moment(review.decided_at) if review.decided_at else ""
    sentences = {
        ReviewState.OPT_OUT: _("%(by)s decided: an opt-out (%(when)s).", by=by, when=when),
        ReviewState.NOT_OPT_OUT: _("%(by)s decided: not an opt-out (%(when)s).", by=by, when=when),
    }
    closed = _("Nothing is left to decide: %(by)s was faster (%(when)s).", by=by or _("somebody"), when=when)
    sentence = next((said for state, said in sentences.items() if state == review.state), closed)
    return {"state": review.state, "outcome": sentence, "why": translated(review.why)}
