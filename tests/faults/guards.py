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
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("responder", "workers", "templates", "examples", "tests", "bench", "pyproject.toml")
AT_ONCE = 2
SECONDS = 120
RED = 1
"""pytest's exit code for tests that failed; any other is a broken run, not a red test."""


@dataclass(frozen=True)
class Mutant:
    """One guard: where it stands, what takes it out, and which tests must notice."""

    guard: str
    file: str
    old: str
    new: str
    tests: str


MUTANTS = (
    Mutant(
        "dedupe: an event is acted on once (I4)",
        "responder/store/lua/commit.lua",
        "if event_id ~= '' and redis.call('SISMEMBER', KEYS[3], event_id) == 1 then",
        "if false then",
        "tests/flows/test_receive.py tests/store/test_commit.py",
    ),
    Mutant(
        "version check: a decision is made for the number as it is",
        "responder/store/lua/commit.lua",
        "if (stored[1] or '0') ~= expected then",
        "if false then",
        "tests/store/test_commit.py tests/store/test_races.py",
    ),
    Mutant(
        "store's own refusal: only a START leaves OPTED_OUT (I3)",
        "responder/store/lua/commit.lua",
        "    return 'forbidden'",
        "    event_kind = 'inbound'",
        "tests/store/test_commit.py tests/store/test_forbidden.py",
    ),
    Mutant(
        "gate: nothing to who opted out (I1)",
        "responder/domain/policy.py",
        "    if number.consent is Consent.OPTED_OUT:\n        return Refused(",
        "    if False:\n        return Refused(",
        "tests/domain/test_policy.py",
    ),
    Mutant(
        "gate: nothing that was written before an opt-out (I1)",
        "responder/domain/policy.py",
        "    if number.opt_out_episode > message.episode:",
        "    if False:",
        "tests/domain/test_policy.py tests/flows/test_deliver.py",
    ),
    Mutant(
        "gate: no help after a repeated STOP (I1)",
        "responder/domain/policy.py",
        "    _asked_since_opt_out,\n",
        "",
        "tests/faults/test_found.py",
    ),
    Mutant(
        "claim: the number is as the gate saw it (I1)",
        "responder/store/lua/claim.lua",
        "if (number[1] or '0') ~= version then return 'stale' end",
        "",
        "tests/store/test_claim_and_settle.py tests/store/test_races.py",
    ),
    Mutant(
        "claim: a message is claimed once (I7)",
        "responder/store/lua/claim.lua",
        "if redis.call('HGET', KEYS[2], 'state') ~= 'queued' or not due or tonumber(due) > now then",
        "if false then",
        "tests/store/test_claim_and_settle.py tests/store/test_races.py",
    ),
    Mutant(
        "claim: too old a claim is not sent (I1)",
        "responder/flows/deliver.py",
        "    if deps.clock.now() - now > MAX_CLAIM_AGE:",
        "    if False:",
        "tests/flows/test_late_claim.py",
    ),
    Mutant(
        "freshness: an unread log holds everything but answers (I2)",
        "responder/domain/policy.py",
        "    if around.now - around.fresh_until >= FRESHNESS:",
        "    if False:",
        "tests/domain/test_policy.py",
    ),
    Mutant(
        "freshness: a log that was not read completely moves nothing (I2)",
        "responder/provider/log.py",
        '        raise LogUnavailable(f"Page {number} of the provider\'s log could not be read: {why}.")',
        '        return [], ""',
        "tests/provider/test_log_reading.py",
    ),
    Mutant(
        "order: each late START is undone (DESIGN 5)",
        "responder/domain/decide.py",
        'f"order:{stop.provider_id}:{number.opted_in_id}"',
        'f"order:{stop.provider_id}"',
        "tests/faults/test_found.py",
    ),
    Mutant(
        "order: the log's last word is obeyed (DESIGN 5)",
        "responder/flows/reconcile.py",
        "        _obey_last_word(deps, rows, last_out, started)",
        "        pass",
        "tests/flows/test_reconcile.py",
    ),
    Mutant(
        "order: a START that the log dates later counts (DESIGN 5)",
        "responder/domain/order.py",
        " or number.opted_out_id in inbound.opt_outs_listed",
        "",
        "tests/faults/test_found.py",
    ),
    Mutant(
        "order: the desk's opt-out has no time in the log (DESIGN 5)",
        "responder/domain/decide.py",
        '{"opted_out_at": now, "opted_out_id": "", "opt_out_log_at": 0}',
        '{"opted_out_at": now, "opt_out_log_at": 0}',
        "tests/faults/test_found.py",
    ),
    Mutant(
        "permit: an answer dies with its consent (I4)",
        "responder/domain/policy.py",
        "    if message.episode == number.episode:",
        "    if True:",
        "tests/domain/test_policy.py tests/flows/test_deliver.py",
    ),
    Mutant(
        "permit: a late confirmation is dropped (I4)",
        "responder/domain/policy.py",
        "    if around.now < message.valid_until:",
        "    if True:",
        "tests/domain/test_policy.py",
    ),
    Mutant(
        "notice: the first message says how to stop (I5)",
        "responder/domain/policy.py",
        "    if received == 0 or (often.days and now - received >= often.days * DAY):",
        "    if False:",
        "tests/domain/test_policy.py",
    ),
    Mutant(
        "unknown: what may have been sent is not sent again (I7)",
        "responder/domain/delivery.py",
        "    Failure.UNKNOWN: Outcome(MessageState.UNKNOWN),",
        "    Failure.UNKNOWN: Outcome(MessageState.QUEUED, retry_after=1),",
        "tests/domain/test_delivery.py tests/flows/test_deliver.py",
    ),
    Mutant(
        "signature: nothing is parsed that was not signed",
        "responder/web/webhook.py",
        "    if not app.verifier.valid(",
        "    if False and not app.verifier.valid(",
        "tests/web/test_webhook.py",
    ),
    Mutant(
        "chain: each link holds the one before (I6)",
        "responder/store/records.py",
        'head = plain["link"] = ledger.link(head, plain)',
        'head = plain["link"] = ledger.link("", plain)',
        "tests/store/test_races.py tests/store/test_commit.py",
    ),
    Mutant(
        "fsync: a server that cannot keep is refused (I2)",
        "responder/store/connection.py",
        "    if _waitaof_works(client):\n        return Durability.WAITAOF",
        "    return Durability.ALWAYS",
        "tests/store/test_proof_of_durability.py",
    ),
    Mutant(
        "fsync: the disk must have confirmed (I2)",
        "responder/store/scripts.py",
        "    if not replies[1] or replies[1][0] < 1:",
        "    if False:",
        "tests/store/test_proof_of_durability.py",
    ),
    Mutant(
        "fsync: the embedded server syncs before it answers (I2)",
        "responder/embedded.py",
        '    "appendfsync": "always",',
        '    "appendfsync": "no",',
        "tests/ops/test_embedded.py",
    ),
    Mutant(
        "outcome: one list without a message proves nothing (I7)",
        "responder/domain/unknown.py",
        "    return noted_absent(message) and read_at - message.absent_at >= ABSENT_FOR",
        "    return True",
        "tests/flows/test_unknowns.py",
    ),
    Mutant(
        "outcome: a row of the log counts for one message (I7)",
        "responder/flows/unknowns.py",
        "            free.remove(row)\n",
        "",
        "tests/flows/test_unknowns.py",
    ),
    Mutant(
        "outcome: a person decides about what staff wrote (I7)",
        "responder/domain/unknown.py",
        "    MessageClass.SERVICE: Remedy.ASK,",
        "    MessageClass.SERVICE: Remedy.AGAIN,",
        "tests/flows/test_unknowns.py",
    ),
    Mutant(
        "freshness: not before the past of a number is read (I2)",
        "responder/flows/reconcile.py",
        "        read_past(deps, number, tell)\n",
        "        pass\n",
        "tests/flows/test_history.py",
    ),
    Mutant(
        "freshness: not while a service logs nothing (I2)",
        "responder/flows/reconcile.py",
        "    if deaf := deaf_senders(deps):",
        "    if deaf := []:",
        "tests/flows/test_hearing.py",
    ),
    Mutant(
        "order: a slow clock lifts no opt-out at the desk",
        "responder/domain/order.py",
        "max(SKEW, inbound.clock_behind + MARGIN)",
        "SKEW",
        "tests/domain/test_order.py tests/flows/test_reconcile.py",
    ),
)


