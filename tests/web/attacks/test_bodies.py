"""What a program with a key can send to the API: each is one error of the closed list, and none is a 500."""

import pytest

from responder.domain.records import Consent
from responder.wiring.product import App
from tests.people import ALICE, BOB
from tests.web.test_api import OPT_OUT, SERVICE, Caller
from tests.web.test_api_bulk import WANTED

HALF = "half \ud83d of one"
LAST = "9999-12-31T23:59:59"
CURSORS = ("00-99999999999999999999", f"00-{1 << 64}", "00-" + "٣" * 20)


@pytest.fixture
def till(app: App) -> Caller:
    return Caller(app)


@pytest.mark.parametrize("cursor", CURSORS)
def test_a_place_that_redis_does_not_take_is_no_cursor(till: Caller, cursor: str) -> None:
    assert till.ask("GET", f"/optouts?cursor={cursor}")[1]["code"] == "invalid"


def test_the_last_place_that_redis_takes_is_one(till: Caller) -> None:
    assert till.ask("GET", f"/optouts?cursor=00-{(1 << 64) - 1}")[0] == 200


@pytest.mark.parametrize("name", ["by", "reason", "how"])
def test_an_opt_out_is_done_whatever_half_a_character_stands_beside_it(
    app: App, till: Caller, name: str
) -> None:
    assert till.ask("POST", "/optouts", {**OPT_OUT, name: HALF})[0] == 200

    assert app.store.load(BOB).consent is Consent.OPTED_OUT
    assert till.ask("POST", "/timeline/lookup", {"number": BOB})[0] == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/messages", {**SERVICE, "body": HALF}),
        ("/bulks", {**WANTED, "texts": {"en": HALF}}),
        ("/optouts", {**OPT_OUT, "number": HALF}),
        ("/bulks", {**WANTED, "numbers": [HALF]}),
        ("/bulks", {**WANTED, "from": HALF}),
        ("/messages", {**SERVICE, "from": HALF}),
        ("/messages", {**SERVICE, HALF: "x"}),
        ("/bulks", {**WANTED, "ends_at": f"{LAST}-12:00"}),
        ("/bulks", {**WANTED, "ends_at": "0001-01-01T00:00:00+12:00"}),
        ("/reviews/x/decision", {"decision": HALF, "by": "x", "why": "x"}),
        ("/reviews/%ED%A0%BD/decision", {"decision": "opt_out", "by": HALF, "why": HALF}),
    ],
)
def test_what_cannot_be_taken_is_refused(till: Caller, path: str, body: dict[str, object]) -> None:
    status, said = till.ask("POST", path, body)

    assert 400 <= status < 500 and said["message"]


@pytest.mark.parametrize(
    "body",
    [
        {"id": HALF, "name": HALF, "numbers": [ALICE]},
        {"name": "Zoé", "notes": HALF, "by": HALF, "numbers": [ALICE]},
    ],
)
def test_a_customer_with_half_a_character_is_kept_with_a_mark_in_its_place(
    till: Caller, body: dict[str, object]
) -> None:
    assert till.ask("POST", "/customers", body)[0] == 200


def test_a_message_to_many_with_half_a_character_in_its_name_is_shown_to_everybody(till: Caller) -> None:
    made = till.ask("POST", "/bulks", {**WANTED, "name": HALF, "by": HALF})

    assert made[0] == 201
    assert till.ask("GET", "/bulks")[0] == 200


def test_a_message_to_many_until_the_end_of_all_dates_is_shown_to_everybody(till: Caller) -> None:
    till.ask("POST", "/bulks", {**WANTED, "ends_at": f"{LAST}Z"})

    assert till.ask("GET", "/bulks")[0] == 200


@pytest.mark.parametrize("path", ["/messages/{}", "/bulks/{}", "/bulks/{}/previews"])
def test_an_id_of_any_length_is_nobodys(till: Caller, path: str) -> None:
    for item in ("a" * 15_000, "%00", "%ED%A0%BD", "{}:" * 50):
        assert till.ask("GET", path.format(item))[0] == 404
