"""The opt-out rate (CA-26), and whose texts an opt-out counts against."""

import pytest

from responder.domain.campaigns.opt_out_rate import opt_out_rate, rates_by


@pytest.mark.parametrize(
    ("sent", "opted_out", "share"), [(1_000, 8, 0.008), (0, 0, 0.0), (0, 3, 0.0), (2, 3, 1.0)]
)
def test_the_rate_is_opt_outs_for_each_text(sent, opted_out, share):
    assert opt_out_rate(sent, opted_out).share == pytest.approx(share)


def test_rates_are_taken_by_sender_and_by_template_and_the_highest_comes_first():
    sent = {"+14155550199|reminder": 900, "+14155550199|marketing": 100, "MG1|marketing": 1_000}
    gone = {"+14155550199|marketing": 10, "MG1|marketing": 1, "": 4}
    by_sender = rates_by(0, sent, gone)
    assert [(name, rate.sent, rate.opted_out) for name, rate in by_sender.items()] == [
        ("+14155550199", 1_000, 10),
        ("MG1", 1_000, 1),
    ]
    by_template = rates_by(1, sent, gone)
    assert [(name, rate.sent, rate.opted_out) for name, rate in by_template.items()] == [
        ("marketing", 1_100, 11),
        ("reminder", 900, 0),
    ]


def test_an_opt_out_that_followed_no_text_of_ours_is_nobodys():
    assert rates_by(0, {}, {"": 7}) == {}
