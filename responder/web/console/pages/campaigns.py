"""Messages to many: an admin writes one, sees whom it would reach and how it reads, starts and stops it."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from responder.domain.campaigns.campaign import LONGEST_WHY, NEXT, Act, Audience, BadBulk, Bulk, BulkState
from responder.domain.customers.customer import DEFAULT_ZONE
from responder.domain.records import Millis
from responder.domain.staff.accounts import Permission
from responder.domain.timestamps import LAST_YEAR
from responder.flows.campaigns import edit as bulk_flow
from responder.flows.campaigns import preflight
from responder.flows.campaigns.edit import NoSuchBulk, Order, Wanted
from responder.flows.campaigns.report import counts as bulk_counts
from responder.flows.campaigns.report import counts_of
from responder.flows.permissions import NotAllowed
from responder.ports.desk import Changed
from responder.web.console.shell.context import Desk, local, signed_in, zone_of
from responder.web.console.shell.etag import live
from responder.web.console.shell.session import say
from responder.web.console.words.campaigns import act_word, state_word, verdict_word, why_word
from responder.web.console.words.i18n import translate as _
from responder.web.console.words.reasons import translated

SHOWN = 50
LANGUAGES = ("en", "fr", "es")
Page = str | tuple[str, int] | Response


def routes(desk: Desk) -> Blueprint:
    """`/bulk` and below; for admins alone."""
    pages = Blueprint("bulk", __name__, url_prefix="/bulk")
    pages.before_request(_admins_alone)

    def index() -> str:
        deps = desk.console.bulk
        found = deps.bulks.all(SHOWN)
        became = zip(found, counts_of(deps, found), strict=True)
        listed = [(each, counts, state_word(each)) for each, counts in became]
        return render_template("bulk_list.html", listed=listed)

    def one(bulk_id: str) -> str:
        return render_template("bulk.html", **_shown(desk, _found(desk, bulk_id)), why="")

    def now(bulk_id: str) -> Any:
        shown = _shown(desk, _found(desk, bulk_id))
        return live(shown, lambda: render_template("_bulk_now.html", **shown))

    def acts(bulk_id: str) -> Any:
        """Apart from what is counted, so that a reason that somebody types is not swept away."""
        shown = _acts(_found(desk, bulk_id))
        return live(shown["bulk"].version, lambda: render_template("_bulk_acts.html", **shown))

    pages.add_url_rule("", "index", index)
    pages.add_url_rule("/<bulk_id>", "one", one)
    pages.add_url_rule("/<bulk_id>/acts", "acts", acts)
    pages.add_url_rule("/<bulk_id>/now", "now", now)
    _writing(desk, pages)
    _acting(desk, pages)
    return pages


def _admins_alone() -> None:
    if not signed_in().may(Permission.ADMINISTER):
        raise NotAllowed(Permission.ADMINISTER.value)


def _writing(desk: Desk, pages: Blueprint) -> None:
    def form(bulk_id: str = "") -> str:
        bulk = _found(desk, bulk_id) if bulk_id else None
        return render_template("bulk_form.html", **_form(desk, bulk, _given(desk, bulk)), why="")

    def save(bulk_id: str = "") -> Page:
        deps, version = desk.console.bulk, request.form.get("version", 0, type=int)
        before = _found(desk, bulk_id) if bulk_id else None
        try:
            wanted = _wanted(desk)
            if before is None:
                made = bulk_flow.make(deps, signed_in(), wanted)
            else:
                made = bulk_flow.edit(deps, signed_in(), before.id, version, wanted)
        except BadBulk as error:
            shown = _form(desk, before, {**request.form})
            return render_template("bulk_form.html", **shown, why=translated(str(error))), 422
        except Changed:
            shown = _form(desk, _found(desk, bulk_id), {**request.form})
            return render_template("bulk_form.html", **shown, why=_other(desk, bulk_id)), 409
        return redirect(url_for("bulk.one", bulk_id=made.id))

    pages.add_url_rule("/new", "new", form)
    pages.add_url_rule("/new", "make", save, methods=["POST"])
    pages.add_url_rule("/<bulk_id>/edit", "edit", form)
    pages.add_url_rule("/<bulk_id>/edit", "save", save, methods=["POST"])


def _acting(desk: Desk, pages: Blueprint) -> None:
    def act(bulk_id: str) -> Page:
        wanted = request.form.get("act", "")
        chosen = next((each for each in bulk_flow.ACTS if each.value == wanted), None) or abort(400)
        order = Order(chosen, request.form.get("version", 0, type=int), request.form.get("why", ""))
        try:
            bulk_flow.act(desk.console.bulk, signed_in(), bulk_id, order)
        except NoSuchBulk:
            abort(404)
        except (BadBulk, Changed) as error:
            said = _other(desk, bulk_id) if isinstance(error, Changed) else translated(str(error))
            status = 409 if isinstance(error, Changed) else 422
            shown = _shown(desk, _found(desk, bulk_id))
            return render_template("bulk.html", **shown, why=said, given=order.why), status
        say(act_word(chosen)[1])
        return redirect(url_for("bulk.one", bulk_id=bulk_id))

    pages.add_url_rule("/<bulk_id>/act", "act", act, methods=["POST"])


def _found(desk: Desk, bulk_id: str) -> Bulk:
    return desk.console.bulk.bulks.get(bulk_id) or abort(404)


def _other(desk: Desk, bulk_id: str) -> str:
    """What a colleague did meanwhile, for whoever was second."""
    now = _found(desk, bulk_id)
    said = _("%(name)s was faster: it is now “%(state)s”.", name=now.by, state=state_word(now)[0])
    return f"{said} {_('Nothing of yours was done; look again.')}"


def _shown(desk: Desk, bulk: Bulk) -> dict[str, Any]:
    deps = desk.console.bulk
    try:
        previews, wrong = preflight.preview(deps, bulk, _("Alex")), ""
    except BadBulk as error:
        previews, wrong = [], translated(str(error))
    return {
        **_acts(bulk),
        "state": state_word(bulk),
        "why_so": why_word(bulk.why),
        "counts": bulk_counts(deps, bulk),
        "tallies": [(each, verdict_word(each.verdict), translated(each.reason)) for each in bulk.tallies],
        "previews": previews,
        "wrong": wrong,
        "warned": {code: translated(said) for code, said in bulk_flow.warnings(bulk).items()},
        "editable": (bulk.state, Act.EDIT) in NEXT,
        "counting": bulk.state is BulkState.CHECKING,
        "percent": preflight.percent(deps, bulk) if bulk.state is BulkState.CHECKING else 100,
        "zone": DEFAULT_ZONE,
    }


def _acts(bulk: Bulk) -> dict[str, Any]:
    possible = [each for each in bulk_flow.ACTS if (bulk.state, each) in NEXT]
    acts = [(each.value, act_word(each)[0]) for each in possible]
    return {"bulk": bulk, "acts": acts, "longest_why": LONGEST_WHY}


def _form(desk: Desk, bulk: Bulk | None, given: dict[str, Any]) -> dict[str, Any]:
    return {
        "bulk": bulk,
        "given": given,
        "version": bulk.version if bulk else 0,
        "languages": [each for each in LANGUAGES if each in desk.business.languages or each == "es"],
        "needed": desk.business.default_language,
        "senders": desk.business.senders,
        "audiences": [each.value for each in Audience],
        "zone": DEFAULT_ZONE,
    }


def _given(desk: Desk, bulk: Bulk | None) -> dict[str, Any]:
    """What the form's fields hold before anybody typed."""
    if bulk is None:
        return {"class": "service", "audience": Audience.EVERYBODY.value}
    texts = {f"text_{code}": text for code, text in bulk.texts.items()}
    until = f"{local(bulk.ends_at, DEFAULT_ZONE):%Y-%m-%dT%H:%M}" if bulk.ends_at else ""
    numbers = desk.console.bulk.customers.many(sorted(desk.console.bulk.bulks.listed(bulk.id)))
    return texts | {
        "name": bulk.name,
        "class": bulk.message_class.value,
        "sender": bulk.sender,
        "audience": bulk.audience,
        "language": bulk.language,
        "until": until,
        "numbers": "\n".join(each.numbers[0] for each in numbers if each.numbers),
    }


def _wanted(desk: Desk) -> Wanted:
    form = request.form
    numbers = (line.strip() for line in form.get("numbers", "").splitlines())
    return Wanted(
        name=form.get("name", ""),
        message_class=form.get("class", ""),
        texts={code: form.get(f"text_{code}", "").replace("\r\n", "\n") for code in LANGUAGES},
        sender=form.get("sender", ""),
        audience=form.get("audience", ""),
        language=form.get("language", ""),
        ends_at=_moment(form.get("until", "")),
        numbers=tuple(line for line in numbers if line),
    )


def _moment(typed: str) -> Millis:
    if not typed:
        return 0
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        raise BadBulk("The time after which nobody is texted is not a time.") from None
    if moment.year > LAST_YEAR:
        raise BadBulk("The time after which nobody is texted is not a time.")
    return int(moment.replace(tzinfo=zone_of(DEFAULT_ZONE)).timestamp() * 1_000)
