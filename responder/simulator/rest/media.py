"""A text's pictures as Twilio hands them out: behind the account's credentials, and then a signed address.

A picture is what its `url` says: `data:image/png;base64,…` is handed out by this server; any other address
is where the redirect leads, which a careful client does not follow.
Accepted limits: the signature never runs out.
"""

import base64
import binascii
import hashlib
import hmac

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from responder.simulator.rest.errors import ApiError
from responder.simulator.rest.routes import check_credentials, engine
from responder.simulator.webhook.params import API_VERSION

media = Blueprint("media", __name__)


@media.errorhandler(ApiError)
def _error(error: ApiError) -> tuple[dict[str, object], int]:
    return error.body(), error.status


@media.get(f"/{API_VERSION}/Accounts/<account>/Messages/<sid>/Media/<media_sid>")
def content(account: str, sid: str, media_sid: str) -> AnyResponse:
    """Where the picture is. Without `.json`: the description is another resource."""
    check_credentials()
    url = _url(sid, media_sid)
    if engine().faults["media"] == "500":
        raise ApiError(20500)
    if not url.startswith("data:"):
        return redirect(url, 307)
    return redirect(f"/media/{sid}/{media_sid}/{_signature(sid, media_sid)}", 307)


@media.get("/media/<sid>/<media_sid>/<signature>")
def signed(sid: str, media_sid: str, signature: str) -> Response:
    """The picture itself, for whoever has its signed address."""
    if not hmac.compare_digest(signature.encode(), _signature(sid, media_sid).encode()):
        raise ApiError(20404, path="/media")
    head, _, encoded = _url(sid, media_sid).partition(",")
    try:
        found = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise ApiError(20500) from None
    return Response(found, content_type=head.removeprefix("data:").partition(";")[0])


def _url(sid: str, media_sid: str) -> str:
    message = engine().store.messages.get(sid)
    entries = message.media if message else []
    found = next((entry["url"] for entry in entries if entry["sid"] == media_sid), None)
    if found is None or engine().faults["media"] == "404":
        raise ApiError(20404, path=f"/Messages/{sid}/Media/{media_sid}")
    return found


def _signature(sid: str, media_sid: str) -> str:
    key = engine().config.auth_token.encode()
    return hmac.digest(key, f"{sid}/{media_sid}".encode(), hashlib.sha256).hex()[:40]
