"""Whoever tries to bring back a customer who has opted out: refused, unchanged, and on record (I3).

At the doors of staff and programs there is nothing that could; behind them the commit script refuses.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from responder.domain.consent.replayed_start import REASON
from responder.domain.records import Consent, Decision, Marketing, Number
from responder.flows.commit import commit
from responder.flows.staff import api_keys
from responder.ports import ForbiddenTransition
from responder.provider.signature import Verifier
from responder.web.app import whole_app
from responder.web.console.app import console_app
from responder.web.console.shell.conversation_ids import Ids
from tests.people import BOB
from tests.store.conftest import changed, consent_entry
from tests.web.test_console import bob, posts, sign_in, texts, token
from tests.web.test_webhook import PUBLIC, TOKEN, sign

ROLES = ("dana", "sam", "robin")


@pytest.fixture
def gone(app):
    """BOB wrote an unclear text and has opted out since. What a page would know of him."""
    customer = bob(app)
    texts(app, BOB, "not interested right now", "SM1")
    (review,) = app.reviews.open_reviews(10)
    texts(app, BOB, "HELP", "SM2")
    texts(app, BOB, "STOP", "SMstop")
    return {
        "customer": customer.id,
        "conversation": Ids(app.settings.secret_key.value).of(BOB),
        "review": review.id,
        "help": app.console.help_inbox.newest_of(BOB).first.id,
    }


def stands(app):
    """Everything of BOB that an opt-in would change."""
    number = app.store.load(BOB)
    people = app.console.customers.of_number(BOB)
    return number, app.queries.opted_out([BOB]), app.queries.timeline(BOB), people


def audit(app) -> tuple[str, str]:
    (newest,) = app.console.audit.newest(1)
    return newest.name, newest.action


FORMS = {
    "an address that does not exist": ("/subscribe", {"number": BOB}, "unknown act refused"),
    "an undo": ("/unsubscribe/undo", {}, "unknown act refused"),
    "an act of a conversation": (
        "/conversations/{conversation}/act",
        {"act": "start"},
        "unknown act refused",
    ),
    "a claim in the customer's form": (
        "/customers/{customer}/edit",
        {"name": "Bob Gagnon", "numbers": "", "version": "1", "consent": "EXPRESS"},
        "opt-in refused",
    ),
    "a claim in a new customer": ("/customers/new", {"name": "Bob", "Opt-In": "1"}, "opt-in refused"),
    "a claim in the dialog": (
        "/unsubscribe",
        {"customer": "{customer}", "resubscribe": "1"},
        "opt-in refused",
    ),
    "a claim in the address": ("/unsubscribe?consent=EXPRESS", {"token": "t"}, "opt-in refused"),
    "a claim when marketing is switched": (
        "/customers/{customer}/marketing",
        {"subscribe": "on"},
        "opt-in refused",
    ),
    "a review decided as an opt-in": ("/review/{review}/decide", {"outcome": "opt_in"}, "opt-in refused"),
    "a review decided late": (
        "/review/{review}/decide",
        {"outcome": "not_opt_out"},
        "review decided before",
    ),
    "a decision that does not exist": ("/review/{review}/decide", {"outcome": "open"}, "unknown act refused"),
    "an act of the help inbox": ("/help/{help}/act", {"act": "opt_in"}, "opt-in refused"),
}


@pytest.mark.parametrize("login", ROLES)
@pytest.mark.parametrize("attempt", FORMS.values(), ids=FORMS)
def test_no_form_of_any_role_opts_in_and_the_audit_log_has_it(app, browser, gone, login, attempt):
    path, form, told = attempt
    sign_in(browser, login)
    before = stands(app)
    filled = {name: value.format(**gone) for name, value in form.items()}
    posts(browser, path.format(**gone), **filled)
    assert stands(app) == before
    assert audit(app) == (login.title(), told)


FORGED = {
    "without a token": lambda browser, other: None,
    "with a made-up token": lambda browser, other: "forged",
    "with somebody else's token": lambda browser, other: token(other.get("/more")),
}


@pytest.mark.parametrize("login", ROLES)
@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_a_forged_form_is_refused_and_the_audit_log_has_it(app, flask, browser, gone, login, forged):
    other = flask.test_client()
    sign_in(browser, login)
    sign_in(other, "robin")
    before = stands(app)
    csrf = forged(browser, other)
    form = {"consent": "EXPRESS", "outcome": "not_opt_out"} | ({"csrf_token": csrf} if csrf else {})
    assert browser.post(f"/review/{gone['review']}/decide", data=form).status_code == 400
    assert stands(app) == before
    assert audit(app) == (login.title(), "forged form refused")


CALLS = {
    "an address that does not exist": ("POST", "/optins", {"number": BOB}, "unknown act refused"),
    "taking the opt-out away": ("DELETE", "/optouts", {"number": BOB}, "unknown act refused"),
    "putting a consent": ("PUT", "/consent", {"number": BOB, "state": "EXPRESS"}, "unknown act refused"),
    "a claim in an opt-out": (
        "POST",
        "/optouts",
        {"number": BOB, "by": "x", "reason": "y", "how": "z", "consent": "EXPRESS"},
        "opt-in refused",
    ),
    "a claim in a message": (
        "POST",
        "/messages",
        {"to": BOB, "body": "Hi", "class": "service", "opt_in": True},
        "opt-in refused",
    ),
    "a review decided as an opt-in": (
        "POST",
        "/reviews/{review}/decision",
        {"decision": "opt_in", "by": "x", "why": "y"},
        "opt-in refused",
    ),
}


@pytest.mark.parametrize("role", ["operator", "reader"])
@pytest.mark.parametrize("attempt", CALLS.values(), ids=CALLS)
def test_no_call_of_any_key_opts_in_and_the_audit_log_has_it(app, flask, gone, role, attempt):
    method, path, body, told = attempt
    _key, secret = api_keys.issue(app.deps, app.api_keys, "till", role)
    before = stands(app)
    headers = {"Authorization": f"Bearer {secret}"}
    answer = flask.test_client().open(
        "/api/v1" + path.format(**gone), method=method, json=body, headers=headers
    )
    assert answer.status_code in (403, 404, 422)
    assert stands(app) == before
    name, action = audit(app)
    assert name == "API: till"
    assert action == told or (role, action) == ("reader", "unknown act refused")


def test_a_typing_error_of_a_program_is_no_attempt(app, flask, gone):
    _key, secret = api_keys.issue(app.deps, app.api_keys, "till", "operator")
    before = app.console.audit.newest(5)
    headers = {"Authorization": f"Bearer {secret}"}
    answer = flask.test_client().post("/api/v1/optouts", json={"nmber": BOB}, headers=headers)
    assert answer.status_code == 422
    assert app.console.audit.newest(5) == before


# -- a request that was right once, sent again


def webhook(flask, body: str, sid: str) -> int:
    """A text as the provider delivers it, rightly signed."""
    form = {"From": BOB, "To": "+14155550199", "Body": body, "MessageSid": sid, "NumMedia": "0"}
    signature = sign("/twilio/inbound", form)
    headers = {"X-Twilio-Signature": signature}
    answer = flask.test_client().post("/twilio/inbound", data=form, headers=headers)
    return answer.status_code


@pytest.fixture
def public(flask, app):
    """The product at the address that the provider's signatures are made for."""
    return whole_app(replace(app, verifier=Verifier(TOKEN, {}, PUBLIC)))


