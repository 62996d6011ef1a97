"""Sentences that the product writes in English and the console says in the staff member's language.

Domain sentences are the message ids themselves; `SAID_ELSEWHERE` names them for the catalogue, and a sentence
that is missing there appears in English.
"""

from responder.domain.records import Message, MessageState
from responder.web.console.words.i18n import translate as _
from responder.web.console.words.reason_params import filled


def _said(text: str) -> str:
    """Marks a sentence for the catalogue without translating it now."""
    return text


SAID_ELSEWHERE = (
    _said("in person"),
    _said("by phone"),
    _said("by e-mail"),
    _said("other"),
    _said("The customer has opted out; only they can come back, by texting START."),
    _said("The customer opted out after this was written."),
    _said("A reply needs a text from the customer in the last 24 hours."),
    _said("Marketing is switched off; only the customer's START switches it on again."),
    _said("Marketing to this number waits for a review."),
    _said("The number is on the national do-not-call registry: marketing needs express consent."),
    _said("The national do-not-call registry was not checked for this number in the last 31 days."),
    _said("Marketing to this number needs express consent on record."),
    _said("Asking somebody for consent to offers by text needs a consent that is on record already."),
    _said("Waiting until the provider's log has been read: a STOP might be in it."),
    _said("Waiting for the provider's log: START came soon after STOP."),
    _said("Waiting because the memory of Redis is nearly full: what is left is kept for opt-outs."),
    _said("Sending is switched off."),
    _said("Waiting for the answer to START to go first."),
    _said("It could not go before it was out of date."),
    _said("The customer changed their mind before this answer could go."),
    _said("The message has no text."),
    _said("The class must be one of reply, service, marketing."),
    _said("No digit may stand for STOP: nobody would be opted out by it. Ask for the word."),
    _said("That is the business's own number."),
    _said("A short code or a name cannot be texted."),
    _said("The toll-free network delivers nothing to a number that has opted out."),
    _said("At most 3 help answers an hour."),
    _said("At most 10 automatic texts a day to one number."),
    _said("The provider blocks this sender."),
    _said("Marketing switched off at the desk."),
    _said("A START that was acted on before came again: it opts nobody in a second time."),
    _said("Help: marked as answered."),
    _said("Help: open again."),
    _said("Read as an opt-out at the desk."),
    _said("Read as no opt-out at the desk."),
    _said("That message does not wait for a decision."),
    _said("It is out of date by now; write it anew."),
    _said("The provider never had this message. Send it again, or leave it: a person decides."),
    _said("Sent again: the provider never had it."),
    _said("Left unsent: the provider never had it."),
    _said("Refused: only the customer's own START or UNSTOP ends an opt-out."),
    _said("A customer needs a name."),
    _said("The name is too long: at most 300 characters."),
    _said("The notes are too long: at most 4,000 characters."),
    _said("A customer may have at most 10 numbers."),
    _said("That is none of the business's senders."),
    _said("Say why: everybody reads it on every page."),
    _said("The reason is too long: at most 200 characters."),
    _said("That is not a phone number."),
    _said(
        "That is not a phone number of the United States or Canada: it needs 10 digits, and neither the "
        "area code nor the number after it begins with 0 or 1."
    ),
    _said("The appointment was moved or cancelled, or the number changed, after this was written."),
    _said("The appointment is cancelled."),
    _said("CANCEL and words like it opt a customer out of all texts: ask for NO instead."),
    _said("Twilio takes YES to this sender for an opt-in and answers it: ask for OK instead."),
    _said("The customer has no number that may be texted."),
    _said("The number it was for is no longer the customer's."),
    _said("This was sent before; what became of it is no longer on record."),
    _said("A quick reply needs a title of at most 80 characters."),
    _said("A quick reply needs a text in one language at least."),
    _said("A text is too long: at most 1,000 characters."),
    _said("There are 100 quick replies already: remove one first."),
    _said("The placeholders are not written as {{ first_name }}."),
    _said("A placeholder may have `default` and no other filter."),
    _said("A text may hold placeholders and nothing else of Jinja."),
    _said("A text names a placeholder that there is not."),
    _said("That is not an e-mail address."),
    _said("That phone number cannot exist: it has too few or too many digits."),
    _said("Restored from a backup: it may have been sent since (I7)."),
    _said("Restored from a backup while it was handed over (I7)."),
    _said("In the provider's log this STOP is the last word, or as late as the START."),
    _said("The provider refuses texts to this number (21610)."),
    _said("An opt-out from a sender that is not a phone number: a person decides."),
    _said("Filtered by the provider."),
    _said("The customer opted out after asking for help."),
    _said("It would be out of date when the customer's quiet hours end."),
    _said("Marketing to this number needs express consent on record."),
    _said("This kind of text may not go to this number over this sender."),
    _said("No answer came from the provider; it may have been sent (I7)."),
    _said("Waiting for its turn at the sender's rate (DESIGN 7.6)."),
    _said("The provider reports a second message for this one; it may have been received twice."),
    _said("The message holds characters that are no text in UTF-8."),
    _said("The provider never had it, and it is too late or was tried twice (I4, I7)."),
    _said("The provider never had it; one of many is not sent again by itself (I7)."),
    _said("The provider never had it: sent once more (I7)."),
    _said("The same words left at the same time, and nobody can tell whose they were (I7)."),
    _said("A text to this number that nobody accounts for is in the provider's log: it may be this one."),
    _said(
        "The provider's log does not show this message, but a text to this number that nobody accounts "
        "for: it may be this one. Send it again, or leave it: a person decides."
    ),
    _said("Waiting: this version of Responder cannot read all of this number's record."),
    _said("Waiting: the provider takes no texts from us now. It goes on by itself."),
    _said("The provider takes no texts from us: see Stop switches. Resume it once texts leave again."),
    _said("The clock was wrong when it was handed over: nobody can tell if it left (I7)."),
    _said("Found when old texts were read again with the rules of today."),
    _said("A backup is being restored."),
    _said("Redis was put back to an earlier state: it may have been sent since (I7)."),
    _said("Redis is older than the opt-out journal, or another one."),
    _said("Redis was older than the opt-out journal, or another one. Only prompt automatic answers leave."),
    _said(
        "A restore was begun and is not finished: texts could reach people who opted out (I1). Finish it "
        "first: bin/responder restore FILE --replace"
    ),
    _said(
        "Redis is older than the opt-out journal, and not every opt-out of the journal is in it yet (I1, "
        "I2). The relay merges them and reads the provider's log: see bin/responder doctor"
    ),
)


