"""One opt-out rate: on the overview, in `/metrics` and where a message to many pauses, whatever happened."""

import random
from dataclasses import replace

import pytest

from responder.domain.campaigns.campaign import BulkState, Line
from responder.domain.campaigns.opt_out_rate import Rate
from responder.domain.records import DAY, HOUR, Consent
from responder.flows.campaigns import auto_pause
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft, Refusal
from responder.flows.reports import counts
from tests.flows.campaigns.campaign import TEN_PERCENT, number, open_campaign

PEOPLE = 30
SENDER = Line("CA-26", "a test", "judgement", "opt_outs", "sender", 100, 10, 30 * DAY, 0, 1 << 30)
BULK = replace(TEN_PERCENT, per_mille=300)


@pytest.fixture
def campaign(world, client):
    return open_campaign(world, client, BULK, SENDER)


class Told:
    """A random story, with what it must come to counted by hand: who was texted last, and by what."""

    def __init__(self, campaign, seed):
        self.campaign, self.world, self.random = campaign, campaign.world, random.Random(seed)
        self.ours = self.world.deps.business.senders[0].id
        self.last = {}
        self.texts = {"service": 0, "bulk": 0}
        self.gone = {"service": 0, "bulk": 0}

    def one_more(self):
        acts = (self.stop, self.stop, self.start, self.desk, self.imported, self.text, self.hour)
        self.random.choice(acts)(number(self.random.randrange(PEOPLE)))

    def stop(self, to):
        self._ends(to, lambda: self.world.texts(to, "STOP"))

    def desk(self, to):
        self._ends(to, lambda: compose.unsubscribe(self.world.deps, to, "desk", "Dana", "asked"))

    def imported(self, to):
        compose.unsubscribe(self.world.deps, to, "import", "a list", "taken over")

    def start(self, to):
        self.world.texts(to, "START")

    def text(self, to):
        try:
            compose.send(self.world.deps, Draft(to, f"Ready {self.random.random()}.", "service", "Dana"))
        except Refusal:
            return
        self.drained()

    def hour(self, to):
        self.campaign.later(HOUR)
        counts.add_up(self.campaign.deps.hours, self.world.clock.now())

    def drained(self):
        """What was handed over now is the last that its receiver got, but for answers."""
        before = len(self.world.provider.sent)
        self.world.drains()
        for outgoing in self.world.provider.sent[before:]:
            kind = "bulk" if "noon" in outgoing.body else "service" if "Ready" in outgoing.body else ""
            if kind:
                self.texts[kind] += 1
                self.last[outgoing.to] = kind

    def _ends(self, to, ending):
        self.drained()
        was = self.world.deps.store.load(to).consent
        ending()
        if was is not Consent.OPTED_OUT and to in self.last:
            self.gone[self.last[to]] += 1


@pytest.mark.parametrize("seed", range(4))
def test_the_overviews_rate_and_the_rate_that_pauses_a_bulk_are_one(campaign, world, seed):
    told = Told(campaign, seed)
    campaign.customers(PEOPLE)
    started = campaign.started()
    for _ in range(2):
        campaign.looks()
        told.drained()
        campaign.later(10_000)
    for _ in range(40):
        told.one_more()
    told.drained()
    campaign.later(DAY)
    story = counts.last_30_days(campaign.deps.hours, world.clock.now())
    [(sender, alarmed, _)] = auto_pause.rates(campaign.deps)
    became = campaign.counts(started)

    assert story.by_template[started.event] == Rate(told.texts["bulk"], told.gone["bulk"])
    assert (became.taken, became.opted_out) == (told.texts["bulk"], told.gone["bulk"])
    assert sender == told.ours
    assert story.by_sender[sender] == alarmed == Rate(sum(told.texts.values()), sum(told.gone.values()))
    assert sum(told.gone.values()) > 0


@pytest.mark.parametrize(("stops", "state"), [(2, BulkState.SENDING), (3, BulkState.PAUSED)])
def test_it_pauses_at_exactly_the_rate_that_the_overview_shows(campaign, world, stops, state):
    campaign.customers(10)
    waits = campaign.customer(10)
    started = campaign.started()
    campaign.deps.bulks.later(started.id, waits.id, world.clock.now() + DAY)
    campaign.goes(2)
    for place in range(stops):
        world.texts(number(place), "STOP")
    campaign.looks()

    shown = counts.last_30_days(campaign.deps.hours, world.clock.now()).by_template[started.event]
    assert (shown.sent, shown.opted_out) == (10, stops)
    assert BULK.crossed(shown.opted_out, shown.sent) is (state is BulkState.PAUSED)
    assert campaign.now(started).state is state
