"""When a text must say who is texting and how to stop and get help (I5, CH-09). Pure.

What the notice says, and whether a text says it already, is `disclosure.py`'s part.
"""

from responder.domain.business import NoticePolicy, Sender, SenderType
from responder.domain.law.quiet_hours import Law
from responder.domain.records import DAY, HOUR, Message, MessageClass, Millis, Number

SETTLED_NOTICE: Millis = 1 * HOUR
"""A notice that was `sent` this long ago without an error counts as received (I5)."""

USUAL = NoticePolicy()
"""The notice is repeated with every fifth text and after 30 days (CH-09, CA-26)."""

CANADIAN_TOLL_FREE = NoticePolicy(5, 30)
"""As seldom as the guides of Canada's toll-free numbers let it be, whatever a business chose (CA-26)."""


def how_often(law: Law, sender: Sender | None, number: Number) -> NoticePolicy:
    """What the business chose for `service` and `reply`; more often over toll-free to Canada (CA-26)."""
    if sender is None or sender.type is not SenderType.TOLL_FREE:
        return law.notice
    regions = law.place(number.number, number.places).regions
    if not any(region.partition("-")[0] == "CA" for region in regions):
        return law.notice
    return law.notice.at_least(CANADIAN_TOLL_FREE)


def notice_due(message: Message, number: Number, now: Millis, often: NoticePolicy = USUAL) -> bool:
    """Whether the text must carry the notice: until one was received, in marketing, and `often` (I5)."""
    if message.message_class is MessageClass.ANSWER:
        return False  # the templates hold it where it belongs; a confirmation never carries it
    if message.message_class is MessageClass.MARKETING:
        return True
    received = max(number.notice_at, _settled_notice(number, now))
    if received == 0 or (often.days and now - received >= often.days * DAY):
        return True
    return bool(often.nth) and number.without_notice >= often.nth - 1


def _settled_notice(number: Number, now: Millis) -> Millis:
    sent = number.notice_sent_at
    return sent if sent and now - sent >= SETTLED_NOTICE else 0
