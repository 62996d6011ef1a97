"""The business that texts and its senders, as validated data (from TOML, by `settings/business_file.py`)."""

from dataclasses import dataclass, field
from enum import StrEnum

from responder.domain.appointments.appointment import Reminders
from responder.domain.consent.business_hours import Opening
from responder.domain.inbox.notices import Notices


class SenderType(StrEnum):
    """What kind of number a sender is; it decides who may answer keywords (DESIGN §6)."""

    LONG_CODE = "long_code"
    TOLL_FREE = "toll_free"
    SHORT_CODE = "short_code"


class ReplyMode(StrEnum):
    """Who answers STOP, START and HELP on a sender: we, or Twilio (DESIGN §6)."""

    APP = "app"
    TWILIO_DEFAULT = "twilio_default"
    TWILIO_ADVANCED = "twilio_advanced"


@dataclass(frozen=True, slots=True)
class Sender:
    """One business number, or one messaging service with its numbers.

    `id` is what messages and keys carry: the number, or the service's `MG…`.
    `numbers` are E.164 or the short code's digits; `rate` is segments a second.
    """

    id: str
    type: SenderType
    replies: ReplyMode
    rate: float
    numbers: tuple[str, ...]
    messaging_service: str = ""

    @property
    def shown(self) -> str:
        """The number that a customer texts to reach this sender."""
        return self.numbers[0]


def _sooner(one: int, other: int) -> int:
    """The smaller of two, where 0 is never."""
    return min(one, other) if one and other else max(one, other)


@dataclass(frozen=True, slots=True)
class NoticePolicy:
    """When `service` and `reply` carry the notice: until one was received, each `nth` text, after `days`.

    0 means never for that reason; `nth` 1 is every text (CH-09). Marketing carries it always (CA-07).
    """

    nth: int = 5
    days: int = 30

    def at_least(self, other: "NoticePolicy") -> "NoticePolicy":
        """As often as either asks for."""
        return NoticePolicy(_sooner(self.nth, other.nth), _sooner(self.days, other.days))


@dataclass(frozen=True, slots=True)
class Business:
    """The brand: everything a reply or a notice may need to say.

    `after_hours`: when it is open, if whoever writes outside of that is to be answered by itself.
    """

    id: str
    name: str
    legal_name: str
    address: str
    phone: str
    email: str
    website: str
    languages: tuple[str, ...]
    senders: tuple[Sender, ...]
    max_messages_a_month: int = 4
    marketing_hours: str = "default"
    service_hours: str = "federal"
    us_consent: str = "implied"
    service_caps: str = "off"
    service_notice: NoticePolicy = NoticePolicy()
    extra_keywords: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reminders: Reminders = Reminders()
    after_hours: Opening | None = None
    notices: Notices = Notices()

    @property
    def default_language(self) -> str:
        """The first of the languages in the business file."""
        return self.languages[0]

    @property
    def numbers(self) -> list[str]:
        """Every number that customers can text, E.164 or short codes; a STOP to any stops all (PR-07)."""
        return [number for sender in self.senders for number in sender.numbers]

    def sender(self, sender_id: str) -> Sender | None:
        """The sender with this id, or the one that owns this number; None when it is not ours."""
        return next((s for s in self.senders if sender_id == s.id or sender_id in s.numbers), None)
