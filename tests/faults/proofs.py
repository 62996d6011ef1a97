"""Two proofs on the undisturbed product: copies of one text at once, and STOPs that no webhook brings."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Barrier

from tests.faults.town import NUMBERS
from tests.product.harness import Product, eventually, inbound_form

COPIES = 50
INTERVAL, WORST = 45.0, 120.0
"""Seconds in which a lost STOP is recorded: one reading of the log, and what I2 allows at worst."""


@dataclass(frozen=True)
class Proof:
    """Whether it held, and the figures in one paragraph."""

    good: bool
    said: str


def started(folder: Path, stack: ExitStack) -> Product:
    """The product, undisturbed; gone with the stack."""
    running = Product(folder)
    stack.callback(running.stop)
    return running.start()


def copies(folder: Path, rounds: int) -> Proof:
    """50 concurrent posts of one MessageSid, `rounds` times: one effect and one answer each."""
    with ExitStack() as stack:
        product = started(folder, stack)
        statuses, wrong = copies_on(product, rounds)
    said = f"{rounds} rounds of {COPIES} concurrent posts of one MessageSid: answered {statuses}; "
    return Proof(not wrong, said + (f"WRONG: {wrong[:5]}" if wrong else "one effect and one answer in each."))


def copies_on(product: Product, rounds: int) -> tuple[dict[int, int], list[str]]:
    """How the posts were answered, and each round that had not exactly one effect and one answer."""
    statuses: dict[int, int] = {}
    numbers = NUMBERS[-rounds:]
    with ThreadPoolExecutor(COPIES) as pool:
        for number, word in zip(numbers, ("STOP", "HELP", "START") * rounds, strict=False):
            form, together = inbound_form(number, word), Barrier(COPIES)

            def post(_: int, form: dict[str, str] = form, together: Barrier = together) -> int:
                together.wait()
                return product.post("/twilio/inbound", form)

            for status in pool.map(post, range(COPIES)):
                statuses[status] = statuses.get(status, 0) + 1
    wrong = [said for number in numbers if (said := _one_effect(product, number))]
    return statuses, wrong


def _one_effect(product: Product, number: str) -> str:
    """What is wrong with a number that texted once; empty when nothing is."""
    eventually(lambda: set(product.states(number)) == {"delivered"})
    kinds = [entry["kind"] for entry in product.timeline(number)]
    taken = [create for create in product.phones.creates(number) if create["detail"]["taken"]]
    once = all(kinds.count(kind) <= 1 for kind in ("inbound", "consent", "message"))
    return "" if once and len(taken) == 1 else f"{number}: {kinds}, {len(taken)} sent"


def lost(folder: Path, texts: int) -> Proof:
    """`texts` STOPs without a webhook, spread over two intervals: how long until each is recorded."""
    with ExitStack() as stack:
        product = started(folder, stack)
        waits = lost_on(product, texts)
    longest = max(waits)
    said = f"{texts} STOPs without a webhook: recorded after {min(waits):.1f} to {longest:.1f} s"
    return Proof(longest <= INTERVAL + 3.0, f"{said} (a reading every {INTERVAL:g} s; at worst {WORST:g} s).")


def lost_on(product: Product, texts: int) -> list[float]:
    """Seconds from each text to its record."""
    rng, sent_at = Random(texts), {}
    for number in NUMBERS[:texts]:
        time.sleep(rng.uniform(0.5, 1.5) * 2 * INTERVAL / texts)
        product.phones.text(number, "STOP", lose=True)
        sent_at[number] = time.time()
    eventually(lambda: all(product.consent(number) == "OPTED_OUT" for number in sent_at), WORST)
    return [product.timeline(number)[0]["at"] / 1000 - at for number, at in sent_at.items()]
