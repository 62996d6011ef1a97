"""Bugs in sending: twice, too late, to the wrong hour, or after somebody said stop."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest

from responder.adapters.rq_queue import RqJobs, make_queue
from responder.adapters.templates.answers import TemplateTexts
from responder.domain.law.quiet_hours import Open
from responder.domain.records import HOUR, MINUTE, Consent, MessageClass, MessageState
from responder.domain.sending.delivery import Failure
from responder.flows.outbound import compose, deliver
from responder.flows.outbound.compose import Draft
from responder.flows.outbound.prepare import prepared
from responder.flows.outbound.receipts import Receipt, record_receipt
from responder.ports import SendError
from responder.store.connection import FAILURES, connect_queue
from tests.bugs.ledger import bug
from tests.flows.conftest import TEMPLATES
from tests.people import ALICE, BOB, CAROL, DANA
from tests.web.test_webhook import answer, environ, sign

S = MessageState


def write(world, to=ALICE, kind="service", **details):
    message, _ = compose.send(world.deps, Draft(to, "Your car is ready.", kind, DANA, **details))
    return message.id


def state(world, message_id):
    return world.deps.store.message(message_id).state


@bug(6)
def test_reports_share_their_messages_id_and_each_counts(app, flask, world):
    """An inbound text is known by its id; a report by its id and what it says."""
    message_id = world.texts(CAROL, "HELP").messages[0].id
    world.drains()
    sid = world.deps.store.message(message_id).provider_id
    seen = []
    for told in ("sent", "sent", "delivered", "sent"):
        report = f"MessageSid={sid}&MessageStatus={told}".encode()
        path = f"/twilio/status/{message_id}"
        signature = sign(path, {"MessageSid": sid, "MessageStatus": told})
        assert answer(flask, environ(report, signature, PATH_INFO=path))[0] == 200
        seen.append(app.store.message(message_id).state)

    assert seen == [S.SENT, S.SENT, S.DELIVERED, S.DELIVERED]


@bug(19)
def test_a_block_that_comes_with_the_report_opts_out_and_is_not_answered(world):
    message_id = write(world, CAROL)
    world.drains()
    sid = world.deps.store.message(message_id).provider_id
    record_receipt(world.deps, message_id, Receipt(sid, S.FAILED, 21610, Failure.OPTED_OUT))
    world.drains()

    assert world.deps.store.load(CAROL).consent is Consent.OPTED_OUT
    assert len(world.provider.texts_to(CAROL)) == 1, "the message itself, and nothing about the block"


@bug(20)
def test_a_block_of_one_sender_does_not_disable_the_customer_where_they_came_back_elsewhere(world):
    """START went to the second line; the carrier's block of the first says nothing of it."""
    line = replace(world.deps.business.senders[0], id="+14155550155", numbers=("+14155550155",))
    first = world.deps.business.senders[0]
    business = replace(world.deps.business, senders=(first, line))
    world.deps = replace(world.deps, business=business, texts=TemplateTexts(business, TEMPLATES))
    world.texts(BOB, "START", sender=line)
    world.drains()
    world.clock.advance(MINUTE)
    world.log_is_fresh()
    world.provider.fails = [SendError(Failure.OPTED_OUT, 21610)]
    write(world, BOB, sender=first.id)
    world.drains()

    number = world.deps.store.load(BOB)
    assert (number.consent, number.blocked_senders) == (Consent.EXPRESS, (first.id,))
    with pytest.raises(compose.Refusal, match="blocks this sender"):
        write(world, BOB, sender=first.id)
    world.clock.advance(MINUTE)
    world.log_is_fresh()
    second = write(world, BOB, sender=line.id)
    world.drains()
    assert state(world, second) is S.ACCEPTED


@bug(24)
def test_what_waited_in_the_queue_when_the_customer_opted_out_is_refused_with_a_reason(world):
    waiting = [write(world, BOB) for _ in range(3)]
    world.texts(BOB, "STOP")
    world.drains()

    assert [state(world, each) for each in waiting] == [S.REFUSED] * 3
    assert all("(I1)" in world.deps.store.message(each).reason for each in waiting)
    assert len(world.provider.texts_to(BOB)) == 1


