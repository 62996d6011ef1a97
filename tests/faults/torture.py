"""`bin/torture`: the long fault test, and two shorter proofs; exits 1 when a promise was broken.

    bin/torture [--minutes N] [--seed S]     a storm over the whole product (10 minutes), a part of it by TLS
    bin/torture copies [--rounds N]          50 concurrent posts of one MessageSid, N times (200)
    bin/torture lost [--texts N]             STOPs whose webhook was lost, over two readings of the log (20)

The seed decides what is texted and what is broken when. It cannot decide how the processes of a machine are
scheduled: the same seed is the same weather, not the same raindrops.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import SystemRandom

from responder.testing.failpoints import NAMES
from tests.faults import proofs, report
from tests.faults.storm import Seen, Storm, run

SECONDS_OF_TEST = 13.0
RATE, RATE_OF_TEST = 13.0, 24.0
EVERY, EVERY_OF_TEST = 2.2, 1.6
BY_TLS_SHARE = 0.15
"""How much of a run goes to the part by TLS."""

BLIND = 2.4
"""Minutes of a run in which no webhook reaches us and no log can be read."""

KILLS, TEXTS, HITS = 100, 5_000, 20
"""What ten minutes must reach (issue: nothing lost)."""

LONG_CHANCES = {
    "after-commit": "kill@0.002 raise@0.012 stop:2s@0.001",
    "after-wake": "kill@0.04 raise@0.7 stop:2s@0.04",
    "before-claim": "kill@0.004 raise@0.04 stop:3s@0.002",
    "after-claim": "kill@0.004 raise@0.05 stop:18s@0.001 stop:2s@0.002",
    "after-hand-over": "kill@0.005 raise@0.08 stop:18s@0.001",
    "before-settle": "kill@0.001 raise@0.025 stop:18s@0.0005",
}
TEST_CHANCES = {
    "after-commit": "kill@0.004 raise@0.06 stop:2s@0.004",
    "after-wake": "kill@0.02 raise@0.3 stop:1s@0.02",
    "before-claim": "kill@0.006 raise@0.1",
    "after-claim": "kill@0.006 raise@0.1 stop:2s@0.01",
    "after-hand-over": "kill@0.01 raise@0.15",
    "before-settle": "kill@0.002 raise@0.05",
}
"""How likely each failpoint strikes when a process passes it: often, where there is little time."""

assert set(LONG_CHANCES) == set(TEST_CHANCES) == set(NAMES)


def long_storm(seed: int, minutes: float) -> Storm:
    """What `bin/torture` runs."""
    return Storm(seed, minutes * 60, RATE, EVERY, LONG_CHANCES, long_stops=True, extensions=1)


def tls_storm(seed: int, minutes: float) -> Storm:
    """The second part of what `bin/torture` runs: Redis by TLS, as the smallest user, with a replica."""
    return Storm(seed, minutes * 60, RATE, EVERY, LONG_CHANCES, long_stops=True, extensions=0, by_tls=True)


def short_storm(seed: int) -> Storm:
    """What is a part of the tests: seconds, and more of everything in each."""
    return Storm(seed, SECONDS_OF_TEST, RATE_OF_TEST, EVERY_OF_TEST, TEST_CHANCES)


def storm(options: argparse.Namespace, folder: Path) -> int:
    """Run both parts of a storm, print what they showed; 1 when a promise was broken."""
    parts = []
    for name, wanted in _parts(options.seed, options.minutes).items():
        (folder / name).mkdir()
        parts.append(run(wanted, folder / name))
        print(f"{name}\n{report.figures(parts[-1])}\n{_table(report.promises(parts[-1]))}\n", flush=True)
    rows = _targets(options.minutes, parts)
    print(_table(rows))
    missed = [row for seen in parts for row in report.promises(seen)] + rows
    found = [said for seen in parts for said in report.verdict(seen)]
    found += [f"{row.name}: {row.seen}, not {row.target}" for row in missed if not row.met]
    if not found:
        print("\nNo promise was broken.")
        return 0
    print(f"\nFAILED (seed {options.seed}):\n" + "\n".join(f"  {said}" for said in found[:40]))
    print("\n" + "\n\n".join(map(report.stories, parts)))
    return 1


def _parts(seed: int, minutes: float) -> dict[str, Storm]:
    """The product with a Valkey of its own, and then with one by TLS that fails over."""
    second = minutes * BY_TLS_SHARE
    return {"own": long_storm(seed, minutes - second), "tls": tls_storm(seed, second)}


def _targets(minutes: float, parts: Sequence[Seen]) -> list[report.Target]:
    """What a long run must have done before its silence proves anything.

    A run shorter than ten minutes must have done its share of each; but for two minutes nothing reaches it.
    """
    share = max(0.0, min(1.0, (minutes - BLIND) / (10 - BLIND)))
    at_least = {"texts in": (sum(map(report.texts_in, parts)), TEXTS)}
    at_least["kills"] = (sum(sum(seen.kills.values()) for seen in parts), KILLS)
    at_least |= {f"hits of {name}": (sum(seen.hits[name] for seen in parts), HITS) for name in NAMES}
    rows = [report.at_least(name, have, int(want * share)) for name, (have, want) in at_least.items()]
    if share == 1.0:
        done = {(part, name): seen.faults[name] for part, seen in enumerate(parts) for name in seen.possible}
        rows += [
            report.at_least(f"fault {name}{' by TLS' * part}", times, 1)
            for (part, name), times in done.items()
        ]
    return rows


def _table(rows: list[report.Target]) -> str:
    width = max(len(row.name) for row in rows)
    lines = (f"{row.name:<{width}}  {row.seen:>8}  {row.target:<9} {row.word}" for row in rows)
    return "\n".join(("what must be reached".ljust(width) + "      seen  target", *lines))


def copies(options: argparse.Namespace, folder: Path) -> int:
    """50 copies of one text at once, again and again."""
    return _told(proofs.copies(folder, options.rounds))


def lost(options: argparse.Namespace, folder: Path) -> int:
    """STOPs that no webhook brings."""
    return _told(proofs.lost(folder, options.texts))


def _told(result: proofs.Proof) -> int:
    print(result.said)
    return 0 if result.good else 1


COMMANDS: dict[str, Callable[[argparse.Namespace, Path], int]] = {
    "storm": storm,
    "copies": copies,
    "lost": lost,
}


def main() -> int:
    """Run what was asked for, in a folder that is kept only where something was wrong."""
    options = _options()
    base = Path(__file__).resolve().parents[2] / "var"
    base.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="torture-", dir=base))
    if options.command == "storm":
        print(f"{options.minutes:g} minutes, seed {options.seed} ...", file=sys.stderr, flush=True)
    began = time.monotonic()
    code = COMMANDS[options.command](options, folder)
    print(f"{time.monotonic() - began:.0f} s in all.", file=sys.stderr)
    if code:
        print(f"Logs and data: {folder}", file=sys.stderr)
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return code


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/torture", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", nargs="?", choices=list(COMMANDS), default="storm")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1, 100_000))
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--texts", type=int, default=20)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
