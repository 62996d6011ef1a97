"""`/contact`: the public page that marketing links to, with what no text has room for (CA-06, CA-07, CA-08).

It needs neither login nor Redis: it is made once, when the process starts, and stays up while anything does.
"""

from flask import Blueprint, Response, render_template

from responder.domain.business import Business
from responder.domain.phone import dial
from responder.wiring.product import TEMPLATES, App

CACHED = "public, max-age=300"
SAFE = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"


def contact_routes(app: App) -> Blueprint:
    """The page in the business's languages, one below the other."""
    routes = Blueprint("contact", __name__, template_folder=str(TEMPLATES / "contact"))
    made: list[str] = []

    @routes.get("/contact")
    def contact() -> Response:
        if not made:
            made.append(_page(app.business))
        response = Response(made[0], mimetype="text/html")
        response.headers["Cache-Control"] = CACHED
        response.headers["Content-Security-Policy"] = SAFE
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return routes


def _page(business: Business) -> str:
    return render_template(
        "contact.html",
        business=business,
        phone=dial(business.phone),
        senders=[dial(sender.shown) for sender in business.senders],
    )
