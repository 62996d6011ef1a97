"""The store: every read and write of numbers and messages, and the scripts that make them atomic.

Each script has a method of its name here. A method either returns, having done all of it, or raises
`StoreUnavailable`, and then nothing or all was done: callers repeat with the same event id.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, cast

import redis

from responder.domain.appointments.appointment import is_stale, named
from responder.domain.business import Sender
from responder.domain.records import Decision, Entry, Message, MessageClass, Millis, Number
from responder.domain.sending.delivery import CLAIM_DEADLINE, UNKNOWN_HOLD
from responder.ports import (
    Claimed,
    ClaimRequest,
    CommitResult,
    Committed,
    Settled,
    Settlement,
)
from responder.store import records
from responder.store.always import TAKEN, Always, MemoryGauge, is_always_taken
from responder.store.connection import ANSWER_WITHIN, SYNC_WITHIN, Durability, unavailable_on_failure
from responder.store.core.commit_call import commit_call, lane_of
from responder.store.core.kill_switches import StopSwitches
from responder.store.core.log_marks import LogMarks
from responder.store.core.notes import Margin
from responder.store.core.outbox import Outbox
from responder.store.customers.customers import CustomerStore
from responder.store.fast_connection import Lines
from responder.store.ids import Ids
from responder.store.inbox.appointments import AppointmentStore
from responder.store.keys import Keys, shard_of
from responder.store.other_kinds import OtherKinds
from responder.store.scripts import FORWARD, Scripts, text_of, waiting
from responder.store.unreadable import UnreadableRecords

VERSION = "version"

_RENUMBER = """
if redis.call('HGET', KEYS[1], 'version') == ARGV[1] then redis.call('HSET', KEYS[1], 'version', ARGV[2]) end
return 1
"""


class RedisStore(LogMarks, StopSwitches, MemoryGauge, Outbox):
    """Implements `ports.Store` on one Redis or Valkey server, 7.2 or later."""

    def __init__(
        self,
        client: "redis.Redis",
        keys: Keys,
        durability: Durability,
        within: float = ANSWER_WITHIN,
        replicas: int = 0,
    ) -> None:
        """`within`: seconds in which a script's answer is expected; `replicas`: how many sync too."""
        self._redis = client
        self._last_was_stranger = False
        self._ids = Ids()
        wait = waiting(durability, replicas)
        self._lines = Lines(client, within + (SYNC_WITHIN / 1_000 if wait else 0))
        self.keys = keys
        self.durability = durability
        self.replicas = replicas
        self._scripts = Scripts(client, self._lines, keys.wake, wait)
        self._margin = Margin(client, keys)
        self._postpone = client.register_script(TAKEN + text_of("postpone"))
        self._renumber = client.register_script(TAKEN + _RENUMBER)
        self._always = Always(client)
        self._unreadable = UnreadableRecords(client, self.keys)
        self._other_kinds = OtherKinds(client, self.keys)

    def load(self, number: str) -> Number:
        """The number's record; a stranger is UNKNOWN with version 0."""
        stored = self._other_kinds.retried(number, partial(self._stored_number, number))
        found = records.number_from(number, stored)
        return self._renumbered(number, stored) if VERSION in found.unreadable else found

    def _stored_number(self, number: str) -> Mapping[str, str]:
        with unavailable_on_failure():
            return cast(
                Mapping[str, str], _unwrapped(self._lines.call(("HGETALL", self.keys.number(number))))
            )

    def _renumbered(self, number: str, stored: Mapping[str, str]) -> Number:
        """A record whose version is no number takes no commit: it gets one that is later than any."""
        with unavailable_on_failure():
            seconds, _ = self._redis.time()
            self._renumber(keys=[self.keys.number(number)], args=[stored[VERSION], seconds])
        return records.number_from(number, self._stored_number(number))

    def guess(self, number: str) -> Number | None:
        """An empty record where the last text came from a stranger, else None: load it.

        Texts come in runs, from people we know or from strangers; a right guess saves half of the round
        trips of a storm, a wrong one is a conflict that brings the record along. Only an empty record may be
        guessed: its version, 0, says that nothing at all is stored, fields without a version included.
        """
        return Number(number) if self._last_was_stranger else None

    def commit(self, decision: Decision) -> CommitResult:
        """Apply a decision, all or nothing, durable when this returns (lua/commit.lua)."""
        name = "commit_always" if is_always_taken(decision) else "commit"
        keys, arguments = commit_call(self.keys, decision)
        also_wake = bool(decision.messages)
        word, woke = self._run(decision.before.number, name, keys, arguments, also_wake=also_wake)
        self._last_was_stranger = decision.before.version == 0 and word == Committed.APPLIED
        if isinstance(word, list):
            found = _found(decision.before.number, word[1])
            return CommitResult(Committed.CONFLICT, woke, None if VERSION in found.unreadable else found)
        return CommitResult(Committed(word), woke)

    def claim(self, request: ClaimRequest) -> Claimed:
        """The last step before the socket, durable when this returns (lua/claim.lua)."""
        message = request.message
        shard = shard_of(message.id)
        keys = [self.keys.number(message.number), self.keys.message(message.id)]
        keys += [self.keys.due(shard, lane_of(message)), self.keys.claims(shard)]
        keys += [self.keys.unknown(message.number), self.keys.marketing_by_day(shard)]
        keys += [self.keys.opted_out(shard), self.keys.marketing_off(shard)]
        keys += [self.keys.gaps, self.keys.listening, self.keys.stopped]
        arguments = [
            *(str(request.number.version), message.id, str(request.now), str(request.now + CLAIM_DEADLINE)),
            *("1" if message.message_class is MessageClass.ANSWER else "", ",".join(request.trials)),
            *(*records.counter_triples(request.number, request.counters), "claim", request.claim),
            *("final_text", request.final_text, "attempts", str(message.attempts + 1), "notice"),
            "1" if request.notice else "",
        ]
        return Claimed(self._run(message.number, "claim", keys, arguments)[0])

    def settle(self, settlement: Settlement) -> Settled:
        """Record what became of a message, forward only (lua/settle.lua)."""
        keys, arguments = self._settle_call(settlement)
        return Settled(self._run(settlement.message.number, "settle", keys, arguments)[0])

    def outdated(self, message: Message) -> bool:
        """Whether what a message is about moved, was cancelled or is gone, or the number is not theirs."""
        appointment = AppointmentStore(self._redis, self.keys).get(named(message.about))
        if appointment is None or is_stale(message.about, appointment):
            return True
        customer = CustomerStore(self._redis, self.keys).get(appointment.customer)
        return customer is None or message.number not in customer.numbers

    def postpone(self, message: Message, until: Millis, reason: str) -> None:
        """Look at a queued message again at `until`, and say why it waits."""
        keys = [self.keys.due(shard_of(message.id), lane_of(message)), self.keys.message(message.id)]
        why = reason if reason != message.reason else ""
        with unavailable_on_failure():
            self._postpone(keys=keys, args=[message.id, until, why])

    def take_tokens(self, sender: Sender, wanted: int, now: Millis, for_answers: bool) -> int:
        """How many segments of the sender's rate may go now, at most `wanted` (lua/rate.lua)."""
        arguments = [str(now), str(sender.rate), str(wanted), "1" if for_answers else ""]
        with unavailable_on_failure():
            return int(self._scripts.run("rate", [self.keys.rate(sender.id)], arguments)[0])

    def request_wake(self) -> bool:
        """Whether the caller is the one that must enqueue a drain."""
        with unavailable_on_failure():
            return self._scripts.wake()

    def clear_wake(self) -> None:
        """A drain is about to read: whoever commits from now on must wake again."""
        with unavailable_on_failure():
            self._redis.delete(self.keys.wake)

    def life(self, number: str) -> str:
        """Names this life of a number's timeline until the person is erased; "" where there is none."""
        return self._other_kinds.retried(number, partial(self._margin.life, number))

    def append_note(self, number: str, entry: Entry, life: str | None = None) -> bool:
        """Add an entry that changes nothing and carries no link; False where that `life` is over."""
        return self._other_kinds.retried(number, partial(self._margin.append, number, entry, life))

    def known_events(self, number: str, event_ids: Sequence[str]) -> Sequence[bool]:
        """Which of these event ids were acted on for this number."""
        return self._other_kinds.retried(number, partial(self._known, number, list(event_ids)))

    def _known(self, number: str, event_ids: list[str]) -> list[bool]:
        with unavailable_on_failure():
            return [bool(known) for known in self._redis.smismember(self.keys.events(number), event_ids)]

    def held_bulks(self) -> Mapping[str, str]:
        """Messages to many of which nothing may go now: id -> paused or stopped."""
        with unavailable_on_failure():
            return cast(Mapping[str, str], self._redis.hgetall(self.keys.bulks_held))

    def new_message_id(self, number: str) -> str:
        """A fresh id, unguessable, that begins with the number's shard."""
        return self.keys.shard(number) + self._ids.new()

    def ping(self) -> None:
        """Raises StoreUnavailable when this process could not commit now."""
        with unavailable_on_failure():
            self._redis.ping()

    def connected_replicas(self) -> int:
        """How many replicas the server has now. Raises StoreUnavailable."""
        with unavailable_on_failure():
            return int(self._redis.info("replication").get("connected_slaves", 0))

    def _settle_call(self, settlement: Settlement) -> tuple[list[str], list[str]]:
        message, shard = settlement.message, shard_of(settlement.message.id)
        keys = [
            *(self.keys.message(message.id), self.keys.number(message.number), self.keys.claims(shard)),
            *(self.keys.unknown(message.number), self.keys.due(shard, lane_of(message))),
            *(self.keys.unresolved(shard), self.keys.counted(shard, settlement.now)),
        ]
        requires = f",{settlement.requires.value}," if settlement.requires else FORWARD[settlement.state]
        arguments = [
            *(message.id, settlement.state.value, str(settlement.now), requires, settlement.claim),
            *(str(settlement.retry_at), str(settlement.now + UNKNOWN_HOLD), settlement.provider_id),
        ]
        if settlement.error_code:
            arguments += ("error_code", str(settlement.error_code))
        if settlement.reason:
            arguments += ("reason", settlement.reason)
        return keys, arguments


def _found(number: str, flat: list[str]) -> Number:
    return records.number_from(number, dict(zip(flat[::2], flat[1::2], strict=True)))


def _unwrapped(replies: list[Any]) -> Any:
    if isinstance(replies[0], Exception):
        raise replies[0]
    return replies[0]
