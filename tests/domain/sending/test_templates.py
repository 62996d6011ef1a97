"""The shipped templates, and what stops the start (RULES §8b, CA-27, SG-05)."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from responder.adapters.templates.answers import BadTemplate, TemplateTexts, lint
from responder.domain.business import Business, ReplyMode, Sender, SenderType
from responder.domain.records import Purpose
from responder.domain.sending.disclosure import BOTH
from responder.domain.sending.segments import ANSWER_LIMIT, segments
from responder.ports import Texts

SHIPPED = Path(__file__).parents[3] / "templates" / "sms"
LANGUAGES = ("en", "fr", "es")
ANSWERS = (Purpose.CONFIRMATION, Purpose.OPT_IN_REPLY, Purpose.HELP, Purpose.AFTER_HOURS)

SENDER = Sender("+14155550199", SenderType.LONG_CODE, ReplyMode.APP, 1.0, ("+14155550199",))
SHORT_CODE = Sender("24273", SenderType.SHORT_CODE, ReplyMode.APP, 100.0, ("24273",))
GARAGE = Business(
    id="garage",
    name="Garage Tremblay",
    legal_name="Garage Tremblay inc.",
    address="120 rue Principale, Québec QC G1R 1A1, Canada",
    phone="+18005550123",
    email="aide@garage.example",
    website="https://garage.example",
    languages=("en", "fr"),
    senders=(SENDER, SHORT_CODE),
)
TEXTS = TemplateTexts(GARAGE, SHIPPED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped templates that a test may spoil."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "sms"))


def every_answer(texts: Texts) -> list[str]:
    return [texts.answer(purpose, language, SENDER) for purpose in ANSWERS for language in LANGUAGES]


@pytest.mark.parametrize("purpose", ANSWERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_fits_one_part_and_says_who_is_texting(purpose: Purpose, language: str) -> None:
    text = TEXTS.answer(purpose, language, SENDER)
    assert segments(text).encoding == "GSM-7" and segments(text).units <= ANSWER_LIMIT == 136
    assert text.startswith("Garage Tremblay") and "{" not in text and "---" not in text


CONTENTS = {
    (Purpose.CONFIRMATION, "en"): ["opted out", "no more messages", "1-800-555-0123", "START"],
    (Purpose.CONFIRMATION, "fr"): ["Désabonnement", "plus de messages", "1-800-555-0123", "START"],
    (Purpose.CONFIRMATION, "es"): ["baja", "no le enviaremos", "1-800-555-0123", "START"],
    (Purpose.OPT_IN_REPLY, "en"): ["subscribed", "4 msgs", "rates may apply", "HELP", "STOP"],
    (Purpose.OPT_IN_REPLY, "fr"): ["Abonnement", "4 textos", "Frais", "AIDE", "ARRET"],
    (Purpose.OPT_IN_REPLY, "es"): ["recibe", "4 al mes", "cargos", "AYUDA", "ALTO"],
    (Purpose.HELP, "en"): ["1-800-555-0123", "aide@garage.example", "4 msgs", "rates may apply", "STOP"],
    (Purpose.HELP, "fr"): ["1-800-555-0123", "aide@garage.example", "4 textos", "Frais", "ARRET"],
    (Purpose.HELP, "es"): ["1-800-555-0123", "aide@garage.example", "4 mensajes", "cargos", "ALTO"],
}


@pytest.mark.parametrize(("purpose", "language"), CONTENTS)
def test_an_answer_says_what_the_carriers_ask_for(purpose: Purpose, language: str) -> None:
    text = TEXTS.answer(purpose, language, SENDER)
    assert [part for part in CONTENTS[purpose, language] if part not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_confirmation_never_carries_the_notice(language: str) -> None:
    assert not re.search(
        "STOP|ARRET|ALTO|HELP|AIDE|AYUDA", TEXTS.answer(Purpose.CONFIRMATION, language, SENDER)
    )


@pytest.mark.parametrize(
    ("language", "notice"),
    [
        ("en", "Reply STOP to opt out, HELP for help."),
        ("fr", "Répondez ARRET pour vous désabonner, AIDE pour de l'aide."),
        ("es", "Responda ALTO para cancelar, AYUDA para ayuda."),
    ],
)
def test_the_notice_costs_at_most_58_septets(language: str, notice: str) -> None:
    assert TEXTS.with_notice("Ready.", language) == f"Garage Tremblay: Ready.\n{notice}"
    assert segments(notice).encoding == "GSM-7" and segments(notice).units <= 58


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", [Purpose.OPT_IN_REPLY, Purpose.HELP])
def test_help_and_opt_in_replies_tell_how_to_stop_and_get_help(purpose: Purpose, language: str) -> None:
    text = TEXTS.answer(purpose, language, SENDER)
    assert re.search("STOP|ARRET|ALTO", text) and re.search(r"HELP|AIDE|AYUDA|1-800-555-0123", text)


@pytest.mark.parametrize("language", ["", "de", "pt", "EN"])
def test_an_unknown_language_is_answered_in_the_first_of_the_business(language: str) -> None:
    french = TemplateTexts(replace(GARAGE, languages=("fr", "en")), SHIPPED)
    assert french.answer(Purpose.HELP, language, SENDER) == french.answer(Purpose.HELP, "fr", SENDER)
    assert french.with_notice("12:30?", language).endswith("AIDE pour de l'aide.")


def test_every_language_exists_whatever_the_business_lists() -> None:
    assert "Ayuda" in TemplateTexts(replace(GARAGE, languages=("en",)), SHIPPED).answer(
        Purpose.HELP, "es", SENDER
    )


@pytest.mark.parametrize("length", range(1, 61))
def test_the_answer_to_info_is_in_two_languages_and_one_part_whatever_the_name(length: int) -> None:
    """CA-21, CA-22, CA-27."""
    business = replace(GARAGE, name="N" * length, max_messages_a_month=1_000)
    text = TemplateTexts(business, SHIPPED).answer(Purpose.HELP, BOTH, SENDER)

    assert segments(text).encoding == "GSM-7" and segments(text).units <= ANSWER_LIMIT
    said = ("N" * length, "1-800-555-0123", "1000", "STOP", "ARRET", "Help/Aide")
    assert [part for part in said if part not in text] == []
    assert re.search("[Rr]ates", text) and re.search("[Ff]rais", text)


def test_every_sender_has_its_answers() -> None:
    assert TEXTS.answer(Purpose.HELP, "en", SHORT_CODE) == TEXTS.answer(Purpose.HELP, "en", SENDER)


@pytest.mark.parametrize("length", range(1, 61))
def test_every_name_that_the_business_file_allows_fits(length: int) -> None:
    business = replace(GARAGE, name="N" * length, max_messages_a_month=1_000)
    assert all(
        segments(text).units <= ANSWER_LIMIT for text in every_answer(TemplateTexts(business, SHIPPED))
    )


def test_a_long_name_drops_the_e_mail_and_keeps_the_phone() -> None:
    long = TemplateTexts(replace(GARAGE, name="Garage Tremblay et fils de Québec"), SHIPPED)
    text = long.answer(Purpose.HELP, "fr", SENDER)
    assert "1-800-555-0123" in text and "@" not in text


def test_a_curly_apostrophe_in_a_name_is_sent_as_a_straight_one() -> None:
    texts = TemplateTexts(replace(GARAGE, name="L’Atelier"), SHIPPED)
    assert texts.answer(Purpose.HELP, "en", SENDER).startswith("L'Atelier: ")
    assert texts.with_notice("Ready.", "en").startswith("L'Atelier: Ready.")


def refusal(business: Business, folder: Path) -> str:
    with pytest.raises(BadTemplate) as refused:
        lint(business, folder)
    return str(refused.value)


@pytest.mark.parametrize(
    ("business", "said"),
    [
        (replace(GARAGE, name="Garage Forêt"), "holds 'ê', which GSM-7 does not have"),
        (replace(GARAGE, name="N" * 90), f"with the name '{'N' * 90}', and 136 fit one part"),
        (replace(GARAGE, email="ça@garage.example"), "holds 'ç'"),
    ],
)
def test_a_business_whose_values_do_not_fit_is_told_which_template(business: Business, said: str) -> None:
    sentence = refusal(business, SHIPPED)
    assert said in sentence and re.match(rf"{SHIPPED}/\w\w/\w+\.txt ", sentence) and sentence.endswith(".")


SPOILT = {
    "an unknown variable": ("fr/help.txt", "{{ nam }}", ": 'nam' is undefined (§8b)."),
    "a broken tag": ("es/opt_in.txt", "{{ name }}\n{{ name", ", line 2: "),
    "an unknown filter": ("en/notice.txt", "{{ name|shout }}", ", line 1: No filter named 'shout' (§8b)."),
    "a failure while rendering": ("en/help.txt", "{{ 1 / 0 }}", ": division by zero (§8b)."),
    "a forbidden attribute": ("en/help.txt", "{{ name.__class__.mro() }}", ": access to attribute"),
    "an accent that costs": ("fr/opt_out.txt", "{{ name }} Vous êtes désabonné {{ phone }}", " holds 'ê'"),
    "no name": ("en/opt_out.txt", "Opted out. {{ phone }}", " does not say who is texting"),
    "no phone": ("en/help.txt", "{{ name }} {{ email }} 4 STOP", " does not say where people help"),
    "no frequency": ("en/opt_in.txt", "{{ name }} HELP STOP", " does not say how many texts"),
    "no stop word": ("fr/help.txt", "{{ name }} {{ phone }} 4 arret ALTO", " does not say how to stop"),
    "no help word": ("es/notice.txt", "Responda ALTO para cancelar.", " does not say how to get help"),
    "a second wording without the phone": (
        "en/opt_out.txt",
        "{{ name }}: {{ phone }}\n---\n{{ name }}",
        " has a wording that does not say where",
    ),
    "too long": ("en/opt_out.txt", "{{ name }} {{ phone }} " + "x" * 136, " needs 167 septets with the name"),
    "a promotion": ("en/opt_out.txt", "{{ name }}: 20% off to return! {{ phone }}", " sells (20% off)"),
    "a digit for STOP": (
        "en/opt_in.txt",
        "{{ name }}: {{ messages_a_month }} msgs/mo. HELP for help. Reply 2 to stop or STOP.",
        " asks for a digit (Reply 2 to stop) where only STOP opts out (CH-11).",
    ),
    "nothing": ("en/help.txt", "", " does not say who is texting"),
}


@pytest.mark.parametrize("fault", SPOILT)
def test_a_spoilt_template_stops_the_start_with_a_sentence_that_names_it(fault: str, folder: Path) -> None:
    name, content, said = SPOILT[fault]
    (folder / name).write_text(content, encoding="utf-8")
    sentence = refusal(GARAGE, folder)
    assert sentence.startswith(str(folder / name)) and said in sentence
    assert sentence.endswith(".") or "{{" in sentence


def test_a_confirmation_that_sells_stops_the_start_and_a_name_that_sells_does_not(folder: Path) -> None:
    """US-07."""
    named = replace(GARAGE, name="Best Deals", email="sale@deals.example")
    assert "Best Deals" in TemplateTexts(named, folder).answer(Purpose.CONFIRMATION, "en", GARAGE.senders[0])
    (folder / "fr" / "opt_out.txt").write_text("{{ name }} : profitez de nos soldes. {{ phone }}", "utf-8")
    assert "(US-07)" in refusal(named, folder)


def test_a_missing_template_is_named(folder: Path) -> None:
    (folder / "es" / "help.txt").unlink()
    assert refusal(GARAGE, folder) == f"{folder}/es/help.txt cannot be read (No such file or directory)."


def test_a_template_in_another_encoding_is_named(folder: Path) -> None:
    (folder / "fr" / "help.txt").write_bytes("é".encode("latin-1"))
    assert refusal(GARAGE, folder) == f"{folder}/fr/help.txt must be text in UTF-8."


def test_a_template_may_name_the_number_that_the_customer_texted(folder: Path) -> None:
    words = "{{ name }}: help {{ phone }}, {{ messages_a_month }} a month. Text STOP to {{ sender }}."
    (folder / "en" / "help.txt").write_text(words, encoding="utf-8")
    texts = TemplateTexts(GARAGE, folder)
    assert texts.answer(Purpose.HELP, "en", SENDER).endswith("STOP to 1-415-555-0199.")
    assert texts.answer(Purpose.HELP, "en", SHORT_CODE).endswith("STOP to 24273.")


def test_values_are_text_and_not_markup() -> None:
    texts = TemplateTexts(replace(GARAGE, name="Brown & Sons <3"), SHIPPED)
    assert texts.answer(Purpose.HELP, "en", SENDER).startswith("Brown & Sons <3: ")
