"""Where texts to our numbers go: our provider asks the simulator as it asks Twilio (US-10)."""

from responder.adapters.system_clock import SystemClock
from responder.domain.business import ReplyMode, Sender, SenderType
from responder.provider.account import with_token
from responder.provider.twilio import TwilioProvider
from tests.simulator.harness import ACCOUNT, LONG, POOL_A, POOL_B, SERVICE, SHORT, TOKEN, Simulator


def plain(number: str, kind: SenderType = SenderType.LONG_CODE) -> Sender:
    return Sender(number, kind, ReplyMode.APP, 1.0, (number,))


POOL = Sender(SERVICE, SenderType.LONG_CODE, ReplyMode.APP, 1.0, (POOL_A, POOL_B), SERVICE)
SHORT_CODE = plain(SHORT, SenderType.SHORT_CODE)


def goes(sim: Simulator, *senders: Sender) -> dict[str, str | None]:
    """What the product learns, without the address that all of them share."""
    asked = TwilioProvider(
        with_token(ACCOUNT, TOKEN), sim.base, "https://sms.example.com", SystemClock(), 1
    )
    ours = f"{sim.webhook_base}/twilio/inbound"
    return {number: "ours" if url == ours else url for number, url in asked.webhooks(senders).items()}


def test_every_kind_of_sender_is_shown_with_its_url(sim: Simulator) -> None:
    assert goes(sim, plain(LONG), POOL, SHORT_CODE) == {
        number: "ours" for number in (LONG, POOL_A, POOL_B, SHORT)
    }


def test_a_number_or_short_code_without_a_url_is_seen(sim: Simulator) -> None:
    sim.number(LONG, inbound_url="")
    sim.number(SHORT, inbound_url="")
    assert goes(sim, plain(LONG), SHORT_CODE) == {LONG: "", SHORT: ""}


def test_a_number_in_a_service_has_the_services_url_though_the_file_names_the_number(sim: Simulator) -> None:
    """Its own would be empty: texts go to the service, and the start must not be refused."""
    assert goes(sim, plain(POOL_A)) == {POOL_A: "ours"}
    sim.number(POOL_A, inbound_url="")
    assert goes(sim, plain(POOL_A), POOL) == {POOL_A: "", POOL_B: ""}


def test_a_service_may_leave_texts_to_its_numbers(sim: Simulator) -> None:
    for number in (POOL_A, POOL_B):
        sim.number(number, webhook_on_number=True)
    sim.number(POOL_B, inbound_url="")
    assert goes(sim, POOL) == {POOL_A: "ours", POOL_B: ""}
    assert goes(sim, plain(POOL_B)) == {POOL_B: ""}


def test_what_comes_to_such_a_number_without_a_url_is_logged(sim: Simulator) -> None:
    for number in (POOL_A, POOL_B):
        sim.number(number, webhook_on_number=True)
    sim.number(POOL_A, inbound_url="")
    sim.text("hi", to=POOL_A)
    assert [each["body"] for each in sim.api("GET").json["messages"]] == ["hi"]


def test_a_number_of_somebody_else_is_not_known(sim: Simulator) -> None:
    assert goes(sim, plain("+14165550177")) == {"+14165550177": None}
