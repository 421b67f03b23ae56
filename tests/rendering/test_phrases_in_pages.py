"""No template and no code puts sentences together from phrases: each language has its own order."""

import ast
import re
from itertools import pairwise
from pathlib import Path

import pytest

import coranto
from coranto.reading.language.interface import load_interface

ROOT = Path(coranto.__file__).parent
PUNCTUATION = {"comma", "semicolon", "colon", "stop"}
#: A code stands behind it, for which no language has an order of its own.
LABELS_OF_CODES = {"capture"}
TEMPLATES = sorted((ROOT / "rendering" / "templates").glob("*.*html"))
MODULES = sorted([*(ROOT / "rendering").rglob("*.py"), *(ROOT / "editing").rglob("*.py")])
#: A phrase, then spaces, beginnings of elements and of blocks at most, then a value.
PHRASE_BEFORE_VALUE = re.compile(
    r"\{\{ words(?:\['(?!comma|semicolon|colon|stop)(?P<name>\w+)'\]"
    r"|\.say\('(?P<said>\w+)'[^}]*\)) \}\}"
    r"(?:\s|<(?!/|br)[^>]*>|\{% (?:for|if|set) [^%]*%\})*"
    r"\{\{ (?!words\.dot|words\['(?:comma|semicolon|colon|stop)'\])"
)


def is_sentence(key):
    phrase = load_interface("en").site[key]
    return isinstance(phrase, str) and phrase.endswith(".")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_phrase_in_a_template_has_a_mark_before_the_value_that_follows(template):
    """Such as a colon: "Covered in: No. 3". A phrase that needs a value has a blank for it."""
    keys = {
        match["name"] or match["said"]
        for match in PHRASE_BEFORE_VALUE.finditer(template.read_text("utf-8"))
    }

    assert {key for key in keys - LABELS_OF_CODES if not is_sentence(key)} == set()


def phrase_key(node):
    """The key of a phrase that an expression looks up: `words["x"]`, `view.words.say("x")`."""
    if isinstance(node, ast.Subscript):
        holder, key = node.value, node.slice
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        holder, key = node.func.value, node.args[0]
    else:
        return ""
    name = holder.attr if isinstance(holder, ast.Attribute) else getattr(holder, "id", "")
    is_phrase = name.strip("_") in {"words", "wording"} and isinstance(key, ast.Constant)
    return str(key.value) if is_phrase else ""


def phrases_before_values(tree):
    """The keys of phrases that an f-string puts before another value with spaces between."""
    for node in ast.walk(tree):
        pieces = node.values if isinstance(node, ast.JoinedStr) else []
        for first, gap, last in zip(pieces, pieces[1:], pieces[2:], strict=False):
            is_gap = isinstance(gap, ast.Constant) and not str(gap.value).strip()
            if is_gap and all(isinstance(each, ast.FormattedValue) for each in (first, last)):
                yield phrase_key(first.value)
        for first, last in pairwise(pieces):
            if all(isinstance(each, ast.FormattedValue) for each in (first, last)):
                yield "" if phrase_key(last.value) in PUNCTUATION else phrase_key(first.value)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_code_puts_no_phrase_before_a_value(module):
    keys = set(phrases_before_values(ast.parse(module.read_text("utf-8"))))

    assert keys - {""} - PUNCTUATION - LABELS_OF_CODES == set()


def test_a_phrase_before_a_value_is_found():
    """The tests above can fail."""
    code = """
f"{words['told']} {number}", f"{self.wording.say('also')}{name}", f"{words['x']}: {y}"
"""

    assert set(phrases_before_values(ast.parse(code))) == {"told", "also"}
    assert PHRASE_BEFORE_VALUE.search("{{ words['told'] }} {% for one in all %}<a>{{ one }}</a>")
    assert not PHRASE_BEFORE_VALUE.search("{{ words['told'] }}{{ words['colon'] }}{{ one }}")
