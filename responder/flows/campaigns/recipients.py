"""Who a message to many goes to, one by one: which number, language and words, and what the gate says.

One place for the count before it goes and for the going itself, so that both say the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from responder.domain.campaigns import campaign as rules
from responder.domain.campaigns.campaign import Audience, Bulk
from responder.domain.customers.customer import Customer
from responder.domain.records import Consent, Message, Millis, Number
from responder.domain.sending.gate import gate
from responder.domain.sending.gate_context import Circumstances
from responder.domain.sending.verdicts import Verdict
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft
from responder.ports import Deps
from responder.ports.campaigns import BulkDeps


@dataclass(frozen=True, slots=True)
class Recipient:
    """A customer, the one of their numbers that is texted, and what would be sent there."""

    customer: Customer
    number: Number
    draft: Draft


def among(bulk: Bulk, customer: Customer, listed: frozenset[str]) -> bool:
    """Whether a customer is of a bulk's audience; their consent is asked later."""
    if bulk.audience == Audience.LISTED.value and customer.id not in listed:
        return False
    return bool(customer.numbers) and (not bulk.language or customer.language == bulk.language)


def recipient(
    deps: BulkDeps, bulk: Bulk, customer: Customer, numbers: Mapping[str, Number], promised: str = ""
) -> Recipient | None:
    """Who is texted of this customer's numbers: the first that may be; None where nobody is asked for.

    Whoever was `promised` a message (its id) gets it on the same number, whatever changed since.
    """
    records = [numbers[each] for each in customer.numbers if each in numbers]
    if bulk.audience == Audience.SUBSCRIBED.value:
        records = [each for each in records if each.consent is Consent.EXPRESS]
    drafts = [_draft(deps, bulk, customer, each) for each in records]
    found = [Recipient(customer, number, draft) for number, draft in zip(records, drafts, strict=True)]
    if promised:
        return next((each for each in found if message_id(deps, each) == promised), None)
    open_ones = [each for each in found if each.number.consent is not Consent.OPTED_OUT]
    return next(iter([*open_ones, *found]), None)


def message_id(deps: BulkDeps, one: Recipient) -> str:
    """The id that this recipient's message has, made or not."""
    return compose.message_id(deps.desk.deps, one.draft)


def judged(deps: Deps, one: Recipient, around: Circumstances) -> Verdict:
    """What the gate says of this recipient's message at the moment of `around`. Raises Refusal."""
    message = written(deps, one, around.now)
    here = replace(around, sender=deps.business.sender(message.sender))
    return gate(message, one.number, here)


def written(deps: Deps, one: Recipient, now: Millis) -> Message:
    """This recipient's message as it would be made now. Raises Refusal."""
    return compose.written(deps, one.draft, one.number, now)


def _draft(deps: BulkDeps, bulk: Bulk, customer: Customer, number: Number) -> Draft:
    business = deps.desk.deps.business
    wanted = customer.language or number.language
    text, spoken = rules.text_for(bulk, wanted, business.default_language)
    ends = bulk.ends_at or deps.desk.deps.clock.now() + rules.USUALLY_WITHIN
    return Draft(
        to=number.number,
        body=deps.words.fill(text, customer.name),
        message_class=bulk.message_class.value,
        actor=f"{bulk.author}, to many",
        sender=bulk.sender,
        language=spoken if wanted else "",
        event=bulk.event,
        until=ends,
        bulk=bulk.id,
    )
