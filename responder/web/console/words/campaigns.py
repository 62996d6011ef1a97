"""What the states, acts and verdicts of a message to many are called, in the staff member's language."""

import re

from responder.domain.campaigns.campaign import Act, Bulk, BulkState
from responder.web.console.words.i18n import translate as _
from responder.web.console.words.reasons import translated


def state_word(bulk: Bulk) -> tuple[str, str]:
    """The word for its state, and the badge that it wears."""
    words = {
        BulkState.DRAFT: (_("Draft"), "unknown"),
        BulkState.CHECKING: (_("Counting"), "review"),
        BulkState.CHECKED: (_("Checked"), "implied"),
        BulkState.SENDING: (_("Going out"), "subscribed"),
        BulkState.PAUSED: (_("Paused"), "review"),
        BulkState.STOPPED: (_("Stopped"), "opted_out"),
        BulkState.DONE: (_("Done"), "done"),
    }
    return words[bulk.state]


def act_word(act: Act) -> tuple[str, str]:
    """What its button says, and what is said when it was done."""
    words = {
        Act.CHECK: (_("Count the recipients"), _("The recipients are being counted.")),
        Act.START: (_("Start sending"), _("It goes out now, a few at a time.")),
        Act.PAUSE: (_("Pause"), _("Paused: nothing more of it leaves until somebody resumes it.")),
        Act.RESUME: (_("Resume"), _("It goes on.")),
        Act.STOP: (_("Stop for good"), _("Stopped: nobody else gets it.")),
    }
    return words[act]


def verdict_word(verdict: str) -> str:
    """What the gate would do."""
    return {"go": _("may go now"), "held": _("wait"), "refused": _("are not texted")}[verdict]


_FIGURES = re.compile(
    r"(?P<events>\d+) of (?P<messages>\d+) recipients (?P<what>opted out|failed)"
    r" \((?P<share>[\d.]+) %\); the line is (?P<line>[\d.]+) %\."
)
"""How `domain.campaigns.campaign.why_paused` is written."""


def why_word(why: str) -> str:
    """Why it stands as it does: a person's words as they are, the product's own with their figures."""
    found = _FIGURES.fullmatch(why)
    if found is None:
        return translated(why)
    by = found.groupdict()
    if by.pop("what") == "failed":
        return _("%(events)s of %(messages)s texts failed (%(share)s %%); the line is %(line)s %%.", **by)
    return _("%(events)s of %(messages)s customers opted out (%(share)s %%); the line is %(line)s %%.", **by)


def _said(text: str) -> str:
    """Marks a sentence for the catalogue without translating it now."""
    return text


SAID_ELSEWHERE = (
    _said("A message to many needs a name that colleagues recognise."),
    _said("The name is too long: at most 100 characters."),
    _said("The class must be service or marketing (CA-01)."),
    _said("The audience must be everybody, subscribed or listed."),
    _said("That sender is not in the business file."),
    _said("The time after which nobody is texted has passed."),
    _said("The time after which nobody is texted is not a time."),
    _said("None of these numbers belongs to a customer in the list."),
    _said("Say why: it goes into the audit log."),
    _said("The count of recipients is over an hour old: check it again first."),
    _said("Nobody would be reached: all recipients are refused."),
    _said("It needs a text in en, the first language of the business."),
    _said("It needs a text in fr, the first language of the business."),
    _said("The placeholders are not written as {{ first_name }}."),
    _said("The message to many that it belongs to is paused."),
    _said("The message to many that it belongs to was stopped."),
    _said("Waiting for the end of the customer's quiet hours."),
    _said("Marketing needs a consent that is on record."),
)
