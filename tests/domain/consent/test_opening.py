"""The after-hours answer: once per conversation, while the business is closed, beside no other answer."""

from dataclasses import replace

import pytest

from responder.domain.consent import decisions
from responder.domain.consent.auto_replies import Heard
from responder.domain.consent.business_hours import Opening
from responder.domain.records import DAY, HOUR, MINUTE, Consent, MessageClass, Purpose
from responder.law.loader import zone_named
from responder.lib.validators import ConfigError
from responder.settings.business_file import business_from
from tests.people import BOB, DEFAULT, GARAGE, LONG_CODE, UNDERSTANDS, inbound, somebody

WEEKDAYS = ((8 * 60, 12 * 60), (13 * 60, 17 * 60))
OPENING = Opening(zone_named("America/Toronto"), (WEEKDAYS,) * 5 + ((),) * 2)
WANTS = replace(GARAGE, after_hours=OPENING)
MONDAY_8H = 1_795_438_800_000
"""2026-11-23 08:00 in Toronto."""

MONDAY_20H = MONDAY_8H + 12 * HOUR


def answers(number, text, at, business=WANTS, **details):
    """What was answered, and the number after it."""
    heard_text = inbound(text, number.number, **details)
    said = UNDERSTANDS.classify(text, heard_text.opt_out_type)
    decision = decisions.on_inbound(number, Heard(heard_text, said, business, at, "00answer"))
    return [message.purpose for message in decision.messages], decision.after


@pytest.mark.parametrize(
    ("after_8h", "open_"),
    [
        (-MINUTE, False),
        (0, True),
        (4 * HOUR - 1, True),
        (4 * HOUR, False),
        (5 * HOUR, True),
        (9 * HOUR, False),
        (4 * DAY, True),
        (5 * DAY, False),
        (6 * DAY, False),
        (7 * DAY, True),
    ],
)
def test_open_hours_are_those_of_the_business_on_its_own_clock(after_8h, open_):
    assert OPENING.is_open(MONDAY_8H + after_8h) is open_


