"""The product as a table of processes, and what `bin/up` says and does when all of them are ready.

`seed-demo` is called only for a store that `bin/up` created itself, and until it has succeeded once.
"""

import subprocess
import sys
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from responder.local.child import ChildSpec
from responder.local.prepare import PHONES, Prepared, environment_path, seed_mark, webhook_url, write_private

WORKER_STOP_SECONDS = 30.0
"""What a worker holds is finished first."""

STEADY_SECONDS = 0.5
"""Worker and relay have no port to ask: one that cannot start has ended by then."""

ANSWER_SECONDS = 1.0
SEED_SECONDS = 60.0


def specs(product: Prepared) -> tuple[ChildSpec, ...]:
    """The processes in the order in which they start."""
    wanted = (_valkey(product), _simulator(product), _web(product), _worker(product), _relay(product))
    return tuple(spec for spec in wanted if spec)


def greet(product: Prepared, seconds: float) -> None:
    """All is ready: fill a new store if it is ours, and say what to open."""
    if product.options.demo and seed_mark(product.options.data).exists():
        _seed(product)
    lines = _lines(product)
    width = max(len(name) for name, _ in lines)
    text = "\n".join(f"  {name:<{width}}  {value}" for name, value in lines)
    print(f"\n{product.business.name}\n\n{text}\n", flush=True)
    print(f"Ready in {seconds:.1f} s. Ctrl-C stops everything.", flush=True)


def forget(product: Prepared) -> None:
    """The product has ended: the command line must not look for it any more. Raises OSError."""
    environment_path(product.options.data).unlink(missing_ok=True)


def _valkey(product: Prepared) -> ChildSpec | None:
    server = product.server
    if server is None:
        return None
    return ChildSpec("valkey", server.argv, product.child_env, server.ready, explain=server.why_stopped)


def _simulator(product: Prepared) -> ChildSpec | None:
    options = product.options
    if not options.simulator:
        return None
    argv = (
        *(sys.executable, "-m", "responder.simulator", "--port", str(options.simulator_port)),
        *("--config", str(options.data / "run" / "simulator.toml")),
        *("--data", str(options.data / "simulator")),
    )
    return ChildSpec("simulator", argv, product.child_env, _answers(options.simulator_url + "/healthz"))


def _web(product: Prepared) -> ChildSpec:
    argv = _cli("serve", "--migrate", "--port", str(product.options.port))
    ready = _answers(product.options.web_url + "/readyz")
    return ChildSpec("web", argv, product.child_env, ready, needs=("valkey",))


def _worker(product: Prepared) -> ChildSpec:
    return ChildSpec(
        "worker",
        _cli("work", "--migrate"),
        product.child_env,
        ready_after=STEADY_SECONDS,
        needs=("valkey",),
        stop_timeout=WORKER_STOP_SECONDS,
    )


def _relay(product: Prepared) -> ChildSpec:
    # It reads the provider's log first of all, so the provider should be there.
    needs = ("valkey", "simulator")
    argv, env = _cli("relay", "--migrate"), product.child_env
    return ChildSpec("relay", argv, env, ready_after=STEADY_SECONDS, needs=needs)


def _cli(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "responder.cli", *arguments)


def _answers(url: str) -> Callable[[], bool]:
    parts = urlsplit(url)

    def ready() -> bool:
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=ANSWER_SECONDS)
        try:
            connection.request("GET", parts.path)
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    return ready


def _seed(product: Prepared) -> None:
    """Fill the new store; what the command prints (the demo logins) is kept and shown at each start."""
    try:
        done = subprocess.run(
            _cli("seed-demo"),
            env=product.child_env,
            stdout=subprocess.PIPE,
            text=True,
            timeout=SEED_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        print(f"bin/up: the demo data could not be added ({type(error).__name__}).", file=sys.stderr)
        return
    write_private(_logins_path(product.options.data), done.stdout)
    seed_mark(product.options.data).unlink()


def _lines(product: Prepared) -> list[tuple[str, str]]:
    options, business = product.options, product.business
    logins = _logins_path(options.data)
    said = logins.read_text(encoding="utf-8").splitlines() if options.demo and logins.exists() else []
    customers = ", ".join(f"{name} {number}" for number, name in PHONES)
    handset = f"{options.simulator_url}/  text STOP, START and HELP from here"
    lines = [
        ("Console", f"{options.web_url}/  for staff: conversations, customers, appointments"),
        ("Handset", handset if options.simulator else ""),
        ("Webhook", webhook_url(product.settings)),
        ("Business", ", ".join(sender.shown for sender in business.senders)),
        ("Customers", customers if options.simulator else ""),
        *(("Demo", line) for line in said if line.strip()),
        ("Logs", str(options.data / "log")),
    ]
    if options.live and product.settings["PUBLIC_URL"] == options.web_url:
        lines.append(("Note", "PUBLIC_URL is not set: Twilio cannot reach this machine at 127.0.0.1."))
    return [(name, value) for name, value in lines if value]


def _logins_path(data: Path) -> Path:
    return data / "secrets" / "demo-logins"
