"""Twilio's webhooks: size, signature, then parsing; a flow; and an answer that Twilio understands.

Order matters (DESIGN §3): nothing is parsed that was not signed, and no failure before the commit is a
200. The URL that is verified is the configured one with the constant route, never the request's own.
"""

from typing import TYPE_CHECKING

from flask import Response, request

from responder.domain.consent.auto_replies import Inbound
from responder.flows.inbound.receive import receive
from responder.flows.outbound.receipts import Receipt, record_receipt
from responder.lib.log import get_logger
from responder.ports import StoreUnavailable
from responder.provider.inbound import BadInbound, parse_inbound, parse_status
from responder.provider.signature import BadForm, parse_form
from responder.web.server.base import Ready
from responder.web.server.circuit_breaker import Outage
from responder.web.server.fair_queue import Turns
from responder.web.server.fast_flask import LeanFlask
from responder.web.server.listening import Listening
from responder.web.server.metrics import TURNED_AWAY
from responder.web.server.sparing import Sparing
from responder.web.webhook.signature_alarm import ForbiddenAlarm
from responder.wiring.product import App

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

log = get_logger(__name__)

LARGEST_BODY = 64 * 1024
"""Bytes. The longest text with all of Twilio's fields and ten pictures is under 20 kB."""

REFUSALS_A_MINUTE = 60
"""Lines that refused requests of one status write in a minute; the metrics count all of them."""

AT_ONCE = 10
"""Texts that one process works on at a time. Fewer leave the disk idle, more make the slowest slower."""

INBOUND = "/twilio/inbound"
STATUS = "/twilio/status/"

NOTHING_TO_SAY = {
    status: Ready("<Response/>", status, "text/xml; charset=utf-8") for status in (200, 400, 403, 413, 503)
}
"""TwiML for "we answer by ourselves", with each status that a webhook can have."""


class Refused(Exception):
    """A request that is not acted on, with its HTTP status."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class Forbidden(Refused):
    """A request that the provider did not sign, with what it carried."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        super().__init__(403, "signature")
        self.pairs = pairs


def webhook_app(app: App, listening: Listening) -> LeanFlask:
    """`/twilio/inbound` and `/twilio/status/<message id>` (DESIGN §8), an application of their own."""
    routes, turns, alarm = LeanFlask(__name__), Turns(AT_ONCE), ForbiddenAlarm(app)
    outage = Outage()

    @routes.direct(INBOUND, methods=["GET", "POST"])
    def inbound(environ: "WSGIEnvironment") -> Response:
        body = _body(environ)
        with turns:
            pairs = _verified(app, INBOUND, environ, body)
            with listening, outage:
                answer = _receive(app, pairs)
                alarm.signed()
                listening.signed()
            return answer

    @routes.post(f"{STATUS}<message_id>")
    def status(message_id: str) -> Response:
        environ = request.environ
        body = _body(environ)
        with turns:
            pairs = _verified(app, STATUS + message_id, environ, body)
            with outage:
                answer = _record(app, message_id, pairs)
                alarm.signed()
                listening.signed()
            return answer

    _say_why(routes, alarm, listening)
    return routes


def _say_why(routes: LeanFlask, alarm: ForbiddenAlarm, listening: Listening) -> None:
    """What is answered to each failure: none is a 200, and none a 500."""
    refusals = Sparing(REFUSALS_A_MINUTE)

    @routes.errorhandler(Refused)
    def refused(error: Refused) -> Response:
        left_out = refusals.left_out(error.why)
        if left_out is not None:
            log.warning("webhook_refused", status=error.status, why=error.why, left_out=left_out)
        return _turned_away(error.status)

    @routes.errorhandler(Forbidden)
    def forbidden(error: Forbidden) -> Response:
        if alarm.refused(error.pairs):
            listening.refused()
        return refused(error)

    @routes.errorhandler(BadInbound)
    def unreadable(error: BadInbound) -> Response:
        log.error("webhook_unreadable", why=str(error))
        return _turned_away(400)

    @routes.errorhandler(StoreUnavailable)
    def unavailable(error: StoreUnavailable) -> Response:
        # Not a 200: Twilio must try again, and the log will hold the text if it does not.
        log.error("webhook_unavailable", why=str(error))
        return _turned_away(503)


def _receive(app: App, pairs: list[tuple[str, str]]) -> Response:
    text = parse_inbound(pairs)
    receive(
        app.deps,
        Inbound(
            provider_id=text.provider_id,
            number=text.number,
            can_reply=text.is_reply_possible,
            sender=app.business.sender(text.messaging_service) or app.business.sender(text.sender_number),
            body=text.body,
            media=len(text.media),
            opt_out_type=text.opt_out_type,
            channel=text.channel,
            to=text.sender_number,
        ),
    )
    return NOTHING_TO_SAY[200]


def _record(app: App, message_id: str, pairs: list[tuple[str, str]]) -> Response:
    report = parse_status(pairs)
    if report.state:
        receipt = Receipt(report.provider_id, report.state, report.error_code, report.failure)
        record_receipt(app.deps, message_id, receipt)
    return NOTHING_TO_SAY[200]


def _verified(app: App, route: str, environ: "WSGIEnvironment", body: bytes) -> list[tuple[str, str]]:
    """The request's pairs, if Twilio signed them. Raises Refused."""
    query, posted = environ.get("QUERY_STRING", ""), environ["REQUEST_METHOD"] == "POST"
    pairs = _pairs(body if posted else query.encode("latin-1", "replace"))
    signature = environ.get("HTTP_X_TWILIO_SIGNATURE")
    settings = environ.get("HTTP_X_TWILIO_WEBHOOKS_SIGNATURE_SETTINGS")
    if not app.verifier.valid(route, query, pairs if posted else None, body, signature, settings):
        raise Forbidden(pairs)
    return pairs


def _body(environ: "WSGIEnvironment") -> bytes:
    """What was posted, never more than the limit, whatever its declared length says."""
    if environ["REQUEST_METHOD"] != "POST":
        return b""
    declared = environ.get("CONTENT_LENGTH") or "0"
    if not declared.isdecimal():
        raise Refused(400, "length")
    body: bytes = environ["wsgi.input"].read(LARGEST_BODY + 1)
    if int(declared[:20]) > LARGEST_BODY or len(body) > LARGEST_BODY:
        raise Refused(413, "body too large")
    return body


def _pairs(form: bytes) -> list[tuple[str, str]]:
    try:
        return parse_form(form)
    except BadForm:
        raise Refused(413, "too many fields") from None


def _turned_away(status: int) -> Response:
    TURNED_AWAY.labels(str(status)).inc()
    return NOTHING_TO_SAY[status]
