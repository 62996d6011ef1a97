"""The HTTP API: a key first, JSON only, a closed list of errors, and no way to subscribe anybody."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event, Semaphore

import pytest
from jsonschema import Draft202012Validator

from responder.adapters.system_clock import SystemClock
from responder.domain.consent.basis import Fact
from responder.domain.records import DAY, Consent, Entry, EntryKind
from responder.flows.commit import commit
from responder.flows.inbound import basis
from responder.flows.staff import api_keys
from responder.ports import ForbiddenTransition
from responder.settings.environment import Durability, Secret, Settings
from responder.web.api.errors import CODES
from responder.web.api.routes import AT_ONCE
from responder.web.api.table import ENDPOINTS, ERROR, document
from responder.web.app import create_app
from responder.wiring.product import build
from tests.conftest import ROOT
from tests.people import ALICE, BOB, CAROL, DANA
from tests.store.conftest import NOW, changed

SERVICE = {"to": ALICE, "body": "Your car is ready.", "class": "service"}
OPT_OUT = {"number": BOB, "by": DANA, "reason": "asked", "how": "telephone"}


@pytest.fixture
def app(redis_url, client):
    client.flushall()
    settings = Settings(
        redis_url=Secret(redis_url),
        queue_redis_url=Secret(redis_url.replace("db=0", "db=1")),
        twilio_account_sid="AC" + "0" * 32,
        twilio_auth_token=Secret("12345"),
        twilio_shared_keys={},
        twilio_api_url="http://127.0.0.1:9",
        public_url="https://sms.example.com",
        secret_key=Secret("0123456789abcdef"),
        durability=Durability.STRICT,
        optout_journal=None,
        business_file=ROOT / "examples" / "garage.toml",
        log_level="error",
    )
    built = build(settings, 4, within=10)
    yield built
    built.jobs.queue.connection.close()


class Caller:
    """A program with a key; each answer is held against the OpenAPI document."""

    def __init__(self, app, role="operator"):
        self.key, self.token = api_keys.issue(app.deps, app.api_keys, "till", role)
        self.http = create_app(app).test_client()

    def ask(self, method, path, body=None, token=None, raw=None, **headers):
        given = {"Authorization": f"Bearer {token or self.token}", **headers}
        how = {"data": raw} if raw is not None else {"json": body} if body is not None else {}
        answer = self.http.open("/api/v1" + path, method=method, headers=given, **how)
        check(method, path, answer)
        return answer.status_code, answer.json


def check(method, path, answer):
    """The answer is what the document says: of the endpoint, or an error of the closed list."""
    assert answer.content_type == "application/json"
    if answer.status_code >= 400:
        Draft202012Validator(ERROR).validate(answer.json)
        assert CODES[answer.json["code"]][0] == answer.status_code
        return
    if path == "/openapi.json":
        return
    operation = next(
        methods[method.lower()]
        for known, methods in document()["paths"].items()
        if method.lower() in methods and matches(known, path.partition("?")[0])
    )
    schema = operation["responses"][str(answer.status_code)]["content"]["application/json"]["schema"]
    Draft202012Validator(schema).validate(answer.json)


def matches(known, path):
    parts = zip(known.split("/"), path.split("/"), strict=False)
    return known.count("/") == path.count("/") and all(a == b or a.startswith("{") for a, b in parts)


@pytest.fixture
def till(app):
    return Caller(app)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda each: each.name)
def test_without_a_key_nothing_is_answered(till, endpoint):
    path = "/api/v1" + endpoint.path.replace("<item>", "x")
    for headers in ({}, {"Authorization": "Basic x"}, {"Authorization": "Bearer rk_0_0"}):
        answer = till.http.open(path, method=endpoint.method, headers=headers, json={})
        assert (answer.status_code, answer.json["code"]) == (401, "unauthorized")


def test_a_revoked_key_and_a_wrong_secret_open_nothing(app, till):
    other = till.token[:-1] + ("A" if till.token[-1] != "A" else "B")
    assert till.ask("GET", "/reviews", token=other)[0] == 401
    assert till.ask("GET", "/reviews")[0] == 200
    api_keys.revoke(app.deps, app.api_keys, till.key.id)
    assert till.ask("GET", "/reviews")[0] == 401


def test_a_key_is_stored_as_a_hash_and_its_last_use_is_known(app, till, client):
    secret = till.token.split("_", 2)[2]
    till.ask("GET", "/reviews")

    assert secret not in str(client.hgetall(app.store.keys.api_keys))
    assert app.api_keys.all()[0].used_at > 0


@pytest.mark.parametrize("endpoint", [e for e in ENDPOINTS if e.needs == "write"], ids=lambda each: each.name)
def test_a_reader_changes_nothing(app, endpoint):
    reader = Caller(app, "reader")

    code, said = reader.ask(endpoint.method, endpoint.path.replace("<item>", "x"), {})
    assert (code, said["code"]) == (403, "not_allowed")


def test_a_message_is_put_into_the_outbox_and_can_be_looked_up(till):
    code, sent = till.ask("POST", "/messages", SERVICE)
    assert (code, sent["state"]) == (201, "queued")
    found = till.ask("GET", f"/messages/{sent['id']}")[1]
    assert (found["to"], found["class"], found["body"]) == (ALICE, "service", SERVICE["body"])


def test_the_same_idempotency_key_writes_once_and_another_text_is_refused(app, till):
    wish = {"Idempotency-Key": "order 7"}
    first, again = (till.ask("POST", "/messages", SERVICE, **wish)[1] for _ in range(2))
    assert first == again
    assert len(app.queries.timeline(ALICE)) == 1
    other = till.ask("POST", "/messages", SERVICE | {"body": "Other"}, **wish)
    assert (other[0], other[1]["code"]) == (409, "key_used_before")
    assert till.ask("POST", "/messages", SERVICE)[1]["id"] != first["id"]


def test_an_opt_out_is_recorded_and_refuses_messages_with_the_rule(app, till):
    assert till.ask("POST", "/optouts", OPT_OUT)[1]["changed"] is True
    assert till.ask("POST", "/optouts", OPT_OUT)[1]["changed"] is False
    assert till.ask("POST", "/consent/lookup", {"number": BOB})[1]["state"] == "OPTED_OUT"
    entries = till.ask("POST", "/timeline/lookup", {"number": BOB})[1]["entries"]
    assert entries[0]["actor"] == "Dana (API: till)" and entries[0]["reason"] == "asked (telephone)"
    code, said = till.ask("POST", "/messages", SERVICE | {"to": BOB})
    assert (code, said["code"], said["rule"]) == (422, "refused", "I1")


class NextYear:
    """A clock a year ahead."""

    def now(self):
        return SystemClock().now() + 365 * DAY

    def ticks(self):
        return SystemClock().ticks()


def test_a_consent_that_has_run_out_is_none(app):
    """As the command line says it: an inquiry carries six months (CA-04)."""
    today = basis.today(app.deps, app.store.load(ALICE))
    basis.record(app.deps, ALICE, Fact("inquiry", today, "Dana", "asked for a quote"), "desk")
    later = replace(app, deps=replace(app.deps, clock=NextYear()))

    said = [Caller(each).ask("POST", "/consent/lookup", {"number": ALICE})[1] for each in (app, later)]
    assert [each["state"] for each in said] == ["IMPLIED", "UNKNOWN"]


def test_opt_outs_are_read_page_by_page(till):
    wanted = {f"+1416555{line:04d}" for line in range(100, 140)}
    for number in wanted:
        till.ask("POST", "/optouts", OPT_OUT | {"number": number})
    found, cursor = set(), ""
    while cursor is not None:
        page = till.ask("GET", f"/optouts?cursor={cursor}")[1]
        found |= {row["number"] for row in page["optouts"]}
        cursor = page["next"]
    assert found == wanted


@pytest.mark.parametrize("cursor", ["x", "99-0", "00-", "00-x", "00--1", "00-" + "9" * 30])
def test_a_cursor_of_somebody_elses_is_refused(till, cursor):
    assert till.ask("GET", f"/optouts?cursor={cursor}")[1]["code"] == "invalid"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "bad_json"),
        (b"[]", "bad_json"),
        (b"{", "bad_json"),
        (b"\xff", "bad_json"),
        (b"[" * 60_000, "bad_json"),
        (b"x" * 65_537, "too_large"),
        (b"{}", "invalid"),
        (b'{"to": 1, "body": "x", "class": "service"}', "invalid"),
        (b'{"to": "+14165550101", "body": "x"}', "invalid"),
        (b'{"to": "+14165550101", "body": "x", "class": "answer"}', "invalid"),
        (b'{"to": "+14165550101", "body": "x", "class": "service", "consent": "EXPRESS"}', "invalid"),
        (b'{"to": "nobody", "body": "x", "class": "service"}', "bad_number"),
        (b'{"to": "+14165550101", "body": " ", "class": "service"}', "refused"),
        (b'{"to": "+14165550101", "body": "\\ud800", "class": "service"}', "refused"),
    ],
)
def test_bad_input_is_one_error_of_the_list_and_stores_nothing(app, till, raw, code):
    assert till.ask("POST", "/messages", raw=raw)[1]["code"] == code
    assert app.queries.timeline(ALICE) == []


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("/messages", {"to": ALICE, "body": "x"}, ("Missing: class.", "CA-01")),
        ("/messages", {"class": "answer", "to": ALICE, "body": "x"}, ("Wrong: class (enum).", "CA-01")),
        ("/bulks", {"name": "x", "texts": {"en": "x"}, "by": DANA}, ("Missing: class.", "CA-01")),
        ("/messages", {"to": ALICE, "class": "service"}, ("Missing: body.", None)),
        ("/optouts", {"number": BOB}, ("Missing: by, reason, how.", None)),
    ],
)
def test_a_field_that_is_missing_is_named_with_its_rule(till, path, body, said):
    """CA-01: a class is never guessed."""
    refused = till.ask("POST", path, body)[1]
    assert (refused["message"], refused.get("rule")) == said


def test_a_zone_that_there_is_not_is_refused_by_name(till):
    """TZ-03."""
    body = {"name": "Alice Roy", "numbers": [ALICE], "time_zone": "Mars/Olympus", "by": DANA}
    code, refused = till.ask("POST", "/customers", body)
    assert (code, refused["code"]) == (422, "refused")
    assert "time zone" in refused["message"] and refused["message"].endswith("(TZ-03).")


def test_what_is_not_there_is_json_too(till):
    assert till.ask("GET", "/messages/00nothing")[1]["code"] == "not_found"
    assert till.ask("GET", "/subscribe")[1]["code"] == "not_found"
    assert till.ask("POST", "/optins", {})[1]["code"] == "not_found"
    assert till.ask("POST", "/reviews/zz/decision", {"decision": "opt_out", "by": "x", "why": "y"})[0] == 404


def test_the_document_is_public_and_names_every_endpoint(till):
    answer = till.http.get("/api/v1/openapi.json")
    named = [(m.upper(), p) for p, methods in answer.json["paths"].items() for m in methods]
    assert answer.json["openapi"].startswith("3.1")
    wanted = [(e.method, e.path.replace("<", "{").replace(">", "}")) for e in ENDPOINTS]
    assert sorted(named) == sorted(wanted)


def test_an_opt_in_made_by_hand_is_refused_by_the_store_and_the_audit_shows_it(app, till):
    till.ask("POST", "/optouts", OPT_OUT)
    wanted = {"consent": Consent.EXPRESS}
    for door in ("desk", "api"):
        with pytest.raises(ForbiddenTransition):
            commit(app.deps, BOB, lambda number, now, door=door: changed(number, door, "", **wanted))
    assert app.store.load(BOB).consent is Consent.OPTED_OUT
    last = app.queries.timeline(BOB)[-2:]
    assert [(entry["kind"], entry["channel"], entry["rule"]) for entry in last] == [
        ("alarm", "desk", "I3"),
        ("alarm", "api", "I3"),
    ]


def test_a_review_is_listed_and_decided_once(app, till):
    number = app.store.load(CAROL)
    held = replace(number, version=1, open_reviews=("SMx",))
    entry = Entry(NOW, EntryKind.REVIEW, "SMx", body="enough already")
    app.store.commit(replace(changed(number, "inbound", "SMx", entry), after=held))
    (review,) = till.ask("GET", "/reviews")[1]["reviews"]
    decision = {"decision": "opt_out", "by": DANA, "why": "plain words"}
    assert till.ask("POST", f"/reviews/{review['id']}/decision", decision)[1]["state"] == "OPTED_OUT"
    assert till.ask("POST", f"/reviews/{review['id']}/decision", decision)[1]["code"] == "already_decided"
    assert till.ask("GET", "/reviews")[1]["reviews"] == []


def test_a_key_counts_as_a_bearer_token_only(till):
    answer = till.http.get("/api/v1/reviews", headers={"Authorization": f"Basic {till.token}"})
    assert answer.status_code == 401


class Stuck(io.BytesIO):
    """A body that does not come until somebody lets it."""

    def __init__(self, arrived, let_go):
        super().__init__(b"{}")
        self.arrived, self.let_go = arrived, let_go

    def read(self, size=-1):
        self.arrived.release()
        self.let_go.wait(20)
        return super().read(size)


def test_slow_programs_take_four_threads_and_no_more(till):
    arrived, let_go, flask = Semaphore(0), Event(), till.http.application
    how = {"headers": {"Authorization": f"Bearer {till.token}"}}

    def slow(_):
        stuck = {"input_stream": Stuck(arrived, let_go), "content_length": 2}
        return flask.test_client().post("/api/v1/messages", **stuck, **how).status_code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = [pool.submit(slow, index) for index in range(AT_ONCE)]
        came = [arrived.acquire(timeout=10) for _ in waiting]
        busy = flask.test_client().get("/api/v1/reviews", **how)
        let_go.set()
    assert all(came) and (busy.status_code, busy.json["code"]) == (503, "busy")
    assert [each.result() for each in waiting] == [422] * AT_ONCE
    assert till.ask("GET", "/reviews")[0] == 200


# -- marketing alone, and customers


def test_marketing_alone_is_switched_off_and_service_goes_on(app, till):
    status, answer = till.ask("POST", "/optouts", OPT_OUT | {"scope": "marketing"})
    assert (status, answer["state"], answer["marketing"], answer["changed"]) == (200, "UNKNOWN", "off", True)
    assert till.ask("POST", "/optouts", OPT_OUT | {"scope": "marketing"})[1]["changed"] is False
    assert till.ask("POST", "/messages", SERVICE | {"to": BOB})[0] == 201
    status, refused = till.ask("POST", "/messages", SERVICE | {"to": BOB, "class": "marketing"})
    assert (status, refused["rule"]) == (422, "US-09")


@pytest.mark.parametrize("scope", ["none", "on", "", "service"])
def test_no_scope_switches_anything_on(app, till, scope):
    till.ask("POST", "/optouts", OPT_OUT | {"scope": "marketing"})
    assert till.ask("POST", "/optouts", OPT_OUT | {"scope": scope})[0] == 422
    assert app.store.load(BOB).marketing.value == "off"


NEW = {"name": "Bob Gagnon", "numbers": [BOB], "postal_code": "v6b1a1", "language": "fr"}


def test_a_customer_is_kept_once_and_where_they_live_reaches_their_number(app, till):
    status, first = till.ask("POST", "/customers", NEW)
    assert (status, first["result"]) == (200, "new")
    assert app.store.load(BOB).places == ("postal:V6B",)

    again = till.ask("POST", "/customers", NEW)[1]
    moved = till.ask("POST", "/customers", {**NEW, "id": first["id"], "time_zone": "America/Toronto"})[1]

    assert (again["id"], again["result"]) == (first["id"], "same")
    assert (moved["id"], moved["result"]) == (first["id"], "changed")
    assert app.store.load(BOB).places == ("postal:V6B", "zone:America/Toronto")
    assert app.console.customers.count() == 1


BAD = [{"postal_code": "SW1A 1AA"}, {"time_zone": "Mars/Olympus"}, {"numbers": ["555"]}, {"name": ""}]


@pytest.mark.parametrize("wrong", BAD)
def test_a_customer_that_cannot_be_kept_is_refused_with_a_sentence(app, till, wrong):
    status, answer = till.ask("POST", "/customers", NEW | wrong)
    assert (status, answer["code"]) == (422, "refused")
    assert answer["message"].endswith(".")
    assert app.console.customers.count() == 0


def test_no_field_of_a_customer_opts_anybody_in(app, till):
    till.ask("POST", "/optouts", OPT_OUT)
    assert till.ask("POST", "/customers", NEW | {"consent": "EXPRESS"})[0] == 422
    till.ask("POST", "/customers", NEW)
    assert app.store.load(BOB).consent is Consent.OPTED_OUT
