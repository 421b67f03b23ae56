"""Every regular expression that meets strangers' text takes linear time on any of it."""

import importlib
import inspect
import pkgutil
import re
import re._constants as opcodes  # the parse tree of a pattern is in no public module
import re._parser as parser
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

import coranto

TEXT_CHARACTERS = 50_000
#: Processor time, which a busy machine does not stretch: linear scans of the text take less than
#: 0.1 s, quadratic ones a second and more.
MAX_CPU_SECONDS = 0.8
MAX_SHAPES = 70

#: What is repeated until the text is full, besides what each pattern itself looks for.
SHAPES = (
    "a", "A", "é", "Я", "中", "م", "1", "٣", " ", "\n", "\t", "\u00a0", "\u200c", "\u0301",
    ".", ",", ":", "-", "–", "'", '"', "“", "(", "[", "{", "<", "/", "&", "#", "@", "*", "_", "`",
    "A ", "a ", "AA-", "a'", "A.", "1 ", "1.", "1,", "1/", "1:", "<a ", "<a>", "</a>", "<!--",
    "&a", "&#1", "[a](", "](", "[^a]", "“a” ", "a. ", "//", "a@", "a=", " \n", "#a ", "- ", "> ",
)  # fmt: skip


# --- which patterns there are -------------------------------------------------


def modules():
    for room in ("reading", "editing"):
        package = importlib.import_module(f"coranto.{room}")
        yield package
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(module.name)


