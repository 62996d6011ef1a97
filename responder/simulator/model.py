"""What the simulator remembers: messages, senders, phones and events of the witness log.

Accepted limits: plain records, changed only under the store's lock; times are epoch milliseconds.
"""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

INBOUND = "inbound"
OUTBOUND_API = "outbound-api"
OUTBOUND_REPLY = "outbound-reply"

FINAL = frozenset({"delivered", "undelivered", "failed", "canceled", "received"})


def now_ms() -> int:
    """The wall clock in epoch milliseconds."""
    return time.time_ns() // 1_000_000


def new_sid(prefix: str) -> str:
    """A fresh Twilio-like identifier: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


@dataclass(slots=True)
class Message:
    """One text, in either direction. `from_` is None while a service has not chosen its sender."""

    sid: str
    direction: str
    from_: str | None
    to: str
    body: str
    status: str
    author: str
    created: int
    order: int = 0
    sent: int | None = None
    updated: int = 0
    error_code: int | None = None
    service: str | None = None
    media: list[dict[str, str]] = field(default_factory=list)
    status_callback: str = ""
    segments: int = 1
    priced: bool = False
    validity: int = 36_000
    send_at: int | None = None
    doomed: int | None = None
    listed: bool = True
    webhook_due: bool = False
    changed: int = 0

    @property
    def final(self) -> bool:
        """Whether nothing more happens to it."""
        return self.status in FINAL

    def to_json(self) -> dict[str, Any]:
        """The journal's form."""
        return {name: getattr(self, name) for name in self.__slots__}

    def for_page(self) -> dict[str, Any]:
        """The control API's form."""
        return {
            "sid": self.sid,
            "at": self.created,
            "direction": self.direction,
            "from": self.from_,
            "to": self.to,
            "body": self.body,
            "status": self.status,
            "error_code": self.error_code,
            "media": self.media,
            "author": self.author,
            "status_callback": self.status_callback,
        }


@dataclass(slots=True)
class Sender:
    """A business number at run time. `next_free` is when its queue can take the next segment."""

    number: str
    type: str
    opt_out: str
    inbound_url: str
    inbound_method: str
    fallback_url: str
    messaging_service: str
    rate: float
    status_callback: str = ""
    webhook_on_number: bool = False
    paused: bool = False
    next_free: float = 0.0

    @property
    def scope(self) -> str:
        """What an opt-out blocks: the whole service if the number is in one, else the number."""
        return self.messaging_service or self.number


@dataclass(slots=True)
class Phone:
    """A customer's phone that the handset page shows."""

    number: str
    name: str = ""


@dataclass(slots=True)
class Event:
    """One line of the witness log."""

    seq: int
    at: int
    kind: str
    sid: str | None
    detail: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The control API's and the journal's form."""
        return {"seq": self.seq, "at": self.at, "kind": self.kind, "sid": self.sid, "detail": self.detail}
