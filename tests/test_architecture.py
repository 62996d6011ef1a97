"""The house as DESIGN §3 draws it: imports point one way, and files and functions stay small."""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FILE = 300
LONGEST_FUNCTION = 40

_HOUSE: dict[str, str] = {
    "lib": "",
    "domain": "",
    "ports": "domain",
    "law": "lib domain",
    "settings": "lib domain law",
    # the stories, which know no adapter; the adapters, which do not know each other
    "flows": "lib domain ports",
    "store": "domain ports",
    "provider": "domain ports",
    "adapters": "lib domain ports law settings",
    "testing": "lib domain ports",
    # the one place that joins them, and the doors
    "wiring": "lib domain ports law settings flows store provider adapters testing",
    "workers": "lib domain ports flows wiring",
    "web": "lib domain ports settings flows provider adapters wiring",
    "commands": "lib domain ports settings flows store provider adapters wiring workers web",
    "cli": "domain settings adapters wiring commands",
    # `bin/up`, which starts the rest as processes and imports none of it
    "local": "lib domain settings",
    # the other side of the wire: a mistake shared by both sides could not be seen
    "simulator": "",
}
MAY_IMPORT = {part: set(others.split()) for part, others in _HOUSE.items()}
"""What each part may import of the others. A new part gets a row above, in its place."""

AMONG_ADAPTERS = {"previews": {"templates"}, "heif_worker": {"drawing"}}
"""What an adapter may import of another."""

MOST_ENTRIES = 18
"""At the top of `responder/`: the door, the wiring, and a folder for each part."""

MOST_IN_A_FOLDER = 25
"""Modules side by side; more are no longer read as one list."""

ONLY_HERE = {
    "redis": ("store",),
    "hiredis": ("store",),
    "twilio": ("provider",),
    "rq": ("adapters.rq_queue", "workers"),
    "phonenumbers": ("domain",),
    "flask": ("simulator", "web"),
    "PIL": ("adapters.media_files", "adapters.drawing"),
    "pillow_heif": ("adapters.heif_worker",),
    "jinja2": ("adapters.evidence", "adapters.templates", "adapters.previews"),
    "cryptography": ("adapters.proof",),
    "pyotp": ("flows",),
    "segno": ("web",),
}
"""The modules, by the beginning of their names, that may know a library."""

ENVIRONMENT = {"os.environ", "os.environb", "os.getenv"}
READS_ENVIRONMENT = {"responder/settings/environment.py", "responder/local/supervisor.py"}
"""Settings come from `settings/environment.py`; `bin/up` hands its own environment to its children."""

IMPURE = set(
    "asyncio concurrent glob http io logging multiprocessing os pathlib random secrets select "
    "shutil signal socket sqlite3 ssl subprocess sys tempfile threading time urllib uuid".split()
)
"""What would bring I/O, a clock or chance into the domain."""

CLOCKS = {"now", "utcnow", "today"}
"""Of `datetime`, whose values the domain may use."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One source file, parsed."""

    path: str
    name: str
    tree: ast.Module
    lines: int

    @property
    def part(self) -> str:
        """The row of MAY_IMPORT that it stands in; "" for the package itself."""
        return self.inside.split(".")[0]

    @property
    def inside(self) -> str:
        """Its name within the package."""
        return self.name.removeprefix("responder").removeprefix(".")

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    @cached_property
    def imports(self) -> tuple[str, ...]:
        """Everything it names in an import, in full: `from a import b` is a.b."""
        return tuple(self._imports())

    def _imports(self) -> Iterator[str]:
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.path}:{node.lineno}: a relative import"
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    def functions(self) -> Iterator[Function]:
        return (node for node in self.nodes if isinstance(node, Function))


@cache
def parsed(folder: str) -> list[Module]:
    """Every module below a folder."""
    found = []
    for file in sorted((ROOT / folder).rglob("*.py")):
        path = file.relative_to(ROOT)
        name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        text = file.read_text("utf-8")
        found.append(Module(str(path), name, ast.parse(text, str(path)), len(text.splitlines())))
    return found


@cache
def product() -> tuple[Module, ...]:
    return (*parsed("responder"), *parsed("workers"))


def home(imported: str) -> str:
    """The module of ours that an import reaches ("" if it is not ours)."""
    names = {module.name for module in product()}
    found = imported
    while found and found not in names:
        found = found.rpartition(".")[0]
    return found


def part_of(imported: str) -> str:
    first, _, rest = imported.partition(".")
    if first == "responder":
        return rest.split(".")[0]
    return first if first == "workers" else ""


def within(name: str, places: tuple[str, ...]) -> bool:
    """Whether a module is one of these or stands in one of them."""
    return any(name == place or name.startswith(f"{place}.") for place in places)


def adapter_of(imported: str) -> str:
    """The module or folder of `responder.adapters` that a name stands in; "" for the package itself."""
    return (*imported.split(".")[2:], "")[0]


def test_the_top_of_the_house_is_seen_at_a_glance() -> None:
    top = (ROOT / "responder").iterdir()
    entries = [each.name for each in top if each.is_file() or any(each.glob("*.py"))]

    assert len(entries) <= MOST_ENTRIES, f"{sorted(entries)}: put the new one into a folder"


def test_a_folder_holds_no_more_than_one_reads_as_a_list() -> None:
    counts = Counter(str(Path(module.path).parent) for module in product())

    assert {folder: count for folder, count in counts.items() if count > MOST_IN_A_FOLDER} == {}


@pytest.mark.parametrize("layer", ["domain", "flows"])
def test_the_tests_of_a_layer_stand_in_its_folders(layer: str) -> None:
    folders = {each.name for each in (ROOT / "tests" / layer).iterdir() if list(each.glob("test_*.py"))}

    assert folders <= {each.name for each in (ROOT / "responder" / layer).iterdir() if each.is_dir()}


