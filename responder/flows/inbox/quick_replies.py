"""A shop edits the texts that it keeps ready; each act is in the audit log."""

from responder.domain.inbox.quick_replies import MOST, BadQuickReply, QuickReply, cleaned
from responder.domain.sending.forbidden_prompts import why_not_write
from responder.domain.staff.accounts import Permission, StaffMember
from responder.flows.permissions import must, note
from responder.ports.desk import DeskDeps
from responder.ports.quick_replies import QuickReplies


def save(desk: DeskDeps, replies: QuickReplies, member: StaffMember, reply: QuickReply) -> QuickReply:
    """Add one, or change one. Raises NotAllowed, BadQuickReply, Changed, StoreUnavailable."""
    must(desk, member, Permission.EDIT, reply.id)
    wanted = cleaned(reply)
    for _language, words in wanted.texts:
        if wrong := why_not_write(words, *desk.deps.business.senders):
            raise BadQuickReply(f"{wrong[0]} ({wrong[1]})")
    if not wanted.version and len(replies.everything()) >= MOST:
        raise BadQuickReply("There are 100 quick replies already: remove one first.")
    saved = replies.save(wanted)
    note(desk, member, "quick reply changed" if wanted.version else "quick reply added", saved.id)
    return saved


def remove(desk: DeskDeps, replies: QuickReplies, member: StaffMember, reply_id: str) -> bool:
    """Remove one; False if a colleague was faster. Raises NotAllowed, StoreUnavailable."""
    must(desk, member, Permission.EDIT, reply_id)
    removed = replies.remove(reply_id)
    if removed:
        note(desk, member, "quick reply removed", reply_id)
    return removed