def test_a_start_that_is_sent_again_after_a_stop_opts_nobody_in_and_is_noted_once(app, public):
    start, stop = "SM" + "1" * 32, "SM" + "2" * 32
    assert [webhook(public, "START", start), webhook(public, "STOP", stop)] == [200, 200]
    before = app.store.load(BOB)
    assert [webhook(public, "START", start) for _ in range(3)] == [200, 200, 200]

    after = app.store.load(BOB)
    assert (after.consent, after.version, after.chain_head) == (
        Consent.OPTED_OUT,
        before.version,
        before.chain_head,
    )
    assert app.queries.opted_out([BOB]) == {BOB}
    last = app.queries.timeline(BOB)[-2:]
    assert [each["kind"] for each in last] == ["message", "note"]
    assert (last[1]["reason"], last[1]["body"], last[1]["rule"]) == (REASON, "START", "I3")


def test_a_start_that_is_sent_again_while_it_holds_is_nothing_to_note(app, public):
    for _ in range(2):
        webhook(public, "START", "SM" + "1" * 32)
    assert [each["kind"] for each in app.queries.timeline(BOB)] == ["inbound", "consent", "message"]


# -- behind the doors: whoever makes such a decision, the commit script refuses it

Forge = Callable[[Number], Decision]
FORGERIES: dict[str, Forge] = {
    kind: lambda number, kind=kind: changed(  # type: ignore[misc]
        number, kind, f"{kind}:1", consent_entry(f"{kind}:1", "OPT_IN"), consent=Consent.EXPRESS
    )
    for kind in ("desk", "api", "import", "provider", "review", "system", "restore")
}
FORGERIES |= {
    "a text without an id": lambda number: changed(
        number, "inbound", "", consent_entry("", "OPT_IN"), consent=Consent.EXPRESS
    ),
    "a text without its entry": lambda number: changed(number, "inbound", "SMnew", consent=Consent.EXPRESS),
    "a text with another's entry": lambda number: changed(
        number, "inbound", "SMnew", consent_entry("SMother", "OPT_IN"), consent=Consent.EXPRESS
    ),
    "forgetting that they were opted out": lambda number: changed(
        number, "desk", "", consent=Consent.UNKNOWN, marketing=Marketing.OK
    ),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_the_store_refuses_whoever_decides_so_and_the_timeline_has_it(app, gone, forge):
    before = app.store.load(BOB)
    length = len(app.queries.timeline(BOB))
    with pytest.raises(ForbiddenTransition):
        commit(app.deps, BOB, lambda number, now: forge(number))

    assert app.store.load(BOB) == before
    assert app.queries.opted_out([BOB]) == {BOB}
    (entry,) = app.queries.timeline(BOB)[length:]
    assert (entry["kind"], entry["rule"]) == ("alarm", "I3")


def test_a_page_whose_decision_the_store_refuses_says_so_and_the_audit_log_has_it(app, gone):
    """No page of ours makes such a decision, so one is added."""
    console = console_app(app)

    def broken() -> str:
        commit(app.deps, BOB, lambda number, now: FORGERIES["desk"](number))
        return "opted in"

    console.add_url_rule("/broken", "broken", broken, methods=["POST"])
    browser = console.test_client()
    sign_in(browser)
    answer = posts(browser, "/broken")
    assert answer.status_code == 403
    assert "Only the customer can come back" in answer.text
    assert audit(app) == ("Dana", "opt-in refused")
    assert app.store.load(BOB).consent is Consent.OPTED_OUT
