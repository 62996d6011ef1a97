"""The one place where things are built: settings in, `Deps` out. No connection is made at import."""

import time
from dataclasses import dataclass
from pathlib import Path

from responder.config import Settings, load_business
from responder.domain.business import Business
from responder.domain.intent import Classifier
from responder.domain.keywords import keyword_set
from responder.domain.messages import Millis
from responder.jobs import Queue, RqJobs, make_queue
from responder.ports import Deps
from responder.provider.signature import Verifier
from responder.provider.twilio import TwilioProvider
from responder.render import TemplateTexts
from responder.store.api_keys import RedisApiKeys
from responder.store.connection import (
    FAILURES,
    WAKE_WITHIN,
    WORK_WITHIN,
    connect,
    connect_queue,
    prove_durability,
    shard_count,
)
from responder.store.keys import Keys
from responder.store.queries import Queries
from responder.store.redis_store import RedisStore
from responder.store.reviews import RedisReviews

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


class SystemClock:
    """Implements `ports.Clock` with the machine's clock."""

    def now(self) -> Millis:
        """Milliseconds since 1970 UTC."""
        return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class App:
    """Everything an entry point may need."""

    deps: Deps
    store: RedisStore
    queries: Queries
    reviews: RedisReviews
    api_keys: RedisApiKeys
    jobs: RqJobs
    provider: TwilioProvider
    verifier: Verifier
    settings: Settings
    business: Business


def build(settings: Settings, threads: int) -> App:
    """The product, connected. `threads` is how many use it at once.

    Raises ConfigError, BadTemplate, NotDurable, StoreUnavailable: each stops the start with one sentence.
    """
    business = load_business(settings.business_file)
    texts = TemplateTexts(business, TEMPLATES / "sms")
    client = connect(settings.redis_url.value, threads)
    keys = Keys(business.id, shard_count(client, business.id))
    store = RedisStore(client, keys, prove_durability(client, settings.durability.value))
    waking = connect_queue(settings.queue_redis_url.value, WAKE_WITHIN)
    jobs = RqJobs(make_queue(waking, business.id), FAILURES)
    provider = TwilioProvider(
        settings.twilio_account_sid,
        settings.twilio_auth_token.value,
        settings.twilio_api_url,
        settings.public_url,
        pool_size=threads,
    )
    shared_keys = {key: secret.value for key, secret in settings.twilio_shared_keys.items()}
    return App(
        deps=Deps(
            store=store,
            provider=provider,
            jobs=jobs,
            texts=texts,
            clock=SystemClock(),
            business=business,
            classifier=Classifier(keyword_set(business.extra_keywords)),
        ),
        store=store,
        queries=Queries(client, keys),
        reviews=RedisReviews(client, keys),
        api_keys=RedisApiKeys(client, keys),
        jobs=jobs,
        provider=provider,
        verifier=Verifier(settings.twilio_auth_token.value, shared_keys, settings.public_url),
        settings=settings,
        business=business,
    )


def work_queue(app: App) -> Queue:
    """The queue as a worker uses it, patiently."""
    patient = connect_queue(app.settings.queue_redis_url.value, WORK_WITHIN)
    return make_queue(patient, app.business.id)
