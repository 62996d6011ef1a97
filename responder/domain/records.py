"""Outgoing messages and the numbers that they go to: the records everything else decides about.

Times are integer milliseconds since 1970 UTC (`Millis`); 0 means "never".
"""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any

from responder.domain.value import record

Millis = int
SECOND: Millis = 1_000
MINUTE: Millis = 60 * SECOND
HOUR: Millis = 60 * MINUTE
DAY: Millis = 24 * HOUR

Changes = dict[str, Any]
"""Fields of a number and their new values; put into the record at once, because copying it costs."""

BODY_LIMIT = 1_600
"""Characters in one message with its notice (Twilio error 21617)."""


class MessageClass(StrEnum):
    """Why a message leaves, which decides what the gate asks of it (DESIGN §2)."""

    ANSWER = "answer"
    REPLY = "reply"
    SERVICE = "service"
    MARKETING = "marketing"


class Purpose(StrEnum):
    """Which template an automatic answer is rendered from; NONE for what a person wrote."""

    CONFIRMATION = "opt_out"
    OPT_IN_REPLY = "opt_in"
    HELP = "help"
    MARKETING_OFF = "marketing_off"
    AFTER_HOURS = "after_hours"
    NONE = ""


class MessageState(StrEnum):
    """The states of an outgoing message; they move forward only (see `domain.sending.delivery.RANK`)."""

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    REFUSED = "refused"
    DROPPED = "dropped"


class Consent(StrEnum):
    """What a number has agreed to (DESIGN §2)."""

    UNKNOWN = "UNKNOWN"
    IMPLIED = "IMPLIED"
    EXPRESS = "EXPRESS"
    OPTED_OUT = "OPTED_OUT"


class Marketing(StrEnum):
    """The desk's brake beside consent: it can only tighten (DESIGN §2)."""

    OK = "ok"
    HELD = "held"
    OFF = "off"


@record
class Message:
    """One outgoing text. `episode` is the number's consent episode in which it was written.

    `body` is what a person wrote (empty for answers, which are rendered when they go);
    `valid_until` is when it is dropped rather than sent; `claim` names the attempt in flight. Of an unknown
    outcome: `absent_at` is when the provider's log first lacked it, `asked_at` since when a person is to
    decide; `again`: it was given back to the outbox once (see `unknown`). `about` is the appointment, at its
    time, that it reminds of (`appointments.about`): what has moved since is not sent. `template` names what
    the words came from (a reminder, a quick reply, a bulk message) for `rates`; "" = somebody's own words.
    `bulk` is the id of the message to many that it belongs to.
    """

    id: str
    number: str
    sender: str
    message_class: MessageClass
    episode: int
    created_at: Millis
    due_at: Millis
    valid_until: Millis
    purpose: Purpose = Purpose.NONE
    body: str = ""
    language: str = ""
    actor: str = ""
    in_reply_to: str = ""
    state: MessageState = MessageState.QUEUED
    attempts: int = 0
    claim: str = ""
    claimed_at: Millis = 0
    provider_id: str = ""
    error_code: int = 0
    reason: str = ""
    final_text: str = ""
    notice: bool = False
    absent_at: Millis = 0
    asked_at: Millis = 0
    again: bool = False
    template: str = ""
    about: str = ""
    bulk: str = ""


