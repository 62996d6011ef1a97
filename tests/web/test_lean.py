"""Flask for webhooks: what it leaves out changes no answer."""

from typing import Any

import pytest
from flask import Response, request
from flask.testing import FlaskClient

from responder.web.server.base import Ready
from responder.web.server.fast_flask import LeanFlask


@pytest.fixture
def client() -> FlaskClient:
    app, ready = LeanFlask(__name__), Ready("<Response/>", 200, "text/xml; charset=utf-8")

    @app.direct("/fixed", methods=["GET", "POST"])
    def fixed(environ: dict[str, Any]) -> Response:
        if environ["QUERY_STRING"]:
            raise LookupError(environ["QUERY_STRING"])
        return ready

    @app.errorhandler(LookupError)
    def missing(error: LookupError) -> Response:
        return Response(f"{request.method} {error}", 404)

    @app.post("/named/<name>")
    def named(name: str) -> Response:
        return Response(name)

    return app.test_client()


def test_a_ready_answer_is_the_same_the_first_and_every_later_time(client: FlaskClient) -> None:
    answers = [client.post("/fixed") for _ in range(3)]
    assert {(each.status_code, each.text, tuple(each.headers)) for each in answers} == {
        (200, "<Response/>", (("Content-Type", "text/xml; charset=utf-8"), ("Content-Length", "11")))
    }


def test_a_ready_answer_to_head_has_no_body(client: FlaskClient) -> None:
    answer = client.head("/fixed")
    assert (answer.status_code, answer.data) == (200, b"")


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_what_a_direct_view_raises_finds_its_handler_with_the_request(
    client: FlaskClient, method: str
) -> None:
    answer = client.open("/fixed?nobody", method=method)
    assert (answer.status_code, answer.text) == (404, "" if method == "HEAD" else f"{method} nobody")


def test_an_address_with_a_name_is_matched_anew_for_each_name(client: FlaskClient) -> None:
    assert [client.post(f"/named/{name}").text for name in ("a", "b", "a")] == ["a", "b", "a"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("PUT", "/fixed", 405), ("GET", "/named/a", 405), ("POST", "/fixed/", 404)],
)
def test_what_does_not_exist_is_refused_also_after_something_was_found(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    client.post("/fixed")
    assert [client.open(path, method=method).status_code for _ in range(2)] == [status, status]


def test_what_a_place_allows_is_told_the_first_and_every_later_time(client: FlaskClient) -> None:
    client.post("/fixed")
    assert [set(client.options("/fixed").allow) for _ in range(2)] == [{"GET", "HEAD", "OPTIONS", "POST"}] * 2


def test_nobody_is_sent_to_another_address_because_the_signature_covers_this_one(client: FlaskClient) -> None:
    assert client.post("/named//a").status_code == 404


def test_any_host_will_do_because_the_signature_covers_the_configured_one(client: FlaskClient) -> None:
    assert client.post("/fixed", headers={"Host": "someone.example"}).status_code == 200
    assert client.post("/fixed", headers={"Host": "bad host!"}).status_code == 200


def test_a_failure_in_a_view_is_a_500_and_the_next_request_is_answered(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app, asked = LeanFlask(__name__), []

    @app.direct("/broken", methods=["GET"])
    def broken(environ: dict[str, Any]) -> Response:
        asked.append(environ["PATH_INFO"])
        raise RuntimeError

    @app.get("/whole")
    def whole() -> Response:
        return Response("well")

    client = app.test_client()
    assert [client.get("/broken").status_code, client.get("/whole").text] == [500, "well"]
    assert len(caplog.records) == 1
    assert asked == ["/broken"]  # once: a text whose view failed is not taken twice
