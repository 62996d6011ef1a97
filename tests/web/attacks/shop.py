"""One of everything, made without a browser and a process, and the address of every page that shows it."""

from dataclasses import dataclass, field

from werkzeug.routing import Rule

from responder.domain.consent.auto_replies import Inbound
from responder.domain.customers.customer import Appointment, Customer
from responder.domain.inbox.quick_replies import QuickReply
from responder.domain.records import HOUR
from responder.flows.campaigns import edit
from responder.flows.campaigns.edit import Wanted
from responder.flows.inbound.receive import receive
from responder.flows.outbound import compose
from responder.web.console.shell.conversation_ids import Ids
from responder.wiring.product import App
from tests.people import BOB, CAROL

UNSURE = "not interested right now"


@dataclass
class Shop:
    """The ids of what there is, by the names that the addresses have for them."""

    ids: dict[str, str] = field(default_factory=lambda: {"kind": "html"})

    def path(self, rule: Rule, unknown: str = "x") -> str:
        """The address of a rule for what there is, else for `unknown`."""
        with_values = rule.build({name: self.ids.get(name, unknown) for name in rule.arguments})
        assert with_values is not None
        return with_values[1]


def shop(app: App, words: str) -> Shop:
    """A shop where everything that comes from outside holds `words`."""
    for count, text in enumerate((words, f"HELP {words}", f"{UNSURE} {words}", "HELP")):
        _texts(app, BOB, text, f"SM{count:032x}")
    _texts(app, CAROL, words, "SM" + "e" * 32)
    compose.unsubscribe(app.deps, CAROL, "api", words, words)
    desk, now = app.console, app.deps.clock.now()
    bob = desk.customers.save(Customer(desk.customers.new_id(), "Bob Gagnon", numbers=(BOB,)), now)
    tires = Appointment(desk.appointments.new_id(bob.id), bob.id, now + 48 * HOUR, "Tires")
    wanted = Wanted("Friday", "service", {"en": "We close at noon."})
    admin = edit.operator("Robin")
    reply = QuickReply(desk.quick_replies.new_id(), "Ready", (("en", "It is ready."), ("fr", ""), ("es", "")))
    item = desk.help_inbox.newest_of(BOB)
    assert item is not None
    return Shop(
        {
            "customer_id": bob.id,
            "conversation_id": Ids(app.settings.secret_key.value).of(BOB),
            "appointment_id": desk.appointments.save(tires, now).id,
            "bulk_id": edit.make(desk.bulk, admin, wanted).id,
            "reply_id": desk.quick_replies.save(reply).id,
            "item_id": item.first.id,
            "review_id": app.reviews.open_reviews(10)[0].id,
            "staff_id": "id-sam",
            "kind": "html",
            "purpose": "help",
            "language": "en",
            "deed": "role",
            "name": "console.css",
        }
    )


def _texts(app: App, number: str, body: str, sid: str) -> None:
    receive(app.deps, Inbound(sid, number, True, app.business.senders[0], body, from_log=True))
