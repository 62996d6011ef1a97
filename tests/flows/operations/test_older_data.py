"""Data of an older release, a newer one and another account under today's code; two releases at once."""

from dataclasses import replace
from functools import partial

import pytest

from responder.domain.operations.installation import SCHEMA, Owner
from responder.domain.records import HOUR, MINUTE, Consent, Marketing
from responder.flows.operations import migrate
from responder.flows.operations.migrate import Migrating
from responder.flows.outbound import compose
from responder.ports import StoreUnavailable, StoreUnfit
from responder.settings.environment import Secret
from responder.store.connection import Durability
from responder.store.core.numbers_outbox import RedisStore
from responder.store.core.queries import Queries
from responder.store.customers.customer_lists import CustomerList, CustomerLists
from responder.store.customers.customers import CustomerStore
from responder.store.inbox.conversations import Conversations
from responder.store.keys import Keys
from responder.store.operations.installation import Installation
from responder.store.operations.migrations import Migrations, Step
from responder.store.scripts import SCRIPTS
from responder.wiring import upgrade
from responder.wiring.product import build
from tests.conftest import PATIENT
from tests.people import ALICE, BOB, CAROL
from tests.store import version_1
from tests.web.test_webhook import settings

DAVE = "+14165550142"
"""He gets no marketing: his record alone says so in the older data."""

OURS = Owner("AC" + "0" * 32, "this machine")
KEYS = Keys("garage", 16)


@pytest.fixture(autouse=True)
def nothing_is_left(client):
    """Whoever starts a product on this server after these tests would be refused."""
    yield
    client.flushall()


@pytest.fixture
def older(client):
    """The server holds data of version 1."""
    version_1.load(client)
    return client


@pytest.fixture
def work(older, store_of, clock):
    return Migrating(Installation(older, "garage"), Migrations(older, KEYS), store_of, clock)


@pytest.fixture
def store_of(client):
    return RedisStore(client, KEYS, Durability.ALWAYS, within=PATIENT)


def started(redis_url, **changes):
    """A process starts, and ends."""
    app = build(replace(settings(redis_url), **changes), 2, within=PATIENT)
    app.jobs.queue.connection.close()
    return app


def refusal(redis_url, **changes):
    with pytest.raises(StoreUnfit) as found:
        started(redis_url, **changes)
    return str(found.value)


# -- older data


def test_a_process_does_not_start_on_older_data_and_names_the_command(older, redis_url):
    before = sorted(older.keys())

    assert "bin/responder migrate" in refusal(redis_url)
    assert sorted(older.keys()) == before


def test_data_of_the_release_before_are_migrated_and_read_by_todays_code(older, redis_url):
    changed = upgrade.migrate(settings(redis_url))

    assert changed == {"those who get no marketing": 1, "the lists of customers": 3}
    app = started(redis_url)
    store = app.store
    assert [store.load(number).consent for number in (ALICE, BOB, CAROL)] == [
        Consent.EXPRESS,
        Consent.OPTED_OUT,
        Consent.UNKNOWN,
    ]
    assert store.load(DAVE).marketing is Marketing.OFF
    assert older.smismember(KEYS.marketing_off(KEYS.shard(DAVE)), [DAVE]) == [1]
    rows = Conversations(older, KEYS).newest(0, 9)
    assert {row.number.number for row in rows} == {ALICE, BOB, CAROL, DAVE}
    people = CustomerStore(older, KEYS)
    assert people.count() == 3 and len(people.search("roy", 5)) == 1
    page, _ = CustomerLists(older, KEYS, people).page(CustomerList.NO_MOBILE, None, 9)
    assert [each.customer.name for each in page] == ["No Mobile"]
    assert len(Queries(older, KEYS).timeline(ALICE)) == 4
    assert "+14155550188" in store.stopped_senders()
    assert not app.unreadable.all(app.deps.clock.now())


