"""The handler that Twilio's and RQ's documents lead to: the thing to beat. Not a part of the product.

Twilio's "Secure your Flask app by validating incoming Twilio requests" and "Receive and reply to SMS",
redis-py's default client with GET and SET, RQ's `q.enqueue(function, arguments)`. It does less than the
product: no history, no proof, no lock against a second request for the same number. A job answers every text.
"""

import os
from collections.abc import Callable
from functools import wraps

import redis
from flask import Flask, abort, request
from rq import Queue
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from twilio.twiml.messaging_response import MessagingResponse  # type: ignore[import-untyped]

STATES = {"STOP": "opted_out", "START": "opted_in"}
REPLIES = {
    "STOP": "You have been unsubscribed. Reply START to resubscribe.",
    "START": "You have been resubscribed.",
    "HELP": "Reply STOP to unsubscribe.",
}


def send_reply(to: str, body: str) -> None:
    """The job. No worker runs it in the benchmark: only the handler is measured."""


def application() -> Flask:
    """The tutorial's application."""
    app = Flask(__name__, static_folder=None)
    r = redis.Redis.from_url(os.environ["TUTORIAL_REDIS_URL"])
    q = Queue(connection=r)

    @app.route("/twilio/inbound", methods=["GET", "POST"])
    @validate_twilio_request
    def incoming_sms() -> str:
        sid, number = request.form["MessageSid"], request.form["From"]
        word = request.form["Body"].strip().upper()
        resp = MessagingResponse()
        if r.get(f"seen:{sid}"):
            return str(resp)
        r.set(f"seen:{sid}", "1")
        state = r.get(f"consent:{number}") or b"unknown"
        r.set(f"consent:{number}", STATES.get(word, state))
        q.enqueue(send_reply, number, REPLIES.get(word, "Thanks, we will get back to you."))
        return str(resp)

    return app


def validate_twilio_request(f: Callable[[], str]) -> Callable[[], str]:
    """Twilio's decorator: 403 unless the request is Twilio's."""

    @wraps(f)
    def decorated_function() -> str:
        validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
        signature = request.headers.get("X-TWILIO-SIGNATURE", "")
        if not validator.validate(request.url, request.form, signature):
            abort(403)
        return f()

    return decorated_function
