"""Every Redis key, built here, in `bulk_keys` and in `log_keys`, and nowhere else.

Keys of a number carry one hash tag, `{business:shard}`, so that a commit touches one cluster slot. The
number of shards is fixed at first start (`Keys.shard_count`); changing it would lose every number.
"""

from binascii import crc32
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from responder.domain.records import HOUR, Millis
from responder.store.campaign_keys import BulkKeys
from responder.store.log_keys import LogKeys

LANES = ("answer", "rest")
"""The two due sets: automatic answers first, then everything else (DESIGN §3)."""


@dataclass(frozen=True, slots=True)
class Keys(BulkKeys, LogKeys):
    """The keys of one installation: `business` is the short id of the business file."""

    business: str
    shard_count: int

    def shard(self, number: str) -> str:
        """The two-digit shard of a number; message ids begin with it."""
        return f"{crc32(number.encode('utf-8', 'surrogatepass')) % self.shard_count:02d}"

    def shards(self) -> list[str]:
        """All shards, in order."""
        return [f"{index:02d}" for index in range(self.shard_count)]

    def number(self, number: str) -> str:
        """Hash: the number's record (`records.NUMBER_FIELDS`), `sending`, `duplicates`."""
        return f"{self._tag(self.shard(number))}:number:{number}"

    def numbers_of(self, shard: str) -> str:
        """What the keys of all records of a shard begin with."""
        return f"{self._tag(shard)}:number:"

    def timeline(self, number: str) -> str:
        """List of JSON entries, oldest first."""
        return f"{self._tag(self.shard(number))}:timeline:{number}"

    def events(self, number: str) -> str:
        """Set of the event ids that were acted on; kept as long as the timeline."""
        return f"{self._tag(self.shard(number))}:events:{number}"

    def unknown(self, number: str) -> str:
        """Sorted set: messages of unknown outcome, by the time until which they hold the next ones."""
        return f"{self._tag(self.shard(number))}:unknown:{number}"

    def of_person(self, kind: str, number: str) -> str:
        """One of a number's own keys, by the first word of its name: `number`, `timeline`, …"""
        return f"{self._tag(self.shard(number))}:{kind}:{number}"

    def aside(self, kind: str, number: str) -> str:
        """Where such a key lies that was of another kind than ours (`other_kinds.py`)."""
        return f"{self._tag(self.shard(number))}:aside:{kind}:{number}"

    def message(self, message_id: str) -> str:
        """Hash: one outgoing message."""
        return f"{self._tag(shard_of(message_id))}:message:{message_id}"

    def opted_out(self, shard: str) -> str:
        """Set of the shard's opted-out numbers, changed only in the commit."""
        return f"{self._tag(shard)}:opted_out"

    def due(self, shard: str, lane: str) -> str:
        """Sorted set: message ids by the time at which they may go."""
        return f"{self._tag(shard)}:due:{lane}"

    def claims(self, shard: str) -> str:
        """Sorted set: messages being handed over, by the deadline of their claim."""
        return f"{self._tag(shard)}:claims"

    def unresolved(self, shard: str) -> str:
        """Sorted set: messages of unknown outcome, by the time since which they are; kept by settle.lua."""
        return f"{self._tag(shard)}:unresolved"

    def recent(self, shard: str) -> str:
        """Sorted set: numbers by last activity, for newest-first lists."""
        return f"{self._tag(shard)}:recent"

    def erased(self, shard: str) -> str:
        """List: the chains of erased people, each a JSON list of what is left of its entries."""
        return f"{self._tag(shard)}:erased"

    def erased_events(self, shard: str) -> str:
        """Set: event ids of erased people, without their numbers, so that none of them is acted on again."""
        return f"{self._tag(shard)}:erased_events"

    def changes(self, shard: str) -> str:
        """Stream: who left or joined the opted-out set, for the journal; written in the commit."""
        return f"{self._tag(shard)}:changes"

    def queue(self, shard: str, name: str) -> str:
        """Sorted set: ids of the items that wait in a queue (`reviews`, `support`), by their time."""
        return f"{self._tag(shard)}:queue:{name}"

    def item(self, name: str, item_id: str) -> str:
        """Hash: one item of a queue, kept after it left the queue: `number`, `event`, `at`, `body`, …"""
        return f"{self._tag(shard_of(item_id))}:{name}:{item_id}"

    def item_id(self, number: str, event: str) -> str:
        """The id by which people name an item: it begins with the shard and tells nothing of the number."""
        return self.shard(number) + sha256(event.encode("utf-8", "surrogatepass")).hexdigest()[:20]

    def of_commit(self, number: str) -> list[str]:
        """The keys that a commit touches beside its messages, in the order of lua/commit.lua."""
        tag, shared = _of_shard(self, self.shard(number))
        return [f"{tag}:number:{number}", f"{tag}:timeline:{number}", f"{tag}:events:{number}", *shared]

    def counted(self, shard: str, at: Millis) -> str:
        """Hash: how often each thing happened in the hour of `at`, counted in the commit itself."""
        return f"{self._tag(shard)}:counted:{at // HOUR}"

    @property
    def hours(self) -> str:
        """Hash: hour -> four sums; `day:` and a day -> all sums (JSON); `until`: the first hour not in it."""
        return f"{self._tag('meta')}:hours"

    @property
    def shard_count_key(self) -> str:
        """String: the number of shards this data was written with."""
        return f"{self._tag('meta')}:shards"

    @property
    def proof(self) -> str:
        """Hash: when a checkpoint last left, and why the last one did not; the same for the journal."""
        return f"{self._tag('meta')}:proof"

    @property
    def wake(self) -> str:
        """String with a 5 s life: a drain has been asked for."""
        return f"{self._tag('meta')}:wake"

    @property
    def forbidden(self) -> str:
        """Hash with a day's life: `count` of refused webhooks that name our account, `last_at` (ms)."""
        return f"{self._tag('meta')}:forbidden"

    @property
    def stopped(self) -> str:
        """Hash: sender id, or `all` -> why, by whom and since when sending is switched off, as JSON."""
        return f"{self._tag('meta')}:stopped"

    def rate(self, sender_id: str) -> str:
        """Hash: the sender's token buckets."""
        return f"{self._tag('meta')}:rate:{sender_id}"

    # -- the desk: customers, conversations, appointments, staff

    def customer(self, customer_id: str) -> str:
        """Hash: `version`, and `record` as JSON. The id begins with its shard, as those of messages do."""
        return f"{self._tag(shard_of(customer_id))}:customer:{customer_id}"

    def customers(self, shard: str) -> str:
        """Sorted set: the shard's customer ids by last change, for newest-first lists."""
        return f"{self._tag(shard)}:customers"

    def no_mobile(self, shard: str) -> str:
        """Sorted set: those of the shard's customers who have no number, by last change."""
        return f"{self._tag(shard)}:no_mobile"

    def listed(self, shard: str) -> str:
        """Sorted set: numbers that a customer has, by since when (lua/listed.lua)."""
        return f"{self._tag(shard)}:listed"

    def untexted(self, shard: str) -> str:
        """Sorted set: those of them that no text went to or came from; lua/commit.lua takes them out."""
        return f"{self._tag(shard)}:untexted"

    def names(self, shard: str) -> str:
        """String: a line for each name that a customer ever had (`name_index.py`), searched by scanning."""
        return f"{self._tag(shard)}:names"

    def customers_of(self, number: str) -> str:
        """Set: the ids of the customers who have this number; in the shard of the number."""
        return f"{self._tag(self.shard(number))}:customers_of:{number}"

    def conversation(self, number: str) -> str:
        """Hash: `read_at`, `closed_at`, `assignee`: what the desk did with a number's conversation."""
        return f"{self._tag(self.shard(number))}:conversation:{number}"

    def pictures(self, number: str) -> str:
        """Hash: the provider's id of a text -> what became of its pictures, as JSON."""
        return f"{self._tag(self.shard(number))}:pictures:{number}"

    def closed(self, shard: str) -> str:
        """Sorted set: numbers whose conversation was closed, by when; some have written since."""
        return f"{self._tag(shard)}:closed"

    def assigned(self, shard: str, staff_id: str) -> str:
        """Sorted set: numbers whose conversation a staff member was given, by when."""
        return f"{self._tag(shard)}:assigned:{staff_id}"

    def appointment(self, appointment_id: str) -> str:
        """Hash: `version`, and `record` as JSON; in the shard of its customer."""
        return f"{self._tag(shard_of(appointment_id))}:appointment:{appointment_id}"

    def appointments(self, shard: str) -> str:
        """Sorted set: the shard's appointment ids by their time."""
        return f"{self._tag(shard)}:appointments"

    def appointments_of(self, customer_id: str) -> str:
        """Sorted set: a customer's appointment ids by their time."""
        return f"{self._tag(shard_of(customer_id))}:appointments_of:{customer_id}"

    def reminders(self, appointment_id: str) -> str:
        """Hash: which reminders of an appointment went to which number, and what became of them."""
        return f"{self._tag(shard_of(appointment_id))}:reminders:{appointment_id}"

    def upload(self, upload_id: str) -> str:
        """String with an hour's life: a list that somebody uploaded, and how far it is carried out (JSON)."""
        return f"{self._tag('meta')}:upload:{upload_id}"

    def upload_rows(self, upload_id: str) -> str:
        """List with an hour's life: the rows of an upload as JSON, each with what it would do."""
        return f"{self._tag('meta')}:upload_rows:{upload_id}"

    def upload_busy(self, upload_id: str) -> str:
        """String with a short life: somebody carries this upload out right now."""
        return f"{self._tag('meta')}:upload_busy:{upload_id}"

    @property
    def mail_addresses(self) -> str:
        """Hash: staff id -> the address at which they want to be told of texts that wait."""
        return f"{self._tag('meta')}:mail_addresses"

    @property
    def quick_replies(self) -> str:
        """Hash: id -> a quick reply as JSON."""
        return f"{self._tag('meta')}:quick_replies"

    @property
    def staff(self) -> str:
        """Hash: staff id -> the account as JSON."""
        return f"{self._tag('meta')}:staff"

    @property
    def logins(self) -> str:
        """Hash: login name -> staff id."""
        return f"{self._tag('meta')}:logins"

    def session(self, token_hash: str) -> str:
        """Hash with a life: `staff`, `opened_at`, `password` (its mark); the key holds a token's SHA-256."""
        return f"{self._tag('meta')}:session:{token_hash}"

    def sessions_of(self, staff_id: str) -> str:
        """Set with a life: the token hashes of a staff member's sessions."""
        return f"{self._tag('meta')}:sessions_of:{staff_id}"

    @property
    def audit(self) -> str:
        """Stream: every act of a staff member, oldest first; never trimmed."""
        return f"{self._tag('meta')}:audit"

    @property
    def api_keys(self) -> str:
        """Hash: API key id -> JSON with its name, role, the secret's hash and when it was made or revoked."""
        return f"{self._tag('meta')}:api_keys"

    @property
    def api_keys_used(self) -> str:
        """Hash: API key id -> when it was last used (ms)."""
        return f"{self._tag('meta')}:api_keys_used"

    def failed_keys(self, address: str) -> str:
        """String with a 60 s life: how many wrong API keys came from an address; from "": all."""
        return f"{self._tag('meta')}:failed_keys:{sha256(address.encode()).hexdigest()[:20]}"

    def shared(self, name: str) -> str:
        """A key of the installation and no shard; for `account_keys`."""
        return f"{self._tag('meta')}:{name}"

    def _tag(self, shard: str) -> str:
        return f"r:{{{self.business}:{shard}}}"


@cache
def _of_shard(keys: Keys, shard: str) -> tuple[str, tuple[str, ...]]:
    """What all commits of a shard have in common: the tag, and the keys that are not a number's own."""
    dues = (keys.due(shard, lane) for lane in LANES)
    late = (keys.recent(shard), keys.changes(shard), keys.erased_events(shard))
    return keys._tag(shard), (keys.opted_out(shard), *dues, *late)


def shard_of(message_id: str) -> str:
    """The shard that a message id begins with."""
    return message_id[:2]
