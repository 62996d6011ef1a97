"""What staff do with a call for help: end it, open it again, give it to a colleague. Nobody is texted."""

from responder.domain.inbox.help_items import HelpItem
from responder.domain.records import Entry, EntryKind
from responder.domain.staff.accounts import Permission, StaffMember
from responder.flows.permissions import must, note
from responder.ports.desk import DeskDeps
from responder.ports.help import HelpInbox

ENDED = "Help: marked as answered."
REOPENED = "Help: open again."


class NotByHand(Exception):
    """The item was answered by a text, which nobody can take back."""


def end(desk: DeskDeps, inbox: HelpInbox, member: StaffMember, item: HelpItem) -> None:
    """It is answered, by telephone for example; once. Raises NotAllowed, StoreUnavailable."""
    must(desk, member, Permission.SUPPORT, item.first.id)
    if item.answered_at:
        return
    life = desk.deps.store.life(item.number)
    inbox.end(item, member.name, desk.deps.clock.now())
    _tell(desk, member, item, ENDED, life)
    note(desk, member, "help answered", item.first.id)


def reopen(desk: DeskDeps, inbox: HelpInbox, member: StaffMember, item: HelpItem) -> None:
    """It was not answered after all. Raises NotAllowed, NotByHand, StoreUnavailable."""
    must(desk, member, Permission.SUPPORT, item.first.id)
    if not item.by_hand:
        raise NotByHand(item.first.id)
    life = desk.deps.store.life(item.number)
    inbox.reopen(item)
    _tell(desk, member, item, REOPENED, life)
    note(desk, member, "help reopened", item.first.id)


def assign(desk: DeskDeps, member: StaffMember, item: HelpItem, to: str) -> None:
    """Give it to a colleague, or to nobody (""). Raises NotAllowed, StoreUnavailable."""
    must(desk, member, Permission.SUPPORT, item.first.id)
    colleague = desk.accounts.get(to) if to else None
    given = colleague.id if colleague and not colleague.disabled else ""
    desk.desk.assign(item.number, given, desk.deps.clock.now())
    note(desk, member, "assign", item.first.id, given)


def _tell(desk: DeskDeps, member: StaffMember, item: HelpItem, said: str, life: str) -> None:
    now = desk.deps.clock.now()
    entry = Entry(now, EntryKind.NOTE, actor=member.name, staff=member.id, reason=said)
    if life:
        desk.deps.store.append_note(item.number, entry, life)
