"""One of everything with names and texts that hurt, and the address of every page that shows it.

A page is named by its endpoint, with what is special about it behind a comma. What has no page of its own is
in `NO_PAGE` with the reason. A new route is in one of the two, or `test_no_page_is_left_out` fails.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from responder.adapters import csv_files
from responder.domain.customers.customer import Appointment, Customer
from responder.domain.customers.import_rows import sheet
from responder.domain.inbox.quick_replies import QuickReply
from responder.domain.staff.accounts import Role
from responder.flows.campaigns import edit
from responder.flows.campaigns.edit import Wanted
from responder.flows.customers import uploads
from responder.flows.customers.uploads import Importing
from responder.flows.inbound.review import decide_review
from tests.browser.console.conftest import Console
from tests.browser.customer_scenes import LIST
from tests.browser.scenes import never_left
from tests.browser.shop_scenes import month
from tests.pictures import as_url, photo
from tests.product.harness import OURS, eventually

UNSURE = "not interested right now"
LONG = "I do not know. " * 100
WORD = "Montmorency" * 24
HOSTILE = f'<script>alert(1)</script> "שלום" 🚗 {WORD}'[:285]
"""With the number that each name of a test gets, 300 characters."""


@dataclass(frozen=True)
class Everything:
    """What the pages show."""

    console: Console
    zoe: Customer
    hostile: Customer
    gone: Customer
    nobody: Customer
    tires: Appointment
    endless: Appointment
    bulk: str
    upload: str
    reply: QuickReply
    review: str
    decided: str
    picture: str
    staff: str

    def conversation(self, customer: Customer) -> str:
        return f"/conversations/{self.console.conversation_id(customer.numbers[0])}"

    def help_item(self, customer: Customer) -> str:
        item = self.console.app.console.help_inbox.newest_of(customer.numbers[0])
        assert item
        return f"/help/{item.first.id}"


PAGES: dict[str, Callable[[Everything], str]] = {
    "account.index": lambda _: "/account",
    "appointments.customer": lambda all: f"/appointments/{all.endless.id}/customer",
    "appointments.edit": lambda all: f"/appointments/{all.endless.id}/edit",
    "appointments.index": lambda _: "/appointments",
    "appointments.index, list": lambda _: "/appointments?view=list",
    "appointments.index, empty": lambda _: "/appointments?day=2001-01-01",
    "appointments.new": lambda all: f"/appointments/new?customer={all.hostile.id}",
    "appointments.new, for whom": lambda _: "/appointments/new?q=zo",
    "appointments.new, nobody found": lambda _: "/appointments/new?q=zzzzzz",
    "appointments.one": lambda all: f"/appointments/{all.tires.id}",
    "appointments.one, endless": lambda all: f"/appointments/{all.endless.id}",
    "appointments.remind": lambda all: f"/appointments/{all.tires.id}/remind",
    "bulk.edit": lambda all: f"/bulk/{all.bulk}/edit",
    "bulk.index": lambda _: "/bulk",
    "bulk.new": lambda _: "/bulk/new",
    "bulk.one": lambda all: f"/bulk/{all.bulk}",
    "conversations.index": lambda _: "/conversations",
    "conversations.index, nobody found": lambda _: "/conversations?q=zzzzzz",
    "conversations.index, mine": lambda _: "/conversations?view=mine",
    "conversations.one": lambda all: all.conversation(all.zoe),
    "conversations.one, hostile": lambda all: all.conversation(all.hostile),
    "conversations.one, opted out": lambda all: all.conversation(all.gone),
    "customers.edit": lambda all: f"/customers/{all.hostile.id}/edit",
    "customers.index": lambda _: "/customers",
    "customers.index, nobody found": lambda _: "/customers?q=zzzzzz",
    "customers.index, opted out": lambda _: "/customers?filter=opted_out",
    "customers.new": lambda _: "/customers/new",
    "customers.one": lambda all: f"/customers/{all.zoe.id}",
    "customers.one, hostile": lambda all: f"/customers/{all.hostile.id}",
    "customers.one, no mobile": lambda all: f"/customers/{all.nobody.id}",
    "exports.form": lambda _: "/customers/export",
    "help.index": lambda _: "/help",
    "help.index, answered": lambda _: "/help?view=answered",
    "help.one": lambda all: all.help_item(all.zoe),
    "help.one, hostile": lambda all: all.help_item(all.hostile),
    "help.one, opted out": lambda all: all.help_item(all.gone),
    "imports.form": lambda _: "/customers/import",
    "imports.one": lambda all: f"/customers/import/{all.upload}",
    "more.audit": lambda _: "/audit",
    "more.more": lambda _: "/more",
    "overview.index": lambda _: "/overview",
    "pictures.view": lambda all: f"{all.picture}/view",
    "quick_replies.edit": lambda all: f"/quick-replies/{all.reply.id}",
    "quick_replies.index": lambda _: "/quick-replies",
    "quick_replies.new": lambda _: "/quick-replies/new",
    "review.index": lambda _: "/review",
    "review.one": lambda all: f"/review/{all.review}",
    "review.one, decided": lambda all: f"/review/{all.decided}",
    "settings.index": lambda _: "/settings",
    "settings.template": lambda _: "/settings/templates/help",
    "settings.templates": lambda _: "/settings/templates",
    "staff.index": lambda _: "/settings/staff",
    "staff.one": lambda all: f"/settings/staff/{all.staff}",
    "switches.index": lambda _: "/sending",
    "unsent.index": lambda _: "/unsent",
    "unsubscribe.ask": lambda all: (
        f"/unsubscribe?customer={all.zoe.id}&customer={all.hostile.id}&from=customers"
    ),
    "unsubscribe.ask, nobody": lambda _: "/unsubscribe?from=customers",
}

NO_PAGE = {
    "home": "goes on to the conversations",
    "review.of": "goes on to the review",
    "session.sign_in": "for strangers: tested below",
    "session.code": "for strangers: tested with the second factor",
    "evidence.download": "a document of its own, saved and printed",
    "pictures.one": "a picture",
    "pictures.file": "a file for the disk",
    "notices.news": "data for a script",
    "static_file": "a file",
    **dict.fromkeys(
        ("bulk.acts", "bulk.now", "conversations.listed", "conversations.thread", "help.listed"),
        "a part of a page that is visited",
    ),
    **dict.fromkeys(
        ("overview.now", "review.listed", "review.state", "switches.warnings", "switches.foot"),
        "a part of a page that is visited",
    ),
}


def everything(console: Console) -> Everything:
    """Make one of everything."""
    month(console.product)
    zoe, hostile = console.customer("Zoé Tessier", notes="Mornings."), console.customer(HOSTILE, notes=LONG)
    gone, decided = console.customer("Max Opted"), console.customer("Luc Decided")
    text = console.product.phones.text
    for who, words in (
        (zoe, "HELP"),
        (hostile, f"{UNSURE} {LONG}"),
        (hostile, "HELP"),
        (gone, "who is this?"),
        (gone, "STOP"),
        (decided, UNSURE),
    ):
        text(who.numbers[0], words)
    console.refused(gone.numbers[0])
    never_left(console.product, console.app, hostile.numbers[0], LONG[:1_400])
    eventually(lambda: "delivered" in console.product.states(zoe.numbers[0]))
    reviews = {each.number: each.id for each in console.app.reviews.open_reviews(100)}
    decide_review(
        console.app.deps, console.app.reviews, reviews[decided.numbers[0]], "not_opt_out", "Sam", "A joke."
    )
    kept = console.app.console.quick_replies
    words = (("en", f"Hi {{{{ first_name }}}}, {WORD}"), ("fr", LONG[:900]))
    return Everything(
        console=console,
        zoe=zoe,
        hostile=hostile,
        gone=gone,
        nobody=_without_a_number(console),
        tires=console.appointment(zoe),
        endless=console.appointment(hostile, f"{WORD} 🚗"),
        bulk=_bulk(console, zoe),
        upload=_upload(console),
        reply=kept.save(QuickReply(kept.new_id(), f"{WORD}"[:80], words)),
        review=reviews[hostile.numbers[0]],
        decided=reviews[decided.numbers[0]],
        picture=_picture(console, zoe),
        staff=console.staff("longest", HOSTILE[:200], Role.SUPPORT).id,
    )


def _without_a_number(console: Console) -> Customer:
    had_one = console.customer("Nora Reachless")
    return console.app.console.customers.save(replace(had_one, numbers=()), console.now())


def _bulk(console: Console, customer: Customer) -> str:
    robin = console.app.console.accounts.by_login("robin")
    assert robin
    texts = {"en": f"Hi {{{{ first_name }}}}, we close at noon. {WORD[:100]}", "fr": "Nous fermons à midi."}
    wanted = Wanted(f"{WORD}"[:100], "service", texts, audience="listed", numbers=customer.numbers)
    return edit.make(console.app.console.bulk, robin, wanted).id


def _upload(console: Console) -> str:
    desk, robin = console.app.console, console.app.console.accounts.by_login("robin")
    assert robin
    rows = LIST + f"{HOSTILE.replace(chr(34), '')},555-01,,,,,,,{WORD}\n"
    found = sheet(csv_files.lines_of(rows.encode()), lambda _: True)
    return uploads.look(Importing(desk.diary, desk.many, desk.uploads), robin, f"{WORD}.csv", found).id


def _picture(console: Console, customer: Customer) -> str:
    """The address of a picture that the customer sent, once it has been fetched."""
    media = [{"url": as_url(photo(1_200, 900)), "content_type": "image/jpeg"}]
    wanted = {"from": customer.numbers[0], "to": OURS, "body": LONG[:300], "wait": True, "media": media}
    console.product.phones.call("POST", "/sim/inbound", wanted)
    book = console.app.console.pictures.book
    found = eventually(lambda: [each for kept in book.of(customer.numbers[0]).values() for each in kept])
    return f"/pictures/{found[0].id}"
