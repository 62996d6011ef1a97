"""Message ids: unguessable, never twice, also not in a forked child."""

import os

from responder.store.ids import BULK, DIGITS, Ids


def test_no_id_is_given_twice_across_refills() -> None:
    ids = Ids()
    given = [ids.new() for _ in range(3 * BULK)]
    assert len(set(given)) == len(given)


def test_an_id_has_eighty_random_bits() -> None:
    assert {len(Ids().new()) for _ in range(10)} == {DIGITS}


def test_a_forked_child_does_not_repeat_its_parents_ids() -> None:
    ids = Ids()
    ids.new()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, ids.new().encode())
        os._exit(0)
    os.close(writing)
    theirs = os.read(reading, DIGITS).decode()
    os.close(reading)
    os.waitpid(child, 0)
    assert theirs
    assert theirs not in {ids.new() for _ in range(BULK)}
