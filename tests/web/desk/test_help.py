"""The help inbox over HTTP: what was asked, what became of it, and what the desk may do."""

import re

import pytest

from responder.domain.consent.auto_replies import Inbound
from responder.flows.inbound.receive import receive
from responder.web.console.shell.conversation_ids import Ids
from tests.people import ALICE, BOB
from tests.web.test_console import acts, bob, posts, sign_in, texts


@pytest.fixture
def asked(app) -> str:
    """Bob asked for help; the id of the item."""
    bob(app)
    texts(app, BOB, "HELP", "SM1")
    return app.console.help_inbox.newest_of(BOB).first.id


def footer(page: str) -> str:
    """What the page says below the thread, as one line of text."""
    below = page.partition('aria-label="What became of it"')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", below).split())


def test_an_item_shows_the_question_our_answer_and_its_state(app, browser, asked):
    sign_in(browser, "sam")
    assert "Bob Gagnon" in browser.get("/help").text
    page = browser.get(f"/help/{asked}").text
    assert '<p dir="auto">HELP</p>' in page
    assert "To answer waits for 1 min. Automatic answer: Waiting." in footer(page)
    assert "<textarea" not in page, "support reads and unsubscribes"


def test_what_the_customer_writes_next_stands_in_the_same_item(app, browser, asked):
    for place, body in enumerate(("Hello?", "HELP", "Anybody there?")):
        texts(app, BOB, body, f"SMnext{place}")
    sign_in(browser)
    listed = browser.get("/help").text
    assert listed.count('class="row"') == 1 and "Anybody there?" in listed
    page = browser.get(f"/help/{asked}").text
    assert all(f'<p dir="auto">{body}</p>' in page for body in ("HELP", "Hello?", "Anybody there?"))


def test_a_capped_answer_says_so(app, browser, asked):
    for place in range(3):
        texts(app, BOB, "HELP", f"SMmore{place}")
    sign_in(browser)
    page = browser.get(f"/help/{asked}").text
    assert "Not answered automatically: At most 3 help answers an hour." in footer(page)
    assert "Not sent: “<bdi>an automatic answer</bdi>” · At most 3 help answers an hour" in page


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("who is this?", "Not answered automatically: a person answers this."),
        ("cancel my appointment", "They want to be called back."),
    ],
)
def test_what_no_robot_answers_says_who_does(app, browser, body, said):
    texts(app, ALICE, body, "SM1")
    sign_in(browser)
    item = app.console.help_inbox.newest_of(ALICE)
    assert said in footer(browser.get(f"/help/{item.first.id}").text)


def test_somebody_who_opted_out_is_called_and_not_written_to(app, browser, asked):
    texts(app, BOB, "STOP", "SM2")
    sign_in(browser)
    page = browser.get(f"/help/{asked}").text
    assert "Bob Gagnon has opted out. Call them on +1 (418) 555-0112" in footer(page)
    assert "<textarea" not in page


def test_an_agent_answers_where_the_question_stands(app, browser, asked):
    sign_in(browser)
    page = browser.get(f"/help/{asked}").text
    (address,) = re.findall(r'action="(/conversations/[\w-]+/send)"', page)
    assert "<textarea" in page and '<option value="reply" selected>' in page
    app.store.set_fresh(app.business.senders[0].numbers[0], app.deps.clock.now())
    posts(browser, address, body="It is Dana.", token="t", **{"class": "reply"})
    assert app.queries.timeline(BOB)[-1]["body"] == "It is Dana."


def test_a_picture_in_the_conversation_breaks_no_page(app, browser, asked):
    for body, sid in (("HELP", "SM5"), ("not interested right now", "SM6")):
        receive(app.deps, Inbound(sid, BOB, True, app.business.senders[0], body, media=2))
    sign_in(browser)
    (review,) = app.reviews.open_reviews(10)
    for path in (f"/help/{asked}", f"/review/{review.id}"):
        assert "2 attachments" in browser.get(path).text


def test_support_ends_it_and_the_list_of_answered_ones_has_it(app, browser, asked):
    sign_in(browser, "sam")
    assert posts(browser, f"/help/{asked}/act", act="end").status_code == 302
    assert "Bob Gagnon" not in browser.get("/help/list").text
    assert "Bob Gagnon" in browser.get("/help/list?view=answered").text
    assert "Answered by Sam , Today," in footer(browser.get(f"/help/{asked}").text)
    assert ("Sam", "help answered") in acts(app)
    posts(browser, f"/help/{asked}/act", act="reopen")
    assert "Bob Gagnon" in browser.get("/help/list").text


def test_an_item_is_given_to_a_colleague(app, browser, asked):
    sign_in(browser, "sam")
    posts(browser, f"/help/{asked}/act", act="assign", to="id-dana")
    assert 'title="Assigned to Dana"' in browser.get("/help/list").text


def test_an_older_item_shows_its_own_part_of_the_conversation(app, browser, asked):
    sign_in(browser, "sam")
    posts(browser, f"/help/{asked}/act", act="end")
    texts(app, BOB, "who is this?", "SM9")
    first, second = (
        browser.get(f"/help/{each}").text for each in (asked, app.console.help_inbox.newest_of(BOB).first.id)
    )
    assert 'dir="auto">HELP</p>' in first and 'dir="auto">who is this?</p>' not in first
    assert 'dir="auto">HELP</p>' not in second and 'dir="auto">who is this?</p>' in second


def test_the_dialog_leads_back_to_the_item(app, browser, asked):
    sign_in(browser, "sam")
    conversation = Ids(app.settings.secret_key.value).of(BOB)
    form = {"conversation": conversation, "from": "help", "here": asked, "token": "t"}
    assert posts(browser, "/unsubscribe", **form).location == f"/help/{asked}"
    form.pop("here")
    there = posts(browser, "/unsubscribe", **form).location
    assert browser.get(there).location == f"/help/{asked}", "an old page without the item's id"


def test_the_list_is_a_304_until_somebody_asks(app, browser, asked):
    sign_in(browser)
    tag = {"If-None-Match": browser.get("/help/list").headers["ETag"]}
    assert browser.get("/help/list", headers=tag).status_code == 304
    texts(app, ALICE, "HELP", "SM2")
    assert browser.get("/help/list", headers=tag).status_code == 200


@pytest.mark.parametrize("act", ["", "start", "close"])
def test_there_is_no_other_act(browser, asked, act):
    sign_in(browser)
    assert posts(browser, f"/help/{asked}/act", act=act).status_code == 400
