"""The one place where things are built: settings in, `Deps` out. No connection is made at import."""

from dataclasses import dataclass
from pathlib import Path

from responder.adapters.media_files import FileAlbum
from responder.adapters.proof.encryption import SecretSealer
from responder.adapters.proof.journal import FileJournal
from responder.adapters.proof.offsite import offsite
from responder.adapters.proof.signing import Signer
from responder.adapters.rq_queue import Queue, RqJobs, keys_of_queue, make_queue
from responder.adapters.smtp import SmtpMailer
from responder.adapters.system_clock import SystemClock
from responder.adapters.templates.answers import TemplateTexts
from responder.domain.business import Business
from responder.domain.operations.redis_server import Demand
from responder.domain.understanding.classifier import Classifier
from responder.domain.understanding.keywords import keyword_set
from responder.flows.operations.migrate import Migrating
from responder.flows.operations.timekeeping import Timekeeper, set_at_start
from responder.flows.outbound import retired_senders
from responder.flows.proof.backup import Stores
from responder.flows.proof.recovery import Recovering
from responder.law.loader import law_for
from responder.ports import Clock, Deps
from responder.ports.proof import Keeping
from responder.ports.quarantine import Guard, straight
from responder.ports.queue import QueueState
from responder.provider.account import Account, with_token
from responder.provider.media import TwilioMedia
from responder.provider.signature import Verifier
from responder.provider.twilio import TwilioProvider
from responder.settings.environment import ConfigError, Settings, failpoint_environment, load_business
from responder.store.connection import (
    ANSWER_WITHIN,
    FAILURES,
    READ_WITHIN,
    WAKE_WITHIN,
    WORK_WITHIN,
    connect,
    connect_queue,
    proven,
)
from responder.store.core.api_keys import RedisApiKeys
from responder.store.core.gauges import Gauges
from responder.store.core.numbers_outbox import RedisStore
from responder.store.core.queries import Queries
from responder.store.core.rejected_webhooks import ForbiddenWebhooks
from responder.store.core.unknown_outcomes import UnresolvedMessages
from responder.store.inbox.reviews import RedisReviews
from responder.store.keys import Keys
from responder.store.operations.heartbeats import RedisHeartbeats
from responder.store.operations.queue_server import look
from responder.store.operations.server_time import Client, ServerTime
from responder.store.proof.backup import Archive
from responder.store.proof.erasure import Eraser
from responder.store.proof.ledger import Ledgers
from responder.store.proof.opt_out_changes import Changes, Notes
from responder.store.quarantine import UNREADABLE, RedisAside
from responder.store.server_change import gap_where_it_changed
from responder.testing import failpoints
from responder.wiring import upgrade
from responder.wiring.console import Around, Console, build_console

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"


@dataclass(frozen=True, slots=True)
class App:
    """Everything an entry point may need."""

    deps: Deps
    store: RedisStore
    queries: Queries
    gauges: Gauges
    keeping: Keeping
    eraser: Eraser
    archive: Archive
    reviews: RedisReviews
    api_keys: RedisApiKeys
    unresolved: UnresolvedMessages
    forbidden: ForbiddenWebhooks
    aside: RedisAside
    heartbeats: RedisHeartbeats
    unreadable: RedisAside
    migrating: Migrating
    jobs: RqJobs
    provider: TwilioProvider
    timekeeper: Timekeeper
    verifier: Verifier
    settings: Settings
    business: Business
    console: Console


def build(settings: Settings, threads: int, within: float = ANSWER_WITHIN) -> App:
    """The product for so many threads, with a Redis that answers `within` seconds. Raises ConfigError,
    BadTemplate, NotDurable, StoreUnavailable.
    """
    business, url = load_business(settings.business_file), settings.redis_url.value
    demand, durability = proven(url, within, Demand(settings.durability.value, settings.durability_replicas))
    keys = upgrade.checked_keys(settings, business.id, demand, within)
    waits, meets = (within, max(within, READ_WITHIN)), gap_where_it_changed(keys)
    client, at_desk = (connect(url, threads, each, demand, meets) for each in waits)
    store = RedisStore(client, keys, durability, within, demand.replicas)
    (asked, hits, step), (own, server) = failpoint_environment(), _own_clock(client, store)
    clock = failpoints.stepped(own, step)
    jobs, provider = _jobs(settings, business), _provider(settings, clock, threads)
    texts, classifier = _texts(settings, business), Classifier(keyword_set(business.extra_keywords))
    deps = Deps(store, provider, jobs, texts, clock, business, classifier, law_for(business))
    deps = failpoints.armed(deps, asked, hits)
    return App(
        deps=deps,
        store=store,
        queries=Queries(client, keys),
        gauges=Gauges(client, keys),
        keeping=_keeping(settings, clock, client, keys),
        eraser=Eraser(client, keys, _signer(settings)),
        archive=Archive(client, keys, durability, demand.replicas),
        reviews=RedisReviews(client, keys),
        api_keys=RedisApiKeys(client, keys),
        unresolved=UnresolvedMessages(client, keys),
        forbidden=ForbiddenWebhooks(client, keys),
        aside=RedisAside(client, keys),
        heartbeats=RedisHeartbeats(client, keys),
        unreadable=RedisAside(client, keys, UNREADABLE),
        migrating=upgrade.migrating(client, store),
        jobs=jobs,
        provider=provider,
        timekeeper=Timekeeper(deps, own, server),
        verifier=_verifier(settings),
        settings=settings,
        business=business,
        console=build_console(deps, at_desk, keys, _around(settings)),
    )


