"""The product's webhook in one process: CPU a text, then cProfile's 25 dearest functions, both ways.

Called by `bin/bench webhook --profile`. No server and no threads: granian's own cost is not in it. cProfile
makes small functions look dearer than they are; the CPU figure above the tables is taken without it.
"""

import cProfile
import io
import pstats
import sys
import time
from typing import Any

from flask import Flask

from bench.texts import HOST, ROUTE, Text, form
from responder.web.app import from_environment

SHOWN = 25
WARM = 300


def main(count: int) -> None:
    """Post `count` texts plain, and as many under the profiler."""
    app = from_environment()
    prepared = [_environ(index) for index in range(WARM + 2 * count)]
    _post(app, prepared[:WARM])
    began, cpu = time.perf_counter(), time.process_time()
    _post(app, prepared[WARM : WARM + count])
    wall, spent = time.perf_counter() - began, time.process_time() - cpu
    print(f"{count} texts, one after the other: {spent / count * 1e6:.0f} us CPU each,", end=" ")
    print(f"{wall / count * 1e6:.0f} us with waiting")
    profiler = cProfile.Profile()
    profiler.enable()
    _post(app, prepared[WARM + count :])
    profiler.disable()
    for order in ("cumulative", "tottime"):
        print(f"\n--- by {order} ({count} texts)")
        shown = io.StringIO()
        pstats.Stats(profiler, stream=shown).strip_dirs().sort_stats(order).print_stats(SHOWN)
        print("\n".join(line for line in shown.getvalue().splitlines()[6:] if line.strip()))


def _post(app: Flask, environs: list[dict[str, Any]]) -> None:
    statuses: set[str] = set()

    def start_response(status: str, headers: object, exc_info: object = None) -> None:
        statuses.add(status)

    for environ in environs:
        for _ in app.wsgi_app(environ, start_response):  # type: ignore[arg-type]
            pass
    if statuses != {"200 OK"}:
        raise SystemExit(f"The webhook answered {sorted(statuses)}.")


def _environ(index: int) -> dict[str, Any]:
    body, signature = form(Text(index))
    return {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": ROUTE,
        "QUERY_STRING": "",
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": HOST,
        "HTTP_ACCEPT": "*/*",
        "HTTP_USER_AGENT": "TwilioProxy/1.1",
        "HTTP_X_HOME_REGION": "us1",
        "HTTP_I_TWILIO_IDEMPOTENCY_TOKEN": "00000000-0000-4000-8000-000000000001",
        "HTTP_X_TWILIO_SIGNATURE": signature,
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body.encode()),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
