"""One running product for most tests; a second one that talks to a Twilio whose log cannot be read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.product.harness import Product, Simulator, new_phone

ACCOUNT = "AC00000000000000000000000000000001"
TOKEN = "12345"
PUBLIC = "https://sms.example.com"
SERVICE = "MG00000000000000000000000000000001"
DEAF_SERVICE = "MG00000000000000000000000000000002"

LIVE_BUSINESS = f"""
[business]
id = "garage"
name = "Garage Tremblay"
legal_name = "Garage Tremblay inc."
address = "120 rue Principale, Québec QC G1R 1A1, Canada"
phone = "+18005550150"
email = "aide@garage.example"
website = "https://garage.example"
languages = ["en", "fr"]

[policy]
service_hours = "off"

[[senders]]
messaging_service = "{SERVICE}"
numbers = ["+14155550199"]
type = "long_code"
replies = "twilio_advanced"
rate = 1000
"""

LIVE_SIMULATOR = f"""
account_sid = "{ACCOUNT}"
auth_token = "{TOKEN}"

[[numbers]]
number = "+14155550199"
type = "long_code"
opt_out = "advanced"
messaging_service = "{SERVICE}"
inbound_url = "{PUBLIC}/twilio/inbound"

[[numbers]]
number = "+14155550188"
messaging_service = "{DEAF_SERVICE}"

[[numbers]]
number = "+14155550177"
"""


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """What `bin/up` runs, once for all tests; they use numbers of their own."""
    running = Product(tmp_path_factory.mktemp("product"))
    try:
        yield running.start()
    finally:
        code = running.stop()
    assert code == 0


@pytest.fixture
def product(whole: Product) -> Iterator[Product]:
    """The running product; afterwards the provider is mended, and lists all that it must."""
    yield whole
    whole.phones.mend()
    whole.forgets_webhook_texts()


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product as with the real Twilio, at PUBLIC; its provider's log has never been readable."""
    directory: Path = tmp_path_factory.mktemp("live")
    simulator = Simulator(directory, LIVE_SIMULATOR).start()
    settings = {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_API_URL": simulator.url,
        "PUBLIC_URL": PUBLIC,
    }
    running = Product(directory, ("--no-simulator", "--no-demo"), settings, LIVE_BUSINESS)
    running.phones.faults(log="500", callbacks="drop")
    try:
        yield running.start()
    finally:
        running.stop()
        simulator.stop()


@pytest.fixture
def phone() -> str:
    """A customer whom nobody knows."""
    return new_phone()
