"""Numbers and words of customers are nowhere but in the store and at the provider (I8)."""

import base64
import signal
import zlib

from tests.product.harness import Product, eventually, inbound_form
from tests.product.leaks import BLOCKED, MARKER, NUMBER, OTHER, everything_written, found_in, our_logs


def test_no_log_job_or_page_holds_a_number_or_a_word(product: Product) -> None:
    _let_everything_go_wrong(product)
    leaked = {name: found for name, text in everything_written(product).items() if (found := found_in(text))}
    assert leaked == {}


def _let_everything_go_wrong(product: Product) -> None:
    """Texts, refused creates, failed deliveries, forged and broken webhooks, a killed worker."""
    phones = product.phones
    phones.text(NUMBER, f"Is the {MARKER} ready?")
    phones.text(NUMBER, "STOP", duplicate=3)
    phones.text(NUMBER, f"{MARKER} again", bad_signature=True)
    phones.text(NUMBER, f"{MARKER} by query", method="GET")
    phones.text(NUMBER, f"The lost {MARKER}", lose=True)
    product.cli("reconcile")
    phones.script(OTHER, status="undelivered", error_code=30005)
    assert product.cli("send", "--to", OTHER, "--body", f"Your {MARKER} is ready.")[0] == 0
    eventually(lambda: product.states(OTHER) == ["undelivered"])
    phones.script(OTHER, create_code=21211)
    phones.text(OTHER, "HELP")
    eventually(lambda: product.states(OTHER)[1:] == ["failed"])
    phones.script(BLOCKED, create_code=21610)
    assert product.cli("send", "--to", BLOCKED, "--body", f"Your {MARKER} is ready.")[0] == 0
    eventually(lambda: product.states(BLOCKED) == ["refused"])
    assert product.consent(BLOCKED) == "OPTED_OUT"
    assert product.post("/twilio/inbound", inbound_form(NUMBER, MARKER) | {"To": ""}) == 400
    assert product.post(f"/twilio/status/{NUMBER}", {"MessageSid": "SM1", "MessageStatus": "sent"}) == 200
    product.http.request("GET", f"{product.url}/twilio/inbound?Body={MARKER}&From=%2B{NUMBER[1:]}")
    phones.faults(api="timeout_after", api_to=OTHER, api_fail_next=1, api_hang=1)
    phones.text(OTHER, "HELP")
    eventually(lambda: product.states(OTHER)[2:] and product.states(OTHER)[2] != "queued")
    product.restarted("worker", product.kill("worker", signal.SIGKILL))


def test_the_logs_were_looked_at(product: Product) -> None:
    """The test above is worth nothing if the product writes its logs elsewhere."""
    product.post("/twilio/inbound", {}, signature="forged")
    eventually(lambda: "webhook_refused" in (product.data / "log" / "web.log").read_text())
    assert {"web.log", "worker.log", "relay.log", "valkey.log"} <= {path.name for path in our_logs(product)}


def test_what_a_queue_keeps_compressed_is_looked_at(product: Product) -> None:
    """The same of what RQ packs: a job's data, and the traceback of one that failed."""
    packed = zlib.compress(f"Traceback: {MARKER}".encode())
    with product.redis("QUEUE_REDIS_URL") as queue:
        queue.hset("rq:job:packed", "data", packed)
        queue.xadd("rq:results:packed", {"exc_string": base64.b64encode(packed)})
        try:
            found = [name for name, text in everything_written(product).items() if found_in(text)]
        finally:
            queue.delete("rq:job:packed", "rq:results:packed")
    assert sorted(found) == ["queue b'rq:job:packed'", "queue b'rq:results:packed'"]
