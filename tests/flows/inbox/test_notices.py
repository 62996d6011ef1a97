"""An assignee is told by mail through a real SMTP server: once, masked, and never twice for one text."""

from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from responder.adapters.smtp import SmtpMailer
from responder.domain.inbox.notices import Notices
from responder.domain.records import HOUR, MINUTE
from responder.flows.inbox import desk, notices
from responder.flows.inbox.notices import BadAddress
from responder.ports.notices import MailNotTaken, MailUnknown, NoticeDeps
from responder.store.inbox.notices import RedisNotices
from tests.flows.shop import open_shop
from tests.people import ALICE, BOB
from tests.processes import free_port

ADDRESS = "dana@garage.example"


@dataclass
class Postbox:
    """What an SMTP server was given; `refuses` is its answer to the next recipients."""

    mails: list[tuple[list[str], str]] = field(default_factory=list)
    refuses: list[str] = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refuses:
            return self.refuses.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content, policy=default)
        headers = "\n".join(f"{name}: {value}" for name, value in mail.items())
        self.mails.append((envelope.rcpt_tos, f"{headers}\n\n{mail.get_content()}"))
        return "250 OK"


@pytest.fixture
def postbox():
    return Postbox()


@pytest.fixture
def server(postbox):
    running = Controller(postbox, hostname="127.0.0.1", port=free_port())
    running.start()
    yield running
    running.stop()


@pytest.fixture
def shop(world, client):
    return open_shop(world.deps, client)


@pytest.fixture
def told(shop, client, server):
    """Dana wants mail, and Bob's conversation is hers."""
    port = server.port
    mailer = SmtpMailer(f"smtp://127.0.0.1:{port}", "responder@garage.example")
    book = RedisNotices(client, shop.desk.deps.store.keys)
    notices.set_address(shop.desk, book, shop.dana, ADDRESS)
    shop.customer("Bob Gagnon", BOB)
    desk.assign(shop.desk, shop.dana, BOB, "c1", shop.dana.id)
    return NoticeDeps(shop.desk, book, mailer, "https://sms.example.com")


def passes(world, told, minutes):
    """The keeper looks every minute."""
    for _ in range(minutes):
        world.clock.advance(MINUTE)
        notices.mail_waiting(told)


def test_a_text_that_nobody_read_is_told_once_without_words_or_number(world, told, postbox):
    world.texts(BOB, "My secret plate is ABC 123")
    notices.mail_waiting(told)
    passes(world, told, 9)
    assert postbox.mails == []

    world.texts(BOB, "Hello?")
    passes(world, told, 60)
    ((to, mail),) = postbox.mails
    assert to == [ADDRESS]
    assert "A text waits for you: Bob Gagnon" in mail
    assert "https://sms.example.com/conversations?view=mine" in mail
    assert "secret plate" not in mail
    assert BOB not in mail and "5550112" not in mail.replace("-", "")


def test_after_it_was_read_the_next_one_is_told_again(world, told, postbox):
    world.texts(BOB, "Hello?")
    passes(world, told, 20)
    told.desk.desk.mark_read(BOB, world.clock.now())
    passes(world, told, 60)
    assert len(postbox.mails) == 1

    world.texts(BOB, "And now?")
    passes(world, told, 20)
    assert len(postbox.mails) == 2


def test_whoever_reads_in_time_is_not_mailed(world, told, postbox):
    world.texts(BOB, "Hello?")
    passes(world, told, 5)
    told.desk.desk.mark_read(BOB, world.clock.now())
    passes(world, told, 60)

    assert postbox.mails == []


def test_with_the_switch_on_the_words_are_in_it(world, told, postbox):
    business = replace(told.desk.deps.business, notices=Notices(MINUTE, with_body=True))
    deps = replace(told.desk.deps, business=business)
    told = replace(told, desk=replace(told.desk, deps=deps))
    world.texts(BOB, "Is my car ready?")
    passes(world, told, 3)

    assert "Is my car ready?" in postbox.mails[0][1]


def test_a_conversation_that_is_nobodys_or_closed_tells_nobody(world, told, postbox, shop):
    world.texts(ALICE, "Hello?")
    world.texts(BOB, "Hello?")
    world.clock.advance(1)
    desk.close(shop.desk, shop.dana, BOB, "c1", closed=True)
    passes(world, told, 60)

    assert postbox.mails == []


def test_who_lost_their_account_or_wants_none_gets_none(world, told, postbox, shop):
    world.texts(BOB, "Hello?")
    shop.desk.accounts.save(replace(shop.dana, disabled=True))
    passes(world, told, 30)
    shop.desk.accounts.save(shop.dana)
    notices.set_address(shop.desk, told.book, shop.dana, "")
    passes(world, told, 30)

    assert postbox.mails == []


def test_a_server_that_refused_is_asked_again_and_then_once(world, told, postbox):
    world.texts(BOB, "Hello?")
    postbox.refuses = ["451 Try later", "550 No"]
    passes(world, told, 60)

    assert len(postbox.mails) == 1


def test_two_relays_send_one_mail(world, told, postbox):
    world.texts(BOB, "Hello?")
    notices.mail_waiting(told)
    world.clock.advance(HOUR)
    list(world.pool.map(lambda _: notices.mail_waiting(told), range(8)))

    assert len(postbox.mails) == 1


class Lost:
    """A mail server that breaks off when it may have taken the mail."""

    def __init__(self):
        self.asked = 0

    def send(self, to, subject, text):
        self.asked += 1
        raise MailUnknown("SMTPServerDisconnected")


def test_a_mail_that_may_have_been_taken_is_not_sent_again(world, told):
    lost = Lost()
    told = replace(told, mailer=lost)
    world.texts(BOB, "Hello?")
    passes(world, told, 60)

    assert lost.asked == 1


def test_no_server_is_no_mail_and_a_password_needs_tls(told, server):
    with pytest.raises(MailNotTaken):
        SmtpMailer("smtp://127.0.0.1:1", "a@b.example").send(ADDRESS, "x", "y")
    port = server.port
    with pytest.raises(MailNotTaken, match="no TLS"):
        SmtpMailer(f"smtp://dana:secret@127.0.0.1:{port}", "a@b.example").send(ADDRESS, "x", "y")


def test_a_name_with_a_line_break_adds_no_header(world, told, postbox, shop):
    shop.customer("Eve\r\nBcc: all@evil.example", ALICE)
    desk.assign(shop.desk, shop.dana, ALICE, "c2", shop.dana.id)
    world.texts(ALICE, "Hello?")
    passes(world, told, 20)

    (to, mail) = postbox.mails[0]
    assert to == [ADDRESS]
    assert "\nBcc:" not in mail


def test_a_french_staff_member_is_told_in_french(world, told, postbox, shop):
    shop.desk.accounts.save(replace(shop.dana, language="fr"))
    world.texts(BOB, "Allo?")
    passes(world, told, 20)

    assert "Un texto vous attend : Bob Gagnon" in postbox.mails[0][1]


@pytest.mark.parametrize("address", ["dana", "a@b", "a b@c.example", "a@b.example\nBcc: x", "@b.example"])
def test_what_is_no_address_is_refused(shop, told, address):
    with pytest.raises(BadAddress):
        notices.set_address(shop.desk, told.book, shop.dana, address)
    assert dict(told.book.addresses()) == {shop.dana.id: ADDRESS}
