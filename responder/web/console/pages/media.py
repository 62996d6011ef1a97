"""Customers' pictures and files, for who is signed in, by ids that nobody can guess.

Pictures are what we drew. Any other file is as it came from a stranger: it is handed out to be kept on disk,
under a name of ours, and no browser shows or runs it here.
"""

from flask import Blueprint, Response, abort, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from responder.web.console.shell.context import Desk


def routes(desk: Desk) -> Blueprint:
    """`/pictures/<id>`; `small=1` is the one for the thread."""
    pages = Blueprint("pictures", __name__)

    def one(picture_id: str) -> AnyResponse:
        album = desk.console.pictures.album
        path = album.path(picture_id, small=bool(request.args.get("small"))) if album else None
        if path is None:
            abort(404)
        answer = Response(path.read_bytes(), content_type="image/jpeg")
        # Kept by the browser but asked for anew each time: after an erasure it is gone here too.
        answer.headers["Cache-Control"] = "private, no-cache"
        answer.headers["Content-Disposition"] = "inline"
        answer.add_etag()
        return answer.make_conditional(request)

    def view(picture_id: str) -> str:
        """The large one on a page of ours, with the way back."""
        album, conversation = desk.console.pictures.album, request.args.get("conversation", "")
        if album is None or album.path(picture_id, small=False) is None:
            abort(404)
        known = conversation if desk.ids.number(conversation) else ""
        return render_template("picture.html", picture_id=picture_id, conversation=known)

    def file(picture_id: str) -> Response:
        album = desk.console.pictures.album
        path = album.file(picture_id) if album else None
        if path is None:
            abort(404)
        name = f"attachment-{int(picture_id.rpartition('-')[2]) + 1}{path.suffix}"
        answer = Response(path.read_bytes(), content_type="application/octet-stream")
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return answer

    pages.add_url_rule("/pictures/<picture_id>", "one", one)
    pages.add_url_rule("/pictures/<picture_id>/file", "file", file)
    pages.add_url_rule("/pictures/<picture_id>/view", "view", view)
    return pages
