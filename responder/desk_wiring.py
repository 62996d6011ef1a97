"""The console's side of the product, built on a Redis client of its own, more patient than the webhook's."""

from dataclasses import dataclass
from pathlib import Path

from responder.placeholders import BulkTexts, Reminders
from responder.ports import Deps
from responder.ports.bulk import BulkDeps
from responder.ports.desk import DeskDeps
from responder.ports.diary import DiaryDeps
from responder.store.accounts import AccountStore, AuditLog
from responder.store.appointments import AppointmentStore
from responder.store.bulks import RedisBulks
from responder.store.changes import Changes
from responder.store.connection import READ_WITHIN, Pool, connect
from responder.store.conversations import Conversations, Row, Thread
from responder.store.customers import CustomerStore
from responder.store.help_inbox import RedisHelpInbox
from responder.store.keys import Keys
from responder.store.opt_out_rates import RedisOptOutRates
from responder.store.reminders import RedisReminders
from responder.store.tasks import RedisTasks

__all__ = ["Console", "Row", "Thread", "build_console"]


@dataclass(frozen=True, slots=True)
class Console:
    """What the staff console reads from, and the stories that it calls. `pool` is for its rate limits."""

    desk: DeskDeps
    diary: DiaryDeps
    bulk: BulkDeps
    customers: CustomerStore
    appointments: AppointmentStore
    conversations: Conversations
    help_inbox: RedisHelpInbox
    accounts: AccountStore
    audit: AuditLog
    pool: Pool


def build_console(deps: Deps, redis_url: str, threads: int, keys: Keys, templates: Path) -> Console:
    """The console on an existing product; no connection is made yet."""
    client = connect(redis_url, threads, READ_WITHIN)
    customers, appointments = CustomerStore(client, keys), AppointmentStore(client, keys)
    conversations, accounts = Conversations(client, keys), AccountStore(client, keys)
    audit = AuditLog(client, keys)
    desk = DeskDeps(deps, customers, appointments, accounts, audit, conversations)
    words = Reminders(deps.business, templates / "sms")
    return Console(
        desk=desk,
        diary=DiaryDeps(desk, RedisReminders(client, keys), words, RedisTasks(client, keys)),
        bulk=BulkDeps(
            *(desk, customers, conversations, RedisBulks(client, keys)),
            *(RedisOptOutRates(client, keys), Changes(client, keys), BulkTexts(deps.business)),
        ),
        customers=customers,
        appointments=appointments,
        conversations=conversations,
        help_inbox=RedisHelpInbox(client, keys),
        accounts=accounts,
        audit=audit,
        pool=client.connection_pool,
    )
