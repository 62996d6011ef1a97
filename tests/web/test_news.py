"""What a browser hears while its tab is open, and the pictures it may see: who is signed in alone."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from responder.domain.consent.auto_replies import Inbound
from responder.domain.inbox.work_queues import QueueName
from responder.flows.inbound.receive import receive
from responder.ports.media import Picture
from responder.settings.environment import Secret
from responder.wiring.product import App, build
from tests.people import ALICE, BOB
from tests.pictures import photo
from tests.web.test_console import HERE, app, bob, browser, flask, posts, sign_in, texts
from tests.web.test_quick_replies import conversation
from tests.web.test_webhook import settings

__all__ = ["app", "browser", "flask"]


@pytest.fixture(scope="module")
def built(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The product with a folder for pictures and a mail server."""
    more = {
        "pictures_folder": tmp_path_factory.mktemp("kept") / "pictures",
        "smtp_url": Secret("smtp://127.0.0.1:1"),
        "mail_from": "responder@garage.example",
    }
    app = build(replace(settings(redis_url), public_url=HERE, **more), 4, within=10)
    yield app
    app.jobs.queue.connection.close()


def news(browser: FlaskClient) -> list[dict[str, object]]:
    found: list[dict[str, object]] = browser.get("/news").json  # type: ignore[assignment]
    return found


def test_a_text_in_my_conversation_is_news_until_somebody_reads_it(app: App, browser: FlaskClient) -> None:
    bob(app)
    texts(app, BOB, "Hello?", "SM1")
    texts(app, ALICE, "Hello?", "SM2")
    sign_in(browser)
    assert news(browser) == []
    app.console.conversations.assign(BOB, "id-dana", app.deps.clock.now())

    (each,) = news(browser)
    assert each["name"] == "Bob Gagnon"
    assert BOB not in str(each) and "Hello" not in str(each)
    browser.get(conversation(app, BOB))
    assert news(browser) == []


def test_unchanged_news_are_304(app: App, browser: FlaskClient) -> None:
    sign_in(browser)
    tag = browser.get("/news").headers["ETag"]

    assert browser.get("/news", headers={"If-None-Match": tag}).status_code == 304


def test_a_colleagues_conversation_is_not_my_news(app: App, browser: FlaskClient) -> None:
    texts(app, BOB, "Hello?", "SM1")
    app.console.conversations.assign(BOB, "id-sam", app.deps.clock.now())
    sign_in(browser)

    assert news(browser) == []


@pytest.mark.parametrize(
    ("address", "kept", "said"),
    [("dana@garage.example", "dana@garage.example", "Saved."), ("dana", "", "not an e-mail address")],
)
def test_a_staff_member_says_where_they_want_mail(
    app: App, browser: FlaskClient, address: str, kept: str, said: str
) -> None:
    sign_in(browser)
    answer = posts(browser, "/more/mail", address=address)
    page = browser.get("/more") if answer.location else answer

    assert said in page.text and f'value="{address}"' in page.text
    assert app.console.notices.book.addresses().get("id-dana", "") == kept


# -- pictures


def sends_pictures(app: App, sid: str = "SMpic", *found: Picture) -> list[Picture]:
    """Bob sends a text with pictures, and they were fetched: one photo unless told otherwise."""
    inbound = Inbound(sid, BOB, True, app.business.senders[0], "Look", media=1)
    receive(app.deps, inbound)
    (task,) = app.console.pictures.tasks.waiting(QueueName.PICTURES, app.deps.clock.now(), 10)
    album = app.console.pictures.album
    assert album
    kept = list(found) or [album.keep(sid, 0, photo(), "image/jpeg")]
    app.console.pictures.book.keep(task, kept)
    return kept


def test_a_picture_is_shown_in_the_thread_and_served_to_staff_alone(app: App, browser: FlaskClient) -> None:
    (picture,) = sends_pictures(app)
    assert browser.get(f"/pictures/{picture.id}").location.startswith("/sign-in")

    sign_in(browser)
    (source,) = re.findall(r'<img src="([^"]+)"', browser.get(conversation(app, BOB)).text)
    assert source == f"/pictures/{picture.id}?small=1"
    answer = browser.get(source)
    assert (answer.status_code, answer.content_type) == (200, "image/jpeg")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert len(answer.data) < 30_000
    assert browser.get(source, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert browser.get(f"/pictures/{picture.id}").status_code == 200
    assert f"/pictures/{picture.id}" in browser.get(f"/pictures/{picture.id}/view").text


def test_a_file_is_named_in_the_thread_and_only_ever_downloaded(app: App, browser: FlaskClient) -> None:
    album = app.console.pictures.album
    assert album
    kept = album.attach("SMfile", 0, b"<script>alert(1)</script>", "text/x-vcard")
    clip = album.attach("SMfile", 1, b"x" * 1_250_000, "video/mp4")
    sends_pictures(app, "SMfile", kept, clip, Picture("", "application/pdf", why_not="too_large"))
    assert browser.get(f"/pictures/{kept.id}/file").location.startswith("/sign-in")

    sign_in(browser)
    shown = browser.get(conversation(app, BOB)).text
    assert "Contact card · 1 kB · Download" in shown and "Video · 1.2 MB · Download" in shown
    assert "PDF document: too large to be fetched." in shown
    answer = browser.get(f"/pictures/{kept.id}/file")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="attachment-1.vcf"'
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert browser.get(f"/pictures/{kept.id}").status_code == 404
    assert browser.get(f"/pictures/{kept.id}/view").status_code == 404


def test_a_text_that_is_nothing_but_a_file_is_seen_in_the_list(app: App, browser: FlaskClient) -> None:
    receive(app.deps, Inbound("SMpic", BOB, True, app.business.senders[0], "", media=1))
    sign_in(browser)
    assert "1 attachment" in browser.get("/conversations").text


@pytest.mark.parametrize("picture_id", ["x", "a" * 32 + "-0", "..%2f..%2fetc%2fpasswd"])
def test_what_is_no_picture_of_ours_is_not_there(app: App, browser: FlaskClient, picture_id: str) -> None:
    sign_in(browser)
    assert browser.get(f"/pictures/{picture_id}").status_code == 404
    assert browser.get(f"/pictures/{picture_id}/view").status_code == 404
    assert browser.get(f"/pictures/{picture_id}/file").status_code == 404


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("not_a_picture", "it was not kept"),
        ("gone", "no longer has"),
        ("too_large", "too large"),
        ("elsewhere", "led away from the provider"),
        ("unavailable", "did not hand it out"),
    ],
)
def test_a_picture_that_never_came_says_why(app: App, browser: FlaskClient, why: str, said: str) -> None:
    sends_pictures(app, "SMvideo", Picture("", "video/mp4", why_not=why))
    sign_in(browser)

    assert said in browser.get(conversation(app, BOB)).text


def test_a_picture_that_is_still_being_fetched_is_counted(app: App, browser: FlaskClient) -> None:
    receive(app.deps, Inbound("SMpic", BOB, True, app.business.senders[0], "Look", media=2))
    sign_in(browser)

    assert "2 attachments" in browser.get(conversation(app, BOB)).text
