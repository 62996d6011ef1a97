"""What the stories of messages to many need beside `ports.desk`: their book, their texts, and the counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from responder.domain.campaigns.campaign import Bulk, Counts
from responder.domain.customers.customer import Customer
from responder.domain.records import Millis, Number
from responder.ports.counts import HourCounts
from responder.ports.desk import Audit, Customers, DeskDeps


class EveryCustomer(Customers, Protocol):
    """The list of customers, also as a whole. Every method may raise StoreUnavailable."""

    def everybody(self) -> Iterator[Customer]:
        """All customers, in no order."""
        ...

    def count(self) -> int:
        """How many there are."""
        ...

    def of_numbers(self, numbers: Sequence[str]) -> dict[str, list[Customer]]:
        """Who has each of these numbers."""
        ...


class Numbers(Protocol):
    """Records of numbers, many at once."""

    def numbers(self, numbers: Sequence[str]) -> dict[str, Number]:
        """Each number's record; a stranger is UNKNOWN."""
        ...


class Bulks(Protocol):
    """The messages to many. Recipients are customers' ids. Every method may raise StoreUnavailable."""

    def new_id(self) -> str: ...
    def get(self, bulk_id: str) -> Bulk | None: ...
    def all(self, limit: int) -> Sequence[Bulk]: ...

    def save(self, bulk: Bulk, recipients: str = "") -> Bulk:
        """Write it if its version is still the stored one; `recipients` names a staged list that becomes its
        own in the same step. Raises Changed.
        """
        ...

    def watched(self) -> Sequence[Bulk]:
        """Those that need somebody's eye: being checked, sending, or with messages whose end is not known."""
        ...

    def forget(self, bulk_id: str) -> None:
        """It needs no eye any more."""
        ...

    def listed(self, bulk_id: str) -> frozenset[str]:
        """The customers that its author listed."""
        ...

    def list_customers(self, bulk_id: str, ids: Sequence[str]) -> None:
        """These are the customers of the list, instead of those before."""
        ...

    def stage(self, bulk_id: str, token: str, ids: Sequence[str]) -> None:
        """Add recipients to a list that `save` may take over."""
        ...

    def progress(self, bulk_id: str) -> tuple[int, int]:
        """How many customers the count has looked at, and of how many; both 0 = it does not run."""
        ...

    def keep_progress(self, bulk_id: str, done: int, of: int) -> None:
        """Tell whoever waits for the count."""
        ...

    def due(self, bulk_id: str, now: Millis, limit: int) -> Sequence[str]:
        """Recipients who may be looked at now."""
        ...

    def later(self, bulk_id: str, customer_id: str, at: Millis) -> None:
        """Look at this recipient again then."""
        ...

    def promise(self, bulk_id: str, customer_id: str, message_id: str) -> str:
        """The message that this recipient gets: whoever says it first."""
        ...

    def promised(self, bulk_id: str, customer_id: str) -> str:
        """The message that this recipient was promised; "" = none yet."""
        ...

    def made(self, bulk_id: str, customer_id: str, message_id: str, state: str, look_at: Millis) -> None:
        """This recipient is done with: `state` is counted, and the message looked at again then (0 = no)."""
        ...

    def open_messages(self, bulk_id: str, now: Millis, limit: int) -> Sequence[str]:
        """Messages whose end is not known and that are to be looked at now."""
        ...

    def seen(self, bulk_id: str, states: Mapping[str, tuple[str, Millis]]) -> None:
        """Messages' states as they are now, and when to look again (0 = it is final)."""
        ...

    def counts(self, bulk_id: str) -> Counts:
        """What became of its messages; opt-outs are counted by the hour (`flows/bulk_report`)."""
        ...


class OptOutAlarms(Protocol):
    """What is remembered beside the counts. Every method may raise StoreUnavailable."""

    def sold_over(self) -> Mapping[str, int]:
        """Senders that marketing went out over, and the last day (from 1970-01-01, UTC) on which it did."""
        ...

    def alarm(self, sender: str, rule: str, at: Millis) -> bool:
        """The rate is over a rule's line ("" = over none); whether this is new."""
        ...

    def trim(self, before: Millis) -> None:
        """Forget what is older."""
        ...


class BulkWords(Protocol):
    """Texts with placeholders. Both raise BadBulk with one sentence."""

    def check(self, text: str) -> None:
        """Whether a text can be filled for everybody."""
        ...

    def fill(self, text: str, name: str) -> str:
        """The text for a customer of this name."""
        ...


@dataclass(frozen=True, slots=True)
class BulkDeps:
    """Everything the stories of messages to many need, built once in `wiring/console.py`."""

    desk: DeskDeps
    customers: EveryCustomer
    numbers: Numbers
    bulks: Bulks
    alarms: OptOutAlarms
    hours: HourCounts
    words: BulkWords

    @property
    def audit(self) -> Audit:
        """What staff did."""
        return self.desk.audit
