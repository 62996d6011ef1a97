"""What is on record of where customers live: postal codes as people type them (TZ-03)."""

import pytest

from responder.domain.customers.customer import BadCustomer, Customer
from responder.domain.law.locations import clean_postal_code, places_of

TYPED = [
    ("02134", "02134"),
    (" 02134-0001 ", "02134-0001"),
    ("021340001", "02134-0001"),
    ("2134", "02134"),
    ("g1r1a1", "G1R 1A1"),
    ("G1R  1a1", "G1R 1A1"),
    ("G1R-1A1", "G1R 1A1"),
    ("h2x", "H2X"),
    ("", ""),
    ("  ", ""),
]


@pytest.mark.parametrize(("typed", "kept"), TYPED)
def test_a_postal_code_in_any_usual_notation(typed, kept):
    assert clean_postal_code(typed) == kept


NONE = ["D1A 1A1", "G1R 1A", "123", "123456", "SW1A 1AA", "75001 Paris", "G1O 1A1", "=1+1"]


@pytest.mark.parametrize("typed", NONE)
def test_what_is_none_is_refused_with_a_sentence(typed):
    with pytest.raises(BadCustomer, match="not a postal code"):
        clean_postal_code(typed)


def test_the_record_of_a_number_holds_the_places_of_all_who_share_it():
    alice = Customer("1", "Alice", postal_code="G1R 1A1")
    bob = Customer("2", "Bob", time_zone="America/Vancouver", zone_stated=True)
    carol = Customer("3", "Carol", time_zone="America/Toronto")
    assert places_of([bob, alice, carol]) == ("postal:G1R", "zone:America/Vancouver")
