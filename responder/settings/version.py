"""The version of this program: pyproject.toml says it, and nothing else does."""

import tomllib
from functools import cache
from pathlib import Path

_PROJECT = Path(__file__).resolve().parent.parent.parent / "pyproject.toml"


@cache
def version() -> str:
    """Such as `0.1.0`; `unknown` where the program was copied without its pyproject.toml."""
    try:
        return str(tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]["version"])
    except (OSError, ValueError, KeyError):
        return "unknown"