def complete(app: App) -> App:
    """The same product, for whatever receives or sends. Raises ConfigError, StoreUnavailable.

    Not where a sender was taken away too soon after marketing went over it (CA-08).
    """
    if gone := retired_senders.retired(app.deps, app.console.bulk.alarms):
        raise ConfigError(retired_senders.why_not(gone))
    return app


def recovering(app: App, guard: Guard = straight) -> Recovering:
    """What brings back what Redis lost, from the opt-out journal; `guard` sets aside numbers that fail."""
    stores = Stores(
        *(app.archive, app.keeping.changes, app.eraser, app.console.pictures.album, app.keeping.notes)
    )
    return Recovering(app.deps, stores, app.keeping, guard)


def _around(settings: Settings) -> Around:
    media = TwilioMedia(_account(settings), settings.twilio_api_url)
    folder = settings.pictures_folder
    album = FileAlbum(folder, settings.secret_key.value) if folder else None
    mailer = SmtpMailer(settings.smtp_url.value, settings.mail_from) if settings.smtp_url else None
    sealer = SecretSealer(settings.secret_key.value)
    return Around(TEMPLATES, media, album, mailer, settings.public_url, sealer)


def _texts(settings: Settings, business: Business) -> TemplateTexts:
    return TemplateTexts(business, TEMPLATES / "sms", f"{settings.public_url}/contact")


def _jobs(settings: Settings, business: Business) -> RqJobs:
    waking = connect_queue(settings.queue_redis_url.value, WAKE_WITHIN)
    return RqJobs(make_queue(waking, business.id), FAILURES)


def _account(settings: Settings) -> Account:
    """By the key, where there is one: it can be revoked by itself."""
    sid, key = settings.twilio_account_sid, settings.twilio_api_key
    if key:
        return Account(sid, key, settings.twilio_api_secret.value)
    return with_token(sid, settings.twilio_auth_token.value)


def _provider(settings: Settings, clock: Clock, threads: int) -> TwilioProvider:
    return TwilioProvider(
        _account(settings), settings.twilio_api_url, settings.public_url, clock, pool_size=threads
    )


def _own_clock(client: Client, store: RedisStore) -> tuple[SystemClock, ServerTime]:
    """This process's clock, set as the others go, and the store's server's. Raises StoreUnavailable."""
    clock, server = SystemClock(), ServerTime(client)
    clock.follow(failpoints.host_is_ahead(failpoint_environment()[2]))
    set_at_start(clock, server, store.log_notes())
    return clock, server


def _verifier(settings: Settings) -> Verifier:
    shared_keys = {key: secret.value for key, secret in settings.twilio_shared_keys.items()}
    tokens = [secret.value for secret in (settings.twilio_auth_token, *settings.twilio_older_tokens)]
    return Verifier(tokens, shared_keys, settings.public_url)


def _keeping(settings: Settings, clock: Clock, client: Client, keys: Keys) -> Keeping:
    journal = settings.optout_journal
    return Keeping(
        business=keys.business,
        clock=clock,
        chains=Ledgers(client, keys),
        changes=Changes(client, keys),
        notes=Notes(client, keys),
        signer=_signer(settings),
        offsite=offsite(settings.checkpoint_url) if settings.checkpoint_url else None,
        journal=FileJournal(journal) if journal else None,
    )


def _signer(settings: Settings) -> Signer | None:
    key = settings.checkpoint_key
    return Signer(key.value) if key else None


def work_queue(app: App) -> Queue:
    """The queue as a worker uses it, patiently."""
    patient = connect_queue(app.settings.queue_redis_url.value, WORK_WITHIN)
    return make_queue(patient, app.business.id)


def queue_state(settings: Settings, business_id: str, within: float = WORK_WITHIN) -> QueueState:
    """What waits in the queue, and for how many workers, asked within so many s. Raises QueueUnusable."""
    return look(settings.queue_redis_url.value, *keys_of_queue(business_id), within)


def provider_alone(settings: Settings) -> TwilioProvider:
    """The provider without a store, for whoever looks for what is wrong."""
    return _provider(settings, SystemClock(), 1)
