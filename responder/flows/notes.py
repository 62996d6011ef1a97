"""Entries that change nothing: what is noted about a message. It outlives no erasure of its person."""

from responder.domain.records import Entry, Message
from responder.ports import Deps


def on_message(deps: Deps, message: Message, entry: Entry) -> bool:
    """Note something in the timeline of a message's number; False where that was erased.

    The life of the timeline is read before the message is looked for once more: an erasure in between ends
    the one, an earlier one has taken the other away. Raises StoreUnavailable.
    """
    life = deps.store.life(message.number)
    if not life or deps.store.message(message.id) is None:
        return False
    return deps.store.append_note(message.number, entry, life)
