"""A list from the console is carried out in parts that fit a request, and by one browser at a time."""

import pytest

from responder.domain.customers.csv_text import BadSheet
from responder.domain.customers.import_plan import What
from responder.domain.customers.import_rows import sheet
from responder.domain.records import Consent
from responder.domain.staff.accounts import Role, StaffMember
from responder.flows.customers import uploads
from responder.flows.customers.import_export import BATCH
from responder.flows.customers.uploads import Importing
from responder.flows.permissions import NotAllowed
from responder.flows.proof.erase import forget
from responder.store.customers.customer_batches import CustomerBatches
from responder.store.customers.customers import CustomerStore
from responder.store.customers.uploads import LIFE, RedisUploads
from responder.store.proof.erasure import Eraser
from tests.flows.shop import diary_deps
from tests.people import BOB

DANA = StaffMember("id-dana", "dana", "Dana Roy", Role.AGENT, "")
SAM = StaffMember("id-sam", "sam", "Sam Pelletier", Role.SUPPORT, "")
COUNT = 2 * BATCH + 50
LONG = "name,phone\n" + "".join(f"Customer {n},+1418555{n:04d}\n" for n in range(COUNT))
SHORT = "name,phone,opted out\nBob Gagnon,4185550112,yes\nNobody,12,\n"


@pytest.fixture
def importing(world, client):
    keys, diary = world.deps.store.keys, diary_deps(world.deps, client)
    many = CustomerBatches(client, keys, CustomerStore(client, keys))
    return Importing(diary, many, RedisUploads(client, keys), at_once=0)


def looked(importing, text=SHORT):
    return uploads.look(importing, DANA, "list.csv", sheet(text.splitlines(keepends=True), bool))


def test_a_long_list_goes_on_request_by_request(importing):
    upload, counts = looked(importing, LONG), []
    while not upload.done:
        upload = uploads.go_on(importing, DANA, upload)
        counts.append(importing.desk.customers.count())
    assert counts == [BATCH, 2 * BATCH, COUNT]
    assert upload.counts["new"] == COUNT


def test_a_request_that_comes_while_another_is_at_it_does_nothing(importing):
    upload = looked(importing)
    assert importing.uploads.hold(upload.id)
    assert uploads.go_on(importing, DANA, upload) == upload
    importing.uploads.release(upload.id)
    assert uploads.go_on(importing, DANA, upload).done
    assert importing.desk.customers.count() == 1


def test_what_somebody_else_carried_out_meanwhile_is_seen_and_not_done_twice(importing):
    """The page that was confirmed first and the one beside it: the second has the old position."""
    upload = looked(importing, LONG)
    uploads.go_on(importing, DANA, upload)
    uploads.go_on(importing, DANA, upload)
    assert importing.desk.customers.count() == 2 * BATCH


def test_afterwards_only_refused_rows_are_kept_and_for_an_hour(importing, client):
    upload = uploads.go_on(importing, DANA, looked(importing))
    (left,) = importing.uploads.rows(upload.id, 0, 9)
    assert (left.what, left.row.line) == (What.REFUSED, 3)
    lives = [client.ttl(key) for key in client.scan_iter("*upload*")]
    assert lives and all(0 < life <= LIFE for life in lives)


def test_a_list_that_waits_holds_nothing_of_who_is_erased_and_does_not_bring_them_back(
    importing, world, client
):
    shown = "name,phone,notes\nBob Gagnon,4185550112,Has a dog\nAlice Tremblay,4185550113,Prefers mornings\n"
    upload = looked(importing, shown)
    waits = looked(importing, shown)
    forget(Eraser(client, world.deps.store.keys), world.clock, BOB, "Dana", "asked by letter")

    kept = "".join(str(client.lrange(key, 0, -1)) for key in client.scan_iter("*upload_rows*"))
    assert "Alice" in kept
    assert [word for word in (BOB, "Gagnon", "a dog") if word in kept] == []
    done = uploads.go_on(importing, DANA, upload)
    assert (done.done, done.counts["new"], done.counts["refused"]) == (True, 1, 1)
    assert importing.desk.customers.of_number(BOB) == []
    assert importing.uploads.get(waits.id)


def test_an_erasure_looks_through_no_list_that_is_over(importing, world, client):
    upload = looked(importing)
    uploads.forget(importing, DANA, upload)
    forget(Eraser(client, world.deps.store.keys), world.clock, BOB, "Dana", "asked by letter")

    assert list(client.scan_iter("*upload*")) == []


def test_support_may_neither_look_nor_import(importing, world):
    with pytest.raises(NotAllowed):
        uploads.look(importing, SAM, "x", sheet(["name\n", "Zoé\n"], bool))
    upload = looked(importing)
    with pytest.raises(NotAllowed):
        uploads.go_on(importing, SAM, upload)
    assert world.deps.store.load(BOB).consent is Consent.UNKNOWN
    assert importing.desk.audit.newest(1)[0].action == "refused"


def test_more_rows_than_a_page_can_take_are_sent_to_the_command_line(importing):
    text = "name,phone\n" + "Zoé,\n" * (uploads.MOST_ROWS + 1)
    with pytest.raises(BadSheet, match="customers import"):
        looked(importing, text)
