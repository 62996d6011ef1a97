"""`.ci/audit`: a known weakness fails, and nobody's commit is at fault for a missing tool or network."""

import os
import subprocess
from pathlib import Path

import pytest

AUDIT = Path(__file__).resolve().parents[2] / ".ci" / "audit"

CASES = {
    "nothing known": ("echo 'No known vulnerabilities found' >&2; exit 0", 0, "no known weaknesses"),
    "a weakness": ("echo 'Found 1 known vulnerability in 1 package' >&2; exit 1", 1, "Found 1 known"),
    "no network": ("echo 'ConnectionError: no route to host' >&2; exit 1", 0, "could not ask its database"),
}


@pytest.mark.parametrize("name", CASES)
def test_only_a_known_weakness_fails(tmp_path: Path, name: str) -> None:
    script, wanted, said = CASES[name]
    done = audit(tmp_path, script)

    assert (done.returncode, said in done.stdout) == (wanted, True), done.stdout + done.stderr


@pytest.mark.parametrize("weak", ["requirements.txt", "requirements-dev.txt"])
def test_a_weakness_in_either_list_alone_fails(tmp_path: Path, weak: str) -> None:
    done = audit(tmp_path, f'case "$*" in */{weak}\\ *) {CASES["a weakness"][0]};; esac')

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
    if script:
        tool = folder / ".venv" / "bin" / "pip-audit"
        tool.parent.mkdir(parents=True)
        tool.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        tool.chmod(0o755)
    env = {**os.environ, "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        ["bash", str(home)], env=env, capture_output=True, text=True, timeout=30, check=False
    )
