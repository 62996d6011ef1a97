"""Where a customer's words and number must not stand, and how they are looked for (I8)."""

import base64
import binascii
import re
import zlib
from pathlib import Path

import redis

from tests.product.harness import Product

MARKER = "zebrafish"
NUMBER = "+13435550117"
OTHER = "+13435550118"
BLOCKED = "+13435550119"


def everything_written(product: Product) -> dict[str, str]:
    """Every log, argument, job and open page of a running product, by name."""
    written = {str(path): path.read_text(encoding="utf-8", errors="replace") for path in our_logs(product)}
    written |= {
        f"{process} arguments": _arguments(product, process) for process in ("web", "worker", "relay")
    }
    with product.redis("QUEUE_REDIS_URL") as queue:
        written |= {
            f"queue {key!r}": repr(queue.dump(key)) + repr(_content(queue, key)) for key in queue.keys("*")
        }
    with product.redis() as store:
        written["slow log"] = repr(store.slowlog_get(1000))
    for page in ("/metrics", "/healthz", "/readyz", "/", "/contact"):
        written[page] = product.http.request("GET", product.url + page).data.decode()
    return written


def our_logs(product: Product) -> list[Path]:
    """The logs of our processes."""
    # The simulator plays the provider, which knows its customers.
    return [path for path in product.log_files if path.name != "simulator.log"]


def _arguments(product: Product, process: str) -> str:
    return Path(f"/proc/{product.pid(process)}/cmdline").read_text()


def _content(queue: "redis.Redis", key: bytes) -> list[str]:
    """What a job and its results hold; RQ keeps its data, its result and its traceback compressed."""
    kind = queue.type(key)
    values = list(queue.hgetall(key).values()) if kind == b"hash" else []
    if kind == b"stream":
        values += [value for _, entry in queue.xrange(key) for value in entry.values()]
    return [repr(value) for value in values] + [repr(_unpacked(value)) for value in values]


def _unpacked(value: bytes) -> bytes:
    for packed in (value, _from_base64(value)):
        try:
            return zlib.decompress(packed)
        except zlib.error:
            continue
    return b""


def _from_base64(value: bytes) -> bytes:
    try:
        return base64.b64decode(value)
    except binascii.Error:
        return b""


def found_in(text: str) -> list[str]:
    """What of a customer's stands there: words, or the digits of a number however they are written."""
    digits = re.sub(r"[ ().%-]|%20", "", text)
    numbers = [number for number in (NUMBER, OTHER, BLOCKED) if number[2:] in digits]
    return numbers + ([MARKER] if MARKER in text.casefold() else [])
