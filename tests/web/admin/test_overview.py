"""The overview over HTTP: what happened is in its tables, rates have their line, figures their meaning."""

import re
from dataclasses import replace

import pytest

from responder.domain.records import DAY, HOUR
from responder.domain.reports.counts import hour_of
from responder.web.app import whole_app
from responder.web.console.views.charts import grouped, nice_top, scaled
from tests.people import ALICE, BOB, CAROL
from tests.web.test_console import sign_in, texts

OURS = "+14155550199"


def rows(page: str, title: str) -> list[list[str]]:
    """The figures of the table with this title."""
    table = re.findall(rf'aria-label="{title}"><table>(.*?)</table>', page, re.S)[0]
    return [
        [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        ]
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.S)
    ]


def tile(page: str, name: str) -> str:
    return re.findall(rf"<dt>{name}</dt><dd>(.*?)</dd>", page)[0]


def counted(app, client, hours_ago: int, **counts: int) -> None:
    """Counts of an hour as the commits leave them."""
    key = app.store.keys.counted("03", app.deps.clock.now() - hours_ago * HOUR)
    client.hset(key, mapping=counts)


@pytest.mark.parametrize("login", ["dana", "sam", "robin"])
def test_what_happened_today_is_in_the_tiles_and_in_the_tables(app, browser, login):
    texts(app, ALICE, "Hello", "SM1")
    texts(app, BOB, "STOP", "SM2")
    texts(app, CAROL, "START", "SM3")
    sign_in(browser, login)
    page = browser.get("/overview").text
    assert [tile(page, f"{name} today") for name in ("Texts in", "Texts out", "Opt-outs", "Opt-ins")] == [
        *("3", "0", "1", "1"),
    ]
    assert rows(page, "Texts a day")[1][1:] == ["3", "0"]
    assert rows(page, "Opt-outs and opt-ins a day")[1][1:] == ["1", "1"]
    assert len(rows(page, "Texts a day")) == 31


@pytest.mark.parametrize(("asked", "days"), [("7", 7), ("90", 90), ("x", 30), ("100000", 30)])
def test_a_period_is_one_of_three(app, browser, asked, days):
    sign_in(browser)
    assert len(rows(browser.get(f"/overview?days={asked}").text, "Texts a day")) == days + 1


def test_what_could_not_go_in_time_is_shown_and_measured(app, browser, client):
    """US-08: a storm of STOPs makes more confirmations than the sender's rate lets out in 300 s."""
    counted(app, client, 4, **{"dropped:US-08:opt_out": 97})
    sign_in(browser)
    found = rows(browser.get("/overview").text, "Not sent any more, last 30 days")
    assert found[1:] == [["Confirmation of an opt-out", "US-08", "97"]]
    measured = browser.get("/metrics").text
    assert 'responder_messages_dropped{rule="US-08",what="opt_out"} 97.0' in measured


def test_rates_by_sender_and_template_show_who_is_over_the_line(app, browser, client):
    counted(app, client, 5, **{f"out:{OURS}|reminder": 800, f"out:{OURS}|marketing": 200})
    counted(app, client, 4, **{f"opted_out:inbound:{OURS}|marketing": 8, "opted_out:import:": 50})
    sign_in(browser)
    page = browser.get("/overview?days=7").text
    assert rows(page, "Opt-outs by sender, last 30 days")[1][:4] == [
        *("+1 (415) 555-0199 Over the line", "1,000", "8", "0.8%"),
    ]
    assert [row[:4] for row in rows(page, "Opt-outs by template, last 30 days")[1:]] == [
        ["Written by staff (marketing) Over the line", "200", "8", "4%"],
        ["Reminder of an appointment", "800", "0", "0%"],
    ]


def test_just_under_the_line_is_under_it_and_is_not_rounded_up(app, browser, client):
    counted(app, client, 3, **{f"out:{OURS}|reminder": 10_000, f"opted_out:inbound:{OURS}|reminder": 79})
    sign_in(browser)
    page = browser.get("/overview").text
    assert rows(page, "Opt-outs by sender, last 30 days")[1][:4] == [
        *("+1 (415) 555-0199", "10,000", "79", "0.79%"),
    ]


def test_few_texts_say_nothing(app, browser, client):
    counted(app, client, 3, **{f"out:{OURS}|service": 10, f"opted_out:inbound:{OURS}|service": 1})
    sign_in(browser)
    row = rows(browser.get("/overview").text, "Opt-outs by sender, last 30 days")[1]
    assert row[3] == "10% too few to tell" and "Over the line" not in row[0]


