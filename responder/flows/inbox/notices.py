"""An assignee who did not read a text for some minutes is told by mail, once until they read.

Claimed before it is handed over: a mail that may have been taken is not sent again.
"""

import re
from functools import partial

from responder.domain.inbox.notices import Waiting, mail
from responder.domain.staff.accounts import Permission, StaffMember
from responder.flows.permissions import must, note
from responder.lib.log import get_logger
from responder.ports.desk import DeskDeps
from responder.ports.notices import MailNotTaken, MailUnknown, NoticeBook, NoticeDeps
from responder.ports.quarantine import Guard, straight

log = get_logger(__name__)

_ADDRESS = re.compile(r"[^@\s<>,;:\"'\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class BadAddress(ValueError):
    """No e-mail address; one sentence."""


def set_address(desk: DeskDeps, book: NoticeBook, member: StaffMember, address: str) -> None:
    """A staff member says where they want mail ("" = none). Raises BadAddress, StoreUnavailable."""
    must(desk, member, Permission.READ, member.id)
    wanted = address.strip()
    if wanted and (len(wanted) > 200 or not _ADDRESS.fullmatch(wanted)):
        raise BadAddress("That is not an e-mail address.")
    book.set_address(member.id, wanted)
    note(desk, member, "mail switched on" if wanted else "mail switched off", member.id)


def mail_waiting(notices: NoticeDeps, guard: Guard = straight) -> int:
    """Mail every assignee about what waits; returns how many mails left. Raises StoreUnavailable."""
    if notices.mailer is None:
        return 0
    sent: list[bool] = []
    for staff_id, address in notices.book.addresses().items():
        guard(staff_id, partial(_mail_to, notices, staff_id, address, sent))
    return sum(sent)


def _mail_to(notices: NoticeDeps, staff_id: str, address: str, sent: list[bool]) -> None:
    now, after = notices.desk.deps.clock.now(), notices.desk.deps.business.notices.after
    member = notices.desk.accounts.get(staff_id)
    if member is None or member.disabled:
        return
    for waiting in notices.book.waiting(staff_id, now):
        if now - waiting.since >= after and notices.book.claim(waiting.number, now):
            sent.append(_mailed(notices, member, address, waiting))


def _mailed(notices: NoticeDeps, member: StaffMember, address: str, waiting: Waiting) -> bool:
    business, now = notices.desk.deps.business, notices.desk.deps.clock.now()
    where, body = f"{notices.console_url}/conversations?view=mine", business.notices.with_body
    subject, text = mail(waiting, member.language, business.name, where, now, body)
    assert notices.mailer is not None
    try:
        notices.mailer.send(address, subject, text)
    except MailNotTaken as error:
        notices.book.release(waiting.number)
        log.warning("mail_not_taken", why=str(error))
        return False
    except MailUnknown as error:
        log.warning("mail_unknown", why=str(error))
        return False
    return True
