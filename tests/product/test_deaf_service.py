"""A service without an inbound URL loses every STOP without a trace: the product refuses to run on it."""

import json

import pytest

from tests.product.conftest import DEAF_SERVICE, LIVE_BUSINESS, SERVICE
from tests.product.harness import Product, run_cli

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
