"""What a customer reads, and that its author saw it: name, contact, instructions, their language (I5)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from responder.domain.business import NoticePolicy
from responder.domain.records import DAY, MINUTE
from responder.domain.sending.notice_due import notice_due
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft
from tests.people import ALICE, BOB, CAROL, DANA, message, somebody

EN, FR = "Reply STOP to opt out, HELP for help.", "Répondez ARRET pour vous désabonner, AIDE pour de l'aide."
MONCTON = "+15065550101"
LINK = "https://garage.example"


@pytest.fixture
def day(world):
    """A Wednesday at 11:00 in Toronto."""
    world.clock.at = int(datetime(2026, 11, 18, 11, tzinfo=ZoneInfo("America/Toronto")).timestamp() * 1000)
    return world


def preview(world, to, body, kind="service", **details):
    return compose.preview(world.deps, Draft(to, body, kind, DANA, **details))


@pytest.mark.parametrize(
    ("to", "language", "notices"),
    [
        (ALICE, "", [EN]),
        (ALICE, "fr", [FR]),
        (CAROL, "", [EN, FR]),
        (MONCTON, "", [EN, FR]),
        (CAROL, "fr", [FR]),
        (CAROL, "en", [EN]),
    ],
)
def test_the_notice_speaks_both_languages_where_nobody_knows_in_quebec_and_new_brunswick(
    day, to, language, notices
):
    """CA-18."""
    shown = preview(day, to, "12:30?", language=language)

    assert shown.text == "\n".join(["Garage Tremblay: 12:30?", *notices])


@pytest.mark.parametrize("code", ["postal:G1R", "postal:E1C"])
def test_who_moved_to_quebec_or_new_brunswick_with_their_number_reads_both_languages(day, code):
    """CA-18, TZ-03: Toronto's area code, and a postal code on record; nobody knows their language."""
    day.lives(ALICE, code)
    _, shown = compose.send(day.deps, Draft(ALICE, "12:30?", "service", DANA))
    day.log_is_fresh()
    day.drains()

    assert shown.text == "\n".join(["Garage Tremblay: 12:30?", EN, FR])
    assert day.provider.texts_to(ALICE) == [shown.text]


def test_a_customer_who_wrote_french_is_known_to_speak_it(day):
    day.texts(BOB, "AIDE")

    assert preview(day, BOB, "12 h 30?").text.endswith(f"\n{FR}")


def test_marketing_names_us_links_to_the_contact_page_and_says_how_to_stop_every_time(day):
    """CA-06, CA-07."""
    day.texts(ALICE, "START")
    day.drains()  # its answer first: while one message is handed over, the number's next one waits
    for _ in range(2):
        _, shown = compose.send(day.deps, Draft(ALICE, "Tires: 20% off.", "marketing", DANA))
        assert shown.text == f"Garage Tremblay: Tires: 20% off.\nInfo: {LINK}\n{EN}"
        day.log_is_fresh()
        day.drains()
        assert day.provider.texts_to(ALICE)[-1] == shown.text
        day.clock.advance(MINUTE)


def test_what_the_author_wrote_already_is_not_said_twice(day):
    day.texts(ALICE, "START")
    body = f"Garage Tremblay: 20% off. {LINK} {EN}"

    assert preview(day, ALICE, body, "marketing").text == body


def test_look_alikes_are_replaced_before_counting_where_that_saves_the_alphabet(day):
    """SG-06, SG-09."""
    shown = preview(day, ALICE, "“Ready” – come by… " + "x" * 100, language="en")

    assert '"Ready" - come by... ' in shown.text
    assert (shown.encoding, shown.parts) == ("GSM-7", 2)


def test_a_full_part_and_its_notice_are_shown_as_two(day):
    """SG-09: 153 septets fit alone; the notice must not make them two unseen."""
    shown = preview(day, ALICE, "x" * 153, language="en")

    assert (shown.parts_without, shown.parts) == (1, 2)
    assert EN in shown.text


def test_what_leaves_is_what_the_author_saw_also_with_look_alikes(day):
    _, shown = compose.send(day.deps, Draft(ALICE, "It’s ready…", "service", DANA))
    day.log_is_fresh()
    day.drains()

    assert day.provider.texts_to(ALICE) == [shown.text]
    assert "It's ready..." in shown.text


def test_a_text_that_stays_ucs_2_keeps_its_authors_characters(day):
    assert "“Prête” ê" in preview(day, ALICE, "“Prête” ê").text


def test_the_fifth_text_without_a_notice_is_impossible(day):
    """CA-26, CH-09: the counter moves in the claim, so it survives restarts and two workers."""
    day.texts(ALICE, "HELP")
    day.drains()
    day.provider.sent.clear()
    day.clock.advance(61 * MINUTE)
    store, number = day.deps.store, day.deps.store.load(ALICE)
    store._redis.hset(store.keys.number(ALICE), "notice_at", str(day.clock.at))
    assert number.without_notice == 0
    for _ in range(6):
        compose.send(day.deps, Draft(ALICE, "Ready.", "service", DANA))
        day.log_is_fresh()
        day.drains()
        day.clock.advance(MINUTE)

    assert ["STOP" in text for text in day.provider.texts_to(ALICE)] == [False] * 4 + [True, False]


POLICIES = [
    (NoticePolicy(0, 0), 100, 300, False),
    (NoticePolicy(1, 0), 0, 0, True),
    (NoticePolicy(5, 30), 3, 29, False),
    (NoticePolicy(5, 30), 4, 0, True),
    (NoticePolicy(5, 30), 0, 30, True),
    (NoticePolicy(0, 30), 100, 29, False),
]


@pytest.mark.parametrize(("often", "without", "days", "due"), POLICIES)
def test_how_often_service_says_how_to_stop_is_the_operators_choice(often, without, days, due):
    number = somebody(notice_at=1, without_notice=without)

    assert notice_due(message(), number, 1 + days * DAY, often) is due


SELLING = ["20% off all tires", "Big SALE today", "Offre spéciale", "Profitez de nos rabais", "Gran oferta"]
PLAIN = ["Your car is ready.", "Your sales order 7 is ready", "Votre auto est prête.", "Su coche está listo."]


@pytest.mark.parametrize("body", SELLING)
def test_an_author_who_sells_in_a_service_text_is_warned(day, body):
    """CA-02."""
    assert preview(day, ALICE, body).warning.endswith("(CA-02).")


@pytest.mark.parametrize("body", PLAIN)
def test_who_does_not_sell_is_not_warned(day, body):
    assert preview(day, ALICE, body).warning == ""


def test_marketing_may_sell(day):
    assert preview(day, ALICE, SELLING[0], "marketing").warning == ""
