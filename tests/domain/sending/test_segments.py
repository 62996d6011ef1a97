"""What texts cost (RULES SG-01 to SG-06)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.domain.sending.segments import (
    GSM,
    GSM_BASIC,
    GSM_EXTENDED,
    Segments,
    outside_gsm,
    segments,
    smarten,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("GSM-7", 1, 0)),
        ("A" * 160, ("GSM-7", 1, 160)),
        ("A" * 161, ("GSM-7", 2, 161)),
        ("A" * 306, ("GSM-7", 2, 306)),
        ("A" * 307, ("GSM-7", 3, 307)),
        ("€" * 80, ("GSM-7", 1, 160)),
        ("€" * 81, ("GSM-7", 2, 162)),
        ("A" * 152 + "€" + "A" * 152, ("GSM-7", 3, 306)),
        ("A" * 151 + "€" + "A" * 153, ("GSM-7", 2, 306)),
        ("A" * 158 + "€", ("GSM-7", 1, 160)),
        ("ê" * 70, ("UCS-2", 1, 70)),
        ("ê" * 71, ("UCS-2", 2, 71)),
        ("ê" * 134, ("UCS-2", 2, 134)),
        ("ê" * 135, ("UCS-2", 3, 135)),
        ("👍" * 35, ("UCS-2", 1, 70)),
        ("👍" * 36, ("UCS-2", 2, 72)),
        ("ê" * 66 + "👍" + "ê" * 66, ("UCS-2", 3, 134)),
        ("👨‍👩‍👧", ("UCS-2", 1, 8)),
        ("A" * 69 + "ê", ("UCS-2", 1, 70)),
        ("\ud800", ("UCS-2", 1, 1)),
        ("Vous êtes désabonné", ("UCS-2", 1, 19)),
        ("Vous avez été désabonné", ("GSM-7", 1, 23)),
        ("ARRET", ("GSM-7", 1, 5)),
    ],
)
def test_a_text_costs_its_packed_parts(text: str, expected: tuple[str, int, int]) -> None:
    assert segments(text) == Segments(*expected)


def test_gsm_7_has_127_characters_and_10_behind_the_escape() -> None:
    assert (len(GSM_BASIC), len(GSM_EXTENDED), GSM_BASIC & GSM_EXTENDED) == (127, 10, frozenset())


@pytest.mark.parametrize("char", "àéèùìòÉÇÄÖÑÜñ¿¡\n\r@")
def test_these_stay_cheap(char: str) -> None:
    assert segments(char) == Segments("GSM-7", 1, 1)


@pytest.mark.parametrize("char", "êçâîôûëïœÀÈÊáíóú`\t\u00a0’–…\x1b")
def test_one_of_these_turns_the_whole_text_to_ucs_2(char: str) -> None:
    assert segments("A" * 99 + char) == Segments("UCS-2", 2, 100)
    assert outside_gsm(f"A{char}A{char}") == char


@pytest.mark.parametrize("char", "şğıİãõÂÍÓदவ")
def test_a_letter_of_a_national_shift_table_is_not_counted_on(char: str) -> None:
    """SG-07: Turkish, Portuguese, Hindi and Tamil have tables that would make these cheap, somewhere."""
    assert segments("A" * 99 + char) == Segments("UCS-2", 2, 100)


def reference(text: str) -> int:
    """Parts, counted by moving one character after the other."""
    gsm = all(char in GSM for char in text)
    widths = [
        (2 if char in GSM_EXTENDED else 1) if gsm else len(char.encode("utf-16-be")) // 2 for char in text
    ]
    alone, each = (160, 153) if gsm else (70, 67)
    if sum(widths) <= alone:
        return 1
    parts = [0]
    for width in widths:
        if parts[-1] + width > each:
            parts.append(0)
        parts[-1] += width
    return len(parts)


TEXTS = st.text(st.sampled_from("Aé€^\nê👍"), max_size=400) | st.text(st.sampled_from("Aé€^\n"), max_size=400)


@given(TEXTS)
def test_parts_are_those_of_a_simple_reference(text: str) -> None:
    assert segments(text).parts == reference(text)


@given(TEXTS)
def test_parts_never_fewer_than_dividing_would_say(text: str) -> None:
    counted = segments(text)
    alone, each = (160, 153) if counted.encoding == "GSM-7" else (70, 67)
    assert counted.parts >= (1 if counted.units <= alone else -(-counted.units // each))


@pytest.mark.parametrize(
    ("text", "smart"),
    [
        ("“Stop” – l’heure…", '"Stop" - l\'heure...'),
        ("« Bonjour »", '" Bonjour "'),
        ("a\u00a0b\tc\u202fd", "a b c d"),
        ("`code`", "'code'"),
        ("zero\u200bwidth", "zerowidth"),
        ("forêt", "forêt"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
    ],
)
def test_look_alikes_become_cheap_and_letters_stay(text: str, smart: str) -> None:
    assert smarten(text) == smart


@given(st.text(st.sampled_from(sorted(GSM))))
def test_a_cheap_text_is_left_as_it_is(text: str) -> None:
    assert smarten(text) == text


@given(st.text())
def test_smartening_again_changes_nothing(text: str) -> None:
    assert smarten(smarten(text)) == smarten(text)