def test_the_journal_hears_of_those_who_get_no_marketing(older, redis_url):
    upgrade.migrate(settings(redis_url))

    said = [fields for _, fields in older.xrange(KEYS.changes(KEYS.shard(DAVE)))]
    assert [(each["what"], each["number"]) for each in said] == [("marketing_off", DAVE)]


def test_nothing_but_answers_leaves_after_a_migration_until_the_log_was_read(work, clock):
    """I2: what was texted while the program was exchanged is known to nobody."""
    ours = ["+14155550199"]
    clock.at = work.marks.freshness(ours) + MINUTE
    assert work.marks.freshness(ours) > 0

    migrate.migrate(work, OURS)

    assert work.marks.freshness(ours) == 0


def test_a_migration_may_be_repeated(older, redis_url):
    upgrade.migrate(settings(redis_url))
    before = {key: older.type(key) for key in older.keys()}

    assert upgrade.migrate(settings(redis_url)) == {}
    assert {key: older.type(key) for key in older.keys()} == before


def test_a_migration_that_was_broken_off_goes_on_where_it_was(work, older):
    asked = []

    def breaks_at(shard, now, last):
        if shard == last:
            raise StoreUnavailable("away")
        asked.append(shard)
        return 1

    class Broken(Migrations):
        last = "05"

        def steps(self):
            return (Step("a step", partial(breaks_at, last=self.last)),)

    broken = replace(work, migrations=Broken(older, KEYS))
    with pytest.raises(StoreUnavailable):
        migrate.migrate(broken, OURS)
    assert work.notes.read().is_older and asked == KEYS.shards()[:5]

    Broken.last = ""
    migrate.migrate(broken, OURS)

    assert asked == KEYS.shards()
    assert (work.notes.read().version, work.notes.done("a step")) == (SCHEMA, 0)


def test_new_data_are_of_todays_version(client, redis_url):
    client.flushall()
    started(redis_url)

    found = Installation(client, "garage").read()
    assert (found.schema, found.owner) == (str(SCHEMA), OURS)


# -- two releases at once


class OlderStore(RedisStore):
    """A process of the release before: its own scripts, which know no later key and no later word."""

    def __init__(self, client):
        super().__init__(client, KEYS, Durability.ALWAYS, within=PATIENT)
        version_1.speaks(self)


@pytest.fixture
def both(work, world, monkeypatch):
    """The world of today, and that of the release before, on migrated data."""
    for name, script in version_1.scripts().items():
        monkeypatch.setitem(SCRIPTS, name, script)
    version_1.load(work.notes._redis)
    work.notes._redis.delete(KEYS.stopped)
    migrate.migrate(work, OURS)
    world.clock.at += 10 * MINUTE
    older = replace(world, deps=replace(world.deps, store=OlderStore(work.notes._redis)))
    return world, older


def read_log(world):
    world.log_is_fresh()
    world.deps.store.gaps_read(world.deps.store.gaps())


@pytest.mark.parametrize("hears", ["older", "newer"])
def test_a_stop_that_one_release_took_is_obeyed_by_the_other(both, hears):
    world, older = both
    first, second = (older, world) if hears == "older" else (world, older)
    read_log(world)
    compose.send(second.deps, compose.Draft(CAROL, "Your car is ready.", "service", "Dana"))

    first.texts(CAROL, "STOP", sid="SMstop")
    for each in (second, first, second):
        each.drains()

    told = world.provider.texts_to(CAROL)
    assert len(told) == 1 and "Your car is ready." not in told[0]
    assert [each.deps.store.load(CAROL).consent for each in both] == [Consent.OPTED_OUT] * 2


def test_what_an_older_process_wrote_after_the_migration_is_found_an_hour_later(both, work, clock):
    _, older = both
    compose.marketing_off(older.deps, CAROL, "desk", "Dana", "by telephone")
    in_set = partial(work.notes._redis.sismember, KEYS.marketing_off(KEYS.shard(CAROL)), CAROL)
    assert not in_set() and not migrate.sweep_when_due(work)

    clock.advance(HOUR)

    assert migrate.sweep_when_due(work) and in_set()
    assert not migrate.sweep_when_due(work)


