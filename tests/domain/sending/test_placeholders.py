"""Texts with placeholders: names alone, tidied, and reminders whose words every sender may carry."""

from dataclasses import replace
from pathlib import Path

import pytest

from responder.adapters.templates.placeholders import QUICK_REPLY, BadText, Reminders, check, fill
from responder.domain.appointments.appointment import Reminders as Times
from responder.domain.customers.customer import Appointment, Customer, first_name
from responder.lib.validators import ConfigError
from tests.people import DEFAULT, GARAGE, LONG_CODE, NOON

SHIPPED = Path(__file__).parents[3] / "templates" / "sms"
VALUES = {"first_name": "Bob", "business": "Garage Tremblay", "phone": "+1 800 555-0123"}


@pytest.mark.parametrize(
    "text",
    [
        "{% for i in range(10) %}x{% endfor %}",
        "{{ first_name.__class__ }}",
        "{{ first_name() }}",
        "{{ first_name|upper }}",
        "{{ nobody }}",
        "{{ first_name",
        "{% include 'x' %}",
        "{{ 'x' * 100000000 }}",
        "{{ first_name|default(first_name.upper()) }}",
    ],
)
def test_anything_but_a_name_is_refused_with_a_sentence(text):
    with pytest.raises(BadText, match=r"\.$"):
        check(text, QUICK_REPLY)
    with pytest.raises(BadText):
        fill(text, VALUES)


@pytest.mark.parametrize(
    ("text", "name", "filled"),
    [
        ("Hi {{ first_name }}, your car is ready.", "Bob", "Hi Bob, your car is ready."),
        ("Hi {{ first_name }}, your car is ready.", "", "Hi, your car is ready."),
        ("Hi {{ first_name|default('there', true) }}!", "Bob", None),
        ("Hi {{ first_name|default('there') }}!", "Bob", "Hi Bob!"),
        ("100 % ready {no placeholder}", "Bob", "100 % ready {no placeholder}"),
        ("{{ first_name }}", "{{ phone }}", "{{ phone }}"),
        ("Two\nlines", "", "Two\nlines"),
        ("<b>{{ first_name }}</b>", "<i>", "<b><i></b>"),
    ],
)
def test_a_text_is_filled_and_what_an_empty_name_leaves_is_tidied(text, name, filled):
    if filled is None:
        with pytest.raises(BadText):
            check(text, QUICK_REPLY)
    else:
        assert fill(text, VALUES | {"first_name": name}) == filled


@pytest.mark.parametrize(
    ("name", "first"),
    [("Bob Gagnon", "Bob"), ("Gagnon, Bob", "Bob"), ("  Zoé ", "Zoé"), ("Bob,", "Bob,"), ("", "")],
)
def test_the_first_name(name, first):
    assert first_name(name) == first


def reminder(business, sender, language="en"):
    made = Appointment("00a", "00c", NOON, "Winter tires")
    return Reminders(business, SHIPPED).reminder(made, Customer("00c", "Bob Gagnon"), language, sender)


def test_the_template_asks_for_yes_only_where_yes_is_no_opt_in():
    """Twilio takes YES to such a sender for an opt-in (PR-06)."""
    both = replace(GARAGE, senders=(LONG_CODE, replace(DEFAULT, id="+14155550188")))

    assert "YES" in reminder(both, both.senders[0])
    assert "YES" not in reminder(both, both.senders[1])
    assert "OK" in reminder(both, both.senders[1])


def test_own_words_that_ask_for_yes_stop_the_start_where_yes_is_an_opt_in():
    own = Times(texts=(("en", "See you {{ day }}. YES or NO?"),))

    with pytest.raises(ConfigError, match=r"text en, for .*PR-06"):
        Reminders(replace(GARAGE, senders=(DEFAULT,), reminders=own), SHIPPED)
    assert "See you Wednesday" in reminder(replace(GARAGE, reminders=own), LONG_CODE)


@pytest.mark.parametrize("text", ["Hi {{ last_name }}", "{% if 1 %}x{% endif %}", "CANCEL to cancel"])
def test_own_words_that_cannot_be_used_stop_the_start(text):
    own = Times(texts=(("fr", text),))

    with pytest.raises(ConfigError, match="text fr"):
        Reminders(replace(GARAGE, reminders=own), SHIPPED)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_every_language_says_who_when_and_how_to_answer(language):
    text = reminder(GARAGE, LONG_CODE, language)

    assert "Bob" in text
    assert "Garage Tremblay" in text
    assert {"en": "NO if", "fr": "NON si", "es": "NO si"}[language] in text
    assert not {"{", "  "} & {text[i : i + 1] for i in range(len(text))}
