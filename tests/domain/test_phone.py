"""Numbers and other senders (RULES IN-01 to IN-05)."""

import re
import timeit
from itertools import product
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.domain import phone
from responder.domain.phone import BadNumber, ChannelAddress, channel_address, dial, mask, parse_number, show

NUMBER = "+14155550101"


@pytest.mark.parametrize(
    ("raw", "key", "channel", "can_reply"),
    [
        (NUMBER, NUMBER, "sms", True),
        ("+17295550101", "+17295550101", "sms", True),
        ("+15005550006", "+15005550006", "sms", True),
        ("(415) 555-0101", NUMBER, "sms", True),
        ("4155550101", NUMBER, "sms", True),
        ("14155550101", NUMBER, "sms", True),
        ("\u202a+14155550101\u202c", NUMBER, "sms", True),
        ("+14155550101\u200b", NUMBER, "sms", True),
        ("whatsapp:+14155550101", NUMBER, "whatsapp", True),
        ("WhatsApp: +1 415 555 0101", NUMBER, "whatsapp", True),
        ("rcs:+14155550101", NUMBER, "rcs", True),
        ("tel:+14155550101", NUMBER, "sms", True),
        ("+447700900123", "+447700900123", "sms", True),
        ("24273", "short:24273", "sms", False),
        ("911", "short:911", "sms", False),
        ("12345678", "short:12345678", "sms", False),
        ("rcs:brand_agent", "raw:brand_agent", "rcs", False),
        ("+24273", "raw:+24273", "sms", False),
        ("12", "raw:12", "sms", False),
        ("123456789", "raw:123456789", "sms", False),
        ("+11155550101", "raw:+11155550101", "sms", False),
        ("+14151550101", "raw:+14151550101", "sms", False),
        ("AMAZON", "raw:amazon", "sms", False),
        ("1800FLOWERS", "raw:1800flowers", "sms", False),
        ("4155550101@vtext.com", "raw:4155550101@vtext.com", "sms", False),
        ("anonymous", "raw:anonymous", "sms", False),
        ("", "raw:", "sms", False),
        (" \t ", "raw:", "sms", False),
        ("a\0\ud800\nb", "raw:a b", "sms", False),
        ("short:24273", "raw:short:24273", "sms", False),
        ("X" * 100, "raw:" + "x" * 64, "sms", False),
    ],
)
def test_a_sender_has_one_key(raw: str, key: str, channel: str, can_reply: bool) -> None:
    assert channel_address(raw) == ChannelAddress(key, channel, can_reply)


@pytest.mark.parametrize("typed", ["+1\u0664155550101", "+14155550101\n", "+1415555010\u0661"])
def test_a_number_in_other_digits_has_the_same_key_as_everywhere(typed: str) -> None:
    assert channel_address(typed).key == NUMBER


@given(st.text(st.characters(), max_size=100))
def test_a_sender_is_always_a_number_a_short_code_or_raw(raw: str) -> None:
    address = channel_address(raw)
    kinds = r"\+[1-9][0-9]{6,14}|short:[0-9]{3,8}|raw:.{0,64}"
    assert re.fullmatch(kinds, address.key)
    assert address.can_reply == address.key.startswith("+")
    address.key.encode()


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+14155550101", NUMBER),
        ("415-555-0101", NUMBER),
        ("(415) 555 0101", NUMBER),
        ("1.415.555.0101", NUMBER),
        ("14155550101", NUMBER),
        ("+1 (415) 555\u20110101", NUMBER),
        ("tel:+1-415-555-0101", NUMBER),
        ("415 555 0101 ext 5", NUMBER),
        ("+1 837 555 0101", "+18375550101"),
        ("+44 7700 900123", "+447700900123"),
        ("011 44 7700 900123", "+447700900123"),
    ],
)
def test_people_may_type_a_number_in_any_usual_notation(typed: str, number: str) -> None:
    assert parse_number(typed) == number


def test_a_number_without_country_code_is_read_in_the_region() -> None:
    assert parse_number("07700 900123", "GB") == "+447700900123"


@pytest.mark.parametrize(
    "typed",
    [
        *("", "hello", "555-0101", "123", "+999123456", "\ud800", "415 155 0101", "+1 115 555 0101"),
        *("call 415 555 0101 or 415 555 0102", "someone@example.com", "0" * 3_000, "+12345678901234567"),
    ],
)
def test_what_is_no_number_is_refused_in_one_sentence_that_does_not_repeat_it(typed: str) -> None:
    with pytest.raises(BadNumber) as refused:
        parse_number(typed)
    sentence = str(refused.value)
    assert sentence.startswith("That") and sentence.endswith(".")
    assert not typed or typed not in sentence


@pytest.mark.parametrize(
    ("key", "masked"),
    [
        (NUMBER, "+1415•••••01"),
        ("+447700900123", "+44••••••••23"),
        ("short:24273", "short:•••73"),
        ("short:911", "short:•11"),
        ("raw:someone@example.com", "raw:•••"),
        ("raw:", "raw:•••"),
        ("raw:short:24273", "raw:•••"),
        ("14155550101", "•••"),
        ("", "•••"),
    ],
)
def test_a_masked_number_shows_where_it_is_from_and_its_last_two_digits(key: str, masked: str) -> None:
    assert mask(key) == masked


@given(st.from_regex(r"\+[1-9][0-9]{6,14}|short:[0-9]{3,8}|raw:[a-z]{1,64}", fullmatch=True))
def test_a_mask_never_holds_the_whole_number(key: str) -> None:
    address = key.removeprefix("short:").removeprefix("raw:")
    assert address not in mask(key).removeprefix("short:").removeprefix("raw:")
    assert "•" in mask(key)


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("+14155550199", "+1 (415) 555-0199"),
        ("+447700900123", "+44 7700 900123"),
        ("+999", "+999"),
        ("short:24273", "24273"),
        ("24273", "24273"),
        ("raw:amazon", "amazon"),
    ],
)
def test_a_number_is_shown_as_people_read_it(key: str, shown: str) -> None:
    assert show(key) == shown


@pytest.mark.parametrize(
    ("number", "dialled"), [("+18005550123", "1-800-555-0123"), ("+447700900123", "+447700900123")]
)
def test_a_number_is_given_out_as_people_dial_it(number: str, dialled: str) -> None:
    assert dial(number) == dialled


def test_a_usual_sender_is_recognised_without_parsing() -> None:
    fast = min(timeit.repeat(lambda: channel_address(NUMBER), number=1_000, repeat=5))
    slow = min(timeit.repeat(lambda: channel_address("+44 7700 900123"), number=1_000, repeat=5))
    assert fast < slow / 5


@pytest.mark.parametrize("code", ["", "1", "+1", "1 ", "+1-", "1.", "+", "+1+", "11", "0"])
def test_a_usual_notation_is_read_as_the_library_reads_it(code: str) -> None:
    """A list has thousands of numbers: those in a usual notation are read without the library."""
    for first, second in product(("", "-", " ", ".", "--"), repeat=2):
        for area in ("418", "(418)", "(418", "800", "201", "118", "018"):
            written = f"{code}{area}{first}555{second}0112"
            with mock.patch.object(phone, "_USUAL", re.compile("nothing")):
                by_the_library = _read(written)
            assert _read(written) == by_the_library, written


def _read(written: str) -> str:
    try:
        return parse_number(written)
    except BadNumber as error:
        return str(error)
