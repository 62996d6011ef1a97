"""What a browser asks for while its tab is open, and where a staff member wants mail."""

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from responder.domain.staff.accounts import Permission
from responder.flows.inbox import notices as flow
from responder.flows.inbox.notices import BadAddress
from responder.web.console.shell.context import Desk, signed_in
from responder.web.console.shell.session import say
from responder.web.console.words.i18n import translate as _
from responder.web.console.words.reasons import translated


def routes(desk: Desk) -> Blueprint:
    """`/news` for the page's own script, and `/more/mail`."""
    pages, book = Blueprint("notices", __name__), desk.console.notices.book

    def news() -> Response:
        """What is assigned to whoever asks, and unread: an opaque id, a name, and when it came; no words."""
        unread = book.unread(signed_in().id)
        customers = desk.console.customers.of_numbers([number for number, _at in unread])
        found = [
            {"id": desk.ids.of(number), "name": desk.name_of(number, customers), "at": at}
            for number, at in unread
        ]
        answer = jsonify(found)
        answer.headers["Cache-Control"] = "private, no-cache"
        answer.add_etag()
        return answer.make_conditional(request)

    def mail() -> str | tuple[str, int] | Response:
        typed = request.form.get("address", "")
        try:
            flow.set_address(desk.flows, book, signed_in(), typed)
        except BadAddress as error:
            shown = mail_context(desk) | {"mail_address": typed, "mail_wrong": translated(str(error))}
            administers = signed_in().may(Permission.ADMINISTER)
            return render_template("more.html", may_administer=administers, **shown), 422
        say(_("Saved."))
        return redirect(url_for("more.more"))

    pages.add_url_rule("/news", "news", news)
    pages.add_url_rule("/more/mail", "mail", mail, methods=["POST"])
    return pages


def mail_context(desk: Desk) -> dict[str, object]:
    """What the page "More" shows of it."""
    notices = desk.console.notices
    return {
        "mail_address": notices.book.addresses().get(signed_in().id, ""),
        "mail_works": notices.mailer is not None,
        "mail_after": desk.business.notices.after // 60_000,
    }
