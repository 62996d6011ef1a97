"""A decision as the keys and arguments of lua/commit.lua."""

from responder.domain.inbox.work_queues import filed
from responder.domain.records import Decision, Message, MessageClass, Millis
from responder.store import records
from responder.store.keys import LANES, Keys

Call = tuple[list[str], list[str]]


def lane_of(message: Message) -> str:
    """Which of the two due sets a message waits in."""
    return LANES[0] if message.message_class is MessageClass.ANSWER else LANES[1]


def commit_call(keys: Keys, decision: Decision) -> Call:
    """KEYS and ARGV, in the order that the script's header tells."""
    number = decision.before.number
    entries, chain = records.chained(decision)
    changes = [*records.number_changes(decision.before, decision.after), *chain]
    moment = _moment(decision)
    shard = keys.shard(number)
    touched = [*keys.of_commit(number), keys.counted(shard, moment), keys.untexted(shard)]
    touched += [keys.webhook_texts(shard), keys.marketing_off(shard)]
    arguments = [
        *(str(decision.before.version), decision.event_kind, decision.event_id),
        *(str(moment), number),
        *(str(len(changes)), *changes, str(len(entries)), *entries, str(len(decision.messages))),
    ]
    for message in decision.messages:
        touched.append(keys.message(message.id))
        pairs = records.message_fields(message)
        lane = "5" if lane_of(message) == LANES[0] else "6"
        arguments += (message.id, lane, str(message.due_at), str(len(pairs)), *pairs)
    _file(keys, decision, touched, arguments)
    if decision.webhook_to:
        arguments.append(decision.webhook_to)
    return touched, arguments


def _file(keys: Keys, decision: Decision, touched: list[str], arguments: list[str]) -> None:
    """What enters or leaves a queue; nothing is added for a text that touches none."""
    items = filed(decision)
    if not items and not decision.webhook_to:
        return
    number = decision.before.number
    arguments.append(str(len(items)))
    for item in items:
        item_id = keys.item_id(number, item.event)
        touched += (keys.queue(keys.shard(number), item.queue.value), keys.item(item.queue.value, item_id))
        arguments += (item_id, str(item.waits), str(len(item.fields)), *item.fields)


def _moment(decision: Decision) -> Millis:
    return max((entry.at for entry in decision.entries), default=decision.after.since)
