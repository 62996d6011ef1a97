"""What became of a message whose hand-over got no answer: told, found in the log, or proved absent (I7)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from responder.domain.records import Consent, EntryKind, MessageState
from responder.domain.sending.delivery import Failure
from responder.flows.outbound import compose, deliver, unknown_outcomes
from responder.flows.outbound.compose import Draft, Refusal
from responder.flows.outbound.prepare import prepared
from responder.flows.outbound.receipts import Receipt, record_receipt
from responder.ports import LoggedText, LogUnavailable, SendError
from responder.store.core.unknown_outcomes import UnresolvedMessages
from responder.store.proof.backup import Archive
from tests.people import ALICE, BOB, CAROL, DANA, OURS

SECOND = 1_000
SERVICE = "MG00000000000000000000000000000001"
MINUTE = 60 * SECOND
S = MessageState


@pytest.fixture(autouse=True)
def by_day(world):
    """Noon in Toronto on a Wednesday: quiet hours hold nothing."""
    world.clock.at = 1_795_021_200_000


@pytest.fixture
def unresolved(world):
    return UnresolvedMessages(world.deps.store._redis, world.deps.store.keys)


@pytest.fixture
def look(world, unresolved):
    """The relay looks, so many ms later, with the inbound log just read."""

    def looks(later=45 * SECOND):
        world.clock.advance(later)
        world.log_is_fresh()
        return unknown_outcomes.look(world.deps, unresolved)

    return looks


def lost(world, times=1):
    """The next hand-overs get no answer."""
    world.provider.fails = [SendError(Failure.UNKNOWN, 20500)] * times


def asks_for_help(world, number=CAROL):
    """CAROL texts HELP; nobody knows whether the answer left. Its id."""
    lost(world)
    decision = world.texts(number, "HELP")
    world.drains()
    (answer,) = decision.messages
    assert state(world, answer.id) is S.UNKNOWN
    return answer.id


def writes(world, message_class="service", to=ALICE):
    """DANA writes; nobody knows whether it left. Its id."""
    world.log_is_fresh()
    message, _ = compose.send(world.deps, Draft(to, "Your car is ready.", message_class, DANA))
    lost(world)
    world.drains()
    assert state(world, message.id) is S.UNKNOWN
    return message.id


def state(world, message_id):
    return world.deps.store.message(message_id).state


def listed(world, message_id, later=0, **details):
    """The provider's log holds this message."""
    message = world.deps.store.message(message_id)
    found = {
        "provider_id": f"SMout{len(world.provider.outgoing_log):029d}",
        "sender_number": OURS,
        "from_": OURS,
        "to": message.number,
        "body": message.final_text,
        "direction": "outbound-api",
        "status": "sent",
        "error_code": 0,
        "created_at": message.claimed_at + later,
        "sent_at": message.claimed_at + later,
        "media": 0,
        "state": S.SENT,
    }
    row = LoggedText(**(found | details))
    world.provider.outgoing_log.append(row)
    return row


def test_a_report_with_our_id_is_enough(world, look):
    message_id = asks_for_help(world)
    record_receipt(world.deps, message_id, Receipt("SMreported", S.SENT))

    assert look() == unknown_outcomes.Looked()
    assert state(world, message_id) is S.SENT


def test_the_providers_report_is_awaited_before_its_log_is_read(world, look):
    message_id = asks_for_help(world)
    listed(world, message_id)

    assert look(29 * SECOND).found == 0
    assert look(1 * SECOND).found == 1


def test_a_message_that_the_log_has_is_what_the_log_says_and_not_sent_again(world, look):
    message_id = asks_for_help(world)
    row = listed(world, message_id, 2 * SECOND, status="delivered", state=S.DELIVERED)
    look()
    world.drains()

    found = world.deps.store.message(message_id)
    assert (found.state, found.provider_id) == (S.DELIVERED, row.provider_id)
    assert world.provider.texts_to(CAROL) == []


def test_a_row_without_a_state_that_we_know_is_accepted(world, look):
    message_id = asks_for_help(world)
    listed(world, message_id, status="partially", state=None)
    look()

    assert state(world, message_id) is S.ACCEPTED


