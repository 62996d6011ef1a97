"""A message to many: once to each, by the rules of every message, and held back when somebody says so."""

from dataclasses import replace

import pytest

from responder.domain.business import ReplyMode
from responder.domain.campaigns.campaign import Act, BadBulk, BulkState, Tally
from responder.domain.consent.basis import Fact
from responder.domain.records import HOUR
from responder.domain.sending.delivery import Failure
from responder.domain.staff.accounts import Role
from responder.flows.campaigns import edit, preflight, run
from responder.flows.campaigns.edit import Order, Wanted
from responder.flows.inbound import basis
from responder.flows.outbound import compose, deliver
from responder.flows.permissions import NotAllowed
from responder.flows.staff import accounts
from responder.ports import SendError, StoreUnavailable
from responder.ports.desk import Changed
from responder.store.proof.backup import Archive
from responder.testing import failpoints
from tests.flows.campaigns.campaign import TEXTS, bulk_deps, number, open_campaign
from tests.flows.shop import PASSWORD
from tests.people import ALICE, BOB


@pytest.fixture
def campaign(world, client):
    return open_campaign(world, client)


def test_everybody_gets_it_once_in_their_language_with_the_notice(campaign, world):
    campaign.customer(0, language="en")
    campaign.customer(1, language="fr")
    started = campaign.started()
    campaign.goes(4)

    assert sorted(campaign.texted()) == [number(0), number(1)]
    english, french = (world.provider.texts_to(number(place))[0] for place in (0, 1))
    assert english.startswith("Garage Tremblay: Hi Customer, we close at noon on Friday.")
    assert "STOP" in english
    assert "Nous fermons vendredi à midi." in french
    assert "ARRET" in french
    assert campaign.now(started).state is BulkState.DONE
    assert campaign.counts(started).sent == 2


def test_each_message_is_stamped_with_its_bulk(campaign, world):
    campaign.customer(0)
    started = campaign.started()
    campaign.looks()
    ids = world.deps.store.due("rest", world.clock.now(), 10)

    assert [work.message.bulk for work in ids] == [started.id]


@pytest.mark.parametrize("place", ["after-commit", "before-commit"])
def test_whoever_dies_while_it_goes_sends_nobody_a_second_one(campaign, world, client, place):
    campaign.customers(7)
    started = campaign.started()
    if place == "after-commit":
        dying = bulk_deps(failpoints.armed(world.deps, "after-commit:raise", ""), client)
        with pytest.raises(StoreUnavailable):
            run.run_all(dying)
    else:  # promised, and not made
        one = campaign.deps.bulks.due(started.id, world.clock.now(), 1)[0]
        named = compose.Draft(campaign.deps.customers.get(one).numbers[0], "", "", "", event=started.event)
        campaign.deps.bulks.promise(started.id, one, compose.message_id(world.deps, named))
    campaign.goes(5)

    assert sorted(campaign.texted()) == [number(place) for place in range(7)]
    assert campaign.now(started).state is BulkState.DONE
    assert campaign.counts(started).sent == 7


def test_whoever_was_promised_a_text_gets_it_on_the_number_of_then(campaign, world):
    customer = campaign.customer(0)
    started = campaign.started()
    campaign.goes(1)
    world.texts(number(0), "STOP")  # their first number may not be texted any more: now another is the first
    two = replace(campaign.deps.customers.get(customer.id), numbers=(number(0), number(50)))
    campaign.deps.customers.save(two, world.clock.now())
    # as if the process had died before the recipient left the list
    campaign.deps.bulks._redis.zadd(campaign.deps.bulks._of("todo", started.id), {customer.id: 0})
    campaign.goes(2)

    assert number(50) not in campaign.texted()


def test_two_relays_send_nobody_two(campaign, world, client):
    campaign.customers(9)
    started = campaign.started()
    other = bulk_deps(world.deps, client)
    for deps in (campaign.deps, other, campaign.deps, other):
        run.look(deps, started)
    campaign.goes(4)

    assert len(campaign.texted()) == len(set(campaign.texted())) == 9


