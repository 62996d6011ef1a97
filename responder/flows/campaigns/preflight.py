"""Before a message to many goes: its exact texts with their parts, and whom the gate would let it reach now.

The count is made by the relay, page by page, because a web request may not take so long. It freezes the list
of recipients: who becomes a customer later is not among them.
"""

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from responder.domain.campaigns import campaign as rules
from responder.domain.campaigns.campaign import Act, BadBulk, Bulk, BulkState, Tally
from responder.domain.customers.customer import Customer
from responder.domain.records import BODY_LIMIT, Message, MessageClass, Millis
from responder.domain.sending.gate_context import Circumstances
from responder.domain.sending.segments import segments
from responder.domain.sending.verdicts import Allowed, Held, Verdict
from responder.flows.campaigns import recipients
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Refusal
from responder.flows.outbound.wording import final_text
from responder.flows.proof.ledger import Progress
from responder.ports.campaigns import BulkDeps
from responder.ports.desk import Changed
from responder.ports.quarantine import Guard, straight

PAGE = 500
SOMEBODY = "+14165550100"
"""Whom a preview is made for: a number that nobody has."""

Kind = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """One language's text as it leaves: with what the law adds, and its parts without and with that.

    `always`: every recipient gets the addition, not only those whose turn it is (CH-09, CA-07).
    """

    language: str
    text: str
    parts_without: int
    parts: int
    encoding: str
    always: bool


def preview(deps: BulkDeps, bulk: Bulk, name: str = "") -> list[Shown]:
    """The text of each language for a customer of this name. Raises BadBulk for one that cannot leave."""
    return [_shown(deps, bulk, language, name) for language in sorted(bulk.texts)]


def count_all(deps: BulkDeps, guard: Guard = straight) -> None:
    """Count those that somebody asked for. Raises StoreUnavailable."""
    for bulk in deps.bulks.watched():
        if bulk.state is BulkState.CHECKING:
            guard(bulk.id, partial(count, deps, bulk))


def percent(deps: BulkDeps, bulk: Bulk) -> int:
    """How far the count of its recipients has come, 0 to 100. Raises StoreUnavailable."""
    done, of = deps.bulks.progress(bulk.id)
    return min(100, 100 * done // of) if of else 0


def quiet(done: int, everything: int) -> None:
    """For whoever waits for nothing."""


def count(deps: BulkDeps, bulk: Bulk, progress: Progress = quiet) -> Bulk:
    """Ask the gate about every recipient, and keep the list of those who may be reached.

    Raises StoreUnavailable. Where somebody changed it meanwhile nothing is kept, and theirs is returned.
    """
    now, token = deps.desk.deps.clock.now(), secrets.token_hex(4)
    tallied: Counter[Kind] = Counter()
    until: dict[Kind, Millis] = {}
    for page in _pages(_audience(deps, bulk, progress)):
        _count_page(deps, bulk, page, token, tallied, until)
    tallies = tuple(
        Tally(*kind, number, until.get(kind, 0)) for kind, number in sorted(tallied.items(), key=_order)
    )
    after = rules.moved(bulk, Act.COUNTED, bulk.by, bulk.why, now)
    counted = replace(after, tallies=tallies, counted_at=now, found=sum(tallied.values()))
    try:
        return deps.bulks.save(counted, token)
    except Changed:
        return deps.bulks.get(bulk.id) or bulk


def _order(item: tuple[Kind, int]) -> tuple[int, int]:
    (verdict, _, _), number = item
    return ("go", "held", "refused").index(verdict), -number


def _audience(deps: BulkDeps, bulk: Bulk, progress: Progress) -> Iterator[Customer]:
    listed, of = deps.bulks.listed(bulk.id), deps.customers.count()
    for place, each in enumerate(deps.customers.everybody()):
        if place % PAGE == 0:
            deps.bulks.keep_progress(bulk.id, place, of)
            progress(place, of)
        if recipients.among(bulk, each, listed):
            yield each
    deps.bulks.keep_progress(bulk.id, of, of)
    progress(of, of)


def _pages(customers: Iterator[Customer]) -> Iterator[list[Customer]]:
    while page := list(islice(customers, PAGE)):
        yield page


def _count_page(
    deps: BulkDeps,
    bulk: Bulk,
    page: Sequence[Customer],
    token: str,
    tallied: Counter[Kind],
    until: dict[Kind, Millis],
) -> None:
    numbers = deps.numbers.numbers(list(dict.fromkeys(n for each in page for n in each.numbers)))
    around = compose.circumstances(deps.desk.deps, "", deps.desk.deps.clock.now())
    reached: list[str] = []
    for customer in page:
        one = recipients.recipient(deps, bulk, customer, numbers)
        if one is None:
            continue
        kind, opens = _verdict(deps, one, around)
        tallied[kind] += 1
        if kind[0] != "refused":
            reached.append(customer.id)
        if opens:
            until[kind] = max(until.get(kind, 0), opens)
    deps.bulks.stage(bulk.id, token, reached)


def _verdict(deps: BulkDeps, one: recipients.Recipient, around: Circumstances) -> tuple[Kind, Millis]:
    try:
        verdict: Verdict = recipients.judged(deps.desk.deps, one, around)
    except Refusal as refusal:
        return ("refused", refusal.rule, refusal.reason), 0
    if isinstance(verdict, Allowed):
        return ("go", "", ""), 0
    if isinstance(verdict, Held):
        return ("held", verdict.rule, verdict.reason), verdict.until
    return ("refused", verdict.rule, verdict.reason), 0


def _shown(deps: BulkDeps, bulk: Bulk, language: str, name: str) -> Shown:
    product = deps.desk.deps
    sender = product.business.sender(bulk.sender) or product.business.senders[0]
    body = deps.words.fill(bulk.texts[language], name)
    message = Message(
        *("preview", SOMEBODY, sender.id, bulk.message_class, 0, 0, 0, 0),
        body=body,
        language=language,
    )
    text = final_text(product, message, notice=True)
    if len(text) > BODY_LIMIT:
        raise BadBulk(f"The text in {language} is too long: {len(text)} characters with the notice.")
    counted, plain = segments(text), final_text(product, message, notice=False)
    always = message.message_class is MessageClass.MARKETING
    return Shown(language, text, segments(plain).parts, counted.parts, counted.encoding, always)
