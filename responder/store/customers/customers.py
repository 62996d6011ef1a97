"""Customers in Redis: the record, the newest-first index, the names, and who has a number.

A record with its index and its name is one transaction in one slot; the link from a number is in the
number's slot and written first, so that a crash leaves a link too many, never one too few. `rebuild` repairs.
"""

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace

import redis
from redis.client import Pipeline

from responder.domain.customers.customer import Customer
from responder.domain.records import Millis
from responder.store.connection import unavailable_on_failure
from responder.store.customers.list_index import index_numbers
from responder.store.keys import Keys, shard_of
from responder.store.name_index import PackedNames, first_line, line, matches
from responder.store.newest_first import newest
from responder.store.optimistic_write import write
from responder.store.records import Unreadable
from responder.store.unreadable import UnreadableRecords, each_reply

PAGE = 500


class CustomerStore:
    """Implements `ports.desk.Customers`."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._keys = keys
        self._names = PackedNames(client, keys)
        self._unreadable = UnreadableRecords(client, keys)

    def new_id(self) -> str:
        """A fresh opaque id that begins with a shard."""
        return f"{secrets.randbelow(self._keys.shard_count):02d}{secrets.token_hex(8)}"

    def get(self, customer_id: str) -> Customer | None:
        """One customer, or None. Raises Unreadable."""
        with unavailable_on_failure():
            stored = self._redis.hget(self._keys.customer(customer_id), "record")
        return customer_from(str(stored)) if stored else None

    def many(self, ids: Sequence[str]) -> list[Customer]:
        """Those of the ids that exist and can be read, in their order."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for customer_id in ids:
                pipe.hget(self._keys.customer(customer_id), "record")
            found = zip(ids, each_reply(pipe), strict=True)
            known = self._unreadable.read_each("customer", found, customer_from)
        return [known[each] for each in ids if each in known]

    def save(self, customer: Customer, now: Millis) -> Customer:
        """Write it if its version is still the stored one. Raises Changed, StoreUnavailable."""
        before = self.get(customer.id)
        fresh = replace(
            customer, version=customer.version + 1, changed_at=now, created_at=customer.created_at or now
        )
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for number in customer.numbers:
                pipe.sadd(self._keys.customers_of(number), customer.id)
            index_numbers(pipe, self._keys, customer.numbers, now)
            pipe.execute()
            self._write(fresh, is_new_name=before is None or line(before) != line(fresh))
            left = set(before.numbers if before else ()) - {*fresh.numbers, *fresh.former_numbers}
            for number in left:  # former ones keep their link: both numbers lead to the customer
                pipe.srem(self._keys.customers_of(number), customer.id)
            index_numbers(pipe, self._keys, left, now)
            pipe.execute()
        return fresh

    def of_number(self, number: str) -> list[Customer]:
        """Who has this number, oldest customer first; two people may share a phone."""
        return self.of_numbers([number])[number]

    def formerly_of(self, number: str) -> list[Customer]:
        """Who had this number once and has another one now, or none."""
        with unavailable_on_failure():
            ids = sorted(str(each) for each in self._redis.smembers(self._keys.customers_of(number)))
        return [customer for customer in self.many(ids) if number in customer.former_numbers]

    def of_numbers(self, numbers: Sequence[str]) -> dict[str, list[Customer]]:
        """Who has each of these numbers."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for number in numbers:
                pipe.smembers(self._keys.customers_of(number))
            links = dict(zip(numbers, pipe.execute(), strict=True))
        known = {customer.id: customer for customer in self.many(sorted(set().union(*links.values())))}
        return {
            number: sorted(
                (known[each] for each in ids if each in known and number in known[each].numbers),
                key=lambda customer: customer.created_at,
            )
            for number, ids in links.items()
        }

    def search(self, text: str, limit: int) -> list[Customer]:
        """Customers whose name holds all the words, or whose number holds the digits; by name."""
        with unavailable_on_failure():
            ids = self._names.search(text)
        found = [customer for customer in self.many(ids) if matches(customer, text)]
        return sorted(found, key=lambda customer: customer.name.casefold())[:limit]

    def newest(self, start: int, count: int) -> list[Customer]:
        """Customers by their last change, newest first."""
        with unavailable_on_failure():
            found = newest(self._redis, [self._keys.customers(s) for s in self._keys.shards()], start, count)
        return self.many([customer_id for customer_id, _ in found])

    def count(self) -> int:
        """How many customers there are."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for shard in self._keys.shards():
                pipe.zcard(self._keys.customers(shard))
            return sum(pipe.execute())

    def everybody(self, part: int = 0, parts: int = 1) -> Iterator[Customer]:
        """All customers, in no order; or those of one of `parts` about equal parts, the first being 0."""
        for shard in self._keys.shards()[part::parts]:
            with unavailable_on_failure():
                ids = [str(each) for each in self._redis.zrange(self._keys.customers(shard), 0, -1)]
            for start in range(0, len(ids), PAGE):
                yield from self.many(ids[start : start + PAGE])

    def rebuild(self) -> int:
        """Write names, lists and links anew from the records; returns how many customers there are."""
        return sum(self.rebuild_shard(shard) for shard in self._keys.shards())

    def rebuild_shard(self, shard: str) -> int:
        """The same for the customers of one shard."""
        names, customers = self._keys.names(shard), self._keys.customers(shard)
        found: list[Customer] = []

        def write_anew(pipe: Pipeline) -> None:
            """Once more from the start if somebody saved a customer meanwhile: the lists are watched."""
            keys = [str(key) for key in self._redis.scan_iter(self._keys.customer(shard + "*"), count=1_000)]
            found[:] = self.many([key.rpartition(":")[2] for key in keys])
            pipe.multi()
            pipe.delete(customers, self._keys.no_mobile(shard))
            pipe.set(names, first_line())
            for customer in found:
                self._index(pipe, customer)

        with unavailable_on_failure():
            self._redis.transaction(write_anew, names, customers)
            links = self._redis.pipeline(transaction=False)
            for customer in found:
                for number in (*customer.numbers, *customer.former_numbers):
                    links.sadd(self._keys.customers_of(number), customer.id)
                index_numbers(links, self._keys, customer.numbers, customer.created_at)
            links.execute()
        return len(found)

    def _write(self, customer: Customer, is_new_name: bool) -> None:
        record = json.dumps(asdict(customer), ensure_ascii=False)
        key = self._keys.customer(customer.id)
        write(
            self._redis,
            key,
            customer.version,
            record,
            lambda pipe: self._index(pipe, customer, is_new_name),
        )

    def _index(self, pipe: Pipeline, customer: Customer, is_new_name: bool = True) -> None:
        shard = shard_of(customer.id)
        pipe.zadd(self._keys.customers(shard), {customer.id: customer.changed_at})
        if customer.numbers:
            pipe.zrem(self._keys.no_mobile(shard), customer.id)
        else:
            pipe.zadd(self._keys.no_mobile(shard), {customer.id: customer.changed_at})
        if is_new_name:
            pipe.append(self._keys.names(shard), line(customer))


def customer_from(stored: str | None) -> Customer:
    """The customer as stored. Raises Unreadable."""
    try:
        plain = json.loads(stored or "{}")
        for name in ("numbers", "former_numbers"):
            plain[name] = tuple(plain.get(name, ()))
        return Customer(**{name: value for name, value in plain.items() if name in Customer.__slots__})
    except (ValueError, TypeError, AttributeError) as error:
        raise Unreadable(type(error).__name__) from None
