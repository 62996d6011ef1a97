"""Numbers join and leave the lists of customers' numbers (`customer_lists.py`) with their links."""

from collections.abc import Iterable

from redis.client import Pipeline

from responder.domain.records import Millis
from responder.store.keys import Keys
from responder.store.scripts import text_of

SCRIPT = "\n".join(line for line in text_of("listed").splitlines() if not line.startswith("--"))
"""Without its comments: a list of customers sends it once for each number."""


def index_numbers(pipe: Pipeline, keys: Keys, numbers: Iterable[str], at: Millis) -> None:
    """Have the lists follow the links from these numbers, which this pipeline wrote just before.

    `at` (ms) is since when a number is listed that was not.
    """
    for number in numbers:
        shard = keys.shard(number)
        named = [keys.number(number), keys.customers_of(number), keys.listed(shard), keys.untexted(shard)]
        pipe.eval(SCRIPT, len(named), *named, number, str(at))
