"""Evidence: the whole story of a number's consent in plain words, printable, without a request."""

import json
import re
from pathlib import Path

import pytest

from responder.adapters.evidence import words
from responder.adapters.evidence.document import Source, document, page
from responder.domain.records import HOUR, MINUTE
from responder.flows.outbound import compose
from responder.flows.outbound.receipts import Receipt, record_receipt
from responder.ports import MessageState
from tests.people import ALICE, BOB, CAROL, DANA

TEMPLATES = Path(__file__).parents[3] / "templates" / "evidence"
HOSTILE = "STOP <script>alert(1)</script> & <img src=//x.example/y>"


def evidence(world, queries, number: str, language: str = "en") -> dict:
    deps, now = world.deps, world.clock.now()
    record = deps.store.load(number)
    zone = deps.law.shown_zone(number, record.places)
    return document(Source(record, queries.timeline(number), deps.business, now, language, zone))


def bobs_story(world) -> None:
    """He is told who we are, stops, is not written to, and comes back."""
    world.log_is_fresh()
    compose.send(world.deps, compose.Draft(BOB, "Your car is ready.", "service", DANA))
    world.drains()
    (message,) = [each for each in world.provider.sent if each.to == BOB]
    record_receipt(world.deps, message.message_id, Receipt(f"SM{1:032x}", MessageState.DELIVERED))
    world.clock.advance(HOUR)
    world.texts(BOB, "Arrêt !!")
    world.clock.advance(MINUTE)
    with pytest.raises(compose.Refusal):
        compose.send(world.deps, compose.Draft(BOB, "Winter tires are in.", "service", DANA))


def test_it_tells_every_change_in_plain_words_with_the_raw_text_and_both_times(world, queries):
    bobs_story(world)
    found = evidence(world, queries, BOB)
    (entry,) = found["entries"]
    assert entry["told"].startswith("The customer texted that no more texts are wanted.")
    assert entry["told"].endswith("Consent: none on record, then opted out.")
    assert entry["words"] == "Arrêt !!"
    assert found["zone"] == "America/Toronto"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d E[SD]T", entry["at"]["local"])
    assert entry["at"]["utc"].endswith("Z")
    assert found["consent"] == "OPTED_OUT" and found["chain"] == {"links": 1, "whole": True, "why": ""}


def test_it_shows_the_disclosures_that_arrived_and_that_something_was_refused_since(world, queries):
    """Not its words: nobody read them, and they would outlive their author's wish to be forgotten."""
    bobs_story(world)
    found = evidence(world, queries, BOB)
    assert "STOP" in found["notices"][0]["words"] and found["notices"][0]["state"] == "delivered"
    (refused,) = found["refused"]
    assert (refused["state"], refused["words"], refused["rule"]) == ("refused", "", "I1")
    assert refused["reason"]


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_page_asks_nobody_for_anything_and_runs_nothing(world, queries, language):
    world.texts(CAROL, HOSTILE + " STOP")
    compose.unsubscribe(world.deps, CAROL, "desk", DANA, HOSTILE)
    shown = page(evidence(world, queries, CAROL, language), TEMPLATES)
    assert "<script" not in shown and "<img" not in shown and "&lt;script&gt;" in shown
    asks = re.compile(r"(?:src|href|action|url)\s*[=(]|@import|<link|<iframe")
    assert not asks.search(shown.replace("src=//x", ""))


def test_it_speaks_french(world, queries):
    bobs_story(world)
    found = evidence(world, queries, BOB, "fr")
    shown = page(found, TEMPLATES)
    assert "Le client a demandé par texto de ne plus rien recevoir." in found["entries"][0]["told"]
    assert "Preuve du consentement" in shown and '<html lang="fr">' in shown and "Arrêt !!" in shown


def test_it_is_json_too(world, queries):
    world.texts(ALICE, "START")
    assert json.loads(json.dumps(evidence(world, queries, ALICE)))["entries"][0]["words"] == "START"


def test_half_a_character_breaks_no_page(world, queries):
    world.texts(ALICE, "STOP \ud83d")
    world.texts(ALICE, "STOP")
    page(evidence(world, queries, ALICE), TEMPLATES).encode()


@pytest.mark.parametrize(
    ("places", "zone", "why"),
    [
        (("postal:G1R", "zone:America/Denver"), "America/Denver", "time zone on record"),
        (("postal:V6B",), "America/Vancouver", "by the customer's postal code"),
        ((), "America/Toronto", "by the number's area code"),
    ],
)
def test_it_says_by_whose_clock_its_times_are_and_why(world, queries, places, zone, why):
    world.texts(BOB, "STOP")
    record = world.deps.store.load(BOB)
    shown_zone = world.deps.law.shown_zone(BOB, places)
    now = world.clock.now()
    found = document(Source(record, queries.timeline(BOB), world.deps.business, now, "en", shown_zone))
    assert found["zone"] == zone
    shown = page(found, TEMPLATES)
    assert zone in shown and why in shown.replace("&#39;", "'") and found["since"]["utc"] in shown


def test_a_stranger_has_no_story_and_a_toll_free_number_no_zone(world, queries):
    assert "a stranger" in page(evidence(world, queries, ALICE), TEMPLATES)
    found = evidence(world, queries, "+18005550123")
    assert (found["zone"], found["entries"]) == ("UTC", [])
    assert "times are UTC" in page(found, TEMPLATES)


def test_a_chain_that_was_tampered_with_says_so_on_the_page(world, queries, client, store):
    world.texts(ALICE, "STOP")
    key = store.keys.timeline(ALICE)
    place = next(i for i, line in enumerate(client.lrange(key, 0, -1)) if '"link"' in line)
    client.lset(key, place, client.lindex(key, place).replace("STOP", "START"))
    found = evidence(world, queries, ALICE)
    assert not found["chain"]["whole"]
    assert "The chain is broken: line 1" in page(found, TEMPLATES)


def test_both_languages_tell_the_same_things():
    assert set(words.PAGE["en"]) == set(words.PAGE["fr"])
    assert set(words.TOLD["en"]) == set(words.TOLD["fr"])
    assert set(words.STATES["en"]) == set(words.STATES["fr"])


DOORS = [
    ("desk", "at the desk"),
    ("api", "through the API"),
    ("import", "from a list"),
    ("else", "through else"),
]


@pytest.mark.parametrize(("channel", "said"), DOORS)
def test_every_door_has_its_words(world, queries, channel, said):
    compose.unsubscribe(world.deps, ALICE, channel, DANA, "by telephone")
    told = evidence(world, queries, ALICE)["entries"][0]["told"]
    assert said in told and DANA in told and "by telephone" in told
