"""What somebody without a login can send: no error, nothing that stays, and no word of theirs in a log."""

import json
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from responder.domain.records import Consent
from responder.web.console.shell import static_files
from responder.web.server.base import WebFlask, WebResponse
from responder.web.server.limits import LONGEST_ADDRESS, bounded
from responder.web.server.sparing import MINUTE, Sparing
from responder.wiring.product import App
from tests.web.test_console import sign_in, token
from tests.web.test_webhook import FORM, INBOUND, Environ, answer, environ

WORDS = "words-of-a-stranger-4185550112"
BROKEN = ("http://[", "https://[::1", "//[", "http://\u2100.example/")
"""Web addresses that `urlsplit` refuses with ValueError."""

NAMES = (
    "a" * 300 + ".css",
    "./" * 4_000 + "a" * 300 + ".css",
    "../app.py",
    "../static/console.css",
    "nul%00.css",
    "console.css/",
    "%ff.css",
    WORDS + ".css",
)


def logged(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> str:
    """Everything that was written, by whatever way."""
    said = capsys.readouterr()
    return said.out + said.err + caplog.text + "".join(str(each.msg) for each in caplog.records)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_no_name_of_a_file_is_an_error_or_is_remembered(browser: FlaskClient, name: str) -> None:
    before = dict(static_files.files())

    assert browser.get(f"/static/{name}").status_code in (308, 404)
    assert static_files.files() == before


def test_files_are_served_as_before_and_what_is_no_file_of_ours_is_not(browser: FlaskClient) -> None:
    whole = browser.get("/static/console.css")
    packed = browser.get("/static/console.css", headers={"Accept-Encoding": "gzip"})

    assert whole.data == (static_files.STATIC / "console.css").read_bytes()
    assert (packed.headers["Content-Encoding"], len(packed.data) < len(whole.data)) == ("gzip", True)
    assert "immutable" in whole.headers["Cache-Control"]
    assert set(static_files.files()) == {
        each.name for each in static_files.STATIC.iterdir() if each.suffix in static_files.TYPES
    }


@pytest.mark.parametrize("header", ["Referer", "Origin"])
@pytest.mark.parametrize("path", ["/nothing", "/conversations/x/send", "/unsubscribe", "/sign-in"])
@pytest.mark.parametrize("address", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_address_in_a_header_is_no_error(
    browser: FlaskClient, path: str, header: str, address: str
) -> None:
    headers = {header: address.encode("ascii", "ignore").decode()}

    assert browser.post(path, data={"body": "hello"}, headers=headers).status_code in (302, 400, 401)


@pytest.mark.parametrize("address", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_address_to_go_on_to_is_no_error(browser: FlaskClient, address: str) -> None:
    assert browser.get("/sign-in", query_string={"next": address}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/conversations", "/static/x.css", "/api/v1/optouts", "/healthz", "/twilio/x"]
)
def test_an_address_that_is_too_long_is_refused_before_anything_reads_it(
    browser: FlaskClient, path: str
) -> None:
    refused = browser.get(path + "/" * LONGEST_ADDRESS)

    assert (refused.status_code, WORDS in refused.text) == (414, False)
    in_query = browser.get(path, query_string=WORDS + "a" * LONGEST_ADDRESS)
    assert in_query.status_code == (404 if path.startswith("/twilio/") else 414)


def test_long_headers_reach_nobody_with_runs_of_blanks() -> None:
    """Flask's own reader of cookies goes back over a run of blanks for each of them."""
    seen: list[Environ] = []

    def inside(found: Environ, start: object) -> list[bytes]:
        seen.append(found)
        return []

    hurts, short = "a=" + "\t \xa0" * 1_000 + '"', "a=b;  c=d"
    asked = environ(b"", None, PATH_INFO="/sign-in", HTTP_COOKIE=hurts, HTTP_ACCEPT=short, CONTENT_TYPE=hurts)
    bounded(inside, ("/twilio/",))(asked, lambda *_: lambda _: None)
    assert (seen[0]["HTTP_COOKIE"], seen[0]["CONTENT_TYPE"], seen[0]["HTTP_ACCEPT"]) == (
        *('a= "', 'a= "'),
        short,
    )


def test_a_part_of_a_form_without_a_name_is_no_error(browser: FlaskClient) -> None:
    sign_in(browser, "robin")
    csrf = token(browser.get("/more"))
    body = (
        f'--x\r\ncontent-disposition: form-data; name="csrf_token"\r\n\r\n{csrf}\r\n'
        "--x\r\ncontent-disposition: form-data\r\n\r\nhello\r\n--x--\r\n"
    )
    form = {"data": body, "content_type": "multipart/form-data; boundary=x"}
    assert browser.post("/more/mail", **form).status_code < 400


def test_a_text_of_any_length_is_taken_in_a_query(app: App, flask: Flask) -> None:
    """With WEBHOOK_METHOD GET all fields stand in the address, each emoji in twelve characters."""
    query = "Body=" + "%F0%9F%98%80" * 1_600
    asked = environ(b"", None, PATH_INFO=INBOUND, REQUEST_METHOD="GET", QUERY_STRING=query)

    assert len(query) > LONGEST_ADDRESS
    assert answer(flask, asked)[0] == 403, "it is not signed; it was read"
    assert app.store.load(FORM["From"]).consent is Consent.UNKNOWN


def failing() -> WebFlask:
    flask = WebFlask("attacked")

    @flask.get("/<path:name>")
    def page(name: str) -> Response:
        raise RuntimeError(name)

    return flask


def test_a_failure_is_logged_with_its_endpoint_and_trace_and_no_word_of_the_request(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    http = failing().test_client()

    assert http.get(f"/{WORDS}?{WORDS}", headers={"Referer": WORDS}).status_code == 500
    said = logged(capsys, caplog)
    assert "request_failed" in said and "'endpoint': 'page'" in said.replace('"', "'")
    assert WORDS not in said.replace("[number]", WORDS[-10:])


def test_failures_in_number_write_a_few_lines_and_count_the_rest() -> None:
    now = [0.0]
    lines = Sparing(3, lambda: now[0])

    assert [lines.left_out("page") for _ in range(6)] == [0, 0, 0, None, None, None]
    assert lines.left_out("other page") == 0
    now[0] = MINUTE
    assert [lines.left_out("page") for _ in range(2)] == [3, 0]


def test_refused_tries_to_sign_in_write_no_line_and_no_login(
    browser: FlaskClient, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    tries = [sign_in(browser, WORDS, "wrong").status_code for _ in range(15)]
    forged = browser.post("/sign-in", data={"login": WORDS, "csrf_token": WORDS}).status_code

    assert (tries[-1], forged) == (429, 400)
    said = logged(capsys, caplog)
    assert "words-of-a-stranger" not in said and "ratelimit" not in said and "CSRF" not in said


def test_refused_webhooks_in_number_write_a_few_lines(flask: Flask, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(200):
        assert answer(flask, environ(b"Body=STOP", None))[0] == 403

    assert 0 < len([each for each in caplog.records if "webhook_refused" in str(each.msg)]) <= 60


@pytest.mark.parametrize("made", [WebResponse, lambda text: WebResponse([text, b"!"])])
def test_half_a_character_is_a_question_mark_in_an_answer(made: Any) -> None:
    assert made("half \ud83d of one").get_data().startswith(b"half ? of one")


def test_half_a_character_in_a_view_of_any_application_of_ours() -> None:
    flask = WebFlask("attacked")
    flask.add_url_rule("/text", "text", lambda: "half \ud83d of one")
    flask.add_url_rule("/json", "json", lambda: {"text": json.loads('"half \\ud83d"')})

    assert flask.test_client().get("/text").data == b"half ? of one"
    assert flask.test_client().get("/json").json == {"text": "half \ud83d"}
