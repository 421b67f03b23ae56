"""Words of natural languages are data: no code holds those of two languages."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import stopwordsiso

import coranto

ROOT = Path(coranto.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))


#: Strings that look like words of other languages and are none.
NO_WORDS = {
    "йїў": "letters that are compared as they are",
    "اويىیوهآأإئؤةוי": "letters of vowels, which scripts leave out or write in several ways",
    "ʼʻ": "apostrophes",
    "mwmwмшщжюмшщжю": "the widest letters, by which a font is measured",
    "nº": "a sign for “number”",
    "ªº": "letters of the Latin script's range",
    "ºª": "signs behind an ordinal",
    "零一二三四五六七八九十廿卅": "digits of a script, as 0 to 9 are",
    "ºª½¼¾²³": "signs behind numbers",
    "dialog": "a role of an element in HTML",
    "disqus": "a service of comments",
    "cest": "a time zone",
    "wita": "a time zone",
    "medium": "a site where people have addresses of their own",
    "vero": "a site where people have addresses of their own",
}
#: Made-up names in several languages, by which the settings show how to write them.
SAMPLES = {"cli/desks.py"}
#: What is left of "[А-ЯЁ]" and "А-Я" is no word.
LETTER_CLASS = re.compile(r"\[[^\]]*\]|[^\x00-\x7f]-[^\x00-\x7f]|A-Z|a-z")
WORD = re.compile(r"[^\W\d_]{2,}")
#: Shorter words of the Latin script mean something in many languages and in code.
MIN_LATIN_LETTERS = 4


def words_in(text: str) -> list[str]:
    words = WORD.findall(LETTER_CLASS.sub(" ", text).lower())
    return [word for word in words if not word.isascii() or len(word) >= MIN_LATIN_LETTERS]


def strings_of(table: Any) -> Iterator[str]:
    if isinstance(table, str):
        yield table
    for value in table.values() if isinstance(table, dict) else ():
        yield from strings_of(value)
    for value in table if isinstance(table, list) else ():
        yield from strings_of(value)


def tables_by_language() -> Iterator[tuple[str, Any]]:
    """Everything that is known of a language, wherever it is kept, with its code."""
    for path in sorted((ROOT / "languages").rglob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        if path.parent.name == "phrases":
            for kind in table.values():
                yield from kind.items()
        elif path.parent.name == "vocabulary":
            yield path.stem, table.get("concepts", {})  # places are called alike everywhere
        else:
            yield path.stem, table
    facts = tomllib.loads((ROOT / "editing/facts/words.toml").read_text(encoding="utf-8"))
    yield from ((code, words) for code, words in facts.items() if isinstance(words, dict))


@lru_cache(maxsize=1)
def languages_by_word() -> dict[str, set[str]]:
    languages: dict[str, set[str]] = {}
    for code, table in tables_by_language():
        for text in strings_of(table):
            for word in words_in(text):
                languages.setdefault(word, set()).add(code)
    return languages


def docstring_nodes(tree: ast.AST) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """Words of the English that the code is written in: names, docstrings, function words."""
    english = set(stopwordsiso.stopwords("en"))
    english |= {word for word, codes in languages_by_word().items() if "en" in codes}
    for path in (ROOT / "languages").glob("*.toml"):
        english |= set(words_in(tomllib.loads(path.read_text(encoding="utf-8"))["name"]))
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for docstring in docstring_nodes(tree):
            english |= {word for word in words_in(str(docstring.value)) if word.isascii()}
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        english |= set(words_in(" ".join(names).replace("_", " ")))
    return frozenset(english)


def foreign_words(source: str) -> dict[str, set[str]]:
    """Words in a module's strings that are not English, and whose they are."""
    tree = ast.parse(source)
    docstrings = {id(node) for node in docstring_nodes(tree)}
    words = [
        word
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in docstrings
        for word in words_in(node.value)
    ]
    return {
        word: languages_by_word().get(word, {f"whose word is “{word}”?"})
        for word in words
        if word not in english_words() and word not in NO_WORDS
        if not word.isascii() or word in languages_by_word()
    }


def has_words_of_two_languages(source: str) -> bool:
    """Whether no language but English has all the words; strange letters are never English."""
    words = foreign_words(source)
    is_of_one_language = bool(words) and bool(set.intersection(*words.values()))
    has_strange_letters = any(not word.isascii() for word in words)
    return has_strange_letters or (bool(words) and not is_of_one_language)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_words_of_natural_languages_live_in_languages(path):
    """What is known of a language is data, so that a new language needs no code."""
    if path.relative_to(ROOT).parts[0] != "example" and str(path.relative_to(ROOT)) not in SAMPLES:
        source = path.read_text(encoding="utf-8")

        assert not has_words_of_two_languages(source), foreign_words(source)


@pytest.mark.parametrize(
    ("source", "is_table"),
    [("WORDS = r'gouvern|regierung|governo'", True), ("MONTHS = {'ноября': 11}", True),
     ("YEAR = 'año'", True), ("WORDS = 'said|gestern'", False),
     ("TITLE = 'the week of the desk'", False), ("NAME = r'[А-ЯЁ]|[年]'", False),
     ("def f():\n    'As “Añadió” does.'", False)],
)  # fmt: skip
def test_tables_of_words_are_known_when_met(source, is_table):
    assert has_words_of_two_languages(source) == is_table
