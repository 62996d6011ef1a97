"""A Valkey in memory for the model test: thousands of commits, and nothing here asks what is on the disk."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from responder.store.connection import connect
from tests.valkey import Valkey

MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A server whose file is in memory, where the machine has such a place."""
    folder = Path(tempfile.mkdtemp(prefix="responder-model-", dir=MEMORY if MEMORY.is_dir() else None))
    server = Valkey(folder).start()
    yield server.url
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def client(redis_url: str) -> Iterator["redis.Redis"]:
    """A client of that server, with the product's own settings."""
    found = connect(redis_url, 40, within=10.0)  # a busy disk is no failure
    yield found
    found.close()