def translated(text: str) -> str:
    """A sentence of the product in the staff member's language, its rule kept where it carries one."""
    sentence, bracket, rule = text.rpartition(" (") if text.endswith(")") else (text, "", "")
    return f"{filled(sentence) or _(sentence)}{bracket}{rule}" if sentence else ""


def state_word(message: Message) -> tuple[str, str]:
    """What a message's state is called, and what it means."""
    words = {
        MessageState.QUEUED: (_("Waiting"), translated(message.reason) or _("It goes as soon as it may.")),
        MessageState.SENDING: (_("Being sent"), _("It is handed to the provider right now.")),
        MessageState.UNKNOWN: (
            _("Not known"),
            _("No answer came from the provider. It may have been sent, so it is not sent again."),
        ),
        MessageState.ACCEPTED: (
            _("Handed over"),
            _("The provider has it; the carrier has not confirmed it."),
        ),
        MessageState.SENT: (_("Sent"), _("The carrier has it; the telephone has not confirmed it.")),
        MessageState.DELIVERED: (_("Delivered"), _("The telephone has it.")),
        MessageState.UNDELIVERED: (_("Not delivered"), _not_delivered(message)),
        MessageState.FAILED: (_("Failed"), _not_delivered(message)),
        MessageState.REFUSED: (_("Not sent"), translated(message.reason)),
        MessageState.DROPPED: (_("Not sent"), translated(message.reason)),
    }
    return words[message.state]


def _not_delivered(message: Message) -> str:
    if not message.error_code:
        return _("The carrier did not deliver it.")
    return str(_("The carrier did not deliver it (error %(code)s).", code=message.error_code))
