"""State survives a restart and kill -9; starting and stopping."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulator.harness import (
    ACCOUNT,
    BOB,
    DEFAULT,
    LONG,
    MESSAGES,
    ROOT,
    SLOW,
    Receiver,
    Simulator,
    eventually,
)

ACCOUNT_ONLY = f'account_sid = "{ACCOUNT}"\nauth_token = "x"\n'


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_everything_is_there_again(tmp_path: Path, receiver: Receiver, how: signal.Signals) -> None:
    first = Simulator(tmp_path, receiver.base, tmp_path / "data").start()
    first.text("STOP", to=DEFAULT)
    done = first.settled(first.create().json["sid"])
    deleted = first.settled(first.create().json["sid"])["sid"]
    first.api("DELETE", f"{MESSAGES}/{deleted}.json")
    first.call("POST", "/sim/phones", {"number": "+14185550113"})
    first.create(From=SLOW)
    waiting = first.create(From=SLOW, StatusCallback=receiver.base + "/twilio/status/w").json["sid"]
    before = first.call("GET", "/sim/events?limit=9000").json["events"]
    first.stop(how)
    second = Simulator(tmp_path, receiver.base, tmp_path / "data").start()
    try:
        assert second.fetch(done["sid"]) == done
        assert second.api("GET", f"{MESSAGES}/{deleted}.json").status == 404
        assert second.create(From=DEFAULT).json["code"] == 21610
        assert "+14185550113" in [p["number"] for p in second.call("GET", "/sim/state").json["phones"]]
        assert second.call("GET", "/sim/events?limit=9000").json["events"][: len(before)] == before
        assert second.settled(waiting)["status"] == "delivered"
        eventually(lambda: receiver.at("/twilio/status/w"))
    finally:
        assert second.stop() == 0


def test_a_webhook_that_a_kill_prevented_is_called_after_the_restart(
    tmp_path: Path, receiver: Receiver
) -> None:
    first = Simulator(tmp_path, receiver.base, tmp_path / "data").start()
    text = {"from": BOB, "to": LONG, "body": "late", "faults": {"delay": 60}}
    sid = first.call("POST", "/sim/inbound", text).json["sid"]
    first.stop(signal.SIGKILL)
    assert receiver.at("/twilio/inbound") == []
    second = Simulator(tmp_path, receiver.base, tmp_path / "data").start()
    try:
        eventually(lambda: [r.form["MessageSid"] for r in receiver.at("/twilio/inbound")] == [sid])
    finally:
        second.stop()


def test_a_half_written_line_is_dropped(tmp_path: Path, receiver: Receiver) -> None:
    first = Simulator(tmp_path, receiver.base, tmp_path / "data").start()
    sid = first.settled(first.create().json["sid"])["sid"]
    first.stop(signal.SIGKILL)
    with (tmp_path / "data" / "simulator.jsonl").open("ab") as journal:
        journal.write(b'["message",{"sid":"SM')
    for _ in range(2):
        again = Simulator(tmp_path, receiver.base, tmp_path / "data").start()
        assert again.fetch(sid)["status"] == "delivered"
        assert again.create().status == 201
        again.stop(signal.SIGKILL)


def test_a_second_simulator_on_the_same_port_does_not_start(tmp_path: Path, receiver: Receiver) -> None:
    first = Simulator(tmp_path, receiver.base).start()
    command = [sys.executable, "-m", "responder.simulator", "--port", str(first.port)]
    command += ["--config", str(tmp_path / "simulator.toml")]
    try:
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
    finally:
        first.stop()
    assert ended.returncode == 2
    assert ended.stderr == f"Port {first.port} on 127.0.0.1 is not free.\n"


def test_a_killed_parent_takes_its_worker_along(tmp_path: Path, receiver: Receiver) -> None:
    first = Simulator(tmp_path, receiver.base).start()
    assert first.process is not None
    first.process.kill()
    first.process.wait()
    eventually(lambda: not first._alive())


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ("", "lacks account_sid"),
        (ACCOUNT_ONLY + "extra = 1", "Unknown setting 'extra'"),
        (ACCOUNT_ONLY + '[[numbers]]\nnumber = "+1"\ntype = "fax"', "type must be one"),
        ("account_sid = ", "is not TOML"),
    ],
)
def test_a_wrong_configuration_stops_the_start_with_a_sentence(
    tmp_path: Path, config: str, sentence: str
) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(config)
    command = [sys.executable, "-m", "responder.simulator", "--config", str(path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 2
    assert sentence in ended.stderr and "Traceback" not in ended.stderr
