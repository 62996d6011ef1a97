"""A message to many: an admin writes it, has it counted, starts, pauses, resumes and stops it.

Two at once: each act names the version that its page showed, and whoever is second hears what the first did.
Counting is in `bulk_check`, sending in `bulk_run`, what pauses it by itself in `bulk_watch`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from responder.domain.appointments.replies import why_not_ask
from responder.domain.campaigns import campaign as rules
from responder.domain.campaigns.campaign import Act, Audience, BadBulk, Bulk
from responder.domain.phone import BadNumber, parse_number
from responder.domain.records import MessageClass, Millis
from responder.domain.sending.promotional_words import warning
from responder.domain.staff.accounts import Permission, Role, StaffMember
from responder.flows.campaigns.report import counts
from responder.flows.permissions import must, note
from responder.lib.log import get_logger
from responder.ports.campaigns import BulkDeps
from responder.ports.desk import AuditEntry, Changed

log = get_logger(__name__)

MOST_LISTED = 20_000
ITSELF = "Responder"
"""Who paused a bulk that paused by itself."""


class NoSuchBulk(LookupError):
    """There is no message to many with this id; one sentence."""

    def __init__(self) -> None:
        super().__init__("There is no such message to many.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an author fills in. `numbers`: as typed, for the audience `listed`; `ends_at` 0 = three days."""

    name: str
    message_class: str
    texts: dict[str, str]
    sender: str = ""
    audience: str = Audience.EVERYBODY.value
    language: str = ""
    ends_at: Millis = 0
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """An act of a person: on which version they decided, and why."""

    act: Act
    version: int
    why: str = ""


def operator(name: str) -> StaffMember:
    """Who is at the command line, or a program with a key: they may do what an admin may."""
    return StaffMember("", "", name.strip() or "command line", Role.ADMIN, "")


def found(deps: BulkDeps, bulk_id: str) -> Bulk:
    """One of them. Raises NoSuchBulk, StoreUnavailable."""
    bulk = deps.bulks.get(bulk_id)
    if bulk is None:
        raise NoSuchBulk
    return bulk


def make(deps: BulkDeps, member: StaffMember, wanted: Wanted) -> Bulk:
    """A new draft. Raises NotAllowed, BadBulk, StoreUnavailable."""
    must(deps.desk, member, Permission.ADMINISTER, "bulk")
    now = deps.desk.deps.clock.now()
    fresh = _as_wanted(deps, Bulk(deps.bulks.new_id(), "", MessageClass.SERVICE, {}, member.name), wanted)
    saved = _kept(deps, replace(fresh, created_at=now, changed_at=now, by=member.name), wanted)
    note(deps.desk, member, "bulk made", saved.id, saved.message_class.value)
    return saved


def edit(deps: BulkDeps, member: StaffMember, bulk_id: str, version: int, wanted: Wanted) -> Bulk:
    """Change what has not been started. Raises NotAllowed, BadBulk, Changed, NoSuchBulk, StoreUnavailable."""
    must(deps.desk, member, Permission.ADMINISTER, bulk_id)
    before = _as_shown(found(deps, bulk_id), version)
    draft = rules.moved(before, Act.EDIT, member.name, "", deps.desk.deps.clock.now())
    saved = _kept(deps, _as_wanted(deps, draft, wanted), wanted)
    note(deps.desk, member, "bulk changed", saved.id, saved.message_class.value)
    return saved


def act(deps: BulkDeps, member: StaffMember, bulk_id: str, order: Order) -> Bulk:
    """Check, start, pause, resume or stop. Raises as `edit` does."""
    must(deps.desk, member, Permission.ADMINISTER, bulk_id)
    before = _as_shown(found(deps, bulk_id), order.version)
    if order.act not in ACTS:
        raise BadBulk(f"The act must be one of {', '.join(each.value for each in ACTS)}.")
    after = rules.moved(before, order.act, member.name, order.why, deps.desk.deps.clock.now())
    if order.act in (Act.START, Act.RESUME):
        after = rules.since(after, counts(deps, before))
    if order.act is Act.CHECK:
        deps.bulks.keep_progress(bulk_id, 0, 0)
    saved = deps.bulks.save(after)
    although = rules.resumed_although(before) if order.act is Act.RESUME else ""
    said = order.why.strip()[: rules.LONGEST_WHY] + although
    note(deps.desk, member, f"bulk {order.act.value}", bulk_id, said)
    return saved