def patterns_in(value, depth=3):
    """The compiled patterns of a module's value, also inside tables and dataclasses."""
    if isinstance(value, re.Pattern):
        yield value
    if not depth or isinstance(value, type):
        return
    if isinstance(value, dict):
        children = [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        children = value
    elif is_dataclass(value):
        children = [getattr(value, field.name) for field in fields(value)]
    else:
        children = ()
    for child in children:
        yield from patterns_in(child, depth - 1)


def language_codes():
    folder = Path(coranto.__file__).parent / "languages"
    return sorted(path.stem for path in folder.glob("??.toml"))


def patterns_by_language(function):
    """The patterns that a function of a module builds from a language's words."""
    parameters = list(inspect.signature(function).parameters)
    if parameters in (["code"], ["language"]):
        for code in language_codes():
            yield code, function(code)


def all_patterns():
    by_pattern = {}
    for module in modules():
        for name, value in vars(module).items():
            place = f"{module.__name__.removeprefix('coranto.')}.{name}"
            for pattern in patterns_in(value):
                by_pattern.setdefault(pattern, place)
            annotations = getattr(value, "__annotations__", {})
            if "Pattern[" in str(annotations.get("return")) and callable(value):
                for code, pattern in patterns_by_language(value):
                    if isinstance(pattern, re.Pattern):
                        by_pattern.setdefault(pattern, f"{place}({code})")
    return by_pattern


PATTERNS = all_patterns()


# --- texts that a pattern begins to match -------------------------------------


CATEGORY_SAMPLES = {
    opcodes.CATEGORY_DIGIT: "1",
    opcodes.CATEGORY_SPACE: " ",
    opcodes.CATEGORY_NOT_WORD: "-",
}


def in_set(character, items):
    return any(
        (opcode is opcodes.LITERAL and ord(character) == value)
        or (opcode is opcodes.RANGE and value[0] <= ord(character) <= value[1])
        or (opcode is opcodes.CATEGORY and is_in_category(character, value))
        for opcode, value in items
    )


def is_in_category(character, category):
    is_word = character.isalnum() or character == "_"
    return {
        opcodes.CATEGORY_DIGIT: character.isdecimal(),
        opcodes.CATEGORY_NOT_DIGIT: not character.isdecimal(),
        opcodes.CATEGORY_SPACE: character.isspace(),
        opcodes.CATEGORY_NOT_SPACE: not character.isspace(),
        opcodes.CATEGORY_WORD: is_word,
        opcodes.CATEGORY_NOT_WORD: not is_word,
    }.get(category, False)


def sample_of_set(items):
    if items[0][0] is opcodes.NEGATE:
        return next((char for char in "aA1 -.<\n" if not in_set(char, items[1:])), "§")
    opcode, value = items[0]
    if opcode is opcodes.CATEGORY:
        return CATEGORY_SAMPLES.get(value, "a")
    return chr(value[0] if opcode is opcodes.RANGE else value)


REPEATS = {opcodes.MAX_REPEAT, opcodes.MIN_REPEAT, opcodes.POSSESSIVE_REPEAT}


def sample(tree):
    """A text that a parsed pattern matches, as short as its repetitions allow."""
    text = ""
    for opcode, value in tree:
        if opcode is opcodes.LITERAL:
            text += chr(value)
        elif opcode is opcodes.IN:
            text += sample_of_set(value)
        elif opcode in REPEATS:
            text += sample(value[2]) * min(max(1, value[0]), 50)
        elif opcode is opcodes.SUBPATTERN:
            text += sample(value[3])
        elif opcode is opcodes.ATOMIC_GROUP:
            text += sample(value)
        elif opcode is opcodes.BRANCH:
            text += sample(value[1][0])
        elif opcode in (opcodes.ANY, opcodes.NOT_LITERAL):
            text += "a"
    return text


def pumps(tree, before="") -> Iterator[tuple[str, str]]:
    """For each repetition inside a parsed pattern: what leads up to it, and what is repeated."""
    for opcode, value in tree:
        if opcode in REPEATS:
            yield before, sample(value[2])
            yield from pumps(value[2], before)
        elif opcode is opcodes.SUBPATTERN:
            yield from pumps(value[3], before)
        elif opcode is opcodes.BRANCH:
            for branch in value[1]:
                yield "", sample(branch)
                yield from pumps(branch, before)
        before += sample([(opcode, value)])


def texts_for(pattern):
    source, flags = pattern.pattern, pattern.flags
    tree = parser.parse(source, flags)
    shapes = [
        ("", sample(tree)),
        *(("", sample(list(tree)[:size])) for size in range(1, len(tree))),
    ]
    shapes += [*pumps(tree), *(("", shape) for shape in SHAPES)]
    for before, shape in list(dict.fromkeys(shapes))[: MAX_SHAPES + len(SHAPES)]:
        if shape:
            text = (before + shape * (TEXT_CHARACTERS // len(shape) + 1))[:TEXT_CHARACTERS]
            yield (
                text.encode("utf-8", "replace")[:TEXT_CHARACTERS]
                if isinstance(source, bytes)
                else text
            )


# --- the rule -----------------------------------------------------------------


class TooSlowError(Exception):
    pass


@contextmanager
def cpu_limit(seconds):
    """Raise TooSlowError after so much processor time; `re` looks for signals while it works."""

    def stop(*_):
        raise TooSlowError

    previous = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)


def slow_texts(pattern):
    """The beginnings of the texts on which a pattern takes too long."""
    slow = []
    for text in texts_for(pattern):
        try:
            with cpu_limit(MAX_CPU_SECONDS):
                for _ in pattern.finditer(text):
                    pass
                pattern.fullmatch(text)
        except TooSlowError:
            slow.append(text[:40])
    return slow


@pytest.mark.parametrize("pattern", PATTERNS, ids=PATTERNS.values())
def test_no_text_makes_a_pattern_slow(pattern):
    assert slow_texts(pattern) == []


def test_the_measure_finds_what_is_quadratic_and_what_is_exponential():
    """Else the rule above would hold of anything."""
    assert slow_texts(re.compile(r"\s+and\s+"))
    assert slow_texts(re.compile(r"[A-Z]\w+(?:-\w+)* said"))
    assert slow_texts(re.compile(r"(?:a|aa)+b"))
    assert slow_texts(re.compile(r"\bsaid\b")) == []


def test_patterns_are_found():
    assert len(PATTERNS) > 200
