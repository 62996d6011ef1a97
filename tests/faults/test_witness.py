"""The witness is tested with logs that are wrong: a checker that cannot fail is worth nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults import witness
from tests.faults.cases import _unheard, cases
from tests.faults.chaos import Stretch
from tests.faults.witness import Case, Create, DeskOptOut, Text, Told

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "sms"
ALICE = "+14165550101"
CONFIRMATION = "Garage: You are opted out. No more messages. Help: +1. Text START to rejoin."
WELCOME = "Garage: You are subscribed. Reply HELP for help, STOP to opt out."
HELP = "Garage: Help at +1. Reply STOP to opt out."
WITH_NOTICE = "[#1] Garage: Ready. Reply STOP to opt out, HELP for help."
PLAIN = "[#2] Your car is ready."


def text(body, at, acknowledged=None, sid="", status=200):
    tries = ((at + 5, acknowledged, status),) if acknowledged else ()
    return Text(sid or f"{body}{at}", body, at, tries)


def create(body, began, client_id="", status=201, taken=True, delivered_at=0):
    return Create(client_id or f"{body}{began}", body, began, status, taken, delivered_at)


def case(*events, desk=()):
    texts = sorted((e for e in events if isinstance(e, Text)), key=lambda e: e.at)
    creates = sorted((e for e in events if isinstance(e, Create)), key=lambda e: e.began)
    return Case(ALICE, texts, creates, list(desk))


STOP = text("STOP", 10_000, 10_020)
START = text("START", 20_000, 20_020)
CONFIRMED = create(CONFIRMATION, 10_050)
NOBODY = Told("UNKNOWN", [], [])


def _name(path):
    return f"{path.parent.name}-{path.stem}"


# -- a good log has no faults


def test_a_good_log_is_found_good():
    good = case(
        create(WITH_NOTICE, 1_000, delivered_at=1_500),
        create(PLAIN, 5_000),
        STOP,
        CONFIRMED,
        text("HELP", 12_000, 12_010),
        create(HELP, 12_100),
        START,
        create(WELCOME, 20_100, delivered_at=20_300),
        create(PLAIN, 30_000),
    )
    told = Told("EXPRESS", [each.sid for each in good.texts], [])
    assert witness.faults(good, told) == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*/*.txt")), ids=_name)
def test_every_wording_of_every_answer_is_known_by_its_words(path):
    expected = {"opt_out": "confirmation", "opt_in": "opt_in", "help": "help"}
    if path.stem in expected:
        wordings = path.read_text(encoding="utf-8").split("---")
        assert {witness.kind_of(words) for words in wordings} == {expected[path.stem]}


# -- I2, while nothing listened

AWAY = [Stretch(9_000, 15_000)]


def unheard_stop(*tries, at=10_000):
    return replace(text("STOP", at), tries=tries, unheard=_unheard(tries, AWAY))


REFUSED = ((10_005, 10_006, None), (12_000, 12_001, None))


def test_a_staff_text_after_a_stop_that_came_while_nothing_listened_is_a_fault():
    said = witness.faults(case(unheard_stop(*REFUSED), create(WITH_NOTICE, 16_000)), NOBODY)
    assert "I2: a text left 5995 ms after a STOP that came while nothing listened" in said
    assert witness.unheard(case(unheard_stop(*REFUSED), create(WITH_NOTICE, 10_500))) == []


def test_answers_and_what_a_start_permits_may_leave_after_it():
    start = text("START", 17_000, 17_020)
    log = case(unheard_stop(*REFUSED), create(HELP, 12_000), start, create(WITH_NOTICE, 18_000))
    assert witness.unheard(log) == []


STARTED_BEFORE = (8_990, 9_100, None)
ENDED_AFTER = (14_000, 15_500, None)
ANSWERED = (12_000, 12_010, 503)


@pytest.mark.parametrize("tries", [(), (STARTED_BEFORE,), (ENDED_AFTER,), (*REFUSED, ANSWERED)])
def test_who_may_have_been_heard_is_judged_by_the_log(tries):
    assert witness.unheard(case(unheard_stop(*tries), create(WITH_NOTICE, 16_000))) == []


# -- I1


def test_a_staff_text_after_an_opt_out_is_a_fault():
    assert "I1" in witness.silence(case(STOP, CONFIRMED, create(PLAIN, 11_100)))[0]


def test_a_staff_text_within_the_second_is_counted_and_no_fault():
    log = case(STOP, create(PLAIN, 10_500))
    assert witness.silence(log) == []
    assert witness.lags(log) == [480]


def test_the_confirmation_and_an_answer_to_a_later_help_are_no_fault():
    log = case(STOP, create(CONFIRMATION, 60_000), text("HELP", 70_000, 70_010), create(HELP, 75_000))
    assert witness.silence(log) == []
    assert witness.lags(log) == [0]


def test_an_answer_to_a_help_before_the_opt_out_is_a_fault():
    assert witness.silence(case(text("HELP", 9_000, 9_010), STOP, create(HELP, 12_000))) != []


def test_a_welcome_without_a_start_is_a_fault():
    assert witness.silence(case(STOP, create(WELCOME, 12_000))) != []


def test_a_start_before_the_opt_out_permits_nothing():
    early = text("START", 5_000, 5_010)
    assert witness.silence(case(early, STOP, create(PLAIN, 12_000))) != []


def test_a_start_of_the_same_second_permits_the_welcome_but_no_staff_text():
    tie = text("START", 10_500, 10_900)
    assert witness.silence(case(STOP, tie, create(WELCOME, 13_000))) == []
    assert witness.silence(case(STOP, tie, create(PLAIN, 13_000))) != []


def test_a_later_start_permits_staff_texts_from_then_on():
    assert witness.silence(case(STOP, START, create(PLAIN, 21_500))) == []
    assert witness.silence(case(STOP, START, create(PLAIN, 19_000))) != []


def test_a_late_retry_of_a_start_lifts_no_later_stop_for_staff():
    retried = Text("SM1", "START", 5_000, ((12_000, 12_010, 200),))
    assert witness.silence(case(retried, STOP, create(PLAIN, 13_000))) != []


def test_a_stop_that_was_retried_past_an_acknowledged_start_counts():
    delayed = Text("SM1", "STOP", 10_000, ((25_000, 25_010, 200),))
    assert witness.silence(case(delayed, START, create(PLAIN, 27_000))) != []


def test_a_refused_stop_binds_only_when_the_log_must_have_been_read():
    refused = text("STOP", 10_000, 10_020, status=503)
    assert witness.silence(case(refused, create(PLAIN, 100_000))) == []
    assert witness.silence(case(refused, create(PLAIN, 131_100))) != []


def test_a_stop_that_no_webhook_brought_yields_to_an_acknowledged_start_that_the_log_dates_later():
    in_vain = Text("SM1", "STOP", 10_000, ((25_000, 25_010, None),))
    assert witness.silence(case(in_vain, START, create(PLAIN, 200_000))) == []


def test_an_opt_out_at_the_desk_binds_and_a_later_start_lifts_it():
    desk = [DeskOptOut(9_000, 9_020)]
    assert witness.silence(case(create(PLAIN, 12_000), desk=desk)) != []
    assert witness.silence(case(START, create(PLAIN, 22_000), desk=desk)) == []


# -- I4


def test_two_confirmations_for_two_stops_without_a_start_are_a_fault():
    again = text("STOP", 15_000, 15_020)
    assert witness.one_answer(case(STOP, again, CONFIRMED)) == []
    assert witness.one_answer(case(STOP, again, CONFIRMED, create(CONFIRMATION, 15_100))) != []


def test_a_second_stop_is_confirmed_again_where_redis_lost_the_first():
    again = text("STOP", 15_000, 15_020)
    log = case(STOP, again, CONFIRMED, create(CONFIRMATION, 15_100))
    log.put_back = True
    assert witness.one_answer(log) == []
    alone = case(STOP, CONFIRMED, create(CONFIRMATION, 15_100))
    alone.put_back = True
    assert witness.one_answer(alone) != []


def test_two_answers_to_one_help_are_a_fault():
    log = case(text("HELP", 1_000, 1_010), create(HELP, 1_100), create(HELP, 1_200))
    assert "2 help answers where 1" in witness.one_answer(log)[0]


def test_a_second_welcome_is_a_fault():
    assert witness.one_answer(case(START, create(WELCOME, 20_100), create(WELCOME, 20_200))) != []


def test_the_same_answer_tried_twice_is_one_answer():
    tries = (create(HELP, 1_100, "m", 429, taken=False), create(HELP, 1_200, "m"))
    assert witness.one_answer(case(text("HELP", 1_000, 1_010), *tries)) == []


def test_a_confirmation_that_comes_too_late_is_a_fault():
    assert witness.one_answer(case(STOP, create(CONFIRMATION, 313_000))) != []


def test_a_confirmation_of_nothing_is_a_fault():
    assert witness.one_answer(case(text("hello", 1_000, 1_010), create(CONFIRMATION, 1_100))) != []


# -- I5


def test_a_first_text_without_the_notice_is_a_fault():
    assert "I5" in witness.first_message(case(create(PLAIN, 1_000)))[0]


def test_a_notice_that_was_not_delivered_before_does_not_count():
    assert witness.first_message(case(create(WITH_NOTICE, 1_000), create(PLAIN, 2_000))) != []
    late = create(WITH_NOTICE, 1_000, delivered_at=2_500)
    assert witness.first_message(case(late, create(PLAIN, 2_000))) != []


def test_after_a_start_the_notice_is_due_again():
    before = create(WITH_NOTICE, 1_000, delivered_at=1_500)
    assert witness.first_message(case(before, START, create(PLAIN, 30_000))) != []


def test_a_confirmation_is_no_notice():
    confirmed = create(CONFIRMATION, 10_050, delivered_at=10_100)
    assert witness.first_message(case(STOP, confirmed, create(PLAIN, 11_000))) != []


# -- I7


@pytest.mark.parametrize("status", [201, 500, 502, 503, None])
def test_a_message_that_may_have_been_taken_and_is_sent_again_is_a_fault(status):
    log = case(create(PLAIN, 1_000, "m", status, taken=False), create(PLAIN, 2_000, "m"))
    assert "I7" in witness.never_twice(log)[0]


def test_what_the_provider_did_not_take_may_be_tried_again():
    log = case(create(PLAIN, 1_000, "m", 429, taken=False), create(PLAIN, 2_000, "m"))
    assert witness.never_twice(log) == []


@pytest.mark.parametrize(
    ("body", "after", "taken", "fault"),
    [
        (HELP, 90_000, False, False),
        (HELP, 89_999, False, True),
        (HELP, 90_000, True, True),
        (CONFIRMATION, 90_000, False, True),
        (PLAIN, 90_000, False, True),
    ],
)
def test_only_an_answer_that_the_log_proved_absent_may_be_sent_once_more(body, after, taken, fault):
    log = case(create(body, 1_000, "m", 500, taken=taken), create(body, 1_000 + after, "m"))
    assert bool(witness.never_twice(log)) is fault


def test_a_text_that_we_cannot_recognise_is_a_fault():
    assert witness.never_twice(case(Create("", PLAIN, 1_000, 201, True))) != []


# -- I2: nothing lost, and the plain model of the final state


def test_a_text_that_is_missing_or_twice_in_the_record_is_a_fault():
    for recorded in ([], [STOP.sid, STOP.sid]):
        assert witness.nothing_lost(case(STOP), Told("OPTED_OUT", recorded, [])) != []
    assert witness.nothing_lost(case(STOP), Told("OPTED_OUT", [STOP.sid], [])) == []


def test_two_messages_that_answer_one_text_are_a_fault():
    assert witness.nothing_lost(case(STOP), Told("OPTED_OUT", [STOP.sid], [STOP.sid, STOP.sid])) != []


@pytest.mark.parametrize(
    ("log", "states"),
    [
        (case(text("hello", 1_000, 1_010)), {"UNKNOWN"}),
        (case(START), {"EXPRESS"}),
        (case(STOP), {"OPTED_OUT"}),
        (case(STOP, START), {"EXPRESS"}),
        (case(START, text("STOP", 20_900, 21_000)), {"OPTED_OUT"}),
        (case(text("START", 10_400, 10_500), STOP), {"OPTED_OUT"}),
        (case(STOP, text("START", 20_000)), {"OPTED_OUT", "EXPRESS"}),
        (case(text("STOP", 10_000), START), {"OPTED_OUT", "EXPRESS"}),
        (case(desk=[DeskOptOut(1, 2)]), {"OPTED_OUT"}),
        (case(START, desk=[DeskOptOut(1, 2)]), {"EXPRESS"}),
        (case(START, desk=[DeskOptOut(20_005, 20_010)]), {"OPTED_OUT", "EXPRESS"}),
    ],
)
def test_the_plain_model_says_what_consent_may_be(log, states):
    assert witness.possible_states(log) == states
    for consent in ("UNKNOWN", "EXPRESS", "OPTED_OUT"):
        assert (witness.right_state(log, Told(consent, [], [])) == []) == (consent in states)


# -- the simulator's events


def test_the_events_of_the_simulator_become_cases():
    stop, sent = "SMstop", "SMout"
    attempt = {"url_kind": "primary", "status": 200, "ms": 7, "started_at": 1_002, "error": None}
    out = {"to": ALICE, "client_id": "00m", "body": PLAIN, "started_at": 990, "status": 201, "taken": True}
    report = {"status": "delivered", "http_status": 200, "started_at": 995, "to": ALICE}
    events = [
        {"kind": "create", "sid": sent, "at": 990, "detail": out},
        {"kind": "callback", "sid": sent, "at": 996, "detail": report},
        {"kind": "inbound", "sid": stop, "at": 1_000, "detail": {"from": ALICE, "body": "STOP"}},
        {"kind": "webhook_attempt", "sid": stop, "at": 1_010, "detail": attempt},
    ]
    found = cases(events, [(ALICE, DeskOptOut(1, 2))])[ALICE]
    assert found.texts == [Text(stop, "STOP", 1_000, ((1_002, 1_009, 200),))]
    assert found.creates == [Create("00m", PLAIN, 990, 201, True, 995)]
    assert found.desk == [DeskOptOut(1, 2)]


def test_a_report_that_was_taken_in_and_never_answered_still_says_delivered():
    out = {"to": ALICE, "client_id": "00m", "body": HELP, "started_at": 990, "status": 201, "taken": True}
    report = {"status": "delivered", "http_status": None, "started_at": 995, "to": ALICE}
    events = [
        {"kind": "create", "sid": "SM1", "at": 990, "detail": out},
        {"kind": "callback", "sid": "SM1", "at": 999, "detail": report},
    ]
    assert cases(events)[ALICE].creates[0].delivered_at == 995


@pytest.mark.parametrize(("status", "again"), [(401, True), (403, True), (429, True), (500, False)])
def test_what_the_provider_refused_for_our_account_may_go_again(status, again):
    first = create(WITH_NOTICE, 1_000, "m1", status=status, taken=False)
    assert (witness.never_twice(case(first, create(WITH_NOTICE, 20_000, "m1"))) == []) is again


@pytest.mark.parametrize(
    ("first", "later", "state"), [(503, 0, "either"), (200, 0, "in"), (503, 90_000, "in")]
)
def test_a_start_that_the_log_may_have_shown_first_lifts_no_opt_out_of_just_now_at_the_desk(
    first, later, state
):
    start = text("START", 20_000 + later)
    tries = ((start.at + 5, start.at + 9, first), (start.at + 1_000, start.at + 1_009, 200))
    log = case(replace(start, tries=tries), desk=[DeskOptOut(18_000, 18_010)])
    assert witness.possible_states(log) == {"either": {"OPTED_OUT", "EXPRESS"}, "in": {"EXPRESS"}}[state]