@record
class Number:
    """Everything the rules need to know about one phone number.

    `version` counts decided commits (optimistic lock). `episode` counts consent changes, so a permit
    written in one episode is void in the next; `opt_out_episode` is the last one that began with an
    opt-out. `last_opt_out_at` is our time of the last opt-out, a repeated one included: a HELP from before
    it is not answered any more; `opted_out_id` is the provider's id of that text (empty: no webhook brought
    one). `opt_out_log_at` / `opt_in_log_at` are provider times (0 = the provider gave none). While
    `log_read_after` is set, only automatic answers go to the number: until the provider's log lists its STOP
    and its START, or has been read so long after it that it will not list them any more (DESIGN §5).
    `chain_id` and `chain_head` are the first and the last link of its ledger, `chain_length` counts them.
    The claim alone writes `counted` (texts under a cap, see `caps`) and `without_notice` (texts since one).
    `places` is what is on record of where its customers live (`whereabouts`), copied when they change.
    `dnc_checked` is the day (from 1970-01-01) of the last do-not-call check, `dnc_listed` its answer.
    `marketing_off_at` is our time of the last switching off of marketing alone; 0 while it is on.
    `open_reviews` are the ids of the texts that wait for a person; `written_at` is when one last wrote;
    `reminded` is the reminder that was the last thing we wrote (a message's id), to which a YES may answer;
    `away_at` is when an after-hours answer was last written (see `opening`); `welcome` is our answer to the
    last START (a message's id; "" where somebody else answered it), which goes before any marketing (CH-02).
    `unreadable` names what stands in the store and cannot be read by this version; it is never written.
    """

    number: str
    version: int = 0
    consent: Consent = Consent.UNKNOWN
    marketing: Marketing = Marketing.OK
    marketing_off_at: Millis = 0
    since: Millis = 0
    source: str = ""
    episode: int = 0
    opt_out_episode: int = 0
    opted_out_at: Millis = 0
    last_opt_out_at: Millis = 0
    opted_out_id: str = ""
    opted_in_at: Millis = 0
    opted_in_id: str = ""
    opt_out_log_at: Millis = 0
    opt_in_log_at: Millis = 0
    opt_in_sender: str = ""
    log_read_after: Millis = 0
    basis: str = ""
    anchor: Millis = 0
    language: str = ""
    last_inbound_at: Millis = 0
    last_inbound_id: str = ""
    last_sender: str = ""
    confirmed_at: Millis = 0
    day_started_at: Millis = 0
    day_confirmed: bool = False
    automatic_today: int = 0
    help_times: tuple[Millis, ...] = ()
    notice_at: Millis = 0
    notice_sent_id: str = ""
    notice_sent_at: Millis = 0
    blocked_senders: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    without_notice: int = 0
    open_reviews: tuple[str, ...] = ()
    written_at: Millis = 0
    places: tuple[str, ...] = ()
    dnc_checked: int = 0
    dnc_listed: bool = False
    reminded: str = ""
    away_at: Millis = 0
    welcome: str = ""
    chain_head: str = ""
    chain_id: str = ""
    chain_length: int = 0
    unreadable: tuple[str, ...] = ()

    def changed(self, changes: Mapping[str, Any]) -> "Number":
        """A copy with these fields changed: what `dataclasses.replace` does, at a tenth of its cost."""
        copy = object.__new__(Number)
        vars(copy).update(vars(self), **changes)
        return copy


class EntryKind(StrEnum):
    """What an item of a number's timeline tells (DESIGN §2)."""

    INBOUND = "inbound"
    CONSENT = "consent"
    MESSAGE = "message"
    SUPPRESSED = "suppressed"
    REFUSED = "refused"
    REVIEW = "review"
    NOTE = "note"
    ALARM = "alarm"
    ERASURE = "erasure"


@record
class Entry:
    """One item of a number's timeline. With `ledger` it gets a link of the number's hash chain (I6).

    `body` holds the raw words; `event` the provider id or our own id of what caused it. An opt-out at the
    desk says `how` the customer asked and the id of the `staff` member; `actor` is their name.
    `mark` says that a text needs a person (`support`, `call_back`). `seller` is whom express consent names.
    """

    at: Millis
    kind: EntryKind
    event: str = ""
    direction: str = ""
    body: str = ""
    intent: str = ""
    rule: str = ""
    keyword: str = ""
    language: str = ""
    channel: str = ""
    actor: str = ""
    sender: str = ""
    before: str = ""
    after: str = ""
    reason: str = ""
    message: str = ""
    ledger: bool = False
    log_at: Millis = 0
    media: int = 0
    how: str = ""
    staff: str = ""
    mark: str = ""
    seller: str = ""


@record
class Decision:
    """What one event does to one number; the commit script applies all of it or nothing.

    `event_kind` is the door (inbound, desk, api, import, provider, system); `event_id` is checked for
    a duplicate when it is not empty. `check_log` asks for the number's provider log to be read at once.
    `webhook_to` is our address that was texted, where a webhook brought the text: the provider's log must
    list it too (`flows.inbound.account_log`).
    """

    before: Number
    after: Number
    event_kind: str
    event_id: str = ""
    entries: tuple[Entry, ...] = ()
    messages: tuple[Message, ...] = field(default=())
    check_log: bool = False
    webhook_to: str = ""
