"""The import of customers: upload a list, see what each row would do, then say yes."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from responder.adapters import csv_files
from responder.domain.customers.csv_text import BadSheet
from responder.domain.customers.import_plan import What
from responder.domain.customers.import_rows import sheet
from responder.flows.customers import uploads as story
from responder.flows.customers.uploads import Importing
from responder.ports.uploads import Looked, Upload
from responder.web.console.shell.context import Desk, signed_in
from responder.web.console.shell.resubmit import GOES_ON
from responder.web.console.shell.session import say
from responder.web.console.words.i18n import translate as _
from responder.web.console.words.imports import told

LARGEST = 2 * 1024 * 1024
SHOWN = 50
READ = 500
UPLOAD = "imports.upload"


def allow_upload() -> None:
    """A list may be larger than any other form of the console; asked before the form is read."""
    if request.endpoint == UPLOAD:
        request.max_content_length = LARGEST


def routes(desk: Desk) -> Blueprint:
    """`/customers/import` and below."""
    pages = Blueprint("imports", __name__, url_prefix="/customers/import")
    importing = Importing(desk.console.diary, desk.console.many, desk.console.uploads)

    def form() -> str:
        story.must(desk.flows, signed_in())
        return render_template("import.html", why="", most=story.MOST_ROWS)

    def upload() -> tuple[str, int] | AnyResponse:
        try:
            kept = _kept(importing, desk)
        except BadSheet as error:
            why = told(str(error))
            return render_template("import.html", why=why, most=story.MOST_ROWS), 422
        return redirect(url_for("imports.one", upload_id=kept.id))

    def one(upload_id: str) -> str | AnyResponse:
        story.must(desk.flows, signed_in())
        found = desk.console.uploads.get(upload_id)
        if found is None:
            say(_("This list is no longer kept: upload it again."), "note")
            return redirect(url_for("imports.form"))
        return render_template("import_preview.html", **_shown(desk, found))

    pages.add_url_rule("", "form", form)
    pages.add_url_rule("", "upload", upload, methods=["POST"])
    pages.add_url_rule("/<upload_id>", "one", one)
    _deciding(desk, importing, pages)
    return pages


def _deciding(desk: Desk, importing: Importing, pages: Blueprint) -> None:
    def go_on(upload_id: str) -> AnyResponse:
        found = desk.console.uploads.get(upload_id) or abort(404)
        done = story.go_on(importing, signed_in(), found)
        if done.done:
            say(_("The list was taken over."))
        return redirect(url_for("imports.one", upload_id=upload_id))

    def forget(upload_id: str) -> AnyResponse:
        found = desk.console.uploads.get(upload_id)
        if found and found.begun:
            say(_("This list is being taken over: somebody said yes meanwhile."), "note")
            return redirect(url_for("imports.one", upload_id=upload_id))
        if found:
            story.forget(importing, signed_in(), found)
        say(_("Nothing was imported."), "note")
        return redirect(url_for("customers.index"))

    pages.add_url_rule("/<upload_id>/go-on", "go_on", go_on, methods=["POST"])
    pages.add_url_rule("/<upload_id>/forget", "forget", forget, methods=["POST"])


def _kept(importing: Importing, desk: Desk) -> Upload:
    """The uploaded list, looked at. Raises BadSheet."""
    given = request.files.get("list")
    content = given.read() if given else b""
    if not given or not content:
        raise BadSheet("The list is empty.")
    law = desk.app.deps.law
    found = sheet(csv_files.lines_of(content), lambda name: law.zone_named(name) is not None)
    name = "".join(c for c in (given.filename or "") if c.isprintable()).rpartition("/")[2]
    return story.look(importing, signed_in(), name or "CSV", found)


def _shown(desk: Desk, upload: Upload) -> dict[str, Any]:
    kinds = [What.REFUSED] if upload.done else list(What)
    wanted = request.args.get("show", "")
    chosen = [What(wanted)] if wanted in [each.value for each in kinds] else kinds
    start = max(0, request.args.get("start", 0, int))
    rows, following = _page(desk, upload, chosen, start)
    return {
        "upload": upload,
        "rows": [(each, told(each.why)) for each in rows],
        "show": wanted if len(chosen) == 1 and not upload.done else "",
        "kinds": kinds,
        "following": following,
        "goes_on": GOES_ON,
        "parts": upload.position * 100 // max(1, upload.rows),
    }


def _page(desk: Desk, upload: Upload, chosen: list[What], start: int) -> tuple[list[Looked], int]:
    """Rows of these kinds from a place of the list on, and the place of the next page (0 = the end)."""
    found: list[Looked] = []
    for place in range(start, upload.rows, READ):
        page = desk.console.uploads.rows(upload.id, place, READ)
        for offset, each in enumerate(page):
            if each.what not in chosen:
                continue
            if len(found) == SHOWN:
                return found, place + offset
            found.append(each)
    return found, 0
