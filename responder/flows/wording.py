"""The exact text that a customer receives: the author's words made cheap to send, and what the law adds.

One place for the preview and the delivery, so that what an author sees is what leaves.
"""

from responder.domain.disclosure import languages_for
from responder.domain.messages import Message, MessageClass
from responder.domain.segments import cheapest
from responder.ports import Deps


def final_text(deps: Deps, message: Message, notice: bool) -> str:
    """The text of a message that a person wrote. With `notice`: name, instructions, contact in marketing."""
    body = cheapest(message.body)
    if not notice:
        return body
    business, place = deps.business, deps.law.place(message.number)
    languages = languages_for(message.language, place.regions, business.languages)
    if message.message_class is MessageClass.MARKETING:
        body = deps.texts.with_contact(body)
    return deps.texts.with_notice(body, *languages)
