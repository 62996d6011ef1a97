"""The command line of `bin/bench`: one benchmark, or all of them and a summary."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from bench import answer, console, deliver, gate, hostile, start, webhook
from bench.report import Figure, summary, write_json
from bench.rig import CannotRun, alone, end_on_signals, others_busy

Options = argparse.Namespace
PROFILED_TEXTS = 4_000
ANSWERS = 100
HAND_OVERS = 8_000
STARTS = 3
CUSTOMERS = 100_000
DECISIONS = 5_000
BUSY = 0.15


def run_webhook(options: Options) -> list[Figure]:
    """The webhook, or its profile."""
    if options.profile:
        webhook.profile(PROFILED_TEXTS)
        return []
    return webhook.measure(options.seconds, options.rounds)


BENCHMARKS: dict[str, Callable[[Options], list[Figure]]] = {
    "webhook": run_webhook,
    "answer": lambda options: answer.measure(ANSWERS),
    "deliver": lambda options: deliver.measure(HAND_OVERS),
    "console": lambda options: console.measure(CUSTOMERS),
    "gate": lambda options: gate.measure(DECISIONS),
    "hostile": lambda options: hostile.measure(),
    "start": lambda options: start.measure(STARTS),
}


def main() -> int:
    """Run what was asked for. The exit code: 0 when it ran, whatever the figures; 1 when it could not."""
    options = _options()
    end_on_signals()
    figures: list[Figure] = []
    try:
        with alone():
            _warn_if_busy()
            for name in [options.benchmark] if options.benchmark else BENCHMARKS:
                figures += BENCHMARKS[name](options)
    except CannotRun as error:
        print(f"bin/bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    if figures:
        print(f"\n{summary(figures)}")
    if options.json:
        write_json(options.json, figures)
    return 0


def _warn_if_busy() -> None:
    busy = others_busy()
    if busy > BUSY:
        print(f"bin/bench: other programs use {busy:.0%} of this machine: figures suffer.", file=sys.stderr)


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measure and check the product.")
    parser.add_argument("benchmark", nargs="?", choices=list(BENCHMARKS), help="one of them; else all")
    parser.add_argument("--seconds", type=int, default=2, help="webhook: length of a run")
    parser.add_argument("--rounds", type=int, default=5, help="webhook: runs of each handler")
    parser.add_argument("--profile", action="store_true", help="webhook: what costs what, under cProfile")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
