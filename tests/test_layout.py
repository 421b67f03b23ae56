"""Imports only point down: the layout is a rule, not a habit."""

import ast
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

MODULES = sorted(ROOT.rglob("*.py"))


def room(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return "" if parts == ("__init__",) else parts[0]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where they point"
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return names


def rooms_imported(path: Path) -> set[str]:
    ours = [name.split(".") for name in imported(path) if name.split(".")[0] == "coranto"]
    return {parts[1] for parts in ours if len(parts) > 1 and parts[1] in RANKS}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path):
    own = room(path)

    wrong = {other for other in rooms_imported(path) if other != own and RANKS[other] >= RANKS[own]}

    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_pure_rooms_touch_nothing_outside(path):
    if room(path) in PURE:
        assert not imported(path) & OUTSIDE


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_over_400_lines(path):
    assert path.read_text(encoding="utf-8").count("\n") <= 400


def test_every_room_has_a_rank():
    assert {room(path) for path in MODULES} <= set(RANKS)
