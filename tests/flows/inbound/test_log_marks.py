"""Each of our numbers has its own mark in the provider's log; a reading that lacks something moves none."""

from dataclasses import replace

import pytest

from responder.domain.records import DAY, HOUR, MINUTE, SECOND, Consent
from responder.flows.inbound import account_log
from responder.flows.inbound.reconcile import reconcile
from responder.ports import LogUnavailable
from responder.store.proof.backup import Archive
from tests.people import ALICE, BOB, CAROL, OURS

SECOND_LINE = "+14155550155"
POOL = "+14155550177"
SERVICE = "MG00000000000000000000000000000001"


@pytest.fixture(autouse=True)
def by_day(world):
    world.clock.at = 1_795_021_200_000  # noon in Toronto


def consent(world, number=BOB):
    return world.deps.store.load(number).consent


def ago(world, age):
    return world.clock.now() - age


def fresh(world):
    return world.deps.store.freshness(world.deps.business.numbers)


def adds_a_line(world):
    """The business file names a second number from now on."""
    line = replace(world.deps.business.senders[0], id=SECOND_LINE, numbers=(SECOND_LINE,))
    business = replace(world.deps.business, senders=(*world.deps.business.senders, line))
    world.deps = replace(world.deps, business=business)


def asked_since(world):
    """Records from when each reading of the account's log starts."""
    asked, read = [], world.provider.account_log
    world.provider.account_log = lambda since: asked.append(since) or read(since)
    return asked


def webhook_brings(world, number, body, **listed):
    """A text that the webhook brings and the provider's log lists."""
    row = world.logged(number, body, world.clock.now(), **listed)
    world.texts(number, body, sid=row.provider_id, to=row.sender_number)
    return row


# -- a number is added


def test_a_number_that_is_added_hides_nothing_that_the_others_missed(world):
    reconcile(world.deps)
    world.clock.advance(3 * HOUR)  # nothing of ours runs
    world.logged(BOB, "STOP", ago(world, 2 * HOUR + 30 * MINUTE))
    adds_a_line(world)
    reconcile(world.deps)

    assert consent(world) is Consent.OPTED_OUT
    assert fresh(world) == world.clock.now()


def test_what_a_number_got_before_it_was_added_is_read_without_a_gap(world):
    reconcile(world.deps)
    world.clock.advance(5 * HOUR)
    reconcile(world.deps)
    adds_a_line(world)
    there = {"to": SECOND_LINE, "sender_number": SECOND_LINE}
    for person, age in ((ALICE, 2 * HOUR), (BOB, 30 * HOUR), (CAROL, 60 * HOUR)):
        world.logged(person, "STOP", ago(world, age), **there)
    reconcile(world.deps)

    assert {consent(world, person) for person in (ALICE, BOB, CAROL)} == {Consent.OPTED_OUT}


def test_a_number_whose_first_reading_failed_for_days_is_read_from_where_its_past_ends(world):
    world.provider.pages, world.provider.log_away = 0, True
    world.logged(BOB, "hi", ago(world, 90 * HOUR))
    with pytest.raises(LogUnavailable):
        reconcile(world.deps)
    world.logged(BOB, "STOP", ago(world, 40 * HOUR))
    world.clock.advance(72 * HOUR)
    world.provider.pages, world.provider.log_away = None, False
    reconcile(world.deps)

    assert consent(world) is Consent.OPTED_OUT


def test_after_a_restore_the_others_are_read_from_the_backup_although_a_number_was_added(world, client):
    reconcile(world.deps)
    archive = Archive(client, world.deps.store.keys)
    header, lines = archive.header(world.clock.now()), list(archive.lines())
    world.clock.advance(9 * HOUR)
    world.logged(BOB, "STOP", ago(world, 8 * HOUR))
    reconcile(world.deps)
    archive.clear()
    for line in lines:
        archive.put(line, header, world.clock.now())
    adds_a_line(world)
    reconcile(world.deps)

    assert consent(world) is Consent.OPTED_OUT


def test_a_restore_has_everything_read_from_two_days_back(world, client):
    reconcile(world.deps)
    archive = Archive(client, world.deps.store.keys)
    header, lines = archive.header(world.clock.now()), list(archive.lines())
    archive.clear()
    for line in lines:
        archive.put(line, header, world.clock.now())
    asked = asked_since(world)
    reconcile(world.deps)

    assert ago(world, 2 * DAY) in asked


# -- what happened just now waits for no history


def test_the_near_part_is_read_first_and_moves_its_marks_although_the_far_one_fails(world):
    reconcile(world.deps)
    world.clock.advance(DAY)
    world.logged(BOB, "STOP", ago(world, 5 * MINUTE))
    read = world.provider.account_log

    def far_away(since):
        if since < ago(world, 30 * HOUR):
            raise LogUnavailable("503")
        return read(since)

    world.provider.account_log = far_away
    with pytest.raises(LogUnavailable):
        reconcile(world.deps)
    assert (consent(world), fresh(world)) == (Consent.OPTED_OUT, world.clock.now())


def test_a_reading_of_history_that_takes_long_lets_the_near_one_go_between_its_pages(world):
    reconcile(world.deps)
    world.clock.advance(DAY)
    world.provider.page_size = 1
    for minute in range(6):
        world.logged(ALICE, "hi", ago(world, 10 * HOUR + minute * MINUTE))
    asked, read = [], world.provider.account_log

    def slow(since):
        asked.append(since)
        for page in read(since):
            yield page
            if since < ago(world, 20 * HOUR):
                world.clock.advance(20 * SECOND)

    world.provider.account_log = slow
    reconcile(world.deps)

    assert sum(since > ago(world, 26 * HOUR) for since in asked) >= 3
    assert world.clock.now() - fresh(world) <= MINUTE


def test_a_past_that_could_not_be_read_whole_is_gone_on_with_and_the_two_days_are_not_read_again(world):
    for days in range(70, 50, -1):
        world.logged(ALICE, "hi", ago(world, days * DAY))
    asked, world.provider.pages = asked_since(world), 3
    for turn in range(3):
        with pytest.raises(LogUnavailable):
            reconcile(world.deps)
        world.clock.advance(3 * HOUR)
        assert sum(since < ago(world, DAY) for since in asked) == 1 and fresh(world) == 0
        world.logged(BOB, ("STOP", "START", "STOP")[turn], ago(world, 2 * HOUR))
    assert consent(world) is Consent.EXPRESS, "what happens meanwhile is received"

    world.provider.pages = None
    reconcile(world.deps)
    assert (consent(world), fresh(world)) == (Consent.OPTED_OUT, world.clock.now())


# -- the whole account is read


TO_US = {
    "a pool number that the file does not name": {"to": POOL, "sender_number": POOL, "service": SERVICE},
    "WhatsApp": {"to": f"whatsapp:{OURS}", "sender_number": OURS},
    "RCS, over the service": {"to": "rcs:garage", "sender_number": "garage", "service": SERVICE},
}


@pytest.mark.parametrize("texted", TO_US.values(), ids=TO_US)
def test_a_stop_to_an_address_that_the_file_does_not_name_is_found(world, texted):
    sender = replace(world.deps.business.senders[0], id=SERVICE, messaging_service=SERVICE)
    world.deps = replace(world.deps, business=replace(world.deps.business, senders=(sender,)))
    reconcile(world.deps)
    world.logged(BOB, "STOP", world.clock.now(), **texted)
    reconcile(world.deps)

    assert consent(world) is Consent.OPTED_OUT


def test_a_number_that_no_file_names_is_ours_once_a_webhook_brought_a_text_to_it(world):
    there = {"to": POOL, "sender_number": POOL}
    reconcile(world.deps)
    webhook_brings(world, ALICE, "hi", **there)
    world.clock.advance(3 * MINUTE)
    world.logged(BOB, "STOP", ago(world, SECOND), **there)
    reconcile(world.deps)

    assert consent(world) is Consent.OPTED_OUT


def test_a_text_to_somebody_else_on_the_same_account_is_not_ours(world, queries):
    world.logged(BOB, "STOP", world.clock.now(), to=POOL, sender_number=POOL)
    reconcile(world.deps)

    assert queries.timeline(BOB) == []


def test_an_account_that_sends_much_is_read_number_by_number_beyond_some_pages(world):
    reconcile(world.deps)
    world.clock.advance(MINUTE)
    world.provider.page_size = 2
    for _ in range(60):
        world.logged(ALICE, "sold", ago(world, MINUTE // 2), direction="outbound-api", to=ALICE)
    for _ in range(4):
        world.logged(ALICE, "sold", ago(world, 4 * MINUTE), direction="outbound-api", to=ALICE)
    world.logged(BOB, "STOP", ago(world, 50 * MINUTE))
    pages, read = [], world.provider.account_log
    world.provider.account_log = lambda since: (pages.append(page) or page for page in read(since))
    reconcile(world.deps)

    assert len(pages) > account_log.MOST_PAGES and pages[-1][0].created_at == ago(world, 4 * MINUTE)
    assert consent(world) is Consent.OPTED_OUT


# -- a reading is believed only if it lists what it must


def test_a_log_that_lacks_what_a_webhook_brought_is_not_fresh_and_names_the_sender(world):
    reconcile(world.deps)
    world.texts(ALICE, "hi", sid="SMlost")
    world.clock.advance(2 * MINUTE)
    before = fresh(world)
    with pytest.raises(LogUnavailable, match="does not list 1 text") as found:
        reconcile(world.deps)

    assert OURS in str(found.value) and fresh(world) == before
    assert world.deps.store.log_notes()[account_log.LACKS] == f"1 {OURS}"


def test_what_such_a_log_does_list_is_taken_all_the_same(world):
    reconcile(world.deps)
    world.texts(ALICE, "hi", sid="SMlost")
    world.clock.advance(2 * MINUTE)
    world.logged(BOB, "STOP", world.clock.now())
    with pytest.raises(LogUnavailable):
        reconcile(world.deps)

    assert consent(world) is Consent.OPTED_OUT


def test_a_text_of_just_now_need_not_be_listed_yet_and_one_of_over_an_hour_ago_no_more(world):
    reconcile(world.deps)
    world.texts(ALICE, "hi", sid="SMlost")
    for passed in (2 * MINUTE - 1, HOUR - 2 * MINUTE + 2):
        world.clock.advance(passed)
        reconcile(world.deps)
        assert fresh(world) == world.clock.now()


def test_when_the_log_lists_it_after_all_everything_is_well_again(world):
    reconcile(world.deps)
    world.texts(ALICE, "hi", sid="SMlate")
    world.clock.advance(2 * MINUTE)
    with pytest.raises(LogUnavailable):
        reconcile(world.deps)
    world.logged(ALICE, "hi", ago(world, 2 * MINUTE), sid="SMlate")
    reconcile(world.deps)

    assert fresh(world) == world.clock.now()
    assert world.deps.store.log_notes()[account_log.LACKS] == ""


def test_a_clock_that_is_ahead_makes_no_empty_list_complete(world):
    """Local time was taken for UTC: what the reading asks for lies in the provider's future."""
    reconcile(world.deps)
    for _ in range(3):
        webhook_brings(world, ALICE, "hi")
        world.clock.advance(MINUTE)
    ahead = 4 * HOUR
    world.provider.log = [replace(row, created_at=row.created_at - ahead) for row in world.provider.log]
    with pytest.raises(LogUnavailable, match="clock"):
        reconcile(world.deps)


def test_a_copy_that_reads_another_account_makes_nothing_fresh(world):
    reconcile(world.deps)
    webhook_brings(world, ALICE, "hi")
    world.clock.advance(3 * MINUTE)
    before, world.provider.log = fresh(world), []
    with pytest.raises(LogUnavailable, match="TWILIO_ACCOUNT_SID"):
        reconcile(world.deps)

    assert fresh(world) == before


def test_what_the_log_itself_brought_is_no_text_that_it_must_list_again(world):
    reconcile(world.deps)
    world.logged(BOB, "STOP", world.clock.now())
    reconcile(world.deps)
    world.clock.advance(3 * MINUTE)
    world.provider.log.clear()
    reconcile(world.deps)

    assert fresh(world) == world.clock.now()


def test_a_shard_remembers_its_last_thousand_texts_of_an_hour(world, client):
    for index in range(3):
        world.texts(ALICE, "hi", sid=f"SM{index}")
    store = world.deps.store
    key = store.keys.webhook_texts(store.keys.shard(ALICE))
    client.zadd(key, {f"SMold{index} {OURS}": world.clock.now() - MINUTE + index for index in range(1_000)})
    world.texts(ALICE, "hi", sid="SMnew")
    assert client.zscore(key, f"SMnew {OURS}") == world.clock.now()
    assert client.zscore(key, f"SMold0 {OURS}") is None

    assert len(store.webhook_texts(ago(world, 0), world.clock.now())) == 4
    assert client.zcard(key) == 4


def test_a_reading_of_the_new_disk_is_none_of_the_backups_past(world, client):
    """Its reading of history ends early, and the backup says that the past is read: a STOP lies between."""
    store = world.deps.store
    world.clock.advance(30 * DAY)
    reconcile(world.deps)
    archive = Archive(client, store.keys)
    header, lines = archive.header(world.clock.now()), list(archive.lines())
    world.clock.advance(HOUR)
    world.logged(BOB, "STOP", world.clock.now())
    world.clock.advance(3 * DAY)
    client.flushall()
    world.provider.pages = 0
    with pytest.raises(LogUnavailable):
        reconcile(world.deps)
    for line in lines:
        archive.put(line, header, world.clock.now())
    world.provider.pages = None
    reconcile(world.deps)

    assert consent(world) is Consent.OPTED_OUT
    assert fresh(world) == world.clock.now()


def test_nor_is_one_that_ends_only_after_the_restore(world, client):
    """The marks go back while history is read."""
    store = world.deps.store
    world.clock.advance(30 * DAY)
    reconcile(world.deps)
    archive = Archive(client, store.keys)
    header, lines = archive.header(world.clock.now()), list(archive.lines())
    world.clock.advance(HOUR)
    world.logged(BOB, "STOP", world.clock.now())
    world.clock.advance(3 * DAY)
    client.flushall()
    past = world.provider.inbound_past

    def restored_meanwhile(number, before):
        world.provider.inbound_past = past
        for line in lines:
            archive.put(line, header, world.clock.now())
        return ()

    world.provider.inbound_past = restored_meanwhile
    reconcile(world.deps)
    assert fresh(world) == header.at, "as it was at the backup"
    reconcile(world.deps)
    assert consent(world) is Consent.OPTED_OUT


@pytest.mark.parametrize("written", ["{at}", "{at} {at}", "soon"], ids=["older release", "today", "damaged"])
def test_a_far_reading_that_does_not_reach_the_mark_is_done_again(world, client, written):
    store, number = world.deps.store, world.deps.business.numbers[0]
    store.set_fresh(number, ago(world, 3 * DAY))
    client.hset(store.keys.far_reads, number, written.format(at=ago(world, HOUR)))
    asked = asked_since(world)
    reconcile(world.deps)
    assert min(asked) <= ago(world, 3 * DAY + HOUR)
