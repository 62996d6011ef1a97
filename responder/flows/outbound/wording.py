"""The exact text that a customer receives: the author's words made cheap to send, and what the law adds.

One place for the preview and the delivery, so that what an author sees is what leaves.
"""

from responder.domain.business import Sender
from responder.domain.records import Message, MessageClass, Purpose
from responder.domain.sending.disclosure import answer_language, languages_for
from responder.domain.sending.segments import cheapest
from responder.ports import Deps


def answer_text(deps: Deps, message: Message, sender: Sender, told: tuple[str, ...] = ()) -> str:
    """The text of an automatic answer; in both languages where word and customer leave it open (CA-21).

    `told` is what is on record of where the customer lives (`whereabouts`).
    """
    language = message.language
    if message.purpose is Purpose.HELP and not language:
        language = answer_language(language, deps.law.place(message.number, told).regions)
    return deps.texts.answer(message.purpose, language, sender)


def final_text(deps: Deps, message: Message, notice: bool, told: tuple[str, ...] = ()) -> str:
    """The text of a message that a person wrote. With `notice`: name, instructions, contact in marketing.

    `told` is what is on record of where the customer lives: in Quebec, say, with a number of Toronto (CA-18).
    """
    body = cheapest(message.body)
    if not notice:
        return body
    business, place = deps.business, deps.law.place(message.number, told)
    languages = languages_for(message.language, place.regions, business.languages)
    if message.message_class is MessageClass.MARKETING:
        body = deps.texts.with_contact(body)
    return deps.texts.with_notice(body, *languages)
