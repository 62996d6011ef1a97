"""The transitions of consent, cell by cell as DESIGN §2 prints them (I3)."""

import pytest

from responder.domain.consent.transitions import TRANSITIONS, ConsentEvent, after
from responder.domain.records import Consent

CELLS = [
    ("opt_out", "UNKNOWN", "OPTED_OUT"),
    ("opt_out", "IMPLIED", "OPTED_OUT"),
    ("opt_out", "EXPRESS", "OPTED_OUT"),
    ("opt_out", "OPTED_OUT", "OPTED_OUT"),
    ("opt_in", "UNKNOWN", "EXPRESS"),
    ("opt_in", "IMPLIED", "EXPRESS"),
    ("opt_in", "EXPRESS", "EXPRESS"),
    ("opt_in", "OPTED_OUT", "EXPRESS"),
    ("fact", "UNKNOWN", "IMPLIED"),
    ("fact", "IMPLIED", "IMPLIED"),
    ("fact", "EXPRESS", "EXPRESS"),
    ("fact", "OPTED_OUT", "OPTED_OUT"),
    ("express_consent", "UNKNOWN", "EXPRESS"),
    ("express_consent", "IMPLIED", "EXPRESS"),
    ("express_consent", "EXPRESS", "EXPRESS"),
    ("express_consent", "OPTED_OUT", "OPTED_OUT"),
    ("deactivated", "UNKNOWN", "UNKNOWN"),
    ("deactivated", "IMPLIED", "UNKNOWN"),
    ("deactivated", "EXPRESS", "UNKNOWN"),
    ("deactivated", "OPTED_OUT", "OPTED_OUT"),
    ("expired", "UNKNOWN", "UNKNOWN"),
    ("expired", "IMPLIED", "UNKNOWN"),
    ("expired", "EXPRESS", "EXPRESS"),
    ("expired", "OPTED_OUT", "OPTED_OUT"),
    ("other", "UNKNOWN", "UNKNOWN"),
    ("other", "IMPLIED", "IMPLIED"),
    ("other", "EXPRESS", "EXPRESS"),
    ("other", "OPTED_OUT", "OPTED_OUT"),
]


@pytest.mark.parametrize(
    ("event", "consent", "left"), CELLS, ids=[f"{event}-on-{consent}" for event, consent, _ in CELLS]
)
def test_every_cell_is_what_the_design_prints(event: str, consent: str, left: str) -> None:
    assert after(ConsentEvent(event), Consent(consent)) is Consent(left)


def test_the_table_has_every_cell_and_no_other() -> None:
    written = {(event.value, consent.value) for event, row in TRANSITIONS.items() for consent in row}

    assert written == {(event, consent) for event, consent, _ in CELLS}
    assert len(CELLS) == len(ConsentEvent) * len(Consent) == 28


@pytest.mark.parametrize("event", [event for event in ConsentEvent if event is not ConsentEvent.OPT_IN])
def test_nothing_but_the_customers_own_start_leaves_opted_out(event: ConsentEvent) -> None:
    assert after(event, Consent.OPTED_OUT) is Consent.OPTED_OUT


@pytest.mark.parametrize("consent", Consent)
def test_an_opt_out_is_obeyed_in_every_state(consent: Consent) -> None:
    assert after(ConsentEvent.OPT_OUT, consent) is Consent.OPTED_OUT