def test_every_part_has_its_place() -> None:
    parts = {module.part for module in product()} - {""}

    assert parts == set(MAY_IMPORT)


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_imports_point_one_way(part: str) -> None:
    wrong = [
        f"{module.path} imports {imported}"
        for module in product()
        if module.part == part
        for imported in module.imports
        if part_of(imported) not in {"", part, *MAY_IMPORT[part]}
    ]

    assert wrong == []


def test_the_table_of_parts_has_no_way_back() -> None:
    assert len(tuple(TopologicalSorter(MAY_IMPORT).static_order())) == len(MAY_IMPORT)


@pytest.mark.parametrize("adapter", ["store", "provider", "adapters"])
def test_adapters_do_not_know_each_other_and_the_stories_know_none(adapter: str) -> None:
    others = {"store", "provider", "adapters", "flows"} - {adapter}

    assert not MAY_IMPORT[adapter] & others
    assert adapter not in MAY_IMPORT["flows"]


def test_an_adapter_knows_another_where_the_table_says_so() -> None:
    wrong = [
        f"{module.path} imports {imported}"
        for module in product()
        if module.part == "adapters"
        for imported in module.imports
        if part_of(imported) == "adapters"
        if adapter_of(imported)
        not in {adapter_of(module.name), *AMONG_ADAPTERS.get(adapter_of(module.name), ())}
    ]

    assert wrong == []


def test_nothing_imports_the_simulator_and_it_imports_nothing_of_ours() -> None:
    assert MAY_IMPORT["simulator"] == set()
    assert not any("simulator" in allowed for allowed in MAY_IMPORT.values())


@pytest.mark.parametrize("library", ONLY_HERE)
def test_a_library_is_known_in_its_own_place_only(library: str) -> None:
    wrong = [
        f"{module.path} imports {imported}"
        for module in product()
        for imported in module.imports
        if imported.split(".")[0] == library and not within(module.inside, ONLY_HERE[library])
    ]

    assert wrong == []


def test_the_domain_imports_the_standard_library_and_phonenumbers_alone() -> None:
    wrong = [
        f"{module.path} imports {imported}"
        for module in product()
        if module.part == "domain"
        for imported in module.imports
        if part_of(imported) != "domain"
        and imported.split(".")[0] not in sys.stdlib_module_names - IMPURE | {"phonenumbers"}
    ]

    assert wrong == []


def test_the_domain_opens_and_prints_nothing() -> None:
    wrong = [
        f"{module.path}:{node.lineno} calls {node.func.id}"
        for module in product()
        if module.part == "domain"
        for node in module.nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id in {"open", "print", "input", "exec", "eval"}
    ]

    assert wrong == []


def test_the_domain_asks_no_clock() -> None:
    wrong = [
        f"{module.path}:{node.lineno} asks .{node.attr}"
        for module in product()
        if module.part == "domain"
        for node in module.nodes
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS and is_of_datetime(node.value)
    ]

    assert wrong == []


def is_of_datetime(value: ast.expr) -> bool:
    return ast.unparse(value) in {"datetime", "date", "datetime.datetime", "datetime.date"}


def test_the_environment_is_read_in_two_places() -> None:
    reads = {
        module.path
        for module in product()
        for node in module.nodes
        if (isinstance(node, ast.Attribute) and ast.unparse(node) in ENVIRONMENT)
        or (isinstance(node, ast.ImportFrom) and node.module == "os")
    }

    assert reads == READS_ENVIRONMENT


def test_imports_make_no_circle() -> None:
    graph = {
        module.name: {home(imported) for imported in module.imports} - {"", module.name}
        for module in product()
    }

    assert set(TopologicalSorter(graph).static_order()) == set(graph)


def test_imports_stand_at_the_top() -> None:
    wrong = [
        f"{module.path}:{node.lineno}"
        for module in product()
        for function in module.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        or (isinstance(node, ast.Name) and node.id == "__import__")
        or (isinstance(node, ast.Attribute) and node.attr == "import_module")
    ]

    assert wrong == []


def test_the_table_of_stories_names_every_one_in_its_folder() -> None:
    told, folder = set(), Path()
    for line in (ast.get_docstring(parsed("responder/flows")[0].tree) or "").splitlines()[1:]:
        if found := re.match(r"(  )?(\w+)(/?)(?: +\S|$)", line):
            indent, name, is_folder = found.groups()
            folder = Path(name) if is_folder else folder if indent else Path()
            told |= set() if is_folder else {(folder / f"{name}.py").as_posix()}
    there = {module.path.removeprefix("responder/flows/") for module in parsed("responder/flows")}

    assert told == {path for path in there if not path.endswith("__init__.py")}


@pytest.mark.parametrize("folder", ["responder", "workers", "bench"])
def test_every_module_says_what_it_is_for(folder: str) -> None:
    assert [module.path for module in parsed(folder) if not ast.get_docstring(module.tree)] == []


def test_no_file_is_long() -> None:
    assert [f"{each.path}: {each.lines}" for each in product() if each.lines > LONGEST_FILE] == []


def length(function: Function) -> int:
    """Its lines, without those of functions inside it, which are measured themselves (a module's routes)."""
    inside = {
        line
        for node in ast.walk(function)
        if isinstance(node, Function) and node is not function
        for line in range(node.lineno, (node.end_lineno or 0) + 1)
    }
    return (function.end_lineno or 0) - function.lineno + 1 - len(inside)


def test_no_function_is_long() -> None:
    wrong = [
        f"{module.path}:{function.lineno} {function.name}: {length(function)} lines"
        for module in product()
        for function in module.functions()
        if length(function) > LONGEST_FUNCTION
    ]

    assert wrong == []
