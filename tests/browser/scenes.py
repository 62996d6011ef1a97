"""States of the product that take a fault to come about, made as they come about."""

from responder.domain.records import Message, MessageState
from responder.flows.outbound import compose
from responder.wiring.product import App
from tests.product.harness import Product, eventually


def never_left(product: Product, app: App, number: str, body: str) -> Message:
    """A message whose hand-over got no answer and that now waits for a person; two minutes need not pass."""
    eventually(lambda: _quiet(app))  # the fault is for this message
    product.phones.faults(api="500", api_fail_next=1)
    message, _ = compose.send(app.deps, compose.Draft(number, body, "service", "Dana Roy"))
    eventually(lambda: _state(app, message) is MessageState.UNKNOWN)
    product.phones.mend()
    assert app.unresolved.asked(message, app.deps.clock.now() + 1)
    return message


def _state(app: App, message: Message) -> MessageState:
    found = app.store.message(message.id)
    assert found
    return found.state


def _quiet(app: App) -> bool:
    now = app.gauges.snapshot(app.deps.clock.now())
    return not now.handing_over and not any(lane.due for lane in now.lanes.values())
