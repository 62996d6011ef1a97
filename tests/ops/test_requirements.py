"""Nothing is installed but what the requirements pin, file by file."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"([A-Za-z0-9._-]+)(?:\[[\w,-]+\])?==([\w.!+-]+)")


def pins(name: str) -> dict[str, str]:
    """The packages of a list and their versions."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    found = [PIN.match(line) for line in lines]
    return {re.sub(r"[-_.]+", "-", each[1]).lower(): each[2] for each in found if each}


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_pin_has_its_hashes_and_nothing_else_has(name: str) -> None:
    """What is added is for other systems alone, and says for which."""
    wanted, hashed = pins(f"{name}.txt"), pins(f"{name}.hashes.txt")

    assert {each: hashed.get(each) for each in wanted} == wanted, "run `python -m tools.hashes`"
    text = (ROOT / f"{name}.hashes.txt").read_text("utf-8")
    for more in hashed.keys() - wanted.keys():
        assert re.search(rf"^{more}==\S+ ; ", text, re.M), more
    heads = [line for line in text.splitlines() if PIN.match(line)]
    assert [line for line in heads if not line.endswith("\\")] == []
    assert len(heads) == len(hashed)


def test_the_environment_is_made_of_hashed_files_alone(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "_venv.sh").write_bytes((ROOT / "bin" / "_venv.sh").read_bytes())
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("flask==3.1.3\n", encoding="utf-8")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/asked\n', encoding="utf-8")
    python.chmod(0o755)
    command = 'root=$1; . "$root/bin/_venv.sh"; ensure_venv requirements-dev.txt'
    subprocess.run(["sh", "-euc", command, "sh", str(tmp_path)], check=True, timeout=30, capture_output=True)

    (asked,) = [line for line in (tmp_path / "asked").read_text("utf-8").splitlines() if "pip" in line]
    assert "--require-hashes" in asked
    assert asked.endswith(f"-r {tmp_path}/requirements-dev.hashes.txt")
