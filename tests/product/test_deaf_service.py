"""A sender without an inbound URL at the provider: the product refuses to run on it (US-10, I2)."""

import json
import subprocess
import sys
from subprocess import PIPE, STDOUT

import pytest

from tests.processes import free_port
from tests.product.conftest import DEAF_SERVICE, LIVE_BUSINESS, SERVICE
from tests.product.harness import ROOT, Product, clean_environment, run_cli

PLAIN = "+14155550177"
DEAF = LIVE_BUSINESS.replace(SERVICE, DEAF_SERVICE).replace("+14155550199", "+14155550188")


@pytest.fixture
def deaf(live: Product) -> dict[str, str]:
    """The settings of a product whose service has no inbound URL at the provider."""
    path = live.directory / "deaf.toml"
    path.write_text(DEAF, encoding="utf-8")
    settings = {name: value for name, value in live.env.items() if not name.startswith("RESPONDER_DEMO")}
    return settings | {"RESPONDER_CONFIG": str(path)}


@pytest.mark.parametrize("command", ["serve", "work", "relay"])
def test_a_process_with_a_deaf_service_does_not_start(deaf: dict[str, str], command: str) -> None:
    done = run_cli(command, **deaf)
    assert done.returncode == 2
    (sentence,) = done.stderr.decode().splitlines()
    assert DEAF_SERVICE in sentence and "no inbound webhook" in sentence


def test_the_doctor_says_so(deaf: dict[str, str]) -> None:
    checks = {each["check"]: each for each in json.loads(run_cli("--json", "doctor", **deaf).stdout)}
    assert not checks["senders"]["ok"]
    assert DEAF_SERVICE in checks["senders"]["said"]


def test_reading_the_log_of_a_deaf_service_is_refused(deaf: dict[str, str]) -> None:
    done = run_cli("reconcile", **deaf)
    assert done.returncode == 2
    assert "lost without a trace" in done.stderr.decode()


def test_a_service_with_an_inbound_url_is_fine(live: Product) -> None:
    _, checks, _ = live.cli("doctor")
    assert [each["ok"] for each in checks if each["check"] == "senders"] == [True]


@pytest.fixture
def unheard(live: Product) -> dict[str, str]:
    """The settings of a product with a plain number that has no inbound URL at the provider."""
    path = live.directory / "unheard.toml"
    sender = f'\n[[senders]]\nnumber = "{PLAIN}"\ntype = "long_code"\nreplies = "app"\n'
    path.write_text(LIVE_BUSINESS + sender, encoding="utf-8")
    settings = {name: value for name, value in live.env.items() if not name.startswith("RESPONDER_DEMO")}
    return settings | {"RESPONDER_CONFIG": str(path)}


@pytest.mark.parametrize("command", ["serve", "work", "relay"])
def test_a_process_with_a_number_that_nobody_hears_does_not_start(
    unheard: dict[str, str], command: str
) -> None:
    done = run_cli(command, **unheard)
    assert done.returncode == 2
    (sentence,) = done.stderr.decode().splitlines()
    assert f"[[senders]] number {PLAIN} has no inbound webhook" in sentence and "US-10" in sentence


def test_the_doctor_names_the_number(unheard: dict[str, str]) -> None:
    checks = {each["check"]: each for each in json.loads(run_cli("--json", "doctor", **unheard).stdout)}
    assert not checks["senders"]["ok"] and PLAIN in checks["senders"]["said"]


def test_a_provider_that_does_not_answer_keeps_nothing_down(unheard: dict[str, str]) -> None:
    """It may be set or not: the start says that it does not know, goes on, and `doctor` shows it."""
    away = unheard | {"TWILIO_API_URL": f"http://127.0.0.1:{free_port()}"}
    command = [sys.executable, "-m", "responder.cli", "relay"]
    env = clean_environment(**away)
    with subprocess.Popen(command, env=env, cwd=ROOT, stdout=PIPE, stderr=STDOUT) as relay:
        assert relay.stdout is not None
        said = []
        try:
            for line in relay.stdout:
                said.append(line.decode())
                if "relay_ready" in said[-1]:
                    break
        finally:
            relay.terminate()
    assert "relay_ready" in said[-1]
    assert any("webhook_unknown" in line for line in said) and PLAIN not in "".join(said)
    checks = {each["check"]: each for each in json.loads(run_cli("--json", "doctor", **away).stdout)}
    assert not checks["webhook"]["ok"] and PLAIN in checks["webhook"]["said"]