def test_a_block_that_only_the_log_tells_opts_out(world, look):
    message_id = writes(world, to=CAROL)
    listed(world, message_id, status="failed", state=S.FAILED, error_code=21610, failure=Failure.OPTED_OUT)
    look()

    assert world.deps.store.load(CAROL).consent is Consent.OPTED_OUT


OTHERS = {
    "other words": {"body": "Something else"},
    "another sender": {"sender_number": "+14155550177"},
    "long before the claim": {"later": -31 * SECOND},
    "long after it": {"later": 10 * MINUTE + SECOND},
    "an answer of the provider's own": {"direction": "outbound-reply"},
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_a_row_that_is_not_ours_does_not_count(world, look, other):
    message_id = asks_for_help(world)
    listed(world, message_id, **other)

    assert look().found == 0
    assert state(world, message_id) is S.UNKNOWN


OURS_ALL_THE_SAME = {
    "a clock that is slow": {"later": -29 * SECOND},
    "a trial account's sentence": {"before": "Sent from your Twilio trial account - "},
    "words that the account redacts": {"body": ""},
}


@pytest.mark.parametrize("how", OURS_ALL_THE_SAME.values(), ids=OURS_ALL_THE_SAME)
def test_a_row_that_may_be_ours_counts(world, look, how):
    message_id = asks_for_help(world)
    how = dict(how)
    if before := how.pop("before", ""):
        how["body"] = before + world.deps.store.message(message_id).final_text
    listed(world, message_id, **how)

    assert look().found == 1


@pytest.fixture
def pooled(world):
    """The garage's only sender is a messaging service, whose pool has numbers that the file does not name."""
    sender = replace(world.deps.business.senders[0], id=SERVICE, messaging_service=SERVICE)
    world.deps = replace(world.deps, business=replace(world.deps.business, senders=(sender,)))


def test_a_row_over_another_number_of_our_service_counts(world, pooled, look):
    message_id = asks_for_help(world)
    listed(world, message_id, sender_number="+14155550177", from_="+14155550177", service=SERVICE)

    assert look().found == 1
    assert state(world, message_id) is S.SENT


UNACCOUNTED = {
    "a changed letter": {"body": "Garage Tremb1ay: call us"},
    "another sender": {"sender_number": "+14155550177"},
    "no time": {"created_at": 0},
    "long after it": {"later": 10 * MINUTE + SECOND},
}


@pytest.mark.parametrize("row", UNACCOUNTED.values(), ids=UNACCOUNTED)
def test_nothing_is_sent_again_while_a_text_that_nobody_accounts_for_went_to_the_number(world, look, row):
    message_id = asks_for_help(world)
    listed(world, message_id, **{"body": "x"} | row)
    look()
    look(60 * SECOND)
    world.drains()

    assert state(world, message_id) is S.DROPPED
    assert "nobody accounts for" in world.deps.store.message(message_id).reason
    assert world.provider.sent == []


def test_a_person_hears_of_a_text_that_nobody_accounts_for(world, look, unresolved, queries):
    message_id = writes(world)
    listed(world, message_id, body="x")
    look()
    look(60 * SECOND)

    assert [each.id for each in unknown_outcomes.to_decide(unresolved, world.clock.now())] == [message_id]
    assert "nobody accounts for" in queries.timeline(ALICE)[-1]["reason"]


HARMLESS = {
    "long before the claim": {"later": -31 * SECOND},
    "an answer of the provider's own": {"direction": "outbound-reply"},
}


@pytest.mark.parametrize("row", HARMLESS.values(), ids=HARMLESS)
def test_a_text_that_cannot_be_it_holds_nothing_back(world, look, row):
    message_id = asks_for_help(world)
    listed(world, message_id, **row)
    look()
    look(60 * SECOND)
    world.drains()

    assert state(world, message_id) is S.ACCEPTED


def test_the_row_of_another_unknown_message_is_that_ones(world, look):
    """A HELP answer that never left, and a later text of staff's that did."""
    help_id = asks_for_help(world, ALICE)
    world.clock.advance(10 * MINUTE)
    written = writes(world)
    listed(world, written, body=world.deps.store.message(written).final_text)
    look()
    look(60 * SECOND)
    world.drains()

    assert (state(world, written), state(world, help_id)) == (S.SENT, S.ACCEPTED)


def test_a_row_may_be_of_a_message_that_has_just_got_no_answer(world, look):
    help_id = asks_for_help(world, ALICE)
    world.clock.advance(10 * MINUTE)
    look(0)
    world.clock.advance(MINUTE)
    written = writes(world)
    listed(world, written)
    look(20 * SECOND)
    assert state(world, help_id) is S.UNKNOWN

    look(60 * SECOND)
    world.drains()
    assert (state(world, written), state(world, help_id)) == (S.SENT, S.ACCEPTED)


def test_a_row_that_belongs_to_another_message_does_not_count(world, look):
    """The same words twice: the first answer was taken and told us its id, the second got no answer."""
    first = world.texts(CAROL, "HELP").messages[0].id
    world.drains()
    listed(world, first, provider_id=world.deps.store.message(first).provider_id)
    world.clock.advance(SECOND)
    second = asks_for_help(world)

    assert look().found == 0
    assert state(world, second) is S.UNKNOWN


def test_one_row_counts_for_one_message_only(world, look):
    first = asks_for_help(world)
    world.clock.advance(SECOND)
    second = asks_for_help(world)
    listed(world, first)
    look()

    assert (state(world, first), state(world, second)) == (S.SENT, S.UNKNOWN)


@pytest.mark.parametrize("listed_at", ["once", "late"])
def test_of_two_answers_of_the_same_words_the_one_that_the_log_lacks_is_not_sent_once_more(
    world, look, listed_at
):
    """Whose the row is nobody can tell: the other one may be the one that left."""
    first = asks_for_help(world)
    world.clock.advance(SECOND)
    second = asks_for_help(world)
    if listed_at == "once":
        listed(world, second)
    look()
    if listed_at == "late":
        listed(world, second)
    look(60 * SECOND)
    world.drains()

    assert [state(world, each) for each in (first, second)] == [S.SENT, S.DROPPED]
    assert world.provider.sent == []


def test_the_same_words_of_an_hour_ago_are_no_reason_to_drop_an_answer(world, look):
    world.texts(CAROL, "HELP")
    world.drains()
    world.clock.advance(60 * MINUTE)
    message_id = asks_for_help(world)
    look()
    look(60 * SECOND)
    world.drains()

    assert state(world, message_id) is S.ACCEPTED


def test_while_the_same_words_are_on_their_way_nobody_can_tell(world, look):
    first = asks_for_help(world)
    second = world.texts(CAROL, "HELP").messages[0].id
    text = world.deps.store.message(first).final_text
    key = world.deps.store.keys.message(second)
    world.deps.store._redis.hset(key, mapping={"state": "sending", "final_text": text})
    look()
    look()
    look()

    assert state(world, first) is S.UNKNOWN


def test_one_list_without_it_proves_nothing(world, look):
    message_id = asks_for_help(world)
    look()
    look(59 * SECOND)

    assert state(world, message_id) is S.UNKNOWN
    assert world.provider.sent == []


def test_an_answer_that_two_lists_a_minute_apart_lack_is_sent_once_more(world, look):
    message_id = asks_for_help(world)
    look()
    assert look(60 * SECOND).absent == 1
    world.drains()

    assert state(world, message_id) is S.ACCEPTED
    assert len(world.provider.texts_to(CAROL)) == 1


def test_a_list_that_could_not_be_read_is_no_list(world, look):
    message_id = asks_for_help(world)
    look()
    world.provider.log_away = True
    with pytest.raises(LogUnavailable):
        look(60 * SECOND)
    assert state(world, message_id) is S.UNKNOWN

    world.provider.log_away = False
    listed(world, message_id)
    look(0)
    assert state(world, message_id) is S.SENT


def test_an_answer_is_not_sent_a_third_time(world, look):
    message_id = asks_for_help(world)
    look()
    look(60 * SECOND)
    lost(world)
    world.drains()
    assert state(world, message_id) is S.UNKNOWN

    assert look().absent == 0, "the lists from before the second try prove nothing about it"
    look(60 * SECOND)
    world.drains()
    assert state(world, message_id) is S.DROPPED
    assert world.provider.sent == []


def test_an_answer_that_nobody_may_get_any_more_does_not_leave_the_second_time_either(world, look):
    message_id = asks_for_help(world)
    look()
    world.clock.advance(60 * SECOND)
    world.texts(CAROL, "STOP")
    look(0)
    world.drains()

    assert state(world, message_id) is S.DROPPED
    assert len(world.provider.texts_to(CAROL)) == 1  # the confirmation


def test_a_confirmation_is_dropped(world, look):
    lost(world)
    message_id = world.texts(BOB, "STOP").messages[0].id
    world.drains()
    look()
    look(60 * SECOND)
    world.drains()

    assert state(world, message_id) is S.DROPPED
    assert world.provider.sent == []


def test_a_campaigns_text_is_left_and_not_looked_for_any_more(world, look, unresolved):
    world.texts(ALICE, "START")
    world.drains()
    world.provider.sent.clear()
    message_id = writes(world, "marketing")
    look()
    look(60 * SECOND)
    world.drains()

    assert state(world, message_id) is S.UNKNOWN
    assert "not sent again" in world.deps.store.message(message_id).reason
    assert world.provider.sent == [] and unresolved.before(world.clock.now(), 100) == []


@pytest.fixture
def asked(world, look):
    """DANA's message never left, and she is asked what to do; its id."""
    message_id = writes(world)
    look()
    look(60 * SECOND)
    return message_id


def test_what_staff_wrote_waits_for_a_person(world, asked, unresolved, queries, look):
    look(60 * SECOND)
    world.drains()

    assert state(world, asked) is S.UNKNOWN and world.provider.sent == []
    assert [each.id for each in unknown_outcomes.to_decide(unresolved, world.clock.now())] == [asked]
    notes = [entry for entry in queries.timeline(ALICE) if entry["kind"] == EntryKind.NOTE]
    assert [note["message"] for note in notes] == [asked]
    assert "a person decides" in notes[0]["reason"]


def test_a_person_has_it_sent_again(world, asked, unresolved, queries):
    unknown_outcomes.send_again(world.deps, unresolved, asked, DANA)
    world.drains()

    assert state(world, asked) is S.ACCEPTED
    assert len(world.provider.texts_to(ALICE)) == 1
    assert unknown_outcomes.to_decide(unresolved, world.clock.now()) == []
    assert queries.timeline(ALICE)[-1]["actor"] == DANA


def test_a_person_leaves_it_unsent(world, asked, unresolved, queries):
    unknown_outcomes.leave_unsent(world.deps, asked, DANA)
    world.drains()

    assert state(world, asked) is S.DROPPED and world.provider.sent == []
    assert queries.timeline(ALICE)[-1]["actor"] == DANA
    assert unknown_outcomes.to_decide(unresolved, world.clock.now()) == []


def test_whoever_opted_out_meanwhile_does_not_get_what_a_person_sends_again(world, asked, unresolved):
    world.texts(ALICE, "STOP")
    unknown_outcomes.send_again(world.deps, unresolved, asked, DANA)
    world.drains()

    assert state(world, asked) is S.REFUSED
    assert len(world.provider.texts_to(ALICE)) == 1  # the confirmation


def test_what_is_out_of_date_cannot_be_sent_again(world, asked, unresolved):
    world.clock.advance(4 * 60 * MINUTE)
    with pytest.raises(Refusal, match="write it anew"):
        unknown_outcomes.send_again(world.deps, unresolved, asked, DANA)

    assert state(world, asked) is S.UNKNOWN


def test_a_message_that_nobody_asks_about_cannot_be_decided(world, unresolved):
    """I7: the outcome is unknown, and the log has not been read."""
    message_id = writes(world)
    for decided in (
        lambda: unknown_outcomes.send_again(world.deps, unresolved, message_id, DANA),
        lambda: unknown_outcomes.leave_unsent(world.deps, "00nothing", DANA),
    ):
        with pytest.raises(Refusal, match="does not wait"):
            decided()

    assert state(world, message_id) is S.UNKNOWN


def test_a_report_that_comes_after_all_ends_the_question(world, asked, unresolved):
    record_receipt(world.deps, asked, Receipt("SMlate", S.DELIVERED))

    assert unknown_outcomes.to_decide(unresolved, world.clock.now()) == []
    with pytest.raises(Refusal):
        unknown_outcomes.send_again(world.deps, unresolved, asked, DANA)


def test_a_message_that_was_known_when_its_note_was_written_keeps_its_state(world, asked, unresolved):
    before = world.deps.store.message(asked)
    record_receipt(world.deps, asked, Receipt("SMlate", S.DELIVERED))

    assert not unresolved.given_back(before)
    assert not world.deps.store.message(asked).again


def test_a_report_that_comes_while_the_log_is_read_wins(world, look):
    lost(world)
    message_id = world.texts(BOB, "STOP").messages[0].id
    world.drains()
    look()

    def reported_meanwhile(to, since):
        record_receipt(world.deps, message_id, Receipt("SMlate", S.SENT))
        return []

    world.provider.outbound_log = reported_meanwhile
    look(60 * SECOND)

    assert state(world, message_id) is S.SENT


def test_a_message_whose_outcome_is_known_is_on_no_list(world):
    message_id = asks_for_help(world)
    key = world.deps.store.keys.unresolved(world.deps.store.keys.shard(CAROL))
    assert world.deps.store._redis.zcard(key) == 1
    record_receipt(world.deps, message_id, Receipt("SMlate", S.SENT))

    assert world.deps.store._redis.zcard(key) == 0


@pytest.mark.parametrize("before", ["unknown", "sending"])
def test_what_a_backup_brings_back_as_unknown_is_looked_for(world, look, before):
    message_id = asks_for_help(world)
    store = world.deps.store
    store._redis.hset(store.keys.message(message_id), "state", before)
    archive = Archive(store._redis, store.keys)
    header, lines = archive.header(world.clock.now()), list(archive.lines())
    archive.clear()
    for line in lines:
        archive.put(line, header, world.clock.now())
    listed(world, message_id)

    assert look().found == 1


def test_an_erased_message_is_looked_for_no_more(world, look, unresolved):
    message_id = asks_for_help(world)
    world.deps.store._redis.delete(world.deps.store.keys.message(message_id))

    assert look() == unknown_outcomes.Looked()
    shard = world.deps.store.keys.shard(CAROL)
    assert world.deps.store._redis.zcard(world.deps.store.keys.unresolved(shard)) == 0
    assert not world.deps.store._redis.exists(world.deps.store.keys.message(message_id))


def test_a_claim_that_nobody_settled_is_looked_for_too(world, look):
    """A worker died in a hand-over that the provider took."""
    message_id = world.texts(CAROL, "HELP").messages[0].id
    (ready,) = prepared(world.deps, world.deps.store.due("answer", world.clock.now(), 10))
    dies = world.provider.send

    def die(outgoing):
        raise SystemExit

    world.provider.send = die
    with pytest.raises(SystemExit):
        deliver.hand_over(world.deps, ready)
    world.provider.send = dies
    world.clock.advance(16 * SECOND)
    deliver.relay(world.deps)
    listed(world, message_id)
    look()

    assert state(world, message_id) is S.SENT


@pytest.mark.parametrize("round_", range(5))
def test_of_two_people_who_decide_at_once_one_decides_and_the_timeline_names_one(
    world, look, unresolved, queries, round_
):
    message_id = writes(world)
    look()
    look(60 * SECOND)
    ready = Barrier(6)

    def decide(index):
        ready.wait()
        try:
            if index % 2:
                unknown_outcomes.leave_unsent(world.deps, message_id, f"person {index}")
            else:
                unknown_outcomes.send_again(world.deps, unresolved, message_id, f"person {index}")
        except Refusal:
            return "late"
        return f"person {index}"

    with ThreadPoolExecutor(6) as pool:
        said = [name for name in pool.map(decide, range(6)) if name != "late"]
    noted = [each["actor"] for each in queries.timeline(ALICE) if each.get("actor", "").startswith("person")]
    assert len(said) == 1
    assert noted == said
