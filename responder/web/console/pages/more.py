"""What has no tab of its own: one's account, and for admins the staff and the audit log."""

from flask import Blueprint, render_template

from responder.domain.staff.accounts import Permission
from responder.flows.permissions import NotAllowed
from responder.web.console.pages.notices import mail_context
from responder.web.console.shell.context import Desk, signed_in
from responder.web.console.views.audit import audited

AUDIT_LENGTH = 200


def routes(desk: Desk) -> Blueprint:
    """`/more` and `/audit`."""
    pages = Blueprint("more", __name__)

    def more() -> str:
        administers = signed_in().may(Permission.ADMINISTER)
        return render_template("more.html", may_administer=administers, **mail_context(desk))

    def audit() -> str:
        if not signed_in().may(Permission.ADMINISTER):
            raise NotAllowed(Permission.ADMINISTER.value)
        entries = desk.console.audit.newest(AUDIT_LENGTH)
        return render_template("audit.html", entries=audited(desk, entries))

    pages.add_url_rule("/more", "more", more)
    pages.add_url_rule("/audit", "audit", audit)
    return pages
