"""What a test needs beside Python and a Valkey, and the order in which tests run: quick ones first.

A pytest plugin (`tests/conftest.py` names it). A file that starts processes of the product is `process`, one
that drives a browser is `browser`, one that storms for long is `long`; `bin/test` chooses by these marks. All
others take a moment and come first, so that a mistake shows in the first seconds; of the rest the longest
file starts first, so that no worker is left alone with it at the end.
"""

import gc
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

ROOT = Path(__file__).resolve().parents[1]

KINDS = {
    "tests/browser/": "browser",
    "tests/product/": "process",
    "tests/simulator/": "process",
    "tests/faults/test_copies.py": "process",
    "tests/faults/test_failpoints.py": "process",
    "tests/faults/test_unanswered.py": "process",
    "tests/ops/test_audit.py": "process",
    "tests/ops/test_embedded.py": "process",
    "tests/ops/test_retired_sender.py": "process",
    "tests/ops/test_supervisor.py": "process",
    "tests/faults/test_storm.py": "long",
    "tests/model/test_long_model.py": "long",
}
"""The mark of each file by the beginning of its path; a quick one has none."""

SECONDS = {"": 0.02, "process": 0.5, "browser": 1.0, "long": 40.0}
"""What a test of each kind takes on an idle machine; the order and the time left are reckoned from it."""


def kind_of(nodeid: str) -> str:
    """The mark of a test, by its id; "" for a quick one."""
    return next((kind for path, kind in KINDS.items() if nodeid.startswith(path)), "")


def cost_of(nodeids: Iterable[str]) -> float:
    """Seconds that these tests take, roughly."""
    return sum(SECONDS[kind_of(nodeid)] for nodeid in nodeids)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--shuffle", metavar="SEED", help="run files, and the tests in each, in a random order")


def pytest_configure(config: pytest.Config) -> None:
    for kind in sorted(set(KINDS.values())):
        config.addinivalue_line("markers", f"{kind}: see tests/order.py")
    if worker := getattr(config, "workerinput", {}).get("workerid"):
        config.args = list(_turned(config.args, int(worker.removeprefix("gw"))))


def _turned(paths: list[str], by: int) -> Iterator[str]:
    """The same tests from another folder on: each worker finds compiled what another was at."""
    inside = [each for path in paths for each in (_tests_in(Path(path)) if Path(path).is_dir() else [path])]
    begin = by * len(inside) // (os.cpu_count() or 1) % max(len(inside), 1)
    yield from inside[begin:]
    yield from inside[:begin]


def _tests_in(folder: Path) -> list[str]:
    found = (each for each in folder.iterdir() if each.is_dir() or each.match("test_*.py"))
    return sorted(str(each) for each in found if each.name != "__pycache__")


def pytest_collection_finish() -> None:
    """What stays to the end of the run is not looked through again by every collection of garbage."""
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the tests in order; each worker must come to the same one."""
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.nodeid.split("::")[0], []).append(item)
    if seed := config.getoption("--shuffle"):
        items[:] = _shuffled(files, Random(seed))
        return
    quick = sorted(path for path in files if not kind_of(path))
    slow = sorted(files.keys() - set(quick), key=lambda path: (-_cost(files[path]), path))
    items[:] = [item for path in (*quick, *slow) for item in files[path]]


def pytest_itemcollected(item: pytest.Item) -> None:
    if kind := kind_of(item.nodeid):
        item.add_marker(kind)


def _cost(items: list[pytest.Item]) -> float:
    return cost_of(item.nodeid for item in items)


def _shuffled(files: dict[str, list[pytest.Item]], random: Random) -> list[pytest.Item]:
    paths = sorted(files)
    random.shuffle(paths)
    for path in paths:
        random.shuffle(files[path])
    return [item for path in paths for item in files[path]]


class FilesByKind(LoadFileScheduling):
    """A file stays with one worker, which has made what its tests share; files go out in their order.

    Of those that start processes or a browser a worker gets more of the kind that it has started already, and
    else of the kind that the fewest have: each product that runs costs seconds of both processors.
    """

    def _assign_work_unit(self, node: Any) -> None:
        waiting: dict[str, str] = {}
        for scope in self.workqueue:
            waiting.setdefault(kind_of(scope), scope)
        if "" not in waiting and not self.config.getoption("--shuffle"):
            had, *others = map(self._kind, (node, *(each for each in self.nodes if each is not node)))
            wanted = had if had in waiting else min(waiting, key=others.count)
            self.workqueue.move_to_end(waiting[wanted], last=False)
        super()._assign_work_unit(node)

    def _kind(self, node: Any) -> str:
        """Of the file that a worker was given last."""
        given = list(self.assigned_work.get(node, ()))
        return kind_of(given[-1]) if given else ""


@pytest.hookimpl(optionalhook=True)  # the hunt for guards runs without xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FilesByKind:
    config.option.loadscopereorder = False
    return FilesByKind(config, log)


def pytest_report_header() -> str:
    return f"{os.cpu_count()} processors"
