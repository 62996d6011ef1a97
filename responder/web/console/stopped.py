"""A stop switch in the words of the page: the banner that everybody reads while sending is off."""

from responder.domain.business import Business
from responder.domain.phone import show
from responder.domain.switches import EVERY_SENDER, StopSwitch
from responder.web.console.i18n import translate as _
from responder.web.console.words import translated


def sender_name(business: Business, sender_id: str) -> str:
    """A sender as people read it: its number, or that it is all of them."""
    if sender_id == EVERY_SENDER:
        return _("all sending")
    sender = business.sender(sender_id)
    return show(sender.shown) if sender else sender_id


def sentence(business: Business, switch: StopSwitch, when: str) -> str:
    """Who switched what off, when and why; `when` is the moment as the reader spells it."""
    name = sender_name(business, switch.sender)
    if not switch.by:
        return _("Sending is switched off (%(sender)s): %(why)s", sender=name, why=translated(switch.why))
    return _(
        "Sending is switched off (%(sender)s) by %(by)s since %(when)s: %(why)s",
        sender=name,
        by=switch.by,
        when=when,
        why=switch.why,
    )
