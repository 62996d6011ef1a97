"""What a storm says that it broke: counted when it was done, and in a long one each kind at least once."""

from collections import Counter
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from tests.faults import by_operator, by_server
from tests.faults.by_process import fill_disk
from tests.faults.by_provider import break_api, dead_and_blind, dead_tunnel
from tests.faults.chaos import CHILDREN, BrokenAlready, Chaos, Fault
from tests.faults.mutants import MUTANTS
from tests.faults.table import BY_TLS, TABLE
from tests.product.harness import Product

SEEDS = (1, 2, 3, 2027)
LANES = [False, True]


@pytest.fixture
def nothing_runs(tmp_path: Path) -> Product:
    """A product that was never started: every fault fails."""
    return Product(tmp_path)


def chaos(product: Product, seed: int, has_disk: bool = True, long_stops: bool = True) -> Chaos:
    return Chaos(product, Random(seed), has_disk, long_stops, TABLE)


def fault_of(do: object) -> Fault:
    return next(fault for fault in TABLE if fault.do is do)


def test_each_fault_has_a_guard_that_is_taken_out() -> None:
    guards = [mutant.guard for mutant in MUTANTS]
    without = [f.name for f in (*TABLE, *BY_TLS) if not any(guard.startswith(f.guard) for guard in guards)]

    assert without == []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_long_storm_begins_with_one_of_each_and_ends_them_with_the_longest(
    nothing_runs: Product, seed: int
) -> None:
    storm = chaos(nothing_runs, seed)
    wanted = [{fault.name for fault in TABLE if fault.alone is alone} for alone in LANES]
    drawn = [list(islice(storm.schedule(alone), len(wanted[alone]))) for alone in LANES]

    assert [{fault.name for fault in lane} for lane in drawn] == wanted
    assert drawn[0][-1].do is dead_and_blind


@pytest.mark.parametrize("seed", SEEDS)
def test_after_that_each_deck_holds_its_cards(nothing_runs: Product, seed: int) -> None:
    """Chance alone may leave out a rare fault for as long as it likes."""
    storm = chaos(nothing_runs, seed)
    storm.done.update(fault.name for fault in TABLE)  # none is drawn again because it was not done
    faults = [fault for fault in TABLE if not fault.alone]
    cards = Counter({fault.name: fault.cards for fault in faults})
    drawn = islice(storm.schedule(alone=False), len(faults), len(faults) + 2 * cards.total())

    assert Counter(fault.name for fault in drawn) == cards + cards


def test_what_was_not_done_is_drawn_again(nothing_runs: Product) -> None:
    storm = chaos(nothing_runs, 1)
    storm.done.update(fault.name for fault in TABLE if fault.do is not fill_disk)
    drawn = [fault.do for fault in islice(storm.schedule(alone=False), len(TABLE), len(TABLE) + 50)]

    assert drawn.count(fill_disk) > 5


def test_what_this_machine_cannot_do_is_not_drawn(nothing_runs: Product) -> None:
    short = chaos(nothing_runs, 1, has_disk=False, long_stops=False)
    drawn = {fault.do for fault in islice(short.schedule(alone=False), 500)}

    assert not {fill_disk, dead_and_blind} & drawn
    assert list(short.schedule(alone=True)) == []


def test_the_same_seed_is_the_same_schedule(nothing_runs: Product) -> None:
    first, second = (list(islice(chaos(nothing_runs, 7).schedule(False), 100)) for _ in range(2))

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


UNDONE = [fault for fault in (*TABLE, *BY_TLS) if not fault.needs_disk]


@pytest.mark.parametrize("fault", UNDONE, ids=lambda fault: fault.name)
def test_a_fault_that_broke_nothing_is_not_counted(nothing_runs: Product, fault: Fault) -> None:
    storm = chaos(nothing_runs, 1)
    storm._carefully(fault)

    assert not storm.done and not storm.kills


@pytest.mark.parametrize("do", [dead_tunnel, dead_and_blind, break_api])
def test_what_another_fault_holds_is_told_and_not_mended(
    nothing_runs: Product, do: Callable[[Chaos], None]
) -> None:
    storm = chaos(nothing_runs, 1)
    storm.blind.set()

    with pytest.raises(BrokenAlready):
        do(storm)


@pytest.mark.parametrize("do", [by_server.full_memory, by_server.evicting])
def test_a_full_server_is_never_made_to_evict(nothing_runs: Product, do: Callable[[Chaos], None]) -> None:
    """It would really forget who opted out, by no fault of the product."""
    storm = chaos(nothing_runs, 1)

    with storm.memory, pytest.raises(BrokenAlready):
        do(storm)


def test_sending_that_goes_on_after_an_older_file_came_back_is_a_failure(
    nothing_runs: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    storm = chaos(nothing_runs, 1)
    monkeypatch.setattr(by_operator, "STARTS_WITHIN", 0.0)
    by_operator._must_have_stopped(storm)

    assert storm.wrong == ["I1: an older file of Redis was put back, and sending went on"]