ACTS = (Act.CHECK, Act.START, Act.PAUSE, Act.RESUME, Act.STOP)
"""What a person may do, in the order in which it happens."""


def pause_by_itself(deps: BulkDeps, bulk: Bulk, why: str, rule: str) -> None:
    """A line was crossed: nothing more of it leaves until a person resumes it. Raises StoreUnavailable."""
    now = deps.desk.deps.clock.now()
    try:
        deps.bulks.save(replace(rules.moved(bulk, Act.PAUSE, ITSELF, why, now), rule=rule))
    except Changed:
        return  # somebody moved it this moment: the next look sees what it is now
    log.error("bulk_paused", bulk=bulk.id, rule=rule, why=why)
    deps.audit.record(AuditEntry(now, "", ITSELF, "bulk pause", bulk.id, f"{why} ({rule})"))


def warnings(bulk: Bulk) -> dict[str, str]:
    """By language: what reads like marketing in a text that is none (CA-02)."""
    if bulk.message_class is MessageClass.MARKETING:
        return {}
    said = {language: warning(text) for language, text in bulk.texts.items()}
    return {language: text for language, text in said.items() if text}


def _as_shown(bulk: Bulk, version: int) -> Bulk:
    if bulk.version != version:
        raise Changed(bulk.id)
    return bulk


def _as_wanted(deps: BulkDeps, bulk: Bulk, wanted: Wanted) -> Bulk:
    business, classes = deps.desk.deps.business, {each.value: each for each in rules.CLASSES}
    if wanted.message_class not in classes:
        raise BadBulk("The class must be service or marketing (CA-01).")
    if wanted.sender and business.sender(wanted.sender) is None:
        raise BadBulk("That sender is not in the business file.")
    if wanted.ends_at and wanted.ends_at <= deps.desk.deps.clock.now():
        raise BadBulk("The time after which nobody is texted has passed.")
    filled = replace(
        bulk,
        name=wanted.name,
        message_class=classes[wanted.message_class],
        texts=wanted.texts,
        sender=wanted.sender,
        audience=wanted.audience,
        language=wanted.language,
        ends_at=wanted.ends_at,
    )
    kept = rules.checked(filled, business.languages)
    senders = [business.sender(wanted.sender)] if wanted.sender else business.senders
    for text in kept.texts.values():
        deps.words.check(text)
        for sender in filter(None, senders):
            if wrong := why_not_ask(text, sender):
                raise BadBulk(f"{wrong[0]} ({wrong[1]})")
    return kept


def _kept(deps: BulkDeps, bulk: Bulk, wanted: Wanted) -> Bulk:
    """Written with the list of customers that its author named by their numbers."""
    if bulk.audience != Audience.LISTED.value:
        return deps.bulks.save(bulk)
    ids, strangers = _listed(deps, wanted.numbers)
    if not ids:
        raise BadBulk("None of these numbers belongs to a customer in the list.")
    saved = deps.bulks.save(replace(bulk, strangers=strangers))
    deps.bulks.list_customers(bulk.id, ids)
    return saved


def _listed(deps: BulkDeps, typed: Sequence[str]) -> tuple[list[str], int]:
    """The customers who have these numbers, and how many of the numbers nobody has."""
    if len(typed) > MOST_LISTED:
        raise BadBulk(f"At most {MOST_LISTED:,} numbers can be listed.")
    numbers: list[str] = []
    for place, text in enumerate(typed, 1):
        try:
            numbers.append(parse_number(text))
        except BadNumber as error:
            raise BadBulk(f"Line {place}: {error}") from None
    by_number = deps.customers.of_numbers(list(dict.fromkeys(numbers)))
    ids = dict.fromkeys(people[0].id for people in by_number.values() if people)
    return list(ids), sum(not people for people in by_number.values())
