"""`seed-demo`: what the demo's shop would have had yesterday, so that every page shows something at once.

Texts come in through the same story as the webhook's; what is written leaves by the running product,
seconds later. One reminder is waited for, because the answer to it must find it sent.
"""

import secrets
import time
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass

from responder.commands.shared import Report, connected
from responder.domain.campaigns.campaign import Act, Audience
from responder.domain.consent.auto_replies import Inbound
from responder.domain.customers.customer import Appointment, AppointmentStatus, Customer
from responder.domain.inbox.quick_replies import QuickReply
from responder.domain.records import DAY, HOUR, Millis
from responder.domain.staff.accounts import Role, StaffMember
from responder.flows.appointments import appointments, reminders
from responder.flows.campaigns import edit as bulk_flow
from responder.flows.campaigns import preflight
from responder.flows.campaigns.edit import Order, Wanted
from responder.flows.inbound.receive import receive
from responder.flows.inbox import desk
from responder.flows.outbound import compose
from responder.flows.staff import accounts
from responder.web.console.shell.conversation_ids import Ids
from responder.wiring.product import App

STAFF = (
    ("dana", "Dana Roy", Role.AGENT, "en"),
    ("sam", "Sam Pelletier", Role.SUPPORT, "fr"),
    ("admin", "Robin Tremblay", Role.ADMIN, "en"),
)

BOB, CAROL, ALICE = "+14185550112", "+15145550137", "+14165550101"
MARIE, KARIM, JULIE, PAUL = "+14185550141", "+14385550142", "+18195550143", "+15145550144"


@dataclass(frozen=True, slots=True)
class Person:
    """A customer of the demo; `subject` is what their appointment is for, "" = they have none."""

    name: str
    number: str
    language: str
    subject: str = ""
    status: AppointmentStatus = AppointmentStatus.PENDING


PEOPLE = (
    Person("Paul Morin", PAUL, "en", "Oil change", AppointmentStatus.CANCELLED),
    Person("Julie Côté", JULIE, "fr"),
    Person("Karim Haddad", KARIM, "en"),
    Person("Marie Lavoie", MARIE, "fr", "Freins arrière"),
    Person("Luc Gagné", "", "fr"),
    Person("Alice Roy", ALICE, "en", "Brakes, front"),
    Person("Carol Lévesque", CAROL, "fr", "Vidange et inspection", AppointmentStatus.CONFIRMED),
    Person("Bob Gagnon", BOB, "en", "Winter tires, 225/45 R17"),
)
"""The last one stands first in the list."""

MESSAGES = (
    (BOB, "Hi Bob, this is Dana at Garage Tremblay. Your winter tires are in.", "en"),
    (CAROL, "Bonjour Carol, votre auto est prête. Nous fermons à 18 h.", "fr"),
)

QUICK_REPLIES = (
    (
        "Your car is ready",
        (
            ("en", "Hi {{ first_name }}, your car is ready. We are open until 6."),
            ("fr", "Bonjour {{ first_name }}, votre auto est prête. Nous fermons à 18 h."),
        ),
    ),
    ("Call us", (("en", "Please call us: {{ phone }}."), ("fr", "Appelez-nous : {{ phone }}."))),
)

LEAVES_WITHIN = 30.0
"""Seconds; where no simulator runs nothing leaves, and the reminder stays unanswered."""

CLOSED = Wanted(
    name="Closed for inventory",
    message_class="service",
    texts={
        "en": "Hi {{ first_name }}, we are closed on Friday for inventory. Your appointment stands.",
        "fr": "Bonjour {{ first_name }}, nous sommes fermés vendredi pour l'inventaire.",
    },
    audience=Audience.LISTED.value,
    numbers=(MARIE, KARIM, JULIE, PAUL),
)


def seed_demo(options: Namespace) -> Report:
    """The demo's customers, staff, appointments and messages. It may be run twice."""
    app = connected(options)
    fresh = not app.console.customers.count()
    logins = _staff(app)
    if fresh:
        _shop(app)
    drafts = [compose.Draft(to, body, "service", "Dana", language=told) for to, body, told in MESSAGES]
    wanted = [draft for draft in drafts if app.store.load(draft.to).version == 0]
    written = [compose.send(app.deps, draft)[0].id for draft in wanted]
    text = "\n".join([f"Wrote {len(written)} demo messages.", *logins])
    return Report({"messages": written, "logins": logins}, text)


