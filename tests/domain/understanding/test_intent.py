"""What words alone mean: keywords, first lines, courtesies, reactions (RULES KW-04 to 06, 08, 09, 15)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.domain.understanding.classifier import Classifier, Intent, Understood
from responder.domain.understanding.keywords import keyword_set, normalised, spaced
from responder.domain.understanding.normalised_text import MOST
from tests.domain.work import calls

CLASSIFIER = Classifier(keyword_set({}))
WEIRD_SPACES = ["\u00a0", "\u200b", "\u00ad", "\u200f", "\u202a", "\ufeff", "\u2066", "\t", "\u2003"]
LONG_TEXT = "STOP\n" + "x" * 1_595


def said(text: str, mark: str = "") -> tuple[str, str, str]:
    understood = CLASSIFIER.classify(text, mark)
    return understood.intent.value, understood.rule, understood.language


STOPS = [
    *("STOP", "stop", "Stop.", "STOP!", "Stop?", "Stop!!!", " stop "),
    *(f"{space}stop{space}" for space in WEIRD_SPACES),
    *(f"st{space}op" for space in WEIRD_SPACES),
    *("ＳＴＯＰ", "Ⓢⓣⓞⓟ", "𝐒𝐓𝐎𝐏", "“STOP”", "'stop'", "«STOP»", "(stop)", "[STOP]", "*stop*", "_stop_"),
    *("S T O P", "S.T.O.P", "s-t-o-p", "STOP 🙏", "🛑 STOP", "stop😡😡", "STOP\0", "\ud800STOP"),
    *("ꜱᴛᴏᴘ", "SТОP", "STOP ALL", "Stop all."),
]


@pytest.mark.parametrize("text", STOPS)
def test_stop_alone_opts_out_however_it_is_written(text: str) -> None:
    assert said(text) == ("OPT_OUT", "KW-05", "en")


@pytest.mark.parametrize("text", ["opt out", "OPT-OUT", "OptOut", "Opt_out", "opt\nout", "“Opt out.”"])
def test_opt_out_in_one_word_or_two(text: str) -> None:
    assert CLASSIFIER.classify(text) == Understood(Intent.OPT_OUT, "KW-05", "optout", "en")


@pytest.mark.parametrize("text", ["ARRÊT", "ARRE\u0302T", "arret.", "Arrêt!", "DÉSABONNER", "désinscription"])
def test_french_words_opt_out_and_are_answered_in_french(text: str) -> None:
    assert said(text) == ("OPT_OUT", "KW-05", "fr")


@pytest.mark.parametrize("text", ["ALTO", "Baja.", "¡Alto!", "parar"])
def test_spanish_words_opt_out_and_are_answered_in_spanish(text: str) -> None:
    assert said(text) == ("OPT_OUT", "KW-05", "es")


@pytest.mark.parametrize(
    "text", "cancel END Stopp sair revoke quit remove Unsubscribe abmelden unsub".split()
)
def test_every_other_word_alone_opts_out(text: str) -> None:
    assert said(text)[:2] == ("OPT_OUT", "KW-05")


@pytest.mark.parametrize(
    "text",
    [
        *("STOP\n--\nSent from my iPhone", "Stop\nJohn", "Stop.\r\n\r\nJohn", "\n\nSTOP\nthank you"),
        *(
            LONG_TEXT,
            "STOP\nby the way, nice garage",
            "STOP\u2028Sent from my phone",
            "“STOP”\n-- \nA. Tremblay",
        ),
    ],
)
def test_a_first_line_that_stops_opts_out_whatever_follows(text: str) -> None:
    assert said(text) == ("OPT_OUT", "KW-06", "en")


@pytest.mark.parametrize(
    "text",
    [
        *("stop please", "STOP thanks", "please stop", "stop now", "stop it", "Stop it!"),
        *(
            "Please, stop now.",
            "stop please thank you",
            "No thanks, stop",
            "STOP STOP STOP",
            "stop!!! stop!!!",
        ),
        *(
            "stop stop please",
            "STOP, UNSUBSCRIBE",
            "stop please\n--\nSent from my iPhone",
            "please stop all",
            "unsubscribe pls",
        ),
    ],
)
def test_a_stop_among_courtesies_opts_out(text: str) -> None:
    assert said(text) == ("OPT_OUT", "KW-09", "en")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("arrêt s'il vous plaît", "fr"),
        ("ARRET SVP merci", "fr"),
        ("Alto, por favor", "es"),
        ("baja ya, gracias", "es"),
    ],
)
def test_courtesies_in_french_and_spanish(text: str, language: str) -> None:
    assert said(text) == ("OPT_OUT", "KW-09", language)


@pytest.mark.parametrize("text", ["START", "Start", "START.", " start! ", "“Start”", "UNSTOP", "ＳＴＡＲＴ"])
def test_start_and_unstop_alone_opt_in(text: str) -> None:
    assert said(text) == ("OPT_IN", "KW-05", "en")


@pytest.mark.parametrize(
    "text",
    [
        *("yes", "YES", "Yes.", "ok", "Y", "sí", "oui", "START please", "please start", "start now"),
        *("un stop", "un-stop", "S T A R T", "START\n--\nSent from my iPhone", "START\nJohn", "ꜱᴛᴀʀᴛ"),
        *("début", "restart", "start start", "START STOP", "opt in", "subscribe", "Don't start"),
    ],
)
def test_nothing_else_opts_in(text: str) -> None:
    assert said(text)[0] in ("NONE", "REVIEW")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        *((text, "en") for text in ("HELP", "Help?", "help!", "“HELP”")),
        *((text, "fr") for text in ("AIDE", "aide!")),
        *((text, "es") for text in ("AYUDA", "¿Ayuda?")),
        *((text, "") for text in ("INFO", "info.")),
    ],
)
def test_help_alone_asks_for_help_in_its_language(text: str, language: str) -> None:
    assert said(text) == ("HELP", "KW-05", language)


@pytest.mark.parametrize(
    "text", ["HELP\n--\nJohn", "Aide\nEnvoyé de mon iPhone", "ayuda\nEnviado desde mi iPhone"]
)
def test_help_above_a_signature_is_still_help(text: str) -> None:
    assert said(text)[:2] == ("HELP", "KW-06")


@pytest.mark.parametrize("text", ["help me", "HELP please", "can you help?", "Help\nmy car is on fire"])
def test_help_among_other_words_is_no_keyword(text: str) -> None:
    assert said(text)[0] == "NONE"


@pytest.mark.parametrize(
    "text",
    [
        "Liked “STOP”",
        "Loved “Reply STOP to opt out, HELP for help.”",
        'Laughed at "STOP"',
        "Emphasised “STOP”",
        "Liked “Your car is ready.\nSTOP\n”",
        "Questioned “Your car is ready. Reply STOP to…",
        "Reacted 👍 to “Reply STOP to unsubscribe”",
        "Reacted ❤️ to “STOP”",
        "Removed a heart from “STOP”",
        "Removed 👍 from “STOP”",
        "\u200a👍\u200b to \u200a“\u200bReply STOP\u200b”\u200a",
        '👍 to "Reply STOP"',
        "👍🏽 à « Répondez ARRET »",
        "A aimé « STOP »",
        "A adoré « STOP »",
        "赞了：“STOP”",
        "Le encantó “STOP”",
        "Reaccionó con 👍 a “Responde ALTO”",
        "Loved an image",
    ],
)
def test_a_reaction_that_quotes_us_asks_for_nothing(text: str) -> None:
    assert said(text) == ("NONE", "KW-04", "")


@pytest.mark.parametrize(
    "text", ["Liked", "STOP to “everything”", "“STOP”", "Liked\nSTOP", "👍", "👍 STOP", "Loved it"]
)
def test_what_only_begins_like_a_reaction_is_none(text: str) -> None:
    assert said(text)[1] != "KW-04"


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b", "\u00a0\u00ad", "\0", "\u0301", "\ud800"])
def test_an_empty_text_asks_for_nothing(text: str) -> None:
    assert said(text) == ("NONE", "KW-15", "")


@pytest.mark.parametrize(
    "text",
    [
        *("shop", "step", "END OF DAY works", "Don't stop", "bus stop at 5", "stop by at 5?", "cancel it"),
        *("non-stop", "full stop ahead", "🙂", "?!", "...", "12", "annuler"),
    ],
)
def test_ordinary_texts_ask_for_nothing(text: str) -> None:
    assert said(text) == ("NONE", "", "")


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("STOP", "STOP", ("OPT_OUT", "KW-05", "en")),
        ("Arrêt", "STOP", ("OPT_OUT", "KW-05", "fr")),
        ("genug", "STOP", ("OPT_OUT", "PR-03", "")),
        ("", "STOP", ("OPT_OUT", "PR-03", "")),
        ("START", "START", ("OPT_IN", "KW-05", "en")),
        ("YES", "START", ("NONE", "", "")),
        ("STOP", "START", ("OPT_OUT", "KW-05", "en")),
        ("hilfe", "HELP", ("HELP", "PR-03", "")),
        ("HELP", "HELP", ("HELP", "KW-05", "en")),
        ("STOP", "HELP", ("OPT_OUT", "KW-05", "en")),
        ("hello", "SOMETHING", ("NONE", "", "")),
    ],
)
def test_the_providers_mark_adds_a_stop_or_help_and_never_opts_in(
    text: str, mark: str, expected: tuple[str, str, str]
) -> None:
    assert said(text, mark) == expected


def test_a_word_of_the_business_is_understood_without_a_language() -> None:
    classifier = Classifier(keyword_set({"OPT_OUT": ("no más",)}))
    assert classifier.classify("No mas!") == Understood(Intent.OPT_OUT, "KW-05", "nomas", "")


ANY_TEXT = st.text(st.characters(), max_size=300)
WORDS = st.sampled_from(
    "stop STOP start Start unstop un yes help info please now it arrêt \u200b . ! \n - 🙏".split(" ")
)
CLOSE_TO_KEYWORDS = st.lists(st.one_of(WORDS, st.text(max_size=3)), max_size=6).map(" ".join)


@given(st.one_of(ANY_TEXT, CLOSE_TO_KEYWORDS), st.sampled_from(["", "STOP", "START", "HELP"]))
def test_only_start_or_unstop_alone_opts_in(text: str, mark: str) -> None:
    if CLASSIFIER.classify(text, mark).intent is Intent.OPT_IN:
        assert spaced(normalised(text)) in {"start", "unstop"}


@given(st.one_of(ANY_TEXT, CLOSE_TO_KEYWORDS))
def test_the_same_text_always_means_the_same_and_never_raises(text: str) -> None:
    assert CLASSIFIER.classify(text) == Classifier(keyword_set({})).classify(text)


@given(ANY_TEXT)
def test_a_first_line_stop_is_heard_above_any_text(text: str) -> None:
    assert CLASSIFIER.classify(f"STOP\n{text}").intent is Intent.OPT_OUT


@given(st.one_of(ANY_TEXT, CLOSE_TO_KEYWORDS))
def test_the_short_way_says_the_same_as_the_long_one(text: str) -> None:
    # A zero-width space is dropped by the long way and makes the short way fail.
    assert CLASSIFIER.classify(text) == CLASSIFIER.classify(f"\u200b{text}")


HOSTILE = [
    *("\u0315\u0327", "\ud800", "\0", "ﾞﾟ", ".,", "\n", " ", "🙏", "please ", "stop ", "no thank ", '"', "-- "),
    *("\ufdfa", '👍 to "', "removed a ", "liked ", "ꜱ ", "s t ", "par a ", "a\u0301"),
]


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("start", ["", "STOP", "👍 to “"])
def test_a_hostile_text_takes_steps_in_proportion_to_its_length(unit: str, start: str) -> None:
    short, long = start + unit * 200, start + unit * 2_000
    assert calls(lambda: CLASSIFIER.classify(long)) < 10 * calls(lambda: CLASSIFIER.classify(short)) + 100


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_text_without_end_takes_no_more_steps_than_the_longest_that_is_read(unit: str) -> None:
    longest = calls(lambda: CLASSIFIER.classify((unit * MOST)[:MOST]))
    assert calls(lambda: CLASSIFIER.classify(unit * 10 * MOST)) <= longest + 10


def test_a_short_keyword_is_understood_without_normalising() -> None:
    assert calls(lambda: CLASSIFIER.classify("STOP")) < calls(lambda: CLASSIFIER.classify("“STOP”")) / 3
