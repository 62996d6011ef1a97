"""`bin/bench console`: how long search and every list page take in a shop with 100,000 customers.

Asked in this process through WSGI, so that the figures are the server's time, rendering included; the Valkey
is the rig's own on the other core. The customers, their timelines (ten entries each: 1,000,000) and indexes
are written with the store's own records and keys, in bulk.
"""

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from itertools import islice
from typing import TypeAlias

import redis
from flask.testing import FlaskClient

from bench.report import Figure, table
from bench.rig import CannotRun, Rig, placement, rig, side
from responder.domain.customers.customer import Appointment, Customer
from responder.domain.inbox.work_queues import QueueName
from responder.domain.records import HOUR, Millis
from responder.domain.staff.accounts import Role
from responder.flows.staff import accounts
from responder.ports.counts import Sums
from responder.settings.environment import load_settings
from responder.store.connection import SHARDS
from responder.store.keys import Keys, shard_of
from responder.store.name_index import line
from responder.web.console.app import console_app
from responder.wiring.product import App, build

ENTRIES = 10
CHUNK = 500
ROUNDS = 40
TARGET_MS = 50.0
PASSWORD = "a password for the benchmark"
KEYS = Keys("bench", SHARDS)

Pipe: TypeAlias = "redis.client.Pipeline"
Put: TypeAlias = Callable[..., object]
"""A command of Redis, with its arguments."""

FIRST = "Alice Bob Carol David Élise Fatima Georges Hélène Ivan Julie Karim Luc Marie Noé Olivia Paul".split()
LAST = (
    "Gagnon Roy Tremblay Côté Bouchard Gauthier Morin Lavoie Fortin Gagné Ouellet Pelletier Bélanger".split()
)

PAGES = {
    "conversations": "/conversations",
    "conversations, closed": "/conversations?view=closed",
    "search conversations": "/conversations?q=tremblay%204",
    "customers": "/customers",
    "search a common name": "/customers?q=gagnon",
    "search a rare name": "/customers?q=helene+ouellet+99",
    "search a number": "/customers?q=514+555",
    "customers, opted out": "/customers?filter=opted_out",
    "customers, no mobile": "/customers?filter=no_mobile",
    "customers, never texted": "/customers?filter=never_texted",
    "customers, in review": "/customers?filter=review",
    "appointments, day": "/appointments",
    "appointments, list": "/appointments?view=list",
    "help inbox": "/help",
    "overview, 30 days": "/overview",
    "overview, 90 days": "/overview?days=90",
    "review queue": "/review",
}


def measure(customers: int) -> list[Figure]:
    """Fill the store, ask every page, print the table; the figure against its target. Raises CannotRun."""
    with rig() as bench, side("tested"):
        app = build(load_settings(bench.environment()), 4)
        began = time.monotonic()
        _fill(bench, app, customers)
        print(f"console: {customers:,} customers in {time.monotonic() - began:.0f} s", file=sys.stderr)
        browser = _signed_in(app)
        gc.freeze()  # as the web server's process does at its start
        times = {name: _asked(browser, path) for name, path in PAGES.items()}
        app.jobs.queue.connection.close()
        app.console.pool.disconnect()
    print(f"\nServer time of a page, {customers:,} customers, {customers * ENTRIES:,} timeline entries,")
    print(f"{ROUNDS} times each; {placement()}.\n")
    rows = [("page", "p50 ms", "p95 ms", "longest ms")]
    rows += [(name, *(f"{value:.1f}" for value in _percentiles(each))) for name, each in times.items()]
    print(table(rows))
    worst = max(_percentiles(each)[1] for each in times.values())
    return [Figure("console: p95 of the slowest page", worst, "<=", TARGET_MS, "ms")]


def _signed_in(app: App) -> FlaskClient:
    accounts.add(app.console.desk, "dana", "Dana", Role.ADMIN, PASSWORD)
    browser = console_app(app).test_client()
    found = accounts.sign_in(app.console.desk, "dana", PASSWORD)
    if found is None:
        raise CannotRun("console: nobody can sign in.")
    with browser.session_transaction(base_url="https://localhost") as session:
        session["_user_id"], session["_fresh"] = found[1], True
    return browser


def _asked(browser: FlaskClient, path: str) -> list[float]:
    times = []
    for _ in range(ROUNDS + 2):
        began = time.perf_counter()
        answer = browser.get(path, base_url="https://localhost")
        times.append((time.perf_counter() - began) * 1_000)
        if answer.status_code != 200 or b'class="row' not in answer.data:
            raise CannotRun(f"console: {path} answered {answer.status_code} without a row.")
    return times[2:]


def _percentiles(times: list[float]) -> tuple[float, float, float]:
    cuts = statistics.quantiles(times, n=20)
    return cuts[9], cuts[18], max(times)


def _fill(bench: Rig, app: App, customers: int) -> None:
    client, now = bench.client(), app.deps.clock.now()
    everybody = iter(_people(customers, now))
    while chunk := list(islice(everybody, CHUNK)):
        pipe = client.pipeline(transaction=False)
        for place, customer in chunk:
            _store(pipe, place, customer, now)
        pipe.execute()
    _months(client, app, now)


