"""Forms that claim a consent are refused before any page sees them, and stand in the audit log (I3)."""

from flask import request

from responder.web.server.claims import claimed


class OptInRefused(Exception):
    """Somebody sent a form that would opt a customer in; the text names the field."""


def refuse_claims() -> None:
    """Look at a form before it is carried out. Raises OptInRefused."""
    if request.method in ("GET", "HEAD"):
        return
    name = claimed([*request.form.items(multi=True), *request.args.items(multi=True)])
    if name:
        raise OptInRefused(name)
