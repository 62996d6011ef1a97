"""While the recipients of a message to many are counted, whoever waits sees how far it has come."""

import pytest

from responder.domain.campaigns.campaign import Act
from responder.flows.campaigns import preflight
from tests.flows.campaigns.campaign import open_campaign


@pytest.fixture
def campaign(world, client):
    return open_campaign(world, client)


def test_the_count_says_how_far_it_has_come_and_begins_anew_when_it_is_asked_for_again(campaign):
    campaign.customers(1_100)
    checking = campaign.acts(campaign.written(language="fr"), Act.CHECK)
    assert preflight.percent(campaign.deps, checking) == 0
    seen = []

    def told(done, of):
        seen.append((done, of, preflight.percent(campaign.deps, checking)))

    counted = preflight.count(campaign.deps, checking, told)

    assert seen == [(0, 1_100, 0), (500, 1_100, 45), (1_000, 1_100, 90), (1_100, 1_100, 100)]
    campaign.acts(counted, Act.CHECK)
    assert preflight.percent(campaign.deps, checking) == 0
