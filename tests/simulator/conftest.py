"""One simulator process for all of these tests, emptied before each."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# The tests' helper module is found from the repository's root however pytest was started.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.simulator.harness import Receiver, Simulator, running  # noqa: E402


@pytest.fixture(scope="session")
def receiver_process() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture(scope="session")
def simulator_process(
    tmp_path_factory: pytest.TempPathFactory, receiver_process: Receiver
) -> Iterator[Simulator]:
    yield from running(tmp_path_factory.mktemp("simulator"), receiver_process.base)


@pytest.fixture
def receiver(receiver_process: Receiver) -> Receiver:
    receiver_process.reset()
    return receiver_process


@pytest.fixture
def sim(simulator_process: Simulator, receiver: Receiver) -> Simulator:
    """The simulator without messages, blocks and faults; callbacks follow quickly."""
    simulator_process.reset()
    receiver.reset()
    simulator_process.faults(callback_delay=0.01)
    return simulator_process
