"""The yardstick: the smallest Flask application, on the same server. It reads nothing and keeps nothing."""

from flask import Flask


def application() -> Flask:
    """Answers every request with a word."""
    app = Flask(__name__, static_folder=None)

    @app.route("/twilio/inbound", methods=["GET", "POST"])
    def hello() -> str:
        return "hello"

    return app
