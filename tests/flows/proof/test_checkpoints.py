"""Checkpoints over a real ledger: made, delivered, and exports held against them later (I6)."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from responder.adapters.proof.offsite import offsite
from responder.adapters.proof.signing import Signer, is_signed
from responder.domain.proof.checkpoint import Checkpoint, from_json, signed_bytes
from responder.domain.proof.verify import audit
from responder.domain.records import HOUR, MINUTE
from responder.flows.proof import checkpoints, ledger
from responder.ports.proof import Keeping
from responder.store.proof.ledger import Ledgers
from responder.store.proof.opt_out_changes import Changes, Notes
from tests.people import ALICE, BOB, CAROL

KEY = "11" * 32


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "checkpoints"


@pytest.fixture
def keeping(client, store, clock, folder) -> Keeping:
    return Keeping(
        business="garage",
        clock=clock,
        chains=Ledgers(client, store.keys),
        changes=Changes(client, store.keys),
        notes=Notes(client, store.keys),
        signer=Signer(KEY),
        offsite=offsite(str(folder)),
        journal=None,
    )


def lines(keeping: Keeping) -> list[str]:
    return list(ledger.export(keeping.chains, lambda done, everything: None))


def newest(folder: Path) -> Checkpoint:
    return from_json(sorted(folder.iterdir())[-1].read_text())


def tell_stories(world) -> None:
    for number, words in ((ALICE, "START"), (BOB, "STOP"), (CAROL, "HELP"), (BOB, "START"), (ALICE, "ARRÊT")):
        world.clock.advance(MINUTE)
        world.texts(number, words)


def test_a_checkpoint_covers_every_chain_and_an_export_verifies_against_it(world, keeping, folder):
    tell_stories(world)
    checkpoints.when_due(keeping)
    made = newest(folder)
    assert (made.statement.chains, made.statement.entries) == (2, 4)
    found = audit(lines(keeping), made)
    assert (found.faults, found.entries, found.chains) == ((), 4, 2)


def test_an_export_made_later_still_verifies_and_a_cut_one_does_not(world, keeping, folder):
    tell_stories(world)
    checkpoints.when_due(keeping)
    world.clock.advance(HOUR)
    tell_stories(world)
    world.texts("+15145550138", "STOP")
    exported = lines(keeping)
    assert len(exported) == 9
    assert audit(exported, newest(folder)).faults == ()
    assert audit(exported[:3], newest(folder)).faults


def test_a_record_older_than_its_count_of_links_is_counted(world, keeping, client, store):
    world.texts(BOB, "STOP")
    before = sorted(keeping.chains.heads())
    client.hdel(store.keys.number(BOB), "chain_id", "chain_length")
    world.texts(BOB, "START")
    (head,) = keeping.chains.heads()
    assert (head.chain, head.length) == (before[0].chain, 2)
    assert head.link == store.load(BOB).chain_head


def test_it_is_made_once_an_hour(world, keeping, folder):
    world.texts(BOB, "STOP")
    for _ in range(61):
        checkpoints.when_due(keeping)
        world.clock.advance(MINUTE)
    assert len(list(folder.iterdir())) == 2


def test_the_signature_is_of_our_key_and_of_nothing_else(world, keeping, folder):
    world.texts(BOB, "STOP")
    checkpoints.when_due(keeping)
    made, ours = newest(folder), keeping.signer.public_key
    said = signed_bytes(made.statement)
    assert is_signed(said, made.signature, ours)
    assert not is_signed(said, made.signature, Signer("22" * 32).public_key)
    assert not is_signed(said.replace(b"garage", b"garags"), made.signature, ours)
    assert not is_signed(said, "no signature", ours)


def test_a_place_that_cannot_be_written_is_tried_again_after_a_minute(world, keeping, folder):
    folder.touch()
    assert checkpoints.when_due(keeping) is None
    assert str(folder) in keeping.notes.read()[checkpoints.PROBLEM]
    folder.unlink()
    assert checkpoints.when_due(keeping) is None
    world.clock.advance(MINUTE)
    assert checkpoints.when_due(keeping) is not None
    assert keeping.notes.read()[checkpoints.PROBLEM] == ""


def test_a_path_that_ends_in_json_holds_the_newest(world, keeping, tmp_path):
    place = offsite((tmp_path / "newest.json").as_uri())
    world.texts(BOB, "STOP")
    for _ in range(2):
        made = checkpoints.deliver(keeping, keeping.signer, place)
        world.clock.advance(MINUTE)
    assert from_json((tmp_path / "newest.json").read_text()) == made


class Archive(BaseHTTPRequestHandler):
    """Somebody else's machine that keeps checkpoints."""

    status = 201
    kept: list[bytes] = []

    def do_POST(self) -> None:
        self.kept.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(self.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def archive() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Archive)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    Archive.kept.clear()
    yield f"http://127.0.0.1:{server.server_port}/keep?token=hidden"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(("status", "delivered"), [(201, True), (307, False), (403, False), (500, False)])
def test_an_address_must_answer_with_2xx(world, keeping, archive, status, delivered):
    Archive.status = status
    world.texts(BOB, "STOP")
    object.__setattr__(keeping, "offsite", offsite(archive))
    made = checkpoints.when_due(keeping)
    assert (made is not None) is delivered and len(Archive.kept) == 1
    if made:
        assert from_json(Archive.kept[0].decode()) == made
    else:
        assert keeping.notes.read()[checkpoints.PROBLEM] == f"the address answered {status}"


def test_an_address_that_does_not_answer_is_a_problem_without_the_addresss_secret(world, keeping):
    object.__setattr__(keeping, "offsite", offsite("http://127.0.0.1:9/?token=hidden"))
    assert checkpoints.when_due(keeping) is None
    problem = keeping.notes.read()[checkpoints.PROBLEM]
    assert "does not answer" in problem and "hidden" not in problem
