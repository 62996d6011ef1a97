"""What a storm breaks: the whole product, with a Valkey of its own or a pair by TLS; and its witness."""

import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from responder.local.prepare import simulator_toml
from responder.settings.business_file import business_from
from tests.faults.by_operator import SPARE, sender_table
from tests.faults.by_process import clock_step
from tests.faults.chaos import small_disk
from tests.faults.pair import Pair
from tests.product.harness import Product, Simulator

ACCOUNT = "AC00000000000000000000000000000001"
TOKEN = "12345"


@contextmanager
def house(folder: Path, failpoints: str, by_tls: bool) -> Iterator[tuple[Product, bool, Pair | None]]:
    """The product with its failpoints armed; whether Valkey has a disk that can be filled; the pair."""
    product = Product(folder, ("--no-simulator", "--no-demo"))
    witness_log = Simulator(folder, "")
    product.settings = {
        "RESPONDER_FAILPOINT": failpoints,
        "RESPONDER_FAILPOINT_LOG": str(folder / "hits"),
        "RESPONDER_CLOCK_STEP": str(clock_step(folder)),
        "LOG_LEVEL": "warning",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_API_URL": witness_log.url,
        "PUBLIC_URL": product.url,
    }
    (folder / "hits").touch()
    account = product.business + "".join(map(sender_table, SPARE))
    witness_log.config = simulator_toml(product.settings, business_from(tomllib.loads(account)))
    with ExitStack() as stack:
        pair = stack.enter_context(_pair(folder)) if by_tls else None
        has_disk = not by_tls and stack.enter_context(small_disk(folder / "data" / "valkey"))
        witness_log.start()
        stack.callback(witness_log.stop)
        stack.callback(lambda: product.process and product.stop())
        if pair:
            product.settings |= {"REDIS_URL": pair.url, **REPLICATED}
        yield product.start(), has_disk, pair


REPLICATED = {"DURABILITY": "replicated", "DURABILITY_REPLICAS": "1"}


@contextmanager
def _pair(folder: Path) -> Iterator[Pair]:
    made = Pair(folder)
    try:
        yield made
    finally:
        made.stop()
