"""The vector table of RULES §6, and each rule KW-01 to KW-18 as far as it is about understanding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.domain.understanding.classifier import Classifier, Intent, Mark
from responder.domain.understanding.keywords import (
    CANADIAN_WORDS,
    FCC_WORDS,
    TWILIO_DEFAULT_WORDS,
    keyword_set,
    normalised,
)

CLASSIFIER = Classifier(keyword_set({}))
AROUND = ["\u00a0", "\u200b", "\u00ad", "\u200f", "\u202a"]


def intent(text: str) -> str:
    return CLASSIFIER.classify(text).intent.value


VECTORS: dict[str, list[str]] = {
    "OPT_OUT": [
        *("STOP", "stop", "Stop.", "STOP!", "Stop?", " stop "),
        *(f"{mark}stop{mark}" for mark in AROUND),
        *(f"st{mark}op" for mark in AROUND),
        *("ＳＴＯＰ", "Ⓢⓣⓞⓟ", "𝐒𝐓𝐎𝐏", "“STOP”", "'stop'", "«STOP»", "(stop)", "S T O P", "S.T.O.P"),
        *("opt out", "OPT-OUT", "OptOut", "Opt_out", "ꜱᴛᴏᴘ", "SТОP", "ARRÊT", "ARRE\u0302T", "arret."),
        *("STOP 🙏", "🛑 STOP", "stop😡😡", "STOP\n--\nSent from my iPhone", "Stop\nJohn"),
        *("please stop texting me", "you have the wrong number, stop", "Stop it!"),
        *("Stopp", "ST0P", "Syop", "STOP\0", "STOP\n" + "x" * 1_595),
    ],
    "REVIEW": ["I cannot get my device to stop, can you help?"],
    "NONE": [
        *("Don't stop", "bus stop at 5", "stop by at 5?", "shop", "step", "END OF DAY works"),
        *("yes", "ok", "Y", "", "  ", "\u200b\u200b"),
        "cancel my appointment",  # the rules say review, which would hold texts; here somebody calls back
        *("Liked “STOP”", "Reacted 👍 to “Reply STOP to unsubscribe”", "A aimé « STOP »"),
        *('👍\u200b to \u200a"Reply STOP"', "Removed a heart from “STOP”"),
    ],
    "OPT_IN": ["UNSTOP", "Start", "START."],
    "HELP": ["AIDE", "aide!", "Help?", "HELP", "INFO"],
}


@pytest.mark.parametrize(
    ("text", "expected"), [(text, each) for each, texts in VECTORS.items() for text in texts]
)
def test_every_vector_of_the_rules_means_what_the_rules_say(text: str, expected: str) -> None:
    assert intent(text) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        *(
            ("ARRÊT", "fr"),
            ("arret svp", "fr"),
            ("STOP svp", "fr"),
            ("AIDE", "fr"),
            ("HELP", "en"),
            ("INFO", ""),
        ),
        *(
            ("ne m'écrivez plus", "fr"),
            ("stop texting me", "en"),
            ("no me escriban más", "es"),
            ("STOP", "en"),
        ),
        *(("Alto por favor", "es"), ("stop gracias", "es"), ("Arrêtez de m'envoyer des textos", "fr")),
    ],
)
def test_the_words_tell_the_language_to_answer_in(text: str, language: str) -> None:
    assert CLASSIFIER.classify(text).language == language


@pytest.mark.parametrize(
    "word", sorted(FCC_WORDS | (TWILIO_DEFAULT_WORDS - {"start", "yes", "unstop", "help", "info"}))
)
@pytest.mark.parametrize("form", ["{}", "{}!", "“{}”", " {}\n", "{}\n-- \nJo", "{} please", "please {}."])
def test_no_configuration_takes_a_fixed_word_away(word: str, form: str) -> None:
    configured = Classifier(keyword_set({"OPT_OUT": ("genug",), "HELP": ("garage",)}))
    for written in (word, word.upper(), word.title()):
        assert configured.classify(form.format(written)).intent is Intent.OPT_OUT


def test_the_five_canadian_words_are_answered() -> None:
    assert {word: intent(word) for word in CANADIAN_WORDS} == {
        **dict.fromkeys(("stop", "arret"), "OPT_OUT"),
        **dict.fromkeys(("help", "aide", "info"), "HELP"),
    }


def test_a_word_of_the_business_is_heard_among_courtesies_too() -> None:
    configured = Classifier(keyword_set({"OPT_OUT": ("genug",)}))
    assert configured.classify("Genug, please!").rule == "KW-09"


@pytest.mark.parametrize(
    "text", ["stpo", "sotp", "STOPS", "Sto", "unsubscrbe", "unsubsribe", "cancle", "arreet", "ST0P!"]
)
def test_a_slip_of_the_finger_in_a_word_alone_is_that_word(text: str) -> None:
    assert intent(text) == "OPT_OUT"


@pytest.mark.parametrize(
    "text", "shop step stow top quite quiet suit and cancer remote also alta bajo para fair".split()
)
def test_another_real_word_is_no_slip(text: str) -> None:
    assert intent(text) == "NONE"


@pytest.mark.parametrize("text", ["statr", "strat", "STAR", "hlep", "helo", "unstpo", "STAART", "1nfo"])
def test_no_slip_opts_in_or_asks_for_help(text: str) -> None:
    assert intent(text) not in ("OPT_IN", "HELP")


@pytest.mark.parametrize(
    "text", ["stooop", "STOPPPP", "stoooop texting meee", "pleeease stop", "nooo more texts"]
)
def test_letters_drawn_out_change_nothing(text: str) -> None:
    assert intent(text) == "OPT_OUT"


@pytest.mark.parametrize("text", ["🛑", "✋", "✋🏽", "🛑🛑🛑", " 🛑️ "])
def test_a_stop_sign_alone_is_for_a_person(text: str) -> None:
    assert (intent(text), CLASSIFIER.classify(text).rule) == ("REVIEW", "KW-14")


@pytest.mark.parametrize("text", ["🙂", "👍", "❤️", "🚗💨", "🤷"])
def test_another_emoji_alone_asks_for_nothing(text: str) -> None:
    assert intent(text) == "NONE"


@pytest.mark.parametrize(
    "text",
    [
        "I’m driving with Do Not Disturb While Driving turned on. I’ll see your message when I get there.",
        "Automatic reply: out of office until Monday",
        "I'm currently out of the office and will reply to your message tomorrow.",
        "Auto-reply: please do not reply to this message",
        "Réponse automatique : je suis au volant",
        "Estoy conduciendo con la función No Molestar activada.",
    ],
)
def test_an_automatic_answer_asks_for_nothing(text: str) -> None:
    assert (intent(text), CLASSIFIER.classify(text).rule) == ("NONE", "KW-16")


def test_a_request_behind_an_automatic_answer_is_heard() -> None:
    assert intent("I'm driving. Stop texting me") == "OPT_OUT"


QUOTED = [
    "ok thanks\n> Your car is ready. Reply STOP to opt out",
    "See you then\nOn Mon, Nov 23, 2026 at 9:00 AM Garage wrote:\nReply STOP to unsubscribe",
    "What does “Reply STOP to unsubscribe” mean?",
    "Merci!\nLe lun. 23 nov. Garage a écrit :\nRépondez ARRET pour arrêter les textos",
]


@pytest.mark.parametrize("text", QUOTED)
def test_our_own_words_quoted_are_no_request(text: str) -> None:
    assert intent(text) == "NONE"


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        *(("who is this?", Mark.SUPPORT), ("Who dis", Mark.SUPPORT), ("c'est qui?", Mark.SUPPORT)),
        *(("quién eres?", Mark.SUPPORT), ("how did you get my number", Mark.SUPPORT)),
        *(("I want to talk to a human", Mark.SUPPORT), ("please cancel my appointment", Mark.CALL_BACK)),
        *(("Annulez mon rendez-vous svp", Mark.CALL_BACK), ("cancelar mi cita", Mark.CALL_BACK)),
        *(("hello", Mark.NONE), ("HELP", Mark.NONE), ("STOP", Mark.NONE)),
    ],
)
def test_what_a_person_must_answer_is_marked(text: str, mark: Mark) -> None:
    assert CLASSIFIER.classify(text).mark is mark


def test_a_request_beside_a_question_is_a_request() -> None:
    assert intent("Who is this and how did you get my number? Stop texting me") == "OPT_OUT"


OPT_OUT_WORDS = "stop quit end revoke cancel unsubscribe arret alto parar baja".split()
PUNCTUATION = st.text(st.sampled_from(" .,!?\t\u00a0\u200b«»“”()[]*_-…🙏"), max_size=6)


@given(
    st.sampled_from(OPT_OUT_WORDS),
    PUNCTUATION,
    PUNCTUATION,
    st.lists(st.booleans(), min_size=12, max_size=12),
)
def test_case_punctuation_and_space_never_change_a_keyword(
    word: str, before: str, after: str, upper: list[bool]
) -> None:
    written = "".join(char.upper() if up else char for char, up in zip(word, upper, strict=False))
    assert intent(before + written + after) == "OPT_OUT"


REACTIONS = [
    "Liked “",
    "Loved “",
    "Disliked “",
    "Laughed at “",
    "Emphasized “",
    "Questioned “",
    "Reacted 👍 to “",
]
REACTIONS += ["Removed a like from “", "👍 to “", "A aimé « ", "赞了：“", "👍\u200b à «"]


@given(
    st.sampled_from(REACTIONS),
    st.text(max_size=80),
    st.sampled_from(["”", "", "” stop", "”\nSTOP TEXTING ME"]),
)
def test_nothing_added_to_a_reaction_opts_out(reaction: str, text: str, end: str) -> None:
    assert CLASSIFIER.classify(reaction + text + end).intent in (Intent.NONE, Intent.REVIEW)


def test_own_words_behind_a_reaction_that_stop_go_to_a_person() -> None:
    assert intent("Liked “Your car is ready” stop texting me") == "REVIEW"
    assert intent("Liked “Your car is ready” great, thanks") == "NONE"


ANY = st.text(st.characters(), max_size=400)


@given(
    st.one_of(
        ANY,
        st.lists(st.sampled_from("stop dont text me no more list off 🛑 ' ne m plus no me".split())).map(
            " ".join
        ),
    )
)
def test_a_normalised_text_means_the_same_or_is_nearer_to_a_keyword(text: str) -> None:
    again = CLASSIFIER.classify(normalised(text)).intent
    first = CLASSIFIER.classify(text).intent
    assert again is first or first in (Intent.NONE, Intent.REVIEW)


@pytest.mark.parametrize(
    "text", ["\ud800" * 500, "\0" * 1_600, "\u0301" * 10_000, "a" + "\u0301" * 10_000, "\U000e0041" * 900]
)
def test_no_bytes_upset_it(text: str) -> None:
    assert intent(text) == "NONE"
