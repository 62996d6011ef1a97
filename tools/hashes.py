"""Writes the hashes of what the requirements pin, so that nothing else is ever installed in its place.

`pip install uv` somewhere, then `python -m tools.hashes` after a pin was changed. It asks the package index
that uv is set to for every file of each pinned release, for all systems and Pythons; a package that only some
of them need is pinned here too, with its condition.
"""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAD = "# Written by `python -m tools.hashes` from {name}; bin/_venv.sh installs from here."
OPTIONS = (
    "--generate-hashes",
    "--universal",
    "--python-version",
    "3.11",
    "--no-header",
    "--no-annotate",
    "-q",
)


def main() -> None:
    """Write both files: what runs, and what the checks need beside it."""
    runs = hashed("requirements.txt")
    write("requirements", "", runs)
    beside = [each for each in hashed("requirements-dev.txt") if each not in runs]
    write("requirements-dev", "-r requirements.hashes.txt\n", beside)


def hashed(name: str) -> list[str]:
    """The pins of a list, each with its hashes."""
    command = ["uv", "pip", "compile", name, *OPTIONS, "--no-emit-package", "pip"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found: list[str] = []
    for line in said.splitlines():
        if line.startswith(" "):
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return found


def write(name: str, first: str, pins: list[str]) -> None:
    """One file."""
    text = "\n".join([HEAD.format(name=f"{name}.txt"), f"{first}{pins[0]}", *pins[1:], ""])
    (ROOT / f"{name}.hashes.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
