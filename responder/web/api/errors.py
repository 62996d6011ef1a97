"""Everything that the API answers when it does not do what was asked: a closed list."""

from responder.domain.campaigns.campaign import BadBulk
from responder.domain.phone import BadNumber
from responder.flows.campaigns.edit import NoSuchBulk
from responder.flows.inbound.review import AlreadyDecided, BadDecision, NoSuchReview
from responder.flows.outbound.compose import OtherMessage, Refusal
from responder.flows.staff.api_keys import TooManyGuesses, WrongKey
from responder.ports import ForbiddenTransition, StoreUnavailable
from responder.ports.desk import Changed

CODES: dict[str, tuple[int, str]] = {
    "bad_json": (400, "The body must be one JSON object."),
    "unauthorized": (401, "Send a valid key as Authorization: Bearer KEY."),
    "not_allowed": (403, "This key's role may not do that."),
    "only_the_customer": (403, "Only the customer's own START or UNSTOP ends an opt-out."),
    "not_found": (404, "There is nothing here."),
    "method_not_allowed": (405, "This address does not know that method."),
    "changed": (409, "Somebody else changed it meanwhile: read it again."),
    "already_decided": (409, "Somebody decided this review before."),
    "key_used_before": (409, "This Idempotency-Key was used for another message to this number."),
    "too_large": (413, "The body is larger than 64 kB."),
    "invalid": (422, "A field is missing, unknown or of the wrong kind."),
    "bad_number": (422, "That is not a phone number."),
    "refused": (422, "This is not done; the message says why."),
    "too_many_guesses": (429, "A wrong key, after many others; wait a minute."),
    "internal": (500, "Something is wrong on our side; the log says what."),
    "busy": (503, "Too many requests at once; try again."),
    "unavailable": (503, "Redis does not answer; nothing is certain, so ask again."),
}
"""Code -> HTTP status and its sentence."""

FROM: dict[type[Exception], str] = {
    AlreadyDecided: "already_decided",
    BadDecision: "invalid",
    BadBulk: "refused",
    BadNumber: "bad_number",
    Changed: "changed",
    ForbiddenTransition: "only_the_customer",
    NoSuchBulk: "not_found",
    NoSuchReview: "not_found",
    OtherMessage: "key_used_before",
    Refusal: "refused",
    StoreUnavailable: "unavailable",
    TooManyGuesses: "too_many_guesses",
    WrongKey: "unauthorized",
}
"""What a flow raises -> the code that is answered."""


class ApiError(Exception):
    """One of CODES, with a sentence and the rule of its own where there is one."""

    def __init__(self, code: str, message: str = "", rule: str = "") -> None:
        status, usual = CODES[code]
        super().__init__(code)
        self.status, self.code, self.rule = status, code, rule
        self.message = message or usual

    @property
    def value(self) -> dict[str, str]:
        """What the body says."""
        told = {"code": self.code, "message": self.message}
        return told | {"rule": self.rule} if self.rule else told


def error_from(failure: Exception) -> ApiError:
    """A flow's failure as the API tells it; a sentence for people is passed on, a cause is not."""
    code = FROM[type(failure)]
    if isinstance(failure, Refusal):
        return ApiError(code, failure.reason, failure.rule)
    if isinstance(failure, ForbiddenTransition):
        return ApiError(code, rule="I3")
    said = str(failure) if isinstance(failure, AlreadyDecided | BadDecision | BadBulk) else ""
    return ApiError(code, said)
