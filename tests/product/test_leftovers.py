"""A start after a `bin/up` that was killed: nothing of the old one goes on, and nothing is lost."""

import os
import signal
from contextlib import ExitStack, suppress
from pathlib import Path

from tests.product.harness import Product, new_phone


def test_a_server_that_hung_when_its_supervisor_was_killed_does_not_write_beside_the_next_one(
    tmp_path: Path,
) -> None:
    """A held process cannot be asked to end. Two servers on one file would each lose what the other wrote."""
    product, phone = Product(tmp_path).start(), new_phone()
    with ExitStack() as stack:
        stack.callback(product.stop)
        product.phones.text(phone, "STOP")
        assert product.consent(phone) == "OPTED_OUT"
        held = product.kill("valkey", signal.SIGSTOP)
        stack.callback(_end, held)
        product.kill("supervisor", signal.SIGKILL)
        assert product.process is not None
        product.process.wait(10)
        product.start()

        assert not Path(f"/proc/{held}").exists()
        assert product.consent(phone) == "OPTED_OUT"


def _end(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
