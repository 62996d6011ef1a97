"""Who is texting and how to stop, added where it lacks (I5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.domain.records import BODY_LIMIT
from responder.domain.sending.disclosure import TooLong, final_length, with_notice

NAME = "Garage Tremblay"
NOTICES = {
    "en": "Reply STOP to opt out, HELP for help.",
    "fr": "Répondez ARRET pour vous désabonner, AIDE pour de l'aide.",
    "es": "Responda ALTO para cancelar, AYUDA para ayuda.",
}


def noticed(body: str, language: str = "en", name: str = NAME) -> str:
    return with_notice(body, name, language, NOTICES[language])


@pytest.mark.parametrize("language", NOTICES)
def test_a_text_that_says_neither_gets_the_name_and_the_notice(language: str) -> None:
    assert noticed("12:30?", language) == f"{NAME}: 12:30?\n{NOTICES[language]}"


@pytest.mark.parametrize(
    "body",
    [
        "Garage Tremblay: your car is ready.",
        "Your car is ready. GARAGE TREMBLAY",
        "This is Garage  Tremblay's desk: your car is ready.",
    ],
)
def test_a_text_with_the_name_does_not_get_it_twice(body: str) -> None:
    assert noticed(body) == f"{body}\n{NOTICES['en']}"


def test_the_name_is_known_with_any_apostrophe() -> None:
    assert noticed("L’Atelier: ready.", name="L'Atelier").startswith("L’Atelier: ready.\n")


def test_a_name_inside_another_word_is_not_the_name() -> None:
    assert noticed("Also ready.", name="Al").startswith("Al: Also ready.")


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("Reply STOP to opt out, HELP for help.", "en"),
        ("Reply HELP or call us. Text STOP to unsubscribe.", "en"),
        ("Répondez ARRÊT pour vous désabonner, AIDE pour obtenir de l’aide.", "fr"),
        ("Responda BAJA para darse de baja, AYUDA para recibir ayuda.", "es"),
    ],
)
def test_a_text_that_tells_both_plainly_is_left_alone(body: str, language: str) -> None:
    assert noticed(f"{NAME}: {body}", language) == f"{NAME}: {body}"


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("Reply STOP to opt out.", "en"),
        ("HELP for help.", "en"),
        ("Stop by, we can help.", "en"),
        ("reply stop to opt out, help for help.", "en"),
        ("Do not stop. HELP for help, or reply STOP.", "en"),
        ("Reply STOP to opt out, HELP for help.", "fr"),
        ("Répondez ARRET pour vous désabonner, AIDE pour de l'aide.", "en"),
        ("ARRET pour vous désabonner.", "fr"),
        ("El bus ALTO para aqui. AYUDA para ayuda.", "es"),
    ],
)
def test_when_in_doubt_the_notice_is_added(body: str, language: str) -> None:
    assert noticed(f"{NAME}: {body}", language) == f"{NAME}: {body}\n{NOTICES[language]}"


@given(st.text(max_size=200), st.sampled_from(sorted(NOTICES)), st.sampled_from([NAME, "A", "L’Été", "!x!"]))
def test_doing_it_again_changes_nothing(body: str, language: str, name: str) -> None:
    once = noticed(body, language, name)
    assert noticed(once, language, name) == once


@given(st.text(max_size=200), st.sampled_from(sorted(NOTICES)))
def test_the_authors_words_stay_as_they_are(body: str, language: str) -> None:
    assert body.strip() in noticed(body, language)


def test_a_text_up_to_the_limit_can_leave() -> None:
    assert final_length("x" * BODY_LIMIT) == 1_600


def test_a_longer_text_is_refused_in_one_sentence() -> None:
    with pytest.raises(TooLong, match=r"has 1601 characters with its notice; at most 1600 can leave\.$"):
        final_length("x" * (BODY_LIMIT + 1))
