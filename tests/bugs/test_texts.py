"""Bugs in taking texts: twice, lost, unsigned, or answered when nobody asked."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from responder.domain.business import ReplyMode
from responder.domain.inbox import work_queues
from responder.domain.records import Consent
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft, Refusal
from responder.provider.signature import Verifier
from responder.settings.environment import ConfigError, load_settings
from responder.web.app import create_app
from responder.wiring.product import build
from tests.bugs.ledger import bug
from tests.people import ALICE, BOB, CAROL, DANA
from tests.valkey import Valkey
from tests.web.test_webhook import FORM, INBOUND, PUBLIC, TOKEN, answer, environ, settings, sign, signed

CUSTOMER = FORM["From"]


def answers(app):
    """How many answers wait in the outbox."""
    return len(app.store.due("answer", 10**15, 1_000))


def kinds(app, number=CUSTOMER):
    return [entry["kind"] for entry in app.queries.timeline(number)]


def consent(app, number=CUSTOMER):
    return app.store.load(number).consent


@bug(2)
def test_the_same_message_sid_twice_is_one_row_and_one_reply(app, post):
    assert [post(Body="HELP"), post(Body="HELP")] == [200, 200]

    assert kinds(app) == ["inbound", "message"]
    assert answers(app) == 1


@bug(3)
def test_the_same_message_sid_with_a_messaging_service_in_the_form_is_one_reply(app, post):
    for _ in range(2):
        assert post(Body="HELP", MessagingServiceSid="MG" + "1" * 32) == 200
    assert post(Body="HELP", MessagingServiceSid="MG" + "1" * 32, MessageSid="SM" + "2" * 32) == 200

    assert kinds(app).count("inbound") == 2, "another text of the same service is another text"
    assert answers(app) == 2


@bug(4)
def test_twenty_overlapping_deliveries_of_one_text_are_one_reply(app, flask):
    ready = Barrier(20)

    def at_once(_):
        ready.wait()
        return answer(flask, signed(FORM | {"Body": "HELP"}))[0]

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(at_once, range(20))) == {200}
    assert (kinds(app), answers(app)) == (["inbound", "message"], 1)


@bug(5)
def test_a_second_post_minutes_later_does_nothing(app, post):
    post(Body="STOP")
    before = app.queries.timeline(CUSTOMER)
    app.store._redis.delete(*app.store._redis.keys("*:wake"))
    assert post(Body="STOP") == 200

    assert app.queries.timeline(CUSTOMER) == before
    assert app.queries.duplicates(CUSTOMER) == 1


@bug(7)
@pytest.mark.parametrize(
    "text", ["ok thanks", "yes", "HELP", "when are you open?", "subscribe", "start please"]
)
def test_no_text_but_start_un_stops_a_customer(app, post, text):
    """The decision opts nobody in, and if it did the store would refuse (bug 35): two guards."""
    post()
    assert post(Body=text, MessageSid="SM" + "2" * 32) == 200

    assert consent(app) is Consent.OPTED_OUT


@bug(12)
def test_a_stop_with_a_picture_is_a_stop(app, post):
    picture = {"NumMedia": "1", "MediaUrl0": "https://api.example/1", "MediaContentType0": "image/jpeg"}
    assert post(Body="STOP", **picture) == 200

    assert consent(app) is Consent.OPTED_OUT


@bug(21)
@pytest.mark.parametrize("text", ["STOP", "please remove me", "stop!", "ok bye"])
def test_where_the_carrier_has_answered_a_stop_we_do_not_answer_it_too(world, text):
    """OptOutType=STOP: recorded, and not one request to the provider. The mark counts where the words say
    nothing (`ok bye`); the classifier and the order of events both read it, and either is enough."""
    advanced = replace(world.deps.business.senders[0], replies=ReplyMode.TWILIO_ADVANCED)
    world.texts(BOB, text, sender=advanced, opt_out_type="STOP")
    world.drains()

    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT
    assert world.provider.sent == []


@pytest.fixture
def own(tmp_path_factory):
    """A Redis of this test's own, to be killed; with the web side on it."""
    server = Valkey(tmp_path_factory.mktemp("v")).start()
    made = build(settings(server.url), 4, within=10)
    yield server, made
    made.jobs.queue.connection.close()
    made.store._redis.close()
    server.stop()


@bug(26)
def test_without_redis_a_stop_is_never_answered_200(own):
    server, made = own
    flask = create_app(made)
    server.kill()
    try:
        assert answer(flask, signed(FORM))[0] == 503
    finally:
        server.start()


@bug(27)
def test_a_stop_that_failed_is_acted_on_when_it_is_posted_again(own):
    server, made = own
    flask = create_app(made)
    server.kill()
    failed = answer(flask, signed(FORM))[0]
    server.start()

    assert (failed, answer(flask, signed(FORM))[0]) == (503, 200)
    assert consent(made) is Consent.OPTED_OUT
    assert (kinds(made), answers(made)) == (["inbound", "consent", "message"], 1)


@bug(32)
def test_a_stop_from_a_number_that_nobody_knows_is_kept_and_holds(world):
    world.texts(CAROL, "STOP")
    with pytest.raises(Refusal, match="opted out"):
        compose.send(world.deps, Draft(CAROL, "Welcome!", "service", DANA))

    assert world.deps.store.load(CAROL).consent is Consent.OPTED_OUT


