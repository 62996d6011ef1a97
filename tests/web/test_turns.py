"""A few at a time, in the order of their coming; and nobody is kept out by those who do not finish."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from responder.web.server import fair_queue
from responder.web.server.fair_queue import Turns


class Crowd:
    """Threads that take a turn and keep it until they are told to leave."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.entered: list[str] = []
        self.changed = threading.Condition()
        self.leave: dict[str, threading.Event] = {}
        self.threads: list[threading.Thread] = []

    def comes(self, name: str) -> None:
        self.leave[name] = threading.Event()
        thread = threading.Thread(target=self._visit, args=(name,))
        self.threads.append(thread)
        thread.start()

    def are_in(self, *names: str) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: self.entered == list(names), timeout=5), self.entered

    def goes(self, name: str) -> None:
        self.leave[name].set()

    def _visit(self, name: str) -> None:
        with self.turns:
            with self.changed:
                self.entered.append(name)
                self.changed.notify_all()
            assert self.leave[name].wait(10)


@contextmanager
def crowd(at_once: int) -> Iterator[Crowd]:
    made = Crowd(Turns(at_once))
    try:
        yield made
    finally:
        for event in made.leave.values():
            event.set()
        for thread in made.threads:
            thread.join(10)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fair_queue, "LONGEST_WAIT", 30)


def _queue(here: Crowd, *names: str) -> None:
    for place, name in enumerate(names, 1):
        here.comes(name)
        for _ in range(500):
            if len(here.turns._waiting) == place:
                break
            threading.Event().wait(0.01)
        assert len(here.turns._waiting) == place


@pytest.mark.usefixtures("patient")
def test_a_turn_goes_to_who_waited_longest() -> None:
    with crowd(1) as here:
        here.comes("first")
        here.are_in("first")
        _queue(here, "second", "third")
        here.goes("first")
        here.are_in("first", "second")
        here.goes("second")
        here.are_in("first", "second", "third")


@pytest.mark.usefixtures("patient")
def test_no_more_are_let_in_than_there_are_turns() -> None:
    with crowd(2) as here:
        for name in ("first", "second"):
            here.comes(name)
        _queue(here, "third")
        assert sorted(here.entered) == ["first", "second"]


def test_who_waits_too_long_goes_on_without_a_turn() -> None:
    with crowd(1) as here:
        here.comes("stuck")
        here.are_in("stuck")
        here.comes("patient enough")
        here.are_in("stuck", "patient enough")


def test_who_went_on_without_a_turn_leaves_none_behind() -> None:
    one = Turns(1)
    with crowd(1) as here:
        here.turns = one
        here.comes("stuck")
        here.are_in("stuck")
        here.comes("late")
        here.are_in("stuck", "late")
    assert one._free == 1


def test_an_error_gives_the_turn_back() -> None:
    one = Turns(1)
    for _ in range(2):
        with pytest.raises(ValueError, match="mine"), one:
            raise ValueError("mine")
    assert one._free == 1
