"""The audit log's page: each act in the reader's language, with the names of those whom it was about."""

import ast
import re
from html import unescape

import pytest

from responder.domain.campaigns.campaign import Act
from responder.domain.customers.customer import AppointmentStatus
from responder.flows.campaigns import edit
from responder.flows.outbound import kill_switches
from responder.flows.proof.erase import forget
from responder.ports.desk import AuditEntry
from responder.web.console.shell.conversation_ids import Ids
from responder.web.console.views import audit
from tests.people import BOB
from tests.test_architecture import ROOT
from tests.web.forms import opened
from tests.web.test_console import bob, posts, sign_in, texts

WRITES = {"note": 2, "_note": 2, "_audit": 1, "AuditEntry": 3}
"""Who writes an act down, and at which place of the call it stands."""

OTHERS = {"Responder", "Sent again: the provider never had it.", "Left unsent: the provider never had it."}
"""Notes of a thread and who wrote them, which are no acts."""


def words(node):
    """The texts that an expression may be."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) and node.value else []
    return words(node.body) + words(node.orelse) if isinstance(node, ast.IfExp) else []


def written():
    """Every act that a source names as it writes it down."""
    for path in (ROOT / "responder").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            place = WRITES.get(called(node), 99)
            if isinstance(node, ast.Call) and place < len(node.args):
                yield from words(node.args[place])


def called(node):
    """The last name of what is called; "" where nothing is."""
    function = getattr(node, "func", None)
    return getattr(function, "attr", "") or getattr(function, "id", "")


def test_every_act_that_is_written_down_has_its_words():
    acts = set(written()) - OTHERS
    acts |= {f"appointment {each.value}" for each in AppointmentStatus} | {
        kill_switches.STOPPED,
        kill_switches.ALLOWED,
    }
    acts |= {f"bulk {each.value}" for each in edit.ACTS} | {"appointment moved", "appointment changed"}
    assert len(acts) > 50 and Act.START in edit.ACTS
    assert acts - set(audit.ACTS) == set()


def page(browser):
    rows = re.findall(r"<tr>(.*?)</tr>", browser.get("/audit").text, re.S)[1:]
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in rows]


@pytest.fixture
def worked(app, browser, flask):
    """Dana wrote a note about Bob, gave his conversation to Robin, and may not see the log."""
    customer = bob(app)
    texts(app, BOB, "Bonjour", "SM1")
    sign_in(browser)
    conversation = f"/conversations/{Ids(app.settings.secret_key.value).of(BOB)}"
    opened(browser, conversation, "/act", "note").send(note="Called")
    opened(browser, conversation, "/act", "to").send(to="id-robin")
    opened(browser, f"/customers/{customer.id}/edit").send(notes="x")
    posts(browser, "/unsubscribe", customer=customer.id, how="by phone", token="t")
    admin = flask.test_client()
    sign_in(admin, "robin")
    posts(admin, "/settings/staff/id-sam/role", role="agent")
    return admin


def test_in_english_with_names_and_their_pages(worked):
    said = "\n".join(page(worked))
    for line in (
        "Dana Wrote a note Bob Gagnon",
        "Dana Assigned a conversation · Robin Bob Gagnon",
        "Dana Changed a customer Bob Gagnon",
        "Dana Unsubscribed a customer · opted out now Bob Gagnon",
        "Robin Changed a role · Support → Agent Sam",
    ):
        assert line in said
    assert 'href="/customers/' in worked.get("/audit").text and BOB[2:] not in said


def erased(app, browser):
    """The page after Bob was erased."""
    forget(app.eraser, app.deps.clock, BOB, "Robin", "asked by letter")
    return page(browser)


def test_after_an_erasure_it_says_what_was_done_and_to_nobody(app, worked, client):
    said = "\n".join(erased(app, worked))
    assert "Dana Wrote a note somebody who was erased" in said
    assert "Dana Assigned a conversation · Robin somebody who was erased" in said
    assert "Gagnon" not in said and BOB[2:5] + " " not in said
    ids = Ids(app.settings.secret_key.value)
    subjects = [entry.subject for entry in app.console.audit.newest(20)]
    assert [each for each in subjects if ids.number(each)] == [], "an id that SECRET_KEY alone opens"


def test_an_entry_of_an_older_release_names_nobody_who_was_erased(app, worked):
    """It holds the conversation's id, which the key of the installation opens for ever."""
    member = app.console.accounts.get("id-dana")
    old = Ids(app.settings.secret_key.value).of(BOB)
    app.console.audit.record(AuditEntry(app.deps.clock.now(), member.id, member.name, "close", old))
    assert "Dana Closed a conversation Bob Gagnon" in "\n".join(page(worked))
    assert "Dana Closed a conversation somebody who was erased" in "\n".join(erased(app, worked))


def test_in_french(worked):
    posts(worked, "/language", language="fr")
    said = "\n".join(page(worked))
    for line in (
        "Dana A écrit une note Bob Gagnon",
        "Dana A attribué une conversation · Robin Bob Gagnon",
        "Dana A désabonné un client · désabonné maintenant Bob Gagnon",
        "Robin A changé un rôle · Soutien → Agent Sam",
    ):
        assert line in said, said


def test_what_a_customer_answered_and_an_act_of_a_later_release(app, worked):
    for action in ("customer: yes, confirmed", "moon landed"):
        app.console.audit.record(AuditEntry(app.deps.clock.now(), "", "Responder", action, "", "old_time"))
    said = page(worked)
    assert any(line.endswith("Responder The customer said yes to an appointment") for line in said)
    assert any("Responder moon landed" in line for line in said)


def test_an_appointment_and_a_message_to_many_are_named_too(app, worked):
    (customer,) = app.console.customers.of_number(BOB)
    posts(worked, "/appointments/new", customer=customer.id, at="2031-05-05T09:30", subject="Tires")
    form = {"name": "Friday", "class": "service", "text_en": "We close.", "audience": "everybody"}
    posts(worked, "/bulk/new", **form)
    said = "\n".join(page(worked))
    assert "Robin Made an appointment Tires" in said and "Wrote a message to many · Service Friday" in said