@dataclass(frozen=True)
class Found:
    """What became of a mutant: killed by a red test, or why not."""

    mutant: Mutant
    killed: bool
    said: str
    seconds: float


def hunt(mutant: Mutant) -> Found:
    """Copy the tree, take the guard out, run the named tests."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        tree = Path(folder)
        _copy(tree)
        target = tree / mutant.file
        text = target.read_text(encoding="utf-8")
        if text.count(mutant.old) != 1:
            return Found(mutant, False, f"its text is not once in {mutant.file}", 0.0)
        target.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
        code, said = _tested(tree, mutant.tests.split())
    return Found(mutant, code == RED, said, time.monotonic() - began)


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
    command = (sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", *tests)
    env = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONTZPATH": ""}
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
    word = parser.parse_args().word
    wanted = [mutant for mutant in MUTANTS if word in mutant.guard]
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(hunt, wanted))
    width = max(len(each.mutant.guard) for each in found)
    for each in found:
        verdict = "red     " if each.killed else "SURVIVED"
        print(f"{verdict}  {each.mutant.guard:<{width}}  {each.seconds:4.1f} s  {each.said}")
    survivors = sum(not each.killed for each in found)
    print(f"\n{len(found)} guards, {survivors} survived, {time.monotonic() - began:.0f} s.")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
