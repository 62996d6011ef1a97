"""The store: messages, blocks, phones, senders and the witness log, kept in memory and journalled.

Accepted limits: everything is held in memory and nothing expires; senders changed at run time go back to
the configuration at a restart; one lock for all.
"""

import bisect
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from responder.simulator.config import Config
from responder.simulator.journal import Journal
from responder.simulator.model import Event, Message, Phone, Sender, now_ms

ALL = ""
"""The key of the index that holds every message."""


class Store:
    """Thread-safe memory of one simulated account."""

    def __init__(self, config: Config, directory: Path | None = None) -> None:
        self.lock = threading.RLock()
        self._config = config
        self._journal = Journal(directory)
        self._empty()
        self._replay()

    def _empty(self) -> None:
        self.seq = 0
        self._order = 0
        self.messages: dict[str, Message] = {}
        self._recent: dict[str, OrderedDict[str, Message]] = {ALL: OrderedDict()}
        self.events: list[Event] = []
        self.blocks: set[tuple[str, str, str]] = set()
        self.phones = {p.number: Phone(p.number, p.name) for p in self._config.phones}
        self.senders = {n.number: Sender(**asdict(n)) for n in self._config.numbers}

    # -- messages

    def add(self, message: Message) -> Message:
        """Remember a new message."""
        with self.lock:
            self._order += 1
            message.order = self._order
            message.updated = message.updated or message.created
            self.messages[message.sid] = message
            self._touch(message)
        return message

    def update(self, message: Message, **changes: Any) -> None:
        """Change some fields of a message and mark it as changed."""
        with self.lock:
            for name, value in changes.items():
                setattr(message, name, value)
            message.updated = now_ms()
            if message.sid in self.messages:
                self._touch(message)

    def remove(self, sid: str) -> None:
        """Forget a message, as DELETE asks."""
        with self.lock:
            message = self.messages.pop(sid, None)
            if message is None:
                return
            for index in self._recent.values():
                index.pop(sid, None)
            self._journal.append("deleted", sid)

    def _touch(self, message: Message) -> None:
        self.seq += 1
        message.changed = self.seq
        self._index(message)
        self._journal.append("message", message.to_json())

    def _index(self, message: Message) -> None:
        for key in (ALL, message.from_, message.to):
            if key is None:
                continue
            index = self._recent.setdefault(key, OrderedDict())
            index[message.sid] = message
            index.move_to_end(message.sid)

    def changed_after(self, phone: str, after: int) -> list[Message]:
        """Messages of a phone (or all) that changed after a sequence number; cost is what is returned."""
        with self.lock:
            found = []
            for message in reversed(self._recent.get(phone, {}).values()):
                if message.changed <= after:
                    break
                found.append(message)
        return sorted(found, key=lambda message: message.order)

    def of_party(self, party: str) -> list[Message]:
        """Every listed message from or to a number (or all)."""
        with self.lock:
            return [m for m in self._recent.get(party, {}).values() if m.listed]

    def unfinished(self) -> list[Message]:
        """Messages whose life a restart interrupted."""
        with self.lock:
            return [m for m in self.messages.values() if not m.final or m.webhook_due]

    # -- witness log

    def emit(self, kind: str, sid: str | None, detail: dict[str, Any], at: int | None = None) -> None:
        """Add one event to the witness log."""
        with self.lock:
            self.seq += 1
            event = Event(self.seq, now_ms() if at is None else at, kind, sid, detail)
            self.events.append(event)
            self._journal.append("event", event.to_json())

    def events_after(self, after: int, limit: int) -> list[Event]:
        """Events after a sequence number, oldest first."""
        with self.lock:
            start = bisect.bisect_right(self.events, after, key=lambda event: event.seq)
            return self.events[start : start + limit]

    # -- opt-out lists

    def is_blocked(self, layer: str, scope: str, phone: str) -> bool:
        """Whether a layer ("twilio" or "network") blocks texts of a scope to a phone."""
        return (layer, scope, phone) in self.blocks

    def set_block(self, layer: str, scope: str, phone: str, blocked: bool) -> None:
        """Block or unblock, once, and say so in the witness log."""
        key = (layer, scope, phone)
        with self.lock:
            if (key in self.blocks) == blocked:
                return
            self._put_block(key, blocked)
            self._journal.append("block", [*key, blocked])
            kind = "optout_block" if blocked else "optout_unblock"
            self.emit(kind, None, {"layer": layer, "scope": scope, "phone": phone})

    def _put_block(self, key: tuple[str, str, str], blocked: bool) -> None:
        if blocked:
            self.blocks.add(key)
        else:
            self.blocks.discard(key)

    # -- phones and senders

    def add_phone(self, number: str, name: str) -> None:
        """Add or rename a demo phone."""
        with self.lock:
            self.phones[number] = Phone(number, name)
            self._journal.append("phone", [number, name])

    def service_senders(self, service: str) -> list[Sender]:
        """The senders in a messaging service."""
        return [s for s in self.senders.values() if service and s.messaging_service == service]

    def wipe(self) -> None:
        """Forget everything; the sequence goes on, so that a poller's `after` stays valid."""
        with self.lock:
            seq = self.seq
            self._journal.clear()
            self._empty()
            self.seq = seq + 1
            self._journal.append("seq", self.seq)

    # -- restart

    def _replay(self) -> None:
        handlers: dict[str, Callable[[Any], None]] = {
            "message": self._replay_message,
            "event": self._replay_event,
            "block": self._replay_block,
            "phone": self._replay_phone,
            "deleted": self._replay_deleted,
            "seq": self._replay_seq,
        }
        for kind, value in self._journal.replay():
            handlers[kind](value)

    def _replay_message(self, value: dict[str, Any]) -> None:
        message = Message(**value)
        self.messages[message.sid] = message
        self._order = max(self._order, message.order)
        self.seq = max(self.seq, message.changed)
        self._index(message)

    def _replay_event(self, value: dict[str, Any]) -> None:
        self.events.append(Event(**value))
        self.seq = max(self.seq, value["seq"])

    def _replay_block(self, value: list[Any]) -> None:
        layer, scope, phone, blocked = value
        self._put_block((layer, scope, phone), blocked)

    def _replay_phone(self, value: Iterable[str]) -> None:
        number, name = value
        self.phones[number] = Phone(number, name)

    def _replay_deleted(self, sid: str) -> None:
        self.messages.pop(sid, None)
        for index in self._recent.values():
            index.pop(sid, None)

    def _replay_seq(self, seq: int) -> None:
        self.seq = max(self.seq, seq)
