"""A sender that was taken away within 60 days of marketing over it stops every door (CA-08)."""

import json
import subprocess
import sys
import time

import pytest

from tests.people import ALICE
from tests.product.harness import ROOT, clean_environment, run_cli

DAY = 86_400
GONE = "+14155550188"
KEPT = "+14155550199"
WEB = "from responder.web.app import from_environment; from_environment()"


@pytest.fixture
def sold(redis_url, store, client):
    """The settings of a product whose marketing went out over a sender some days ago; which one, and when."""

    def told(sender: str, days: int) -> dict[str, str]:
        field = f"{int(time.time()) // DAY - days}:{sender} marketing"
        client.hset(store.keys.marketing_by_day(store.keys.shards()[0]), field, 3)
        return {
            "REDIS_URL": redis_url,
            "QUEUE_REDIS_URL": redis_url.replace("db=0", "db=1"),
            "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
            "TWILIO_AUTH_TOKEN": "12345",
            "TWILIO_API_URL": "http://127.0.0.1:9",
            "PUBLIC_URL": "https://sms.example.com",
            "SECRET_KEY": "0123456789abcdef",
            "RESPONDER_CONFIG": str(ROOT / "examples" / "garage.toml"),
        }

    return told


SEND = ("send", "--to", ALICE, "--body", "Your car is ready.", "--class", "service", "--by", "Dana")
BULK = ("bulk", "make", "--name", "x", "--class", "service", "--text", "en=Ready.")
DOORS = [("serve",), ("work",), ("relay",), SEND, BULK, ("bulk", "start", "x"), ("unsent", "again", "x")]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: " ".join(door[:2]))
def test_no_process_starts_and_no_command_sends_within_sixty_days(sold, door):
    """CA-08."""
    done = run_cli(*door, **sold(GONE, 60))

    assert done.returncode == 2
    *_, sentence = done.stderr.decode().splitlines()  # the provider, which cannot be asked, may come first
    assert f"keep {GONE} until" in sentence and "(CA-08)" in sentence


def test_nor_does_the_web_application_under_another_server(sold):
    """CA-08: whoever runs it without `serve` has neither API nor webhook."""
    done = subprocess.run(
        [sys.executable, "-c", WEB],
        env=clean_environment(**sold(GONE, 1)),
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert f"keep {GONE} until" in done.stderr.decode().splitlines()[-1]


@pytest.mark.parametrize(("sender", "days"), [(GONE, 61), (KEPT, 1)])
def test_after_sixty_days_it_may_go_and_one_that_is_there_is_no_matter(sold, sender, days):
    """CA-08: `send` goes through."""
    assert run_cli(*SEND, **sold(sender, days)).returncode == 0


def test_looking_and_opting_out_go_on_and_doctor_says_why(sold):
    """CA-08: nothing stands between a customer and an opt-out."""
    env = sold(GONE, 1)
    out = run_cli("unsubscribe", ALICE, "--by", "Dana", "--reason", "asked", **env)
    assert out.returncode == 0, out.stderr
    checks = {each["check"]: each for each in json.loads(run_cli("--json", "doctor", **env).stdout)}
    assert not checks["senders"]["ok"] and "CA-08" in checks["senders"]["said"]
