"""The stop switches: what is off is on every page for everybody; an admin throws them here."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from responder.domain.sending.kill_switches import EVERY_SENDER, LONGEST_WHY, BadSwitch
from responder.domain.staff.accounts import Permission
from responder.flows.outbound import kill_switches
from responder.web.console.shell.context import Desk, signed_in
from responder.web.console.shell.etag import live
from responder.web.console.shell.session import say
from responder.web.console.words.i18n import translate as _
from responder.web.console.words.kill_switches import author_of, reason_of, sender_name
from responder.web.console.words.reasons import translated


def routes(desk: Desk) -> Blueprint:
    """`/sending` and below, and `/warnings` and `/foot`, which every page asks for."""
    pages = Blueprint("switches", __name__)

    def index() -> str:
        return render_template("switches.html", **_page(desk), given={}, why="")

    def stop() -> Response | tuple[str, int]:
        wanted, why = request.form.get("sender", ""), request.form.get("why", "")
        try:
            done = kill_switches.stop(desk.flows, signed_in(), wanted, why)
        except BadSwitch as error:
            shown = {"given": request.form, "why": translated(str(error))}
            return render_template("switches.html", **_page(desk), **shown), 400
        _say(
            done,
            _("Sending is off: %(sender)s.", sender=sender_name(desk.business, wanted)),
            _("It was off already; nothing was changed."),
        )
        return _back(desk)

    pages.add_url_rule("/sending", "index", index)
    pages.add_url_rule("/sending/stop", "stop", stop, methods=["POST"])
    pages.add_url_rule("/sending/allow", "allow", lambda: _allow(desk), methods=["POST"])
    pages.add_url_rule("/warnings", "warnings", lambda: _warnings(desk))
    pages.add_url_rule("/foot", "foot", lambda: _foot(desk))
    return pages


def _allow(desk: Desk) -> Response:
    wanted, shown = request.form.get("sender", ""), request.form.get("at", 0, int)
    now = next((each for each in kill_switches.switches(desk.flows) if each.sender == wanted), None)
    if now and shown and now.at != shown:
        say(_("%(name)s switched it off anew meanwhile: read why.", name=now.by), "note")
        return _back(desk)
    try:
        done = kill_switches.allow(desk.flows, signed_in(), wanted)
    except BadSwitch as error:
        say(translated(str(error)), "note")
        return _back(desk)
    _say(
        done,
        _("Sending is on again: %(sender)s.", sender=sender_name(desk.business, wanted)),
        _("It was on already; nothing was changed."),
    )
    return _back(desk)


def _warnings(desk: Desk) -> Any:
    shown = desk.context()["warnings"]
    return live(shown, lambda: render_template("_warnings.html", warnings=shown))


def _foot(desk: Desk) -> Any:
    shown = desk.context()["foot"]
    return live(shown, lambda: render_template("_foot.html", foot=shown))


def _page(desk: Desk) -> dict[str, Any]:
    off = kill_switches.switches(desk.flows)
    stopped = {each.sender for each in off}
    every = [EVERY_SENDER, *(sender.id for sender in desk.business.senders)]
    return {
        "off": [
            (each, sender_name(desk.business, each.sender), author_of(each), reason_of(each)) for each in off
        ],
        "on": [(each, sender_name(desk.business, each)) for each in every if each not in stopped],
        "may_switch": signed_in().may(Permission.ADMINISTER),
        "longest_why": LONGEST_WHY,
    }


def _say(done: bool, changed: str, same: str) -> None:
    say(changed if done else same, "done" if done else "note")


def _back(desk: Desk) -> Response:
    desk.look_again()
    return redirect(url_for("switches.index"))