@bug(33)
def test_stop_twice_is_one_state_two_entries_and_one_reply(world, queries):
    for _ in range(2):
        world.texts(BOB, "STOP")
        world.drains()

    links = [entry["link"] for entry in queries.timeline(BOB) if entry["kind"] == "consent"]
    assert len(set(links)) == 2
    assert queries.opted_out([BOB]) == {BOB}
    assert len(world.provider.texts_to(BOB)) == 1


@bug(37)
def test_a_stop_is_an_event_of_the_customers_thread_and_nobodys_message(world, queries):
    """It does not land as a call for help on whoever happens to be on duty."""
    stop, help_ = world.texts(BOB, "STOP"), world.texts(CAROL, "HELP")

    assert work_queues.filed(stop) == [] and len(work_queues.filed(help_)) == 1
    assert [entry["kind"] for entry in queries.timeline(BOB)] == ["inbound", "consent", "message"]


@bug(39)
@pytest.mark.parametrize("proxy", ["https", "http", "", "https,http"])
def test_behind_a_tls_proxy_the_signature_is_checked_over_the_configured_address(app, flask, proxy):
    seen = {"wsgi.url_scheme": "http", "HTTP_HOST": "10.0.0.7:8080", "HTTP_X_FORWARDED_PROTO": proxy}
    assert answer(flask, signed(FORM, **seen))[0] == 200
    inside = RequestValidator(TOKEN).compute_signature(f"http://10.0.0.7:8080{INBOUND}", FORM)
    assert answer(flask, environ(urlencode(FORM).encode(), inside, **seen))[0] == 403
    with pytest.raises(ConfigError, match="TWILIO_AUTH_TOKEN"):
        load_settings({"REDIS_URL": "redis://127.0.0.1/0", "TWILIO_ACCOUNT_SID": "AC" + "0" * 32})


@bug(40)
@pytest.mark.parametrize(
    "address", ["https://sms.example.com", "https://sms.example.com:443", "https://a.example:8443"]
)
def test_a_port_in_the_address_and_a_field_that_comes_twice_are_signed_right(address):
    pairs = [("Body", "b"), ("MediaUrl0", "z"), ("Body", "a"), ("Body", "b")]
    values = {"Body": ["b", "a", "b"], "MediaUrl0": ["z"]}
    joined = "".join(f"{name}{value}" for name in sorted(values) for value in sorted(set(values[name])))
    signature = RequestValidator(TOKEN).compute_signature(f"{address}{INBOUND}{joined}", {})
    verifier = Verifier(TOKEN, {}, address)

    assert verifier.valid(INBOUND, "", pairs, b"", signature, None)
    assert not verifier.valid(INBOUND, "", pairs[:-2], b"", signature, None)


@bug(41)
@pytest.mark.parametrize("signature", [None, "", "forged", sign("/elsewhere", FORM)])
def test_a_forged_start_changes_nothing_whatever_account_it_names(app, flask, post, signature):
    post()
    start = FORM | {"Body": "START", "MessageSid": "SM" + "2" * 32, "AccountSid": "AC" + "0" * 32}
    assert answer(flask, environ(urlencode(start).encode(), signature))[0] == 403

    assert consent(app) is Consent.OPTED_OUT
    assert kinds(app) == ["inbound", "consent", "message"]
    assert PUBLIC == app.settings.public_url


@bug(47)
@pytest.mark.parametrize("text", ["hi", "why do you not answer?", "yes", "👍"])
def test_whoever_has_opted_out_is_not_told_so_after_every_text(world, text):
    world.texts(BOB, "STOP")
    world.drains()
    world.provider.sent.clear()
    world.texts(BOB, text)
    world.drains()

    assert world.provider.sent == []


@bug(48)
@pytest.mark.parametrize(("word", "left"), [("HELP", Consent.OPTED_OUT), ("START", Consent.EXPRESS)])
def test_help_and_start_are_answered_while_opted_out(world, word, left):
    world.texts(BOB, "STOP")
    world.drains()
    world.provider.sent.clear()
    world.texts(BOB, word)
    world.drains()

    assert len(world.provider.texts_to(BOB)) == 1
    assert world.deps.store.load(BOB).consent is left


@bug(51)
def test_two_texts_at_once_make_one_thread(app, flask):
    ready = Barrier(8)

    def at_once(place):
        ready.wait()
        return answer(flask, signed(FORM | {"Body": f"hello {place}", "MessageSid": f"SM{place:032x}"}))[0]

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(at_once, range(8))) == {200}
    assert app.store.load(CUSTOMER).version == 8, "each saw what the one before it did"
    shard = app.store.keys.shard(CUSTOMER)
    assert app.store._redis.zrange(app.store.keys.recent(shard), 0, -1) == [CUSTOMER]
    assert sorted(entry["body"] for entry in app.queries.timeline(CUSTOMER)) == [
        f"hello {n}" for n in range(8)
    ]


@bug(8)
def test_what_is_sent_right_after_a_start_sees_the_new_consent(world):
    with pytest.raises(Refusal):
        compose.send(world.deps, Draft(ALICE, "Spring sale", "marketing", DANA))
    world.texts(ALICE, "START")
    compose.send(world.deps, Draft(ALICE, "Spring sale", "marketing", DANA))
    world.drains()
    world.clock.advance(1_000)
    world.drains()

    assert sorted("sale" in text for text in world.provider.texts_to(ALICE)) == [False, True]
