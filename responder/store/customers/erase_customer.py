"""Takes a person out of the console: who had a number, their appointments, their names, their conversation,
their rows of lists that wait, and their name in the audit log.

A customer who has another number as well is another matter: their record stays and loses this number alone.
What was found is taken away in steps that may be repeated; the link from the number goes last, so that an
interrupted erasure finds the rest when it is asked for again.
"""

import json
from dataclasses import asdict, replace

import redis
from redis.client import Pipeline

from responder.domain.customers.customer import Customer
from responder.domain.proof.erasure import Gone
from responder.store.connection import unavailable_on_failure
from responder.store.customers.customers import customer_from
from responder.store.customers.list_index import index_numbers
from responder.store.customers.uploads import RedisUploads
from responder.store.keys import Keys, shard_of
from responder.store.name_index import line, without
from responder.store.optimistic_write import write
from responder.store.staff.audit_subjects import AuditSubjects


class Forgetting:
    """What the desk knows of the people behind a number."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._keys = keys
        self._uploads, self._subjects = RedisUploads(client, keys), AuditSubjects(client, keys)

    def people(self, number: str) -> Gone:
        """Take away all of them. Raises StoreUnavailable, Changed; it may be repeated."""
        with unavailable_on_failure():
            found = self._customers(number)
            alone = [each for each in found if not set(each.numbers) - {number}]
            appointments = sum(self._erase(each) for each in alone)
            for each in found:
                if each not in alone:
                    self._without(each, number)
            self._leave_lists(number)
            pipe = self._redis.pipeline(transaction=False)
            pipe.delete(self._keys.customers_of(number))
            index_numbers(pipe, self._keys, [number], 0)
            pipe.execute()
            self._uploads.without(number)
            self._subjects.forget(number)
        return Gone(len(alone), appointments, len(found) - len(alone))

    def _customers(self, number: str) -> list[Customer]:
        ids = sorted(str(each) for each in self._redis.smembers(self._keys.customers_of(number)))
        records = [self._redis.hget(self._keys.customer(each), "record") for each in ids]
        found = [customer_from(str(record)) for record in records if record]
        return [each for each in found if number in (*each.numbers, *each.former_numbers)]

    def _erase(self, customer: Customer) -> int:
        """A customer with all appointments; how many these were."""
        keys = self._keys
        ids = [str(each) for each in self._redis.zrange(keys.appointments_of(customer.id), 0, -1)]
        own = [each for each in ids if self._is_theirs(each, customer.id)]
        for each in own:
            self._redis.delete(keys.appointment(each), keys.reminders(each))
            self._redis.zrem(keys.appointments(shard_of(each)), each)
        self._redis.delete(keys.appointments_of(customer.id))
        self._forget_names(customer.id)
        pipe = self._redis.pipeline(transaction=False)
        for number in customer.former_numbers:
            pipe.srem(keys.customers_of(number), customer.id)
        index_numbers(pipe, keys, customer.former_numbers, 0)
        for index in (keys.customers, keys.no_mobile):
            pipe.zrem(index(shard_of(customer.id)), customer.id)
        pipe.execute()
        self._redis.delete(keys.customer(customer.id))
        return len(own)

    def _is_theirs(self, appointment_id: str, customer_id: str) -> bool:
        """An index may name an appointment that was given to somebody else since."""
        stored = self._redis.hget(self._keys.appointment(appointment_id), "record")
        return bool(stored) and json.loads(str(stored)).get("customer") == customer_id

    def _without(self, customer: Customer, number: str) -> None:
        """The customer without this number, as if they had never had it."""
        fresh = replace(
            customer,
            numbers=tuple(each for each in customer.numbers if each != number),
            former_numbers=tuple(each for each in customer.former_numbers if each != number),
            version=customer.version + 1,
        )
        self._forget_names(customer.id)
        self._leave_reminders(customer.id, number)
        record, shard = json.dumps(asdict(fresh), ensure_ascii=False), shard_of(fresh.id)
        write(
            self._redis,
            self._keys.customer(fresh.id),
            fresh.version,
            record,
            lambda pipe: _append(pipe, self._keys.names(shard), line(fresh)),
        )

    def _leave_reminders(self, customer_id: str, number: str) -> None:
        """No reminder names the number; that it went stays known, or another would go to the next number."""
        for each in self._redis.zrange(self._keys.appointments_of(customer_id), 0, -1):
            key = self._keys.reminders(str(each))
            fields = [name for name, value in self._redis.hgetall(key).items() if value == number]
            if fields:
                self._redis.hset(key, mapping=dict.fromkeys(fields, ""))

    def _forget_names(self, customer_id: str) -> None:
        """Write the shard's packed names anew without any line of theirs, earlier names included.

        Under another first line: every process that keeps the names drops what it has at its next search.
        """
        key = self._keys.names(shard_of(customer_id))

        def write_anew(pipe: Pipeline) -> None:
            """Once more from the start if somebody saved a customer meanwhile."""
            text = str(pipe.get(key) or "")
            pipe.multi()
            if f"\n{customer_id}|" in text:
                pipe.set(key, without(text, customer_id))

        self._redis.transaction(write_anew, key)

    def _leave_lists(self, number: str) -> None:
        """No list of conversations names the number any more."""
        shard = self._keys.shard(number)
        self._redis.zrem(self._keys.closed(shard), number)
        for staff_id in self._redis.hkeys(self._keys.staff):
            self._redis.zrem(self._keys.assigned(shard, str(staff_id)), number)


def _append(pipe: Pipeline, key: str, text: str) -> None:
    pipe.append(key, text)
