"""Customers by the hundred, for lists that come in and go out: a few round trips for each batch."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from itertools import groupby

import redis

from responder.domain.customers.customer import Customer
from responder.domain.records import Millis, Number
from responder.store.connection import unavailable_on_failure
from responder.store.customers.customers import CustomerStore
from responder.store.customers.list_index import index_numbers
from responder.store.keys import Keys, shard_of
from responder.store.name_index import line
from responder.store.unreadable import each_reply, number_of


class CustomerBatches:
    """Implements `ports.customer_list.ManyCustomers`."""

    def __init__(self, client: "redis.Redis", keys: Keys, customers: CustomerStore) -> None:
        self._redis = client
        self._keys = keys
        self._customers = customers

    def by_id(self, ids: Sequence[str]) -> dict[str, Customer]:
        """Those of these ids that exist."""
        return {each.id: each for each in self._customers.many(list(dict.fromkeys(filter(None, ids))))}

    def by_number(self, numbers: Sequence[str]) -> dict[str, list[Customer]]:
        """Who has each number, the oldest customer first."""
        return self._customers.of_numbers(list(dict.fromkeys(numbers)))

    def numbers(self, numbers: Sequence[str]) -> dict[str, Number]:
        """The records of these numbers; a stranger's is empty."""
        wanted = list(dict.fromkeys(numbers))
        pipe = self._redis.pipeline(transaction=False)
        for number in wanted:
            pipe.hgetall(self._keys.number(number))
        with unavailable_on_failure():
            found = each_reply(pipe)
        return {number: number_of(number, stored) for number, stored in zip(wanted, found, strict=True)}

    def recorded(self, facts: Sequence[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        """Those of these (number, event) that were acted on."""
        pipe = self._redis.pipeline(transaction=False)
        for number, event in facts:
            pipe.sismember(self._keys.events(number), event)
        with unavailable_on_failure():
            found = each_reply(pipe)
        return frozenset(fact for fact, known in zip(facts, found, strict=True) if known == 1)

    def add(self, customers: Iterable[Customer], now: Millis) -> list[Customer]:
        """Write new customers, each with an id that nobody has; the links first, then one step a shard."""
        fresh = [
            replace(each, id=each.id or self._customers.new_id(), version=1, created_at=now, changed_at=now)
            for each in customers
        ]
        links = self._redis.pipeline(transaction=False)
        for customer in fresh:
            for number in customer.numbers:
                links.sadd(self._keys.customers_of(number), customer.id)
            index_numbers(links, self._keys, customer.numbers, now)
        with unavailable_on_failure():
            links.execute()
            for shard, group in groupby(sorted(fresh, key=_shard), key=_shard):
                self._write(shard, list(group))
        return fresh

    @property
    def most_parts(self) -> int:
        """Into how many parts everybody can be cut."""
        return self._keys.shard_count

    def count(self) -> int:
        """How many customers there are."""
        return self._customers.count()

    def everybody(self, part: int = 0, parts: int = 1) -> Iterator[Customer]:
        """All customers, in no order; or those of one of `parts` about equal parts, the first being 0."""
        return self._customers.everybody(part, parts)

    def _write(self, shard: str, customers: Sequence[Customer]) -> None:
        pipe = self._redis.pipeline(transaction=True)
        for customer in customers:
            record = json.dumps(asdict(customer), ensure_ascii=False)
            pipe.hset(self._keys.customer(customer.id), mapping={"version": 1, "record": record})
        pipe.zadd(self._keys.customers(shard), {each.id: each.changed_at for each in customers})
        nowhere = {each.id: each.changed_at for each in customers if not each.numbers}
        if nowhere:
            pipe.zadd(self._keys.no_mobile(shard), nowhere)
        pipe.append(self._keys.names(shard), "".join(map(line, customers)))
        pipe.execute()


def _shard(customer: Customer) -> str:
    return shard_of(customer.id)