def test_a_day_off_is_closed_and_summer_time_is_known():
    holiday = replace(OPENING, closed=frozenset({MONDAY_8H // DAY}))
    assert not holiday.is_open(MONDAY_8H + HOUR)
    july = MONDAY_8H - 140 * DAY - HOUR  # 8:00 EDT, a Monday
    assert OPENING.is_open(july)
    assert not OPENING.is_open(july - MINUTE)


def test_who_writes_while_it_is_closed_is_answered_once_in_the_conversation():
    number = somebody()
    for hours, expected in ((0, [Purpose.AFTER_HOURS]), (1, []), (13, []), (24, []), (47, [])):
        found, number = answers(number, "Are you open?", MONDAY_20H + hours * HOUR)
        assert (hours, found) == (hours, expected)
    found, number = answers(number, "Are you open?", MONDAY_20H + 47 * HOUR + DAY)
    assert found == [Purpose.AFTER_HOURS]


def test_what_a_person_wrote_meanwhile_keeps_the_conversation_going():
    _, number = answers(somebody(), "Hello?", MONDAY_20H)
    number = replace(number, written_at=MONDAY_20H + 13 * HOUR)

    assert answers(number, "Thanks!", MONDAY_20H + DAY + HOUR)[0] == []


def test_while_it_is_open_and_where_it_is_not_wanted_nobody_is_answered():
    assert answers(somebody(), "Hello?", MONDAY_8H + HOUR)[0] == []
    assert answers(somebody(), "Hello?", MONDAY_20H, GARAGE)[0] == []
    assert GARAGE.after_hours is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("STOP", [Purpose.CONFIRMATION]),
        ("START", [Purpose.OPT_IN_REPLY]),
        ("HELP", [Purpose.HELP]),
        ("not interested", []),
        ("Liked “Your car is ready”", []),
        ("I'm driving with Do Not Disturb While Driving turned on.", []),
        ("", []),
        ("Can I come at nine?", [Purpose.AFTER_HOURS]),
    ],
)
def test_never_beside_another_answer_nor_to_a_machine(text, expected):
    assert answers(somebody(), text, MONDAY_20H)[0] == expected


def test_never_to_who_has_opted_out_nor_to_an_answer_to_a_reminder():
    assert answers(somebody(Consent.OPTED_OUT, BOB), "Hello?", MONDAY_20H)[0] == []
    assert answers(somebody(reminded="00m"), "YES", MONDAY_20H)[0] == []


@pytest.mark.parametrize(
    "details",
    [
        {"channel": "rcs"},
        {"filtered": True},
        {"past": True},
        {"sender": None},
        {"log_at": MONDAY_20H - HOUR},
        {"can_reply": False},
    ],
)
def test_never_late_nor_where_nothing_may_be_answered(details):
    assert answers(somebody(), "Hello?", MONDAY_20H, **details)[0] == []


def test_where_twilio_answers_yes_itself_we_are_silent():
    assert answers(somebody(), "YES", MONDAY_20H, sender=DEFAULT)[0] == []
    assert answers(somebody(), "YES", MONDAY_20H, sender=LONG_CODE)[0] == [Purpose.AFTER_HOURS]


def test_two_robots_stop_at_ten_a_day():
    number = somebody(day_started_at=MONDAY_20H, automatic_today=10)
    found, after = answers(number, "Hello?", MONDAY_20H + HOUR)

    assert (found, after.away_at) == ([], 0)


def test_it_is_an_automatic_answer_that_an_opt_out_makes_void():
    heard_text = inbound("Hello?", BOB)
    heard = Heard(heard_text, UNDERSTANDS.classify("Hello?"), WANTS, MONDAY_20H, "00answer")
    decision = decisions.on_inbound(somebody(number=BOB), heard)
    (message,) = decision.messages
    gone, _ = decisions.on_inbound, None
    stop = Heard(inbound("STOP", BOB, "SM2"), UNDERSTANDS.classify("STOP"), WANTS, MONDAY_20H + 1, "00b")

    assert message.message_class is MessageClass.ANSWER
    assert gone(decision.after, stop).after.episode != message.episode


TABLE = {"zone": "America/Toronto", "monday": ["08:00-17:00"], "after_hours_answer": True}
LEAST = {
    "business": {
        "id": "garage",
        "name": "Garage Tremblay",
        "legal_name": "Garage Tremblay inc.",
        "address": "120 rue Principale",
        "phone": "+18005550123",
        "email": "aide@garage.example",
        "website": "https://garage.example",
        "languages": ["en"],
    },
    "senders": [{"number": "+14155550199", "type": "long_code", "replies": "app"}],
}


def test_the_business_file_says_when():
    found = business_from({**LEAST, "hours": TABLE}).after_hours

    assert found is not None
    assert found.is_open(MONDAY_8H)
    assert not found.is_open(MONDAY_8H + DAY)
    assert business_from({**LEAST, "hours": {**TABLE, "after_hours_answer": False}}).after_hours is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"zone": "America/Nowhere"}, "no zone"),
        ({"monday": "08:00-17:00"}, "monday must be a list"),
        ({"monday": ["17:00-08:00"]}, "monday must be hours"),
        ({"monday": ["08:00-12:00", "11:00-13:00"]}, "without overlaps"),
        ({"monday": ["08:00-24:30"]}, "monday must be hours"),
        ({"monday": []}, "must say when"),
        ({"moonday": []}, "unknown key 'moonday'"),
        ({"closed": ["Christmas"]}, "closed must be days"),
        ({"after_hours_answer": "yes"}, "true or false"),
    ],
)
def test_a_wrong_value_stops_the_start_with_a_sentence(changes, said):
    with pytest.raises(ConfigError, match=said):
        business_from({**LEAST, "hours": {**TABLE, **changes}})


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"reminders": ["soon"]}, "must be times such as"),
        ({"reminders": ["1m"]}, "from 5m"),
        ({"reminders": ["31d"]}, "to 30d"),
        ({"reminders": ["24h", "1d"]}, "twice"),
        ({"reminders": "24h"}, "must be a list"),
        ({"reminder": []}, "unknown key 'reminder'"),
        ({"text": {"de": "Hallo"}}, "text must be one of"),
        ({"text": "Hi"}, "text must be a table"),
    ],
)
def test_wrong_reminders_stop_the_start_with_a_sentence(table, said):
    with pytest.raises(ConfigError, match=said):
        business_from({**LEAST, "appointments": table})


def test_reminders_are_read_longest_first():
    found = business_from({**LEAST, "appointments": {"reminders": ["2h", "1d"], "text": {"en": "Hi"}}})

    assert found.reminders.before == (DAY, 2 * HOUR)
    assert found.reminders.text("en") == "Hi"
