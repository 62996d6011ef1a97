"""The export of customers: an admin asks for the list, or for each of its files where it is long."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO

from flask import Blueprint, Response, abort, render_template, request

from responder.flows.customers import export
from responder.flows.customers.export import Part
from responder.web.console.shell.context import Desk, local, signed_in

IN_MEMORY = 1 << 20
CHUNK = 64 * 1024


def routes(desk: Desk) -> Blueprint:
    """`/customers/export`."""
    pages = Blueprint("exports", __name__, url_prefix="/customers/export")
    many = desk.console.many

    def form() -> str:
        parts = export.parts(desk.flows, many, signed_in())
        return render_template("export.html", parts=parts, count=many.count())

    def download() -> Response:
        part = _asked(export.parts(desk.flows, many, signed_in()))
        lines = export.lines(desk.flows, many, signed_in(), part)
        name = f"customers-{local(desk.now(), 'UTC'):%Y-%m-%d}"
        return _sent(lines, f"{name}-{part.number}-of-{part.of}.csv" if part.of > 1 else f"{name}.csv")

    pages.add_url_rule("", "form", form)
    pages.add_url_rule("", "download", download, methods=["POST"])
    return pages


def _asked(parts: int) -> Part:
    """The file that the form asks for, in as many files as the page that shows it said."""
    of = request.form.get("of", parts, int)
    number = request.form.get("part", 1, int)
    if not 1 <= number <= of or of < parts:
        abort(404)
    return Part(number, of)


def _sent(lines: Iterator[str], name: str) -> Response:
    """The file, written whole before its first byte goes: what breaks is an error page, not half a list."""
    file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)
    for line in lines:
        file.write(line.encode("utf-8", "replace") + b"\r\n")
    size = file.tell()
    file.seek(0)
    answer = Response(_chunks(file), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Length"] = str(size)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk
