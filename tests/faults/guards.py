"""`bin/mutate-guards`: switch each guard off in a copy of the tree, and see a named test turn red.

A guard that can be taken out without a red test is a guard that somebody will take out. Each mutant is a
named replacement in one file; a text that is not found any more fails too, because then the guard has moved
and the mutant must follow it.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TypeAlias

from tests.faults.mutants import MUTANTS, Mutant
from tests.rules import removed_ch_kw, removed_us_ca

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("responder", "workers", "templates", "examples", "tests", "bench", "tools", "pyproject.toml")
RULES = (*removed_us_ca.REMOVED, *removed_ch_kw.REMOVED)
AT_ONCE = 2
SECONDS = 120
RED = 1
"""pytest's exit code for tests that failed; any other is a broken run, not a red test."""


@dataclass(frozen=True)
class Found:
    """What became of a mutant: killed by a red test, or why not."""

    mutant: Mutant
    killed: bool
    said: str
    seconds: float


Trees: TypeAlias = "SimpleQueue[Path]"
"""Copies of the tree that nobody works on. Each is used again and again, so that it is compiled once."""


def hunt(mutant: Mutant, trees: Trees) -> Found:
    """Take the guard out of a copy of the tree, run the named tests, put it back."""
    tree, began = trees.get(), time.monotonic()
    target = tree / mutant.file
    text = target.read_text(encoding="utf-8")
    try:
        if text.count(mutant.old) != 1:
            return Found(mutant, False, f"its text is not once in {mutant.file}", 0.0)
        _write(target, text.replace(mutant.old, mutant.new))
        code, said = _tested(tree, mutant.tests.split())
    finally:
        _write(target, text)
        trees.put(tree)
    return Found(mutant, code == RED, said, time.monotonic() - began)


def _write(target: Path, text: str) -> None:
    """Python tells old from new by whole seconds: what was compiled of the other text must go."""
    target.write_text(text, encoding="utf-8")
    for compiled in (target.parent / "__pycache__").glob(f"{target.stem}.*"):
        compiled.unlink()


@contextmanager
def copies() -> Iterator[Trees]:
    """As many copies of the tree as are worked on at once."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        trees: Trees = SimpleQueue()
        for place in range(AT_ONCE):
            tree = Path(folder, str(place))
            tree.mkdir()
            _copy(tree)
            trees.put(tree)
        yield trees


def _copy(tree: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__", "*.png")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=ignored)
        else:
            shutil.copyfile(source, tree / name)


def _tested(tree: Path, tests: list[str]) -> tuple[int, str]:
    """pytest's exit code, and the first red test."""
    command = (sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", *tests)
    env = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "", "PYTHONTZPATH": ""}
    try:
        done = subprocess.run(
            command, cwd=tree, env=env, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return -1, f"no end after {SECONDS} s"
    red = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    last = (done.stdout.strip() or done.stderr.strip() or "nothing was said").splitlines()[-1]
    return done.returncode, red[0].split(" ", 1)[1].split(" - ")[0] if red else last


def main() -> int:
    """Hunt all, or those whose name holds a word; 1 when one survived."""
    parser = argparse.ArgumentParser(prog="bin/mutate-guards", description=__doc__)
    parser.add_argument("word", nargs="?", default="", help="only guards whose name holds this")
    parser.add_argument("--rules", action="store_true", help="the rules of the law and the carriers instead")
    given = parser.parse_args()
    wanted = [mutant for mutant in (RULES if given.rules else MUTANTS) if given.word in mutant.guard]
    began = time.monotonic()
    with copies() as trees, ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda mutant: hunt(mutant, trees), wanted))
    width = max(len(each.mutant.guard) for each in found)
    for each in found:
        verdict = "red     " if each.killed else "SURVIVED"
        print(f"{verdict}  {each.mutant.guard:<{width}}  {each.seconds:4.1f} s  {each.said}")
    survivors = sum(not each.killed for each in found)
    print(f"\n{len(found)} guards, {survivors} survived, {time.monotonic() - began:.0f} s.")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
