"""States of the product that take a fault to come about, made as they come about."""

from responder.domain.messages import Message, MessageState
from responder.flows import staff
from responder.wiring import App
from tests.product.harness import Product, eventually


def never_left(product: Product, app: App, number: str, body: str) -> Message:
    """A message whose hand-over got no answer and that now waits for a person; two minutes need not pass."""
    product.phones.faults(api="500", api_fail_next=1)
    message, _ = staff.send(app.deps, staff.Draft(number, body, "service", "Dana Roy"))
    eventually(lambda: _state(app, message) is MessageState.UNKNOWN)
    product.phones.mend()
    assert app.unresolved.asked(message, app.deps.clock.now() + 1)
    return message


def _state(app: App, message: Message) -> MessageState:
    found = app.store.message(message.id)
    assert found
    return found.state
