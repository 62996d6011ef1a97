"""`.ci/audit`: a known weakness fails; what was not looked up is said, and never called sound."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

AUDIT = Path(__file__).resolve().parents[2] / ".ci" / "audit"
LIST = "# Pinned.\nflask==3.1.3\nFlask_Login==0.6.3\n"

SOUND = [{"name": "flask", "version": "3.1.3", "vulns": []}, {"name": "flask-login", "vulns": []}]
WEAK = [{"name": "flask", "version": "3.1.3", "vulns": [{"id": "PYSEC-2026-7"}]}, SOUND[1]]
SKIPPED = [{"name": each["name"], "skip_reason": "not found on PyPI"} for each in SOUND]


def says(found: list[dict[str, object]], code: int = 0) -> str:
    """A stand-in that prints this, as pip-audit does."""
    return f"cat <<'END'\n{json.dumps({'dependencies': found, 'fixes': []})}\nEND\nexit {code}"


CASES = {
    # (what the tool does, the exit status, what is said, what must not be said)
    "nothing known": (says(SOUND), 0, "no known weaknesses in the 2 packages", "WARNING"),
    "a weakness": (says(WEAK, 1), 1, "flask: PYSEC-2026-7", "no known"),
    "a weakness, and one that was skipped": (
        *(says([WEAK[0], SKIPPED[1]], 1), 1, "1 of 2 packages of requirements.txt were not"),
        "no known",
    ),
    "one was skipped": (says([SOUND[0], SKIPPED[1]]), 0, "not looked up: flask-login.", "no known"),
    "one is missing": (says(SOUND[:1]), 0, "not looked up: flask-login.", "no known"),
    "all were skipped": (says(SKIPPED), 0, "nothing of requirements.txt was looked up", "no known"),
    "no network": ("echo 'ConnectionError' >&2; exit 1", 0, "nothing of requirements.txt was", "no known"),
    "no JSON": ("echo 'No known vulnerabilities found'; exit 0", 0, "nothing of requirements", "no known"),
    "other JSON": ("echo '[]'; exit 0", 0, "nothing of requirements.txt was looked up", "no known"),
}


@pytest.mark.parametrize("name", CASES)
def test_it_says_what_is_known_and_what_was_not_looked_up(tmp_path: Path, name: str) -> None:
    script, wanted, said, never = CASES[name]
    done = audit(tmp_path, script)

    assert (done.returncode, said in done.stdout) == (wanted, True), done.stdout + done.stderr
    assert never not in done.stdout


@pytest.mark.parametrize("weak", ["requirements.txt", "requirements-dev.txt"])
def test_a_weakness_in_either_list_alone_fails(tmp_path: Path, weak: str) -> None:
    done = audit(tmp_path, f'case "$*" in */{weak}\\ *) {says(WEAK, 1)};; esac\n{says(SOUND)}')

    assert (done.returncode, f"known weaknesses in {weak}." in done.stdout) == (1, True), done.stdout
    assert done.stdout.count("no known weaknesses in ") == 1


def test_a_missing_tool_is_said_and_skipped(tmp_path: Path) -> None:
    done = audit(tmp_path, "")

    assert done.returncode == 0
    assert done.stdout.count("\n") == 1 and "not installed" in done.stdout


def audit(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """The script in a tree of its own, with a stand-in for the tool, or none."""
    home = folder / ".ci" / "audit"
    home.parent.mkdir()
    home.write_text(AUDIT.read_text("utf-8"), encoding="utf-8")
    for name in ("requirements.txt", "requirements-dev.txt"):
        (folder / name).write_text(LIST, encoding="utf-8")
    if script:
        tool = folder / ".venv" / "bin" / "pip-audit"
        tool.parent.mkdir(parents=True)
        tool.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        tool.chmod(0o755)
    env = {**os.environ, "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        [sys.executable, str(home)], env=env, capture_output=True, text=True, timeout=30, check=False
    )
