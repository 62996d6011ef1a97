"""The lists of customers, page by page, each exact over all of them, newest first.

Each list reads indexes that are kept where something changes: customers by their last change, and those
without a number, with the record (`customers.py`); numbers that somebody has, and those of them without a
text, with the links from numbers and in the commit of the first text. A page begins behind a place, so that
it costs the same however far back it is, and whoever joins meanwhile shifts nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import redis

from responder.domain.customers.customer import Customer
from responder.domain.inbox.work_queues import QueueName
from responder.store.connection import unavailable_on_failure
from responder.store.customers.customers import CustomerStore
from responder.store.keys import Keys
from responder.store.newest_first import Place, following, in_order


class CustomerList(StrEnum):
    """Which customers."""

    ALL = "all"
    OPTED_OUT = "opted_out"
    NEVER_TEXTED = "never_texted"
    NO_MOBILE = "no_mobile"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Listed:
    """A customer in a list, by which of their numbers ("" = by none), and the place behind which to go on."""

    customer: Customer
    number: str
    place: Place


class CustomerLists:
    """Reads of the lists. Whoever is in one by several numbers comes once for each."""

    def __init__(self, client: "redis.Redis", keys: Keys, customers: CustomerStore) -> None:
        self._redis = client
        self._keys = keys
        self._customers = customers
        self._read: Mapping[CustomerList, Callable[[Place | None, int], list[Place]]] = {
            CustomerList.ALL: self._of(keys.customers),
            CustomerList.NO_MOBILE: self._of(keys.no_mobile),
            CustomerList.NEVER_TEXTED: self._of(keys.untexted),
            CustomerList.REVIEW: self._of(lambda shard: keys.queue(shard, QueueName.REVIEWS.value)),
            CustomerList.OPTED_OUT: self._opted_out,
        }

    def page(
        self, wanted: CustomerList, after: Place | None, count: int
    ) -> tuple[list[Listed], Place | None]:
        """About `count` of a list behind a place, and the place behind which more may be; None at the end.

        Raises StoreUnavailable.
        """
        with unavailable_on_failure():
            places = self._read[wanted](after, count)
            ids = [member for _, member in places]
            if wanted in (CustomerList.ALL, CustomerList.NO_MOBILE):
                found = self._by_id(places)
            else:
                numbers = self._numbers(ids) if wanted is CustomerList.REVIEW else ids
                found = self._by_number(places, numbers)
        return found, places[-1] if len(places) >= count else None

    def _of(self, key: Callable[[str], str]) -> Callable[[Place | None, int], list[Place]]:
        keys = [key(shard) for shard in self._keys.shards()]
        return lambda after, count: following(self._redis, keys, after, count)

    def _opted_out(self, after: Place | None, count: int) -> list[Place]:
        """Opted-out numbers that somebody has. Redis finds them; the set itself knows no order."""
        pipe = self._redis.pipeline(transaction=False)
        for shard in self._keys.shards():
            weighed = {self._keys.opted_out(shard): 0, self._keys.listed(shard): 1}
            pipe.zinter(weighed, withscores=True)
        return in_order(pipe.execute(), after, count)

    def _by_id(self, places: Sequence[Place]) -> list[Listed]:
        known = {each.id: each for each in self._customers.many([member for _, member in places])}
        return [Listed(known[place[1]], "", place) for place in places if place[1] in known]

    def _by_number(self, places: Sequence[Place], numbers: Sequence[str]) -> list[Listed]:
        who = self._customers.of_numbers(list(dict.fromkeys(numbers)))
        return [
            Listed(customer, number, place)
            for place, number in zip(places, numbers, strict=True)
            for customer in who[number]
        ]

    def _numbers(self, items: Sequence[str]) -> list[str]:
        """Whose texts these are, of the review queue; "" where the item was just taken away."""
        pipe = self._redis.pipeline(transaction=False)
        for item in items:
            pipe.hget(self._keys.item(QueueName.REVIEWS.value, item), "number")
        return [str(number or "") for number in pipe.execute()]
