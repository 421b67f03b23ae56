"""Imports only point down, and names say what they hold: the layout is a rule, not a habit."""

import ast
import importlib.util
import sys
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import coranto

ROOT = Path(coranto.__file__).parent

#: Room → rank. A module may import from rooms of a lower rank, and from its own.
RANKS = {
    "": 0,  # the package itself holds the version
    "__main__": 11,
    "errors": 0,
    "model": 1,
    "languages": 1,
    "reading": 2,
    "analysis": 3,
    "editing": 4,
    "rendering": 5,
    "edges": 6,
    "store": 6,
    "settings": 6,
    "steps": 7,
    "jobs": 8,
    "desk": 9,
    "example": 9,
    "cli": 10,
}
#: Rooms that touch nothing outside: no network, store, clock or process.
PURE = {"errors", "model", "reading", "analysis", "editing", "rendering"}
OUTSIDE = {"socket", "sqlite3", "httpcore2", "urllib.request", "subprocess", "threading", "time"}

#: Inside a room, its wings (folders) and single modules from the lowest rank up; "*" is every
#: module that stands alone and is not named. Those of one rank are strangers to one another,
#: but for the modules in "*". A wing that is not listed anywhere knows no other.
WING_RANKS = {
    "reading": (("urls", "markup", "language"), ("dates",), ("feeds", "pages", "posts"), ("*",)),
    "analysis": (("copies", "networks", "significance", "stories", "gaps"),),
    "editing": (("rules",), ("ranking",), ("facts", "citations", "*"), ("checks", "composing")),
    "rendering": (("*",), ("web", "books", "feeds", "networks", "archived"), ("site",)),
    "steps": (
        ("desk",),
        ("integrity",),
        ("members",),
        ("collection", "stories", "networks"),
        ("editions",),
        ("inbox",),
        ("documents",),
        ("publication",),
        ("rebuild", "status"),
        ("doctor", "today"),
    ),
}

MODULES = sorted(ROOT.rglob("*.py"))


def room(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return "" if parts == ("__init__",) else parts[0]


def dotted(path: Path) -> str:
    """A module's dotted name inside the package: "steps.editions.files"."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


BY_NAME = {dotted(path): path for path in MODULES}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where they point"
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return names


def modules_imported(path: Path) -> set[str]:
    """Our modules that a module imports, or imports something of."""
    ours = {name.removeprefix("coranto.") for name in imported(path) if name.startswith("coranto.")}
    return {name for name in ours if name in BY_NAME} - {dotted(path)}


def rooms_imported(path: Path) -> set[str]:
    return {name.split(".")[0] for name in modules_imported(path)} & set(RANKS)


def wing(name: str) -> str:
    """The wing of a module inside its room, or the module itself where it stands alone."""
    return name.split(".")[1] if "." in name else ""


def wing_rank(own_room: str, own_wing: str) -> tuple[int, bool]:
    """The rank of a wing in its room, and whether it stands alone and is not named."""
    for rank, wings in enumerate(WING_RANKS[own_room]):
        if own_wing in wings:
            return rank, False
    is_folder = (ROOT / own_room / own_wing / "__init__.py").is_file()
    assert not is_folder, f"{own_room}/{own_wing} has no rank: name it in WING_RANKS"
    alone = [rank for rank, wings in enumerate(WING_RANKS[own_room]) if "*" in wings]
    assert alone, f"{own_room}/{own_wing} has no rank: name it in WING_RANKS"
    return alone[0], True


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path):
    own = room(path)

    wrong = {other for other in rooms_imported(path) if other != own and RANKS[other] >= RANKS[own]}

    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_wings_are_strangers_but_to_those_below(path):
    """Inside a room, a wing knows itself and wings of a lower rank."""
    own_room, own_wing = room(path), wing(dotted(path))
    if own_room not in WING_RANKS or not own_wing:
        return
    own_rank, is_alone = wing_rank(own_room, own_wing)

    wrong = set()
    for name in modules_imported(path):
        other = wing(name)
        if name.split(".")[0] != own_room or not other or other == own_wing:
            continue
        rank, other_is_alone = wing_rank(own_room, other)
        is_beside = rank == own_rank and (is_alone or other_is_alone)
        if rank > own_rank or (rank == own_rank and not is_beside):
            wrong.add(name)

    assert not wrong


def test_no_module_imports_itself_in_a_circle():
    graph = {dotted(path): modules_imported(path) for path in MODULES}
    # A package's own module may be imported by what stands in it, for its names.
    for name, names in graph.items():
        graph[name] = {other for other in names if not name.startswith(f"{other}.")}

    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_pure_rooms_touch_nothing_outside(path):
    if room(path) in PURE:
        assert not imported(path) & OUTSIDE


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_over_400_lines(path):
    assert path.read_text(encoding="utf-8").count("\n") <= 400


def test_every_room_has_a_rank():
    assert {room(path) for path in MODULES} <= set(RANKS)


def test_no_folder_has_more_than_25_modules():
    """More are two concepts in one folder."""
    folders = Counter(path.parent for path in MODULES if path.name != "__init__.py")

    assert {folder: count for folder, count in folders.items() if count > 25} == {}


# --- names --------------------------------------------------------------------


def load_measure():
    """The measurement of benchmarks/names.py, which also prints it beside other code bases."""
    path = Path(__file__).parents[1] / "benchmarks" / "names.py"
    spec = importlib.util.spec_from_file_location("names", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["names"] = module
    spec.loader.exec_module(module)
    return module.measure


@pytest.fixture(scope="module")
def names():
    return load_measure()(ROOT)


def test_a_public_class_name_stands_in_one_module(names):
    assert names.shared_classes() == {}


def test_no_function_is_named_as_its_module(names):
    """`copies.copies` says nothing that `copies.find_copies` does not say better."""
    assert [path for path, name in names.functions if name == path.stem] == []


def test_functions_say_what_they_do_to_what(names):
    assert len(names.one_word_functions()) <= 0.3 * len(names.functions)


def test_locals_say_what_they_hold(names):
    assert len(names.bare_locals) <= 0.03 * names.local_names


def test_comments_give_reasons(names):
    """Two to five in a hundred lines, as in the code bases that we learn from."""
    assert 0.02 <= names.comments / names.lines <= 0.05
