"""The console's side of the product, built on a Redis client of its own, more patient than the webhook's."""

from dataclasses import dataclass
from pathlib import Path

from responder.adapters.media_files import FileAlbum
from responder.adapters.templates.placeholders import BulkTexts, Reminders
from responder.ports import Deps
from responder.ports.appointments import DiaryDeps
from responder.ports.campaigns import BulkDeps
from responder.ports.desk import DeskDeps
from responder.ports.media import MediaSource, PictureDeps
from responder.ports.notices import Mailer, NoticeDeps
from responder.ports.second_factor import Sealer, SecondFactorDeps
from responder.store.campaigns.campaigns import RedisBulks
from responder.store.campaigns.counts import ReadOnce, RedisHourCounts
from responder.store.campaigns.opt_out_alarms import RedisOptOutAlarms
from responder.store.connection import Client, Pool
from responder.store.customers.customer_batches import CustomerBatches
from responder.store.customers.customer_lists import CustomerList, CustomerLists, Listed
from responder.store.customers.customers import CustomerStore
from responder.store.customers.uploads import RedisUploads
from responder.store.inbox.appointments import AppointmentStore
from responder.store.inbox.conversations import Conversations, Row, Thread
from responder.store.inbox.form_tokens import FormTokens
from responder.store.inbox.help_inbox import RedisHelpInbox
from responder.store.inbox.media import RedisPictures
from responder.store.inbox.notices import RedisNotices
from responder.store.inbox.quick_replies import RedisQuickReplies
from responder.store.inbox.reminders import RedisReminders
from responder.store.keys import Keys
from responder.store.newest_first import Place
from responder.store.staff.accounts import AccountStore, AuditLog
from responder.store.staff.audit_subjects import AuditSubjects
from responder.store.staff.known_browsers import RedisKnownBrowsers
from responder.store.staff.second_factors import RedisSecondFactors
from responder.store.work_queues import RedisTasks

__all__ = ["Console", "CustomerList", "Listed", "Place", "ReadOnce", "Row", "Thread", "build_console"]


@dataclass(frozen=True, slots=True)
class Notices(NoticeDeps):
    """What the console itself reads beside the story."""

    book: RedisNotices


@dataclass(frozen=True, slots=True)
class Console:
    """What the staff console reads from, and the stories that it calls. `pool` is for its rate limits."""

    desk: DeskDeps
    diary: DiaryDeps
    bulk: BulkDeps
    customers: CustomerStore
    lists: CustomerLists
    many: CustomerBatches
    uploads: RedisUploads
    forms: FormTokens
    appointments: AppointmentStore
    conversations: Conversations
    help_inbox: RedisHelpInbox
    accounts: AccountStore
    known_browsers: RedisKnownBrowsers
    audit: AuditLog
    audit_subjects: AuditSubjects
    quick_replies: RedisQuickReplies
    pictures: PictureDeps
    notices: Notices
    counts: RedisHourCounts
    second: SecondFactorDeps
    pool: Pool


@dataclass(frozen=True, slots=True)
class Around:
    """What the console's side needs of the product's other parts."""

    templates: Path
    media: MediaSource
    album: FileAlbum | None
    mailer: Mailer | None
    console_url: str
    sealer: Sealer


def build_console(deps: Deps, client: Client, keys: Keys, around: Around) -> Console:
    """The console on an existing product, with a client of its own; no connection is made yet."""
    customers, appointments = CustomerStore(client, keys), AppointmentStore(client, keys)
    conversations, accounts = Conversations(client, keys), AccountStore(client, keys)
    audit = AuditLog(client, keys)
    desk = DeskDeps(deps, customers, appointments, accounts, audit, conversations)
    tasks = RedisTasks(client, keys)
    words = Reminders(deps.business, around.templates / "sms")
    return Console(
        desk=desk,
        diary=DiaryDeps(desk, RedisReminders(client, keys), words, tasks),
        bulk=BulkDeps(
            *(desk, customers, conversations, RedisBulks(client, keys)),
            *(RedisOptOutAlarms(client, keys), RedisHourCounts(client, keys), BulkTexts(deps.business)),
        ),
        customers=customers,
        lists=CustomerLists(client, keys, customers),
        many=CustomerBatches(client, keys, customers),
        uploads=RedisUploads(client, keys),
        forms=FormTokens(client, keys),
        appointments=appointments,
        conversations=conversations,
        help_inbox=RedisHelpInbox(client, keys),
        accounts=accounts,
        known_browsers=RedisKnownBrowsers(client, keys),
        audit=audit,
        audit_subjects=AuditSubjects(client, keys),
        quick_replies=RedisQuickReplies(client, keys),
        notices=Notices(desk, RedisNotices(client, keys), around.mailer, around.console_url),
        pictures=PictureDeps(tasks, RedisPictures(client, keys), around.media, around.album, deps.clock),
        counts=RedisHourCounts(client, keys),
        second=SecondFactorDeps(desk, RedisSecondFactors(client, keys), around.sealer, deps.business.name),
        pool=client.connection_pool,
    )
