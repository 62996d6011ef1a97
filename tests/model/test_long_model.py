"""The model's stories for long, each run with others: `bin/test --long`."""

from responder.store.core.queries import Queries
from tests.flows.conftest import World
from tests.model.test_model import plays, world

__all__ = ["world"]


def test_a_thousand_other_stories_keep_the_customers_word(world: World, queries: Queries) -> None:
    plays(world, queries, 1_000, derandomize=False, print_blob=True)
