"""The words and how texts are made comparable (RULES KW-02, 03, 05, 07, 08 and the table of §8a)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.domain.understanding.keywords import (
    CANADIAN_WORDS,
    FCC_WORDS,
    TWILIO_DEFAULT_WORDS,
    BadKeyword,
    Intent,
    Keyword,
    KeywordSet,
    OverlappingKeywords,
    keyword_set,
    normalised,
    spaced,
    squeezed,
)
from tests.domain.work import calls

BUILT_IN = keyword_set({})


def meaning(word: str) -> tuple[str, str] | None:
    keyword = BUILT_IN.find(normalised(word))
    return (keyword.intent.value, keyword.language) if keyword else None


@pytest.mark.parametrize("word", sorted(FCC_WORDS))
def test_every_word_of_the_fcc_opts_out(word: str) -> None:
    assert meaning(word) == ("OPT_OUT", "en")


@pytest.mark.parametrize("word", sorted(CANADIAN_WORDS))
def test_every_word_of_the_canadian_short_codes_is_known(word: str) -> None:
    assert meaning(word) is not None


@pytest.mark.parametrize("word", sorted(TWILIO_DEFAULT_WORDS - {"yes"}))
def test_every_word_of_twilio_but_yes_means_here_what_it_means_there(word: str) -> None:
    expected = {"start": "OPT_IN", "unstop": "OPT_IN", "help": "HELP", "info": "HELP"}
    assert (meaning(word) or ("",))[0] == expected.get(word, "OPT_OUT")


def test_twilio_has_eight_words_that_stop_three_that_start_and_two_that_help() -> None:
    assert len(TWILIO_DEFAULT_WORDS) == 8 + 3 + 2


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        *((word, ("OPT_OUT", "en")) for word in ("stop all", "stopall", "unsub", "remove", "optout")),
        *((word, ("OPT_OUT", "fr")) for word in ("ARRÊT", "arrete", "arrêter", "arrett", "désabonner")),
        *((word, ("OPT_OUT", "fr")) for word in ("désabonnement", "désinscription", "désinscrire")),
        *((word, ("OPT_OUT", "es")) for word in ("alto", "parar", "baja")),
        *((word, ("OPT_OUT", "de")) for word in ("stopp", "abmelden")),
        ("sair", ("OPT_OUT", "pt")),
        ("aide", ("HELP", "fr")),
        ("ayuda", ("HELP", "es")),
        ("info", ("HELP", "")),
    ],
)
def test_a_word_tells_the_language_to_answer_in(word: str, expected: tuple[str, str]) -> None:
    assert meaning(word) == expected


@pytest.mark.parametrize("word", "yes y si oui annuler retirer supprimer fin ende cancelar TD debut".split())
def test_everyday_words_mean_nothing(word: str) -> None:
    assert meaning(word) is None


def test_the_built_in_sets_are_disjoint() -> None:
    words = [keyword.word for keyword in BUILT_IN]
    assert len(words) == len(set(words)) == 32


def test_a_business_adds_words_that_stop_and_words_that_help_in_any_spelling() -> None:
    words = keyword_set({"OPT_OUT": ("No Más!",), "HELP": ("info garage",)})
    assert words.find("no mas") == Keyword("nomas", Intent.OPT_OUT, "")
    assert words.find("info garage") == Keyword("infogarage", Intent.HELP, "")
    assert words.find("stop") == Keyword("stop", Intent.OPT_OUT, "en")


def test_a_built_in_word_named_again_keeps_its_language() -> None:
    assert keyword_set({"OPT_OUT": ("Désabonner",)}).find("desabonner") == Keyword(
        "desabonner", Intent.OPT_OUT, "fr"
    )


@pytest.mark.parametrize(
    "extra",
    [
        {"HELP": ("stop",)},
        {"OPT_OUT": ("Start",)},
        {"OPT_OUT": ("A.I.D.E",)},
        {"OPT_IN": ("stop",)},
        {"OPT_OUT": ("garage",), "HELP": ("GARAGE",)},
    ],
)
def test_a_word_with_two_meanings_stops_the_start(extra: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(OverlappingKeywords if "OPT_IN" not in extra else BadKeyword, match=r"'\w+'"):
        keyword_set(extra)


@pytest.mark.parametrize("word", ["yes", "oui", "début", "garage"])
def test_no_word_of_the_business_brings_customers_back(word: str) -> None:
    with pytest.raises(BadKeyword, match="only START and UNSTOP"):
        keyword_set({"OPT_IN": (word,)})


def test_start_and_unstop_may_be_named_again() -> None:
    assert keyword_set({"OPT_IN": ("START", "unstop")}).find("start") is not None


def test_a_word_without_letters_is_refused() -> None:
    with pytest.raises(BadKeyword, match="no letter or digit"):
        keyword_set({"OPT_OUT": ("🛑",)})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  STOP\t", "stop"),
        ("ST\0OP\x7f", "stop"),
        ("Stop\r\nJohn", "stop\n\njohn"),
        ("stop\u2028john", "stop\njohn"),
        ("\ufeffS\u200bT\u00adO\u2060P\u200f", "stop"),
        ("\u2066STOP\u2069", "stop"),
        ("STOP\u00a0\u2003NOW", "stop  now"),
        ("ARRÊT", "arret"),
        ("ARRE\u0302T", "arret"),
        ("ＳＴＯＰ", "stop"),
        ("Ⓢⓣⓞⓟ", "stop"),
        ("𝐒𝐓𝐎𝐏", "stop"),
        ("“Stop”", '"stop"'),
        ("l’arrêt", "l'arret"),
        ("« stop »", '" stop "'),
        ("S\u0336T\u0336O\u0336P\u0336", "stop"),
        ("S\u20e3T\u20e3O\u20e3P\u20e3", "stop"),
        ("STOP\u3164", "stop"),
        ("\ud800STOP\udfff", "stop"),
        ("👍️", "👍"),
    ],
)
def test_a_text_is_made_comparable(text: str, expected: str) -> None:
    assert normalised(text) == expected


@given(st.text(st.characters(), max_size=200))
def test_a_normalised_text_is_plain_and_stays_as_it_is(text: str) -> None:
    once = normalised(text)
    assert once == once.strip()
    assert not any(unicodedata.category(char) in {"Mn", "Cf", "Co", "Cs"} for char in once)
    assert normalised(normalised(once)) == normalised(once)


@given(st.text(st.characters(codec="ascii"), max_size=200))
def test_the_short_way_of_ascii_says_the_same_as_the_long_one(text: str) -> None:
    assert normalised(text + "\u200b") == normalised(text)


def test_only_letters_and_digits_are_compared() -> None:
    assert squeezed('"s.t.o.p" 🙏_') == "stop"
    assert spaced(" «opt-out»! ") == "opt out"


@pytest.mark.parametrize("text", ["ꜱᴛᴏᴘ", "SТОP", "ΣΤΟΡ", "🆂🆃🅾🅿", "🅢🅣🅞🅟", "🇸🇹🇴🇵", "АRRЕT", "ѕtор"])
def test_look_alikes_of_a_word_that_stops_are_that_word(text: str) -> None:
    keyword = BUILT_IN.find(normalised(text))
    assert keyword is not None and keyword.intent is Intent.OPT_OUT


@pytest.mark.parametrize("text", ["ЅTАRT", "ᴜɴꜱᴛᴏᴘ", "ꜱᴛᴀʀᴛ", "НЕLР", "ɪɴꜰᴏ"])
def test_look_alikes_of_other_words_are_nothing(text: str) -> None:
    assert BUILT_IN.find(normalised(text)) is None


@pytest.mark.parametrize("text", ["un stop", "un-stop", "S T A R T", "sta rt", "un\nstop"])
def test_a_word_that_brings_back_is_never_put_together_from_pieces(text: str) -> None:
    assert BUILT_IN.find(normalised(text)) is None


def test_a_set_refuses_a_word_that_two_intents_claim() -> None:
    with pytest.raises(OverlappingKeywords, match="'garage' would mean OPT_OUT and HELP"):
        KeywordSet([Keyword("garage", Intent.OPT_OUT, ""), Keyword("garage", Intent.HELP, "")])


@pytest.mark.parametrize("unit", ["\u0315\u0327", "\ufdfa", "ﾞﾟ", "\ud800", "é ", "\u200b", "🙏"])
def test_normalising_a_longer_text_of_the_same_letters_takes_no_more_steps(unit: str) -> None:
    short = calls(lambda: normalised("a" + unit * 25))
    assert calls(lambda: normalised("a" + unit * 2_500)) <= short + 50