def _staff(app: App) -> list[str]:
    """The logins of those who had none, one a line."""
    logins = []
    for login, name, role, language in STAFF:
        if app.console.accounts.by_login(login) is None:
            password = secrets.token_urlsafe(9)
            accounts.add(app.console.desk, login, name, role, password, language)
            logins.append(f"sign in as {login} with {password} ({role.value})")
    return logins


def _shop(app: App) -> None:
    dana, robin = (accounts.by_login(app.console.desk, login) for login in ("dana", "admin"))
    for title, texts in QUICK_REPLIES:
        app.console.quick_replies.save(QuickReply(app.console.quick_replies.new_id(), title, texts))
    diary = _people(app, dana)
    reminder = _reminded(app, dana, diary[MARIE])
    _texted(app, KARIM, "HELP")
    _texted(app, JULIE, "Pas intéressée, merci")
    _texted(app, PAUL, "STOP")
    conversation = Ids(app.settings.secret_key.value).of(KARIM)
    told = "He asked by phone too: call back after 4."
    desk.add_note(app.console.desk, dana, KARIM, told, conversation, app.store.life(KARIM))
    desk.assign(app.console.desk, dana, KARIM, conversation, dana.id)
    if _left(app, reminder):
        _texted(app, MARIE, "Je ne pourrai pas")
    _to_many(app, robin)


def _people(app: App, dana: StaffMember) -> Mapping[str, Appointment]:
    """Everybody, and the appointments by whose they are."""
    now = app.deps.clock.now()
    made: dict[str, Appointment] = {}
    for place, person in enumerate(PEOPLE):
        numbers = (person.number,) if person.number else ()
        fresh = Customer(app.console.customers.new_id(), person.name, person.language, numbers=numbers)
        customer = app.console.customers.save(fresh, now + place)
        if person.subject:
            made[person.number] = _appointment(app, dana, person, customer, _tomorrow(now) + place * HOUR)
    return made


def _appointment(app: App, dana: StaffMember, person: Person, customer: Customer, at: Millis) -> Appointment:
    diary = app.console.diary
    fresh = Appointment(app.console.appointments.new_id(customer.id), customer.id, at, person.subject)
    made = appointments.make(diary, dana, fresh)
    return appointments.set_status(diary, dana, made, person.status, made.version)


def _tomorrow(now: Millis) -> Millis:
    """When the first appointment of tomorrow begins: in the morning, in Quebec."""
    return now - now % DAY + DAY + 14 * HOUR


def _reminded(app: App, dana: StaffMember, appointment: Appointment) -> str:
    """Dana reminds Marie; the id of the message."""
    diary, customer = app.console.diary, app.console.customers.get(appointment.customer)
    if customer is None:
        return ""
    words = reminders.text_for(diary, appointment, customer, app.store.load(MARIE))
    reminders.remind(diary, dana, appointment, MARIE, words, secrets.token_hex(8))
    return next(each.message for each in diary.book.of(appointment.id).values())


def _left(app: App, message_id: str) -> bool:
    """Whether the product hands a message over within the time that somebody waits for a start."""
    until = time.monotonic() + LEAVES_WITHIN
    while time.monotonic() < until:
        message = app.store.message(message_id) if message_id else None
        if message and message.claimed_at:
            return True
        time.sleep(0.1)
    return False


def _texted(app: App, number: str, body: str) -> None:
    sid = f"SM{secrets.token_hex(16)}"
    receive(app.deps, Inbound(sid, number, True, app.business.senders[0], body))


def _to_many(app: App, robin: StaffMember) -> None:
    """A message to many, which the product carries out by itself."""
    bulk = app.console.bulk
    made = bulk_flow.make(bulk, robin, CLOSED)
    checking = bulk_flow.act(bulk, robin, made.id, Order(Act.CHECK, made.version))
    counted = preflight.count(bulk, checking, lambda done, of: None)
    bulk_flow.act(bulk, robin, made.id, Order(Act.START, counted.version))