@pytest.mark.parametrize("sent", [0, 10])
def test_without_a_line_in_force_the_overview_shows_rates_and_says_so(app, client, sent):
    """CA-26: its row has an end, or begins later: no page may fall over an empty table of rules."""
    bulk, law = app.console.bulk, app.deps.law
    gone = replace(law, lines=tuple(replace(each, ends=1) for each in law.lines))
    desk = replace(bulk.desk, deps=replace(app.deps, law=gone))
    lineless = replace(app, console=replace(app.console, bulk=replace(bulk, desk=desk)))
    browser = whole_app(lineless).test_client()
    counted(app, client, 3, **{f"out:{OURS}|service": sent, f"opted_out:inbound:{OURS}|service": 1})
    sign_in(browser)
    page = browser.get("/overview").text
    assert "No line for alarms is in force today" in page and "Over the line" not in page
    assert "Line at" not in page
    assert browser.get("/metrics").status_code == 200


def test_stop_to_silence_has_a_middle_and_a_worst_and_says_what_it_means(app, browser, client):
    counted(app, client, 30, **{"opted_out:inbound:": 10, "in_the_air:240": 1})
    sign_in(browser)
    page = browser.get("/overview").text
    assert (tile(page, "Median"), tile(page, "Worst")) == ("0 ms", "240 ms")
    assert "1 with a text in the air" in page and "the longest that it can have been" in page


def test_the_age_of_the_queue_and_of_the_log(app, browser, client):
    sign_in(browser)
    page = browser.get("/overview").text
    assert tile(page, "Provider's log read") == "never" and "texts wait until it is read" in page
    now = app.deps.clock.now()
    app.store.set_fresh(OURS, now - 30_000)
    texts(app, ALICE, "HELP", "SM1")
    client.zadd(app.store.keys.due(app.store.keys.shard(ALICE), "answer"), {"x": now - 130_000})
    page = browser.get("/overview").text
    assert tile(page, "Provider's log read") in ("30 s", "31 s")
    assert tile(page, "Waiting to leave") == "2" and "the oldest for 2 min" in page


def test_the_live_part_is_silent_while_nothing_changes(app, browser):
    app.store.set_fresh(OURS, app.deps.clock.now() - 10 * DAY)
    sign_in(browser)
    first = browser.get("/overview/now")
    again = browser.get("/overview/now", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)


def test_hours_that_nobody_added_up_are_told(app, browser, client):
    client.hset(app.store.keys.hours, "until", hour_of(app.deps.clock.now()) - 100)
    sign_in(browser)
    assert "hours are not added up yet" in browser.get("/overview").text


def test_in_french_figures_and_words_are_french(app, browser, client):
    counted(app, client, 3, **{f"out:{OURS}|reminder": 10_000, f"opted_out:inbound:{OURS}|reminder": 79})
    sign_in(browser)
    browser.post("/language", data={"language": "fr", "csrf_token": _token(browser)})
    page = browser.get("/overview").text.replace("\xa0", " ").replace("\u202f", " ")
    assert "0,79 %" in page and "10 000" in page and "Over the line" not in page


def _token(browser) -> str:
    return re.findall(r'name="csrf_token" value="([^"]+)"', browser.get("/more").text)[0]


# -- the geometry


@pytest.mark.parametrize(
    ("most", "top"), [(0, 4), (4, 4), (5, 10), (11, 20), (21, 40), (100, 100), (4_001, 10_000)]
)
def test_the_top_of_a_chart_is_a_round_number_at_or_above(most, top):
    assert nice_top(most) == top


def test_bars_stand_beside_each_other_on_one_scale_and_the_smallest_is_seen():
    chart = grouped([10, 0], [5, 1])
    assert [(bar.series, bar.height) for bar in chart.bars] == [(0, 100.0), (1, 50.0), (1, 10.0)]
    assert all(0 <= bar.x and bar.x + bar.width <= 1_000 for bar in chart.bars)
    assert grouped([10_000], [1]).bars[1].height == 1.0


@pytest.mark.parametrize(
    ("share", "bar", "line"),
    [(0.0, 0.0, 50.0), (0.008, 50.0, 50.0), (0.016, 100.0, 50.0), (0.08, 100.0, 10.0)],
)
def test_the_line_is_always_on_the_bar(share, bar, line):
    assert scaled(share, 0.008) == (bar, line)
