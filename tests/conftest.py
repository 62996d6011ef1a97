"""One real Valkey for the whole run, and the clock that tests turn by hand."""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from _pytest.logging import LogCaptureHandler
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import settings
from jinja2.bccache import Bucket, BytecodeCache

from responder.domain.business import Business
from responder.domain.records import Millis
from responder.flows.staff import accounts, staff_accounts
from responder.lib import log
from responder.settings.environment import load_business
from responder.store.connection import Durability, connect
from responder.store.core.numbers_outbox import RedisStore
from responder.store.core.queries import Queries
from responder.store.keys import Keys
from tests.valkey import Valkey

ROOT = Path(__file__).resolve().parents[1]

pytest_plugins = ("tests.order", "tests.progress")

# A busy machine is no failure; and each run plays the same examples, so that red means that the code changed.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

log.configure(plain=False)  # as our processes do: structlog's own way draws a trace for fifteen seconds

LOG = logging.getLogger()
OUR_HANDLERS, OUR_LEVEL = LOG.handlers[:], LOG.level

PATIENT = 10.0
"""Seconds for a command of the store, where the product has 0.6."""

MEMORY = Path("/dev/shm")

SHIPPED_HASHER = accounts.HASHER
# As weak as can be: hundreds of tests sign in, and each real hash takes a third of a second.
accounts.HASHER = staff_accounts.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class CompiledPages(BytecodeCache):
    """Pages are compiled once in a run, however many applications are made."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if found := self._code.get(bucket.key):
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


Flask.jinja_options = {"bytecode_cache": CompiledPages()}


class FakeClock:
    """A clock that moves only when a test says so; whoever sets `at` sets it wrong or right."""

    def __init__(self) -> None:
        self.at: Millis = 1_795_000_000_000
        self.passed: Millis = 1_000_000

    def now(self) -> Millis:
        """Milliseconds since 1970 UTC."""
        return self.at

    def ticks(self) -> Millis:
        """Milliseconds that have passed, whatever `at` was set to."""
        return self.passed

    def advance(self, by: Millis) -> None:
        """Let time pass."""
        self.at += by
        self.passed += by


@pytest.fixture(autouse=True)
def logs() -> None:
    """Each test begins with the logs as above, whatever the one before has made of them."""
    others = [each for each in LOG.handlers if isinstance(each, LogCaptureHandler)]
    LOG.handlers[:], LOG.level = [*OUR_HANDLERS, *others], OUR_LEVEL


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    """A Valkey of this worker's own. Its file is in memory where the machine has such a place.

    What is asked of the disk has a server of its own: `tests/store/test_durability.py`.
    """
    memory = MEMORY if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="responder-", dir=memory))  # short: a socket's path has 107 bytes
    server = Valkey(folder).start()
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def redis_url(valkey: Valkey) -> str:
    """Where that Valkey answers."""
    return valkey.url


@pytest.fixture(scope="session")
def client(redis_url: str) -> Iterator["redis.Redis"]:
    """A client with the product's own settings, but for its patience: a busy disk is no failure either."""
    found = connect(redis_url, 40, within=PATIENT)
    yield found
    found.close()


@pytest.fixture
def store(client: "redis.Redis") -> RedisStore:
    """The store, empty."""
    client.flushall()
    return RedisStore(client, Keys("garage", 16), Durability.ALWAYS, within=PATIENT)


@pytest.fixture
def queries(client: "redis.Redis") -> Queries:
    """Reads for people."""
    return Queries(client, Keys("garage", 16))


@pytest.fixture
def clock() -> FakeClock:
    """Time, held still."""
    return FakeClock()


@pytest.fixture(scope="session")
def business() -> Business:
    """The garage of the examples."""
    return load_business(ROOT / "examples" / "garage.toml")
