"""Customers and their appointments: people in the list, whatever they agreed to (DESIGN §2).

Consent belongs to a number, never to a customer: nothing here can read or change it. A changed number is
another number; the former one stays linked and nothing is copied.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum

from responder.domain.records import Millis

LONGEST_NAME = 300
LONGEST_NOTES = 4_000
MOST_NUMBERS = 10
DEFAULT_ZONE = "America/Toronto"
"""Where a customer is taken to live until somebody says otherwise."""

_BREAKS = re.compile(r"\s+")


class BadCustomer(ValueError):
    """What somebody typed cannot be kept; one sentence."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A person or company. `id` is opaque and begins with its shard; `numbers` are E.164, also none.

    `former_numbers` were theirs once. `version` counts changes, so that two editors notice each other. Times
    are shown in `time_zone`; it binds quiet hours only if somebody stated it (`zone_stated`).
    """

    id: str
    name: str
    language: str = ""
    notes: str = ""
    numbers: tuple[str, ...] = ()
    former_numbers: tuple[str, ...] = ()
    time_zone: str = DEFAULT_ZONE
    zone_stated: bool = False
    postal_code: str = ""
    version: int = 0
    created_at: Millis = 0
    changed_at: Millis = 0


class AppointmentStatus(StrEnum):
    """What is known of an appointment."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    RESCHEDULED = "rescheduled"
    CANCEL_REQUESTED = "cancel_requested"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Appointment:
    """One appointment of a customer. `at` is when it begins; `subject` says what for.

    `timed_at` is when this time was set: a reminder that was due before is not sent. `call_back` is why
    somebody should call the customer (one of `appointments.CALL_BACK`), "" = no need; `heard` are the ids of
    the customer's answers that were acted on.
    """

    id: str
    customer: str
    at: Millis
    subject: str = ""
    status: AppointmentStatus = AppointmentStatus.PENDING
    notes: str = ""
    version: int = 0
    changed_at: Millis = 0
    timed_at: Millis = 0
    call_back: str = ""
    heard: tuple[str, ...] = ()


def clean_name(text: str) -> str:
    """A name on one line without characters that nobody sees. Raises BadCustomer."""
    seen = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn") or c.isspace())
    name = _BREAKS.sub(" ", seen).strip()
    if not name:
        raise BadCustomer("A customer needs a name.")
    if len(name) > LONGEST_NAME:
        raise BadCustomer("The name is too long: at most 300 characters.")
    return name


def first_name(name: str) -> str:
    """How a text greets: the first word, or the first after the comma of "Gagnon, Bob"; "" for none."""
    _, comma, after = name.partition(",")
    words = (after if comma and after.strip() else name).split()
    return words[0] if words else ""


def clean_notes(text: str) -> str:
    """Notes as they may be kept. Raises BadCustomer."""
    notes = text.replace("\r\n", "\n").encode("utf-8", "ignore").decode().strip()
    if len(notes) > LONGEST_NOTES:
        raise BadCustomer("The notes are too long: at most 4,000 characters.")
    return notes


def with_numbers(customer: Customer, numbers: tuple[str, ...]) -> Customer:
    """The customer with these numbers; lost ones stay linked as former ones. Raises BadCustomer."""
    wanted = tuple(dict.fromkeys(numbers))
    if len(wanted) > MOST_NUMBERS:
        raise BadCustomer("A customer may have at most 10 numbers.")
    left = [number for number in customer.numbers if number not in wanted]
    former = tuple(dict.fromkeys([*customer.former_numbers, *left]))
    return replace(
        customer, numbers=wanted, former_numbers=tuple(number for number in former if number not in wanted)
    )


LONGEST_FOLDED = 1_000
"""Characters that are folded: a name has 300, and Unicode sorts a long run of marks in quadratic time."""


def fold(text: str) -> str:
    """A name as it is searched: without accents, case and extra spaces."""
    apart = unicodedata.normalize("NFKD", text[:LONGEST_FOLDED].casefold())
    return _BREAKS.sub(" ", "".join(c for c in apart if not unicodedata.combining(c))).strip()


def digits(text: str) -> str:
    """The digits of a number in any notation."""
    return "".join(c for c in text if c in "0123456789")
