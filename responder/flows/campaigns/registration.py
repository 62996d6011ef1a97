"""What a campaign's registration asks for, word for word as the product sends it (CH-20).

The registry wants the words that opt in and out and ask for help, and the text that answers each. They are
rendered here by the very code that answers, so what was registered is what customers get.
"""

from dataclasses import dataclass

from responder.domain.business import ReplyMode, Sender, SenderType
from responder.domain.records import Message, MessageClass, Purpose
from responder.domain.sending.disclosure import BOTH
from responder.domain.understanding.classifier import Intent
from responder.domain.understanding.keywords import keyword_set
from responder.flows.outbound.wording import final_text
from responder.ports import Deps

LANGUAGES = ("en", "fr", "es")
ASKED = {
    "opt_out": (Intent.OPT_OUT, Purpose.CONFIRMATION),
    "opt_in": (Intent.OPT_IN, Purpose.OPT_IN_REPLY),
    "help": (Intent.HELP, Purpose.HELP),
}
SAMPLE = {
    "en": "Your car is ready. We close at 6.",
    "fr": "Votre auto est prête. Nous fermons à 18 h.",
    "es": "Su auto esta listo. Cerramos a las 18 h.",
}
SOMEBODY = "+14165550100"
"""Whom the sample is made for: a number that nobody has."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that customers can ask: its words in a language, the text that answers, and who sends it."""

    asks: str
    language: str
    keywords: tuple[str, ...]
    text: str
    sent_by: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """The texts of one sender."""

    sender: str
    answers: tuple[Answer, ...]
    samples: tuple[str, ...]


def campaigns(deps: Deps) -> list[Campaign]:
    """Every sender's texts, in the order of the business file."""
    return [_campaign(deps, sender) for sender in deps.business.senders]


def _campaign(deps: Deps, sender: Sender) -> Campaign:
    answers = [_answer(deps, sender, asks, language) for asks in ASKED for language in LANGUAGES]
    answers.append(_answer(deps, sender, "help", BOTH))
    return Campaign(sender.id, tuple(answers), tuple(_sample(deps, sender, each) for each in LANGUAGES))


def _answer(deps: Deps, sender: Sender, asks: str, language: str) -> Answer:
    intent, purpose = ASKED[asks]
    known = keyword_set(deps.business.extra_keywords)
    spoken = {BOTH: {""}, LANGUAGES[0]: {language, ""}}.get(language, {language})
    words = sorted({each.word for each in known if each.intent is intent and each.language in spoken})
    text = deps.texts.answer(purpose, language, sender)
    return Answer(asks, language, tuple(words), text, _sent_by(sender, asks))


def _sent_by(sender: Sender, asks: str) -> str:
    """Who answers the provider's own words there: a registration must not promise a text that never goes."""
    if sender.type is SenderType.TOLL_FREE and asks != "help":
        return "the toll-free network for STOP, START and UNSTOP; else this text"
    if sender.replies is ReplyMode.APP:
        return "this text"
    return "Twilio for its own words; else this text"


def _sample(deps: Deps, sender: Sender, language: str) -> str:
    message = Message(
        *("sample", SOMEBODY, sender.id, MessageClass.SERVICE, 0, 0, 0, 0),
        body=SAMPLE[language],
        language=language,
    )
    return final_text(deps, message, notice=True)