@bug(42)
def test_a_create_that_timed_out_is_not_sent_again_and_staff_see_that_nobody_knows(world, queries):
    world.provider.fails = [SendError(Failure.UNKNOWN)]
    message_id = write(world)
    world.drains()
    for _ in range(12):
        world.clock.advance(MINUTE)
        world.log_is_fresh()
        deliver.relay(world.deps)
        world.drains()

    assert world.provider.sent == []
    shown = [entry for entry in queries.timeline(ALICE) if entry.get("message") == message_id]
    assert shown[0]["state"] == "unknown"


@bug(43)
def test_two_workers_that_pick_one_message_send_it_once(world):
    """What is claimed is not queued any more. A busy number would hold the others for a while only."""
    message_id = world.texts(CAROL, "HELP").messages[0].id
    ready = Barrier(4)

    def works(_):
        (found,) = prepared(world.deps, world.deps.store.due("answer", world.clock.now(), 10))
        ready.wait()
        deliver.hand_over(world.deps, found)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(works, range(4)))

    assert len(world.provider.texts_to(CAROL)) == 1
    assert state(world, message_id) is S.ACCEPTED


@bug(44)
def test_two_jobs_cannot_run_with_each_others_data_because_a_job_has_none(redis_url, client):
    """A job only says that there is work; run twice, the second finds nothing."""
    client.flushall()
    queue = make_queue(connect_queue(redis_url.replace("db=0", "db=1"), 5.0), "garage")
    queue.empty()
    for _ in range(2):
        RqJobs(queue, FAILURES).wake()
    jobs = queue.jobs
    queue.connection.close()

    assert len({job.id for job in jobs}) == 2
    assert [(list(job.args), job.kwargs) for job in jobs] == [([], {})] * 2


@bug(45)
@pytest.mark.parametrize(("text", "most"), [("HELP", 3), ("STOP", 1), ("START", 10)])
def test_two_robots_do_not_answer_each_other_for_ever(world, text, most):
    """Each in its own way: three HELPs an hour, one confirmation, ten automatic texts a day."""
    for _ in range(60):
        world.texts(CAROL, text)
        world.drains()
        world.clock.advance(1_000)

    assert len(world.provider.texts_to(CAROL)) == most


@bug(49)
def test_what_was_queued_before_quiet_hours_does_not_leave_in_them(world):
    """Everything else is ready by 19:59; a worker looks at 20:00, and in the morning."""
    toronto = ZoneInfo("America/Toronto")
    evening = int(datetime(2026, 11, 18, 19, 59, tzinfo=toronto).timestamp() * 1000)
    world.texts(ALICE, "START")
    world.drains()
    world.provider.sent.clear()
    world.clock.at = evening
    message_id = write(world, kind="marketing")
    world.clock.at = evening + MINUTE
    world.log_is_fresh()
    world.drains()

    assert world.provider.sent == []
    assert state(world, message_id) in (S.QUEUED, S.DROPPED)
    world.clock.at = evening - MINUTE
    world.log_is_fresh()
    write(world, kind="marketing")
    world.drains()
    assert world.provider.sent[0].valid_for <= 2 * MINUTE // 1000, (
        "nor may it wait at the provider until then"
    )


ZONES = {
    "Toronto, winter": ("+14165550101", "America/Toronto", 1),
    "Toronto, summer": ("+14165550101", "America/Toronto", 7),
    "Phoenix, winter (no summer time)": ("+16025550101", "America/Phoenix", 1),
    "Phoenix, summer (no summer time)": ("+16025550101", "America/Phoenix", 7),
}


@bug(50)
@pytest.mark.parametrize(("number", "zone", "month"), ZONES.values(), ids=ZONES)
def test_quiet_hours_end_at_the_hour_of_the_customers_clock_in_january_and_in_july(
    world, number, zone, month
):
    """A Wednesday, 9:00. A fixed offset, or the one of January, would be an hour off in one of the two."""
    local = datetime(2026, month, 21 if month == 1 else 22, 9, tzinfo=ZoneInfo(zone))
    at = int(local.timestamp() * 1000)
    law = world.deps.law

    assert isinstance(law.hours(MessageClass.MARKETING, number, at), Open)
    assert not isinstance(law.hours(MessageClass.MARKETING, number, at - MINUTE), Open)
    assert not isinstance(law.hours(MessageClass.MARKETING, number, at - HOUR), Open)
