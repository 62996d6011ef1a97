"""The console's side of the product, built on a Redis client of its own, more patient than the webhook's."""

from dataclasses import dataclass
from pathlib import Path

from responder.config import Settings
from responder.placeholders import Reminders
from responder.ports import Deps
from responder.ports.desk import DeskDeps
from responder.ports.diary import DiaryDeps
from responder.ports.second_factor import SecondFactorDeps
from responder.safekeeping.sealing import SecretSealer
from responder.store.accounts import AccountStore, AuditLog
from responder.store.appointments import AppointmentStore
from responder.store.connection import READ_WITHIN, Pool, connect
from responder.store.conversations import Conversations, Row, Thread
from responder.store.counts import RedisHourCounts
from responder.store.customer_batches import CustomerBatches
from responder.store.customers import CustomerStore
from responder.store.help_inbox import RedisHelpInbox
from responder.store.keys import Keys
from responder.store.quick_replies import RedisQuickReplies
from responder.store.reminders import RedisReminders
from responder.store.second_factors import RedisSecondFactors
from responder.store.tasks import RedisTasks
from responder.store.uploads import RedisUploads

__all__ = ["Console", "Row", "Thread", "build_console"]


@dataclass(frozen=True, slots=True)
class Console:
    """What the staff console reads from, and the stories that it calls. `pool` is for its rate limits."""

    desk: DeskDeps
    diary: DiaryDeps
    customers: CustomerStore
    many: CustomerBatches
    uploads: RedisUploads
    appointments: AppointmentStore
    conversations: Conversations
    help_inbox: RedisHelpInbox
    accounts: AccountStore
    audit: AuditLog
    quick_replies: RedisQuickReplies
    counts: RedisHourCounts
    second: SecondFactorDeps
    pool: Pool


def build_console(deps: Deps, settings: Settings, threads: int, keys: Keys, templates: Path) -> Console:
    """The console on an existing product; no connection is made yet."""
    client = connect(settings.redis_url.value, threads, READ_WITHIN)
    customers, appointments = CustomerStore(client, keys), AppointmentStore(client, keys)
    conversations, accounts = Conversations(client, keys), AccountStore(client, keys)
    audit = AuditLog(client, keys)
    desk = DeskDeps(deps, customers, appointments, accounts, audit, conversations)
    words = Reminders(deps.business, templates / "sms")
    return Console(
        desk=desk,
        diary=DiaryDeps(desk, RedisReminders(client, keys), words, RedisTasks(client, keys)),
        customers=customers,
        many=CustomerBatches(client, keys, customers),
        uploads=RedisUploads(client, keys),
        appointments=appointments,
        conversations=conversations,
        help_inbox=RedisHelpInbox(client, keys),
        accounts=accounts,
        audit=audit,
        quick_replies=RedisQuickReplies(client, keys),
        counts=RedisHourCounts(client, keys),
        second=SecondFactorDeps(
            desk,
            RedisSecondFactors(client, keys),
            SecretSealer(settings.secret_key.value),
            deps.business.name,
        ),
        pool=client.connection_pool,
    )