# -- data of a newer release, and of others


def test_data_of_a_newer_release_are_refused(client, redis_url):
    client.flushall()
    started(redis_url)
    client.hset(KEYS.shared("installation"), "schema", str(SCHEMA + 1))

    assert f"of version {SCHEMA + 1}" in refusal(redis_url)
    with pytest.raises(StoreUnfit, match="newer Responder"):
        upgrade.migrate(settings(redis_url))


def test_a_version_that_is_no_number_is_refused_too(client, redis_url):
    client.flushall()
    started(redis_url)
    client.hset(KEYS.shared("installation"), "schema", "two")

    assert "of version two" in refusal(redis_url)


OTHERS = [
    {"twilio_account_sid": "AC" + "1" * 32},
    {"twilio_api_url": "https://api.twilio.com"},
]


@pytest.mark.parametrize("changes", OTHERS)
def test_data_of_another_account_or_api_are_refused(client, redis_url, changes):
    """A staging copy with production's REDIS_URL would mark production's log as read, and send its outbox."""
    client.flushall()
    started(redis_url)

    assert "migrate --adopt" in refusal(redis_url, **changes)


def test_a_simulator_may_listen_at_another_port(client, redis_url):
    client.flushall()
    started(redis_url)

    started(redis_url, twilio_api_url="http://127.0.0.1:8123")


@pytest.mark.parametrize("changes", OTHERS)
def test_data_can_be_given_to_another_account_and_its_log_is_unread(client, redis_url, changes):
    client.flushall()
    app = started(redis_url)
    ours = app.business.numbers
    for number in ours:
        app.store.set_fresh(number, app.deps.clock.now())

    upgrade.migrate(replace(settings(redis_url), **changes), adopting=True)

    assert started(redis_url, **changes).store.freshness(ours) == 0
    assert "migrate --adopt" in refusal(redis_url)


def test_another_business_in_the_same_database_is_refused_at_its_first_start(client, redis_url, tmp_path):
    """A changed id is another business, for which nobody has opted out (I1)."""
    client.flushall()
    started(redis_url)
    file = tmp_path / "bakery.toml"
    file.write_text(settings(redis_url).business_file.read_text("utf-8").replace('"garage"', '"bakery"', 1))

    said = refusal(redis_url, business_file=file)
    assert "'garage'" in said and "'bakery'" in said
    assert not [key for key in client.keys() if "bakery" in key]


@pytest.mark.parametrize("older_release", [False, True])
def test_a_queue_database_that_holds_a_record_of_consent_is_refused(client, redis_url, older_release):
    """Emptying a queue is a normal thing to do."""
    client.flushall()
    started(redis_url)
    if older_release:
        client.delete("responder:holds")

    theirs = settings(redis_url.replace("db=0", "db=2"))
    with pytest.raises(StoreUnfit, match="QUEUE_REDIS_URL"):
        build(replace(theirs, queue_redis_url=Secret(redis_url)), 2)


def test_a_database_that_holds_a_queue_is_no_place_for_a_first_start(client, redis_url):
    client.flushall()
    client.sadd("rq:queues", "rq:queue:garage")

    assert "queue of RQ" in refusal(redis_url)


def test_a_queue_that_does_not_answer_keeps_nobody_from_starting(client, redis_url):
    client.flushall()

    started(redis_url, queue_redis_url=Secret("redis://127.0.0.1:9/0"))


def test_what_older_processes_wrote_after_a_second_migration_is_found_too(both, work, clock):
    clock.advance(HOUR)
    assert migrate.sweep_when_due(work) and work.notes.swept()[1]
    work.notes.migrated(OURS, clock.now())
    assert not work.notes.swept()[1]
    clock.advance(HOUR)
    assert migrate.sweep_when_due(work)