def test_the_outbox_stays_short(campaign, world):
    slow = tuple(replace(sender, rate=1.0) for sender in world.deps.business.senders)
    business = replace(world.deps.business, senders=slow)
    world.deps = replace(world.deps, business=business)
    campaign.deps = bulk_deps(world.deps, campaign.deps.bulks._redis)
    campaign.customers(40)
    started = campaign.started()
    for _ in range(3):
        campaign.looks()

    assert campaign.counts(started).waiting == 10
    assert campaign.counts(started).to_make == 30


def test_before_it_goes_it_says_how_many_may_be_reached_and_why_not(campaign, world):
    campaign.customers(3)
    world.texts(number(0), "STOP")
    counted = campaign.counted()

    assert counted.state is BulkState.CHECKED
    assert [(each.verdict, each.rule, each.count) for each in counted.tallies] == [
        ("go", "", 2),
        ("refused", "I1", 1),
    ]
    assert counted.found == 3


def test_marketing_reaches_only_those_with_a_basis(campaign, world):
    campaign.customers(2)
    today = world.deps.law.today(number(0), world.clock.now())
    basis.record(world.deps, number(0), Fact("purchase", today - 30, "Robin", "invoice 7"), "desk")
    started = campaign.started(message_class="marketing")

    assert [(each.verdict, each.rule) for each in started.tallies] == [("go", ""), ("refused", "CA-01")]
    campaign.goes(3)
    assert campaign.texted() == [number(0)]
    assert "Info: https://" in world.provider.texts_to(number(0))[0]


def test_in_quiet_hours_it_waits_and_then_goes(campaign, world):
    campaign.customer(0)
    campaign.later(10 * HOUR)  # night in Montreal
    counted = campaign.counted()

    held = counted.tallies[0]
    assert (held.verdict, held.rule) == ("held", "US-21")
    assert held.until > world.clock.now()
    started = campaign.acts(counted, Act.START)
    campaign.goes(2)
    assert campaign.texted() == []
    assert campaign.counts(started).to_make == 1  # not in the outbox: what is not made can be held back
    world.clock.advance(held.until - world.clock.now())
    campaign.goes(3)
    assert campaign.texted() == [number(0)]


def test_nobody_is_texted_after_its_end(campaign, world):
    campaign.customer(0)
    started = campaign.started(ends_at=world.clock.now() + HOUR)
    campaign.later(HOUR)
    campaign.goes(1)

    assert campaign.texted() == []
    assert campaign.counts(started).dropped == 1


def test_pausing_holds_what_is_queued_already_and_resuming_lets_it_go(campaign, world):
    campaign.customers(3)
    started = campaign.started()
    campaign.looks()  # three in the outbox
    campaign.acts(started, Act.PAUSE, "wrong day")
    for _ in range(3):
        world.drains()
        campaign.later(6_000)
    assert campaign.texted() == []

    campaign.acts(started, Act.RESUME, "it was the right day")
    campaign.goes(3)
    assert len(campaign.texted()) == 3


def test_pausing_holds_what_the_gate_has_seen_already(campaign, world):
    campaign.customers(1)
    started = campaign.started()
    campaign.looks()
    ready = deliver._next_ready(world.deps, {})
    campaign.acts(started, Act.PAUSE, "wrong day")
    for one in ready:
        deliver.hand_over(world.deps, one)

    assert len(ready) == 1
    assert campaign.texted() == []


def test_stopping_drops_what_is_queued(campaign, world):
    campaign.customers(2)
    started = campaign.started()
    campaign.looks()
    campaign.acts(started, Act.STOP, "cancelled")
    campaign.goes(2)

    assert campaign.texted() == []
    assert campaign.counts(started).dropped == 2
    assert campaign.now(started).state is BulkState.STOPPED


def test_a_stop_switch_makes_recipients_wait_and_refuses_nobody_for_good(campaign, world):
    campaign.customers(2)
    started = campaign.started()
    world.deps.store.stop_sender("all", "Robin")
    campaign.goes(2)
    assert campaign.counts(started).refused == 0

    world.deps.store.allow_sender("all")
    campaign.later(31_000)
    campaign.goes(3)
    assert len(campaign.texted()) == 2


