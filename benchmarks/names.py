"""How the names and comments of a code base read, in numbers; ours beside any others.

    python benchmarks/names.py [FOLDER ...]        # default: src/coranto

Counted are public class names that stand in two or more modules; top-level functions with a
one-word name; functions whose name stands in three or more modules; locals (names assigned in a
function) that are a bare participle or pronoun; and comments in prose, as a share of all lines
that are not blank. Click's commands are no functions here: their names are what users type.
"""

import argparse
import ast
import io
import tokenize
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

#: Participles and pronouns: a local of this name does not say what it holds.
BARE = frozenset(
    "told found known held kept given asked said written read shown taken made named listed met "
    "seen one each other it that they got".split()
)
#: Comments that speak to a program.
DIRECTIVES = ("#:", "# noqa", "# type:", "# fmt:", "# pragma")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a code base calls its things."""

    classes: Mapping[str, list[Path]]  #: public ones, with the modules in which they stand
    functions: list[tuple[Path, str]]  #: top-level ones
    local_names: int  #: in each function once
    bare_locals: list[tuple[Path, str, str]]  #: module, function, local
    comments: int
    lines: int

    def shared_classes(self) -> dict[str, list[Path]]:
        return {name: paths for name, paths in self.classes.items() if len(paths) > 1}

    def one_word_functions(self) -> list[tuple[Path, str]]:
        return [(path, name) for path, name in self.functions if "_" not in name.strip("_")]

    def repeated_functions(self) -> int:
        modules = defaultdict(set)
        for path, name in self.functions:
            modules[name].add(path)
        return sum(len(modules[name]) >= 3 for _, name in self.functions)


def is_command(function: Function) -> bool:
    """Whether Click calls this function, so that its name is a command's."""
    return any(
        isinstance(node, ast.Attribute) and node.attr in {"command", "group"}
        for decorator in function.decorator_list
        for node in ast.walk(decorator)
    )


def measure(folder: Path) -> Names:
    classes, functions, bare = defaultdict(list), [], []
    local_names = comments = lines = 0
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                classes[node.name].append(path)
            elif isinstance(node, Function) and not is_command(node):
                functions.append((path, node.name))
        for function, names in locals_of(tree):
            local_names += len(names)
            bare += [(path, function, name) for name in sorted(names & BARE)]
        comments += count_comments(text)
        lines += sum(bool(line.strip()) for line in text.splitlines())
    return Names(
        classes=classes,
        functions=functions,
        local_names=local_names,
        bare_locals=bare,
        comments=comments,
        lines=lines,
    )


def locals_of(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """Each function, methods and inner ones too, with the names that are assigned in it."""
    for function in ast.walk(tree):
        if isinstance(function, Function):
            yield (
                function.name,
                {
                    node.id
                    for node in ast.walk(function)
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
                },
            )


def count_comments(text: str) -> int:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return sum(
        token.type == tokenize.COMMENT and not token.string.startswith(DIRECTIVES)
        for token in tokens
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=[Path("src/coranto")])
    heads = ("classes in 2+ modules", "one-word functions", "in 3+ modules", "bare locals")
    print(f"{'':24}", *heads, "comments", sep="   ")
    for folder in parser.parse_args().folders:
        names = measure(folder)
        functions = max(len(names.functions), 1)
        print(
            f"{folder.name:24}",
            f"{len(names.shared_classes()) / max(len(names.classes), 1):16.1%} "
            f"({len(names.shared_classes()):2})",
            f"{len(names.one_word_functions()) / functions:18.1%}",
            f"{names.repeated_functions() / functions:13.1%}",
            f"{len(names.bare_locals) / max(names.local_names, 1):11.1%}",
            f"{names.comments / max(names.lines, 1):8.1%}",
            sep="   ",
        )


if __name__ == "__main__":
    main()