def _months(client: "redis.Redis", app: App, now: Millis) -> None:
    """Ninety days of sums, and the newest hours as each shard counts them: three senders, eight templates."""
    sent = {f"out:+1415555010{place % 3}|template-{place % 8}": 40 + place for place in range(24)}
    of_hour = {"in": 300, "opted_in:inbound": 2, "opted_out:inbound:+14155550100|template-1": 1, **sent}
    newest = now // HOUR
    hours = range(newest - 90 * 24, newest - 2)
    of_day = {name: 24 * count for name, count in of_hour.items()}
    days = {day: of_day for day in range(hours.start // 24, hours.stop // 24 + 1)}
    for start in range(hours.start, hours.stop, 500):
        some = range(start, min(start + 500, hours.stop))
        sums = Sums(start, some.stop, {hour: (300, 600, 1, 2) for hour in some}, days)
        app.console.counts.keep(sums, app.console.counts.until())
    for shard in KEYS.shards():
        for back in range(3):
            key = KEYS.counted(shard, now - back * HOUR)
            client.hset(key, mapping={name: str(count) for name, count in of_hour.items()})


def _people(customers: int, now: Millis) -> Iterator[tuple[int, Customer]]:
    for place in range(customers):
        name = f"{FIRST[place % len(FIRST)]} {LAST[place // 7 % len(LAST)]} {place}"
        number = f"+1{(514, 418, 438, 819)[place % 4]}{200 + place // 40_000}{place // 4 % 10_000:04d}"
        number = number if place % 9 else f"+1514555{place % 10_000:04d}"
        at = now - (customers - place) * 1_000
        numbers = (number,) if place % 20 else ()
        yield place, Customer(f"{place % SHARDS:02d}{place:016x}", name, "en", numbers=numbers, changed_at=at)


def _store(pipe: Pipe, place: int, customer: Customer, now: Millis) -> None:
    put = pipe.execute_command
    shard, at = shard_of(customer.id), customer.changed_at
    put("HSET", KEYS.customer(customer.id), "version", 1, "record", json.dumps(asdict(customer)))
    put("ZADD", KEYS.customers(shard), at, customer.id)
    put("APPEND", KEYS.names(shard), line(customer))
    if not customer.numbers:
        put("ZADD", KEYS.no_mobile(shard), at, customer.id)
    if place % 10 == 0:
        appointment = Appointment(
            f"{shard}{place:016x}", customer.id, now + place % 14_400 * HOUR // 10, "Tires", version=1
        )
        put("HSET", KEYS.appointment(appointment.id), "version", 1, "record", json.dumps(asdict(appointment)))
        put("ZADD", KEYS.appointments(shard), appointment.at, appointment.id)
    for number in customer.numbers:
        put("SADD", KEYS.customers_of(number), customer.id)
        put("ZADD", KEYS.listed(KEYS.shard(number)), at, number)
        _story(put, place, number, at)


def _story(put: Put, place: int, number: str, at: Millis) -> None:
    """Ten entries, some of them a HELP; every thirtieth has opted out, with every fortieth nobody texts."""
    intents = ("HELP" if place % 5 == 0 and turn == 7 else "NONE" for turn in range(ENTRIES))
    entries = [
        {
            "at": at - 1_000 + turn,
            "kind": "inbound",
            "event": f"SM{place}-{turn}",
            "direction": "in",
            "body": f"This is text {turn} of an ordinary length, as customers write them.",
            "intent": intent,
        }
        for turn, intent in enumerate(intents)
    ]
    consent = ("OPTED_OUT", "EXPRESS", "UNKNOWN")[0 if place % 30 == 1 else 1 + place % 2]
    put("RPUSH", KEYS.timeline(number), *map(json.dumps, entries))
    texted = 0 if place % 40 == 3 else at
    fields = ("version", ENTRIES, "consent", consent, "last_inbound_at", texted, "since", at)
    put("HSET", KEYS.number(number), *fields)
    if not texted:
        put("ZADD", KEYS.untexted(KEYS.shard(number)), at, number)
    if consent == "OPTED_OUT":
        put("SADD", KEYS.opted_out(KEYS.shard(number)), number)
    put("ZADD", KEYS.recent(KEYS.shard(number)), at, number)
    if place % 50 == 7:
        put("HSET", KEYS.conversation(number), "closed_at", at + 1, "read_at", at + 1)
    if place % 5 == 0:
        _wait(put, QueueName.SUPPORT, number, entries[7], "mark", "help")
    if place % 50 == 1:
        put("HSET", KEYS.number(number), "open_reviews", str(entries[8]["event"]))
        _wait(put, QueueName.REVIEWS, number, entries[8], "state", "open", "rule", "KW-11")


def _wait(put: Put, queue: QueueName, number: str, entry: Mapping[str, object], *more: str) -> None:
    """A text that waits in a queue for a person, as the commit files it."""
    event, at = str(entry["event"]), int(str(entry["at"]))
    item = KEYS.item_id(number, event)
    put("ZADD", KEYS.queue(KEYS.shard(number), queue.value), at, item)
    words = ("number", number, "event", event, "at", at, "body", str(entry["body"]), *more)
    put("HSET", KEYS.item(queue.value, item), *words)
