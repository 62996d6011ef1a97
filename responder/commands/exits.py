"""How a command ends: which failures have a sentence, and the exit code of each."""

from responder.adapters.proof.signing import BadKey
from responder.adapters.templates.answers import BadTemplate
from responder.commands.shared import Problem
from responder.domain.campaigns.campaign import BadBulk
from responder.domain.consent.basis import NotRecorded
from responder.domain.customers.customer import BadCustomer
from responder.domain.phone import BadNumber
from responder.domain.sending.kill_switches import BadSwitch
from responder.domain.staff.accounts import BadAccount
from responder.domain.understanding.keywords import BadKeyword
from responder.flows.campaigns.edit import NoSuchBulk
from responder.flows.inbound.review import AlreadyDecided, BadDecision, NoSuchReview
from responder.flows.outbound.compose import Refusal
from responder.flows.staff.accounts import NoSuchAccount
from responder.flows.staff.api_keys import BadKey as BadApiKey
from responder.ports import LogUnavailable, StoreUnavailable, StoreUnfit
from responder.ports.desk import Changed, LoginTaken
from responder.settings.environment import ConfigError
from responder.store.connection import NotDurable

REFUSED, UNUSABLE = 1, 2

EXITS: dict[type[Exception], int] = {
    Refusal: REFUSED,
    Problem: REFUSED,
    NotRecorded: REFUSED,
    BadNumber: REFUSED,
    BadBulk: REFUSED,
    NoSuchBulk: REFUSED,
    Changed: REFUSED,
    BadSwitch: REFUSED,
    BadAccount: REFUSED,
    BadCustomer: REFUSED,
    LoginTaken: REFUSED,
    NoSuchAccount: REFUSED,
    BadApiKey: REFUSED,
    NoSuchReview: REFUSED,
    BadDecision: REFUSED,
    AlreadyDecided: REFUSED,
    BadKeyword: UNUSABLE,
    ConfigError: UNUSABLE,
    BadTemplate: UNUSABLE,
    NotDurable: UNUSABLE,
    StoreUnavailable: UNUSABLE,
    LogUnavailable: UNUSABLE,
    UnicodeError: UNUSABLE,
    BadKey: UNUSABLE,
    OSError: UNUSABLE,
}
"""Every failure that has a sentence, and the exit code it ends with."""

SAID: dict[type[Exception], str] = {
    Changed: "Somebody else changed it this moment; look at it again. Nothing was done.",
    StoreUnfit: "{}",
    StoreUnavailable: "Redis does not answer ({}); nothing was changed. Check REDIS_URL and its server.",
    LogUnavailable: "The provider's log could not be read ({}); nothing was lost, try again.",
    OSError: "A file could not be used: {}.",
    UnicodeError: "What was given is not text in UTF-8.",
}
