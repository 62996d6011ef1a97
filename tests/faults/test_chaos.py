"""What a storm says that it broke: counted when it was done, and in a long one each kind at least once."""

from collections import Counter
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from tests.faults.chaos import (
    CHILDREN,
    FAULTS,
    BrokenAlready,
    Chaos,
    Fault,
    break_api,
    dead_and_blind,
    dead_tunnel,
    fill_disk,
    kill_web,
)
from tests.product.harness import Product

SEEDS = (1, 2, 3, 2027)


@pytest.fixture
def nothing_runs(tmp_path: Path) -> Product:
    """A product that was never started: every fault fails."""
    return Product(tmp_path)


def chaos(product: Product, seed: int, has_disk: bool = True, long_stops: bool = True) -> Chaos:
    return Chaos(product, Random(seed), has_disk, long_stops)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_long_storm_begins_with_one_of_each_and_ends_them_with_the_longest(
    nothing_runs: Product, seed: int
) -> None:
    drawn = list(islice(chaos(nothing_runs, seed).schedule(), len(FAULTS)))

    assert {fault.__name__ for fault in drawn} == {fault.__name__ for _, fault in FAULTS}
    assert drawn[-1] is dead_and_blind


def test_what_this_machine_cannot_do_is_not_drawn(nothing_runs: Product) -> None:
    short = chaos(nothing_runs, 1, has_disk=False, long_stops=False)

    assert not {fill_disk, dead_and_blind} & set(islice(short.schedule(), 500))


def test_the_same_seed_is_the_same_schedule(nothing_runs: Product) -> None:
    first, second = (list(islice(chaos(nothing_runs, 7).schedule(), 100)) for _ in range(2))

    assert first == second


def test_every_process_of_a_product_is_known_as_its_own(tmp_path: Path) -> None:
    """One that is not is never killed and never held, and a storm would pass for it."""
    product = Product(tmp_path).start()
    storm = chaos(product, 1)
    storm.over.set()  # nothing is held for longer than it takes to say so
    try:
        for name in CHILDREN:
            storm.hold(name, 1.0)
    finally:
        product.stop()

    assert storm.holds == Counter(CHILDREN)


@pytest.mark.parametrize("fault", [kill_web, break_api])
def test_a_fault_that_broke_nothing_is_not_counted(nothing_runs: Product, fault: Fault) -> None:
    storm = chaos(nothing_runs, 1)
    storm._carefully(fault)

    assert not storm.done and not storm.kills


@pytest.mark.parametrize("fault", [dead_tunnel, dead_and_blind, break_api])
def test_what_another_fault_holds_is_told_and_not_mended(nothing_runs: Product, fault: Fault) -> None:
    storm = chaos(nothing_runs, 1)
    storm.blind.set()

    with pytest.raises(BrokenAlready):
        fault(storm)