def test_who_stopped_meanwhile_is_not_texted_and_the_timeline_says_so(campaign, world, queries):
    campaign.customers(2)
    started = campaign.started()
    world.texts(number(1), "STOP")
    campaign.goes(3)

    assert number(1) not in [
        to for to, text in zip(campaign.texted(), world.provider.sent, strict=True) if "noon" in text.body
    ]
    assert campaign.counts(started).refused == 1
    assert [each["rule"] for each in queries.timeline(number(1)) if each["kind"] == "refused"] == ["I1"]


def test_an_unknown_outcome_is_left_and_shown(campaign, world):
    campaign.customer(0)
    world.provider.fails = [SendError(Failure.UNKNOWN, 500)]
    started = campaign.started()
    campaign.goes(3)

    assert campaign.counts(started).unknown == 1
    assert campaign.texted() == []


def test_a_customer_who_is_not_on_the_list_any_more_is_left_out(campaign, world):
    kept = campaign.customer(0)
    gone = campaign.customer(1)
    started = campaign.started()
    campaign.deps.customers.save(replace(gone, numbers=()), world.clock.now())
    campaign.goes(3)

    assert campaign.texted() == [kept.numbers[0]]
    assert campaign.counts(started).skipped == 1


def test_customers_without_a_number_and_of_another_language_are_not_of_the_audience(campaign):
    campaign.customer(0, language="fr")
    campaign.customer(1, language="en")
    started = campaign.started(language="fr")
    campaign.goes(3)

    assert campaign.texted() == [number(0)]
    assert started.found == 1


def test_a_list_of_numbers_reaches_the_customers_who_have_them(campaign, world):
    campaign.customers(3)
    typed = ("(514) 200-0101", number(2), ALICE)
    started = campaign.started(audience="listed", numbers=typed)
    campaign.goes(3)

    assert sorted(campaign.texted()) == [number(1), number(2)]
    assert started.strangers == 1


def test_subscribed_means_express_consent(campaign, world):
    campaign.customers(2)
    world.texts(number(0), "START")
    started = campaign.counted(audience="subscribed")

    assert started.found == 1


def test_one_of_many_is_no_answer_and_moves_no_conversation(campaign, world, client):
    campaign.customer(0)
    world.texts(number(0), "HELP")
    before = world.deps.store.load(number(0))
    campaign.later(HOUR)
    at = client.zscore(world.deps.store.keys.recent(world.deps.store.keys.shard(number(0))), number(0))
    campaign.started()
    campaign.goes(2)

    after = world.deps.store.load(number(0))
    assert (after.written_at, after.last_sender) == (before.written_at, before.last_sender)
    assert (
        client.zscore(world.deps.store.keys.recent(world.deps.store.keys.shard(number(0))), number(0)) == at
    )


def test_the_second_of_two_hears_what_the_first_did(campaign):
    campaign.customer(0)
    counted = campaign.counted()
    campaign.acts(counted, Act.START)
    with pytest.raises(Changed):
        edit.act(campaign.deps, campaign.robin, counted.id, Order(Act.STOP, counted.version, "no"))

    assert campaign.now(counted).state is BulkState.SENDING


def test_only_an_admin_makes_or_moves_one(campaign):
    campaign.customer(0)
    counted = campaign.counted()
    dana = accounts.add(campaign.deps.desk, "dana", "Dana", Role.AGENT, PASSWORD)
    with pytest.raises(NotAllowed):
        edit.make(campaign.deps, dana, Wanted("x", "service", TEXTS))
    with pytest.raises(NotAllowed):
        edit.act(campaign.deps, dana, counted.id, Order(Act.START, counted.version))


def test_pausing_resuming_and_stopping_say_who_and_why_in_the_audit_log(campaign):
    campaign.customers(2)
    started = campaign.started()
    with pytest.raises(BadBulk, match="Say why"):
        campaign.acts(started, Act.PAUSE)
    campaign.acts(started, Act.PAUSE, "wrong day")
    campaign.acts(started, Act.RESUME, "right day")

    acts = [(each.name, each.action, each.detail) for each in campaign.deps.audit.newest(2)]
    assert acts == [
        ("Robin Tremblay", "bulk resume", "right day"),
        ("Robin Tremblay", "bulk pause", "wrong day"),
    ]


