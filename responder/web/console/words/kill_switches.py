"""A stop switch in the words of the page: the banner that everybody reads while sending is off."""

from responder.domain.business import Business
from responder.domain.phone import show
from responder.domain.sending.kill_switches import EVERY_SENDER, StopSwitch
from responder.domain.sending.refusals import code_of, refused
from responder.web.console.words.i18n import translate as _
from responder.web.console.words.reasons import translated


def sender_name(business: Business, sender_id: str) -> str:
    """A sender as people read it: its number, or that it is all of them."""
    sender_id = refused(StopSwitch(sender_id, "")) or sender_id
    if sender_id == EVERY_SENDER:
        return _("all sending")
    sender = business.sender(sender_id)
    return show(sender.shown) if sender else sender_id


def reason_of(switch: StopSwitch) -> str:
    """Why it is off, in the reader's language where the words are ours."""
    if not refused(switch):
        return switch.why if switch.by else translated(switch.why)
    return _("Error %(code)s: the operator's command `doctor` says what to do.", code=code_of(switch))


def author_of(switch: StopSwitch) -> str:
    """Who switched it off."""
    return "Twilio" if refused(switch) else switch.by or _("a restore of a backup")


def sentence(business: Business, switch: StopSwitch, when: str) -> str:
    """Who switched what off, when and why; `when` is the moment as the reader spells it."""
    name = sender_name(business, switch.sender)
    if refused(switch):
        return _(
            "Twilio takes no texts from us since %(when)s (%(sender)s, error %(code)s): they wait, and go on "
            "by themselves.",
            sender=name,
            when=when,
            code=code_of(switch),
        )
    if not switch.by:
        return _("Sending is switched off (%(sender)s): %(why)s", sender=name, why=translated(switch.why))
    return _(
        "Sending is switched off (%(sender)s) by %(by)s since %(when)s: %(why)s",
        sender=name,
        by=switch.by,
        when=when,
        why=switch.why,
    )
