"""Print `docs/rules.md`, where each rule is implemented and tested, or why not: `python -m tools.rules_doc`.

A rule is found where its number stands; `tools/rules.toml` adds what carries a rule without its number. The
tables `tests/rules/removed_*.py`, which take rules out, are no tests of them. A range such as "ST-01 to
ST-03" names its first and last only, so that no rule looks tested by accident.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CODE = ("responder", "templates", "workers")
READ = {".py", ".toml", ".lua", ".txt", ".html"}
NUMBER = re.compile(r"\b(?:US|ST|CA|CH|PR|KW|IN|TZ|SG)-\d\d\b")
SHOWN = 4
"""Files named for each rule at most: the first ones, by name."""

HEAD = """# The rules and where they are

Printed by `python -m tools.rules_doc` from the code, the tests and `tools/rules.toml`; a test compares.
A file stands here because it names the rule, or because `tools/rules.toml` says that it carries it.
"open" says what is not done.

| rule | what it asks | implemented | tested |
|---|---|---|---|"""


def main() -> None:
    """Write the document to standard output."""
    print(document())


def document() -> str:
    """The whole document, without a line feed at its end."""
    code, tests, named = _mentions(CODE), _mentions(("tests",)), _tests_by_name()
    lines = [HEAD]
    for number, told in rules().items():
        implemented = sorted({*code[number], *told.get("code", ())})
        tested = sorted({*tests[number], *(named[name] for name in told.get("tests", ()))})
        lines.append(_line(number, told, implemented, tested))
    return "\n".join(lines)


def rules() -> dict[str, Mapping[str, Any]]:
    """Every rule by its number, with what `tools/rules.toml` tells of it."""
    groups = tomllib.loads((ROOT / "tools" / "rules.toml").read_text(encoding="utf-8"))
    return {f"{group}-{index}": told for group, told_of in groups.items() for index, told in told_of.items()}


def unexplained() -> list[str]:
    """Rules without code or without a test, and without a sentence that says why."""
    code, tests = _mentions(CODE), _mentions(("tests",))
    return [
        number
        for number, told in rules().items()
        if not (told.get("out") or told.get("open"))
        and not ((code[number] or told.get("code")) and (tests[number] or told.get("tests")))
    ]


def _line(number: str, told: Mapping[str, Any], implemented: list[str], tested: list[str]) -> str:
    if "out" in told:
        return f"| {number} | {told['title']} | out of scope: {told['out']} | |"
    missing = f"; open: {told['open']}" if "open" in told else ""
    return f"| {number} | {told['title']} | {_files(implemented)}{missing} | {_files(tested)} |"


def _files(paths: list[str]) -> str:
    more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
    return ", ".join(f"`{path}`" for path in paths[:SHOWN]) + more


def _mentions(folders: tuple[str, ...]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for path in (path for folder in folders for path in sorted((ROOT / folder).rglob("*"))):
        if path.suffix in READ and "__pycache__" not in path.parts and not path.stem.startswith("removed_"):
            for number in NUMBER.findall(path.read_text(encoding="utf-8")):
                found[number].add(path.relative_to(ROOT).as_posix())
    return found


def _tests_by_name() -> dict[str, str]:
    """The file of every test. Raises KeyError later for a test that `tools/rules.toml` makes up."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE):
            found.setdefault(name, path.relative_to(ROOT).as_posix())
    return found


if __name__ == "__main__":
    main()