def test_what_was_counted_long_ago_is_counted_again_before_it_starts(campaign):
    campaign.customer(0)
    counted = campaign.counted()
    campaign.later(HOUR + 1)
    with pytest.raises(BadBulk, match="over an hour old"):
        campaign.acts(counted, Act.START)


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"name": " "}, "name"),
        ({"message_class": "reply"}, "class"),
        ({"texts": {"fr": "Bonjour"}}, "a text in en"),
        ({"texts": {"en": "Hi {{ surname }}"}}, "placeholder"),
        ({"sender": "+14165550000"}, "not in the business file"),
        ({"ends_at": 1}, "has passed"),
        ({"audience": "listed", "numbers": ("123",)}, "Line 1"),
        ({"audience": "listed", "numbers": (BOB,)}, "None of these"),
        ({"audience": "friends"}, "audience"),
        ({"texts": {"en": "Reply CANCEL if you cannot come"}}, "KW-12"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(campaign, details, said):
    with pytest.raises(BadBulk, match=said):
        campaign.written(**details)


def test_the_author_sees_the_exact_text_with_its_parts(campaign, world):
    campaign.customer(0, language="en")
    written = campaign.written(message_class="marketing")
    english, french = preflight.preview(campaign.deps, written, "Customer 0")

    assert (english.language, french.language) == ("en", "fr")
    assert english.always
    assert (english.parts, english.parts_without, english.encoding) == (1, 1, "GSM-7")
    today = world.deps.law.today(number(0), world.clock.now())
    basis.record(world.deps, number(0), Fact("purchase", today, "Robin", "invoice 7"), "desk")
    campaign.acts(written, Act.CHECK)
    preflight.count_all(campaign.deps)
    campaign.acts(written, Act.START)
    campaign.goes(3)
    assert world.provider.texts_to(number(0)) == [english.text]


def test_a_text_that_sells_as_service_warns_its_author(campaign):
    written = campaign.written(texts={"en": "20% off all tires, buy now"})

    assert "CA-02" in edit.warnings(written)["en"]


def test_a_count_that_somebody_edited_meanwhile_is_not_kept(campaign):
    campaign.customer(0)
    written = campaign.written()
    checking = campaign.acts(written, Act.CHECK)
    edited = edit.edit(
        campaign.deps, campaign.robin, written.id, checking.version, Wanted("Other", "service", TEXTS)
    )

    assert preflight.count(campaign.deps, checking) == edited
    assert campaign.now(written).state is BulkState.DRAFT


def test_tallies_survive_the_store(campaign):
    campaign.customer(0)

    assert campaign.counted().tallies == (Tally("go", "", "", 1, 0),)


def test_a_restored_bulk_reaches_nobody_more(campaign, world, client):
    """Whom it reached after the backup nobody would know."""
    campaign.customers(3)
    started = campaign.started()
    archive = Archive(client, world.deps.store.keys)
    lines, header = list(archive.lines()), archive.header(world.clock.now())
    client.flushdb()
    client.set(world.deps.store.keys.shard_count_key, world.deps.store.keys.shard_count)
    for line in lines:
        archive.put(line, header, world.clock.now())
    campaign.goes(2)

    assert campaign.texted() == []
    assert campaign.now(started).state is BulkState.DONE


def test_a_text_that_asks_for_yes_is_refused_where_twilio_takes_yes_for_an_opt_in(campaign, world):
    """PR-06: the reply would be answered by Twilio, as an opt-in."""
    asks = {"texts": {"en": "Reply YES to keep your place."}}
    campaign.written(**asks)
    theirs = tuple(replace(each, replies=ReplyMode.TWILIO_DEFAULT) for each in world.deps.business.senders)
    world.deps = replace(world.deps, business=replace(world.deps.business, senders=theirs))
    campaign.deps = bulk_deps(world.deps, campaign.deps.bulks._redis)
    with pytest.raises(BadBulk, match="PR-06"):
        campaign.written(**asks)


def test_a_text_may_say_itself_how_to_stop(campaign):
    campaign.written(texts={"en": "We close at noon. Reply STOP to opt out, HELP for help."})
