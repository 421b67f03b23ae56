"""What a desk decides beforehand: stories that lead, that are left out, that go together. Pure.

A rule names one thing: a story, an outlet or a word. It never looks at what a story says
of anybody, only whether it is meant.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from coranto.model import Document, Source, Story
from coranto.reading.language import text

#: Characters of a text in which words are looked for.
MAX_SEARCHED_CHARACTERS = 2_000

# Scripts without spaces between words: kana, Han, Thai.
_UNSPACED_SCRIPT_PATTERN = re.compile("[\u0e00-\u0eff\u3041-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorialRule:
    """A story, an outlet or a word, and why the desk names it."""

    story: str = ""  #: its id
    outlet: str = ""  #: a source's id or name
    word: str = ""  #: in a title, or in a post
    variants: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskTopic:
    """A section of the desk's own: stories that most of its documents' words belong to."""

    id: str
    title: str
    words: tuple[str, ...]


def describe_matching_rule(
    story: Story, rules: Iterable[EditorialRule], sources: Mapping[str, Source]
) -> str:
    """Which rule means this story, in words; "" when none does."""
    for rule in rules:
        match_description = _describe_match(story, rule, sources)
        if match_description:
            return f"{match_description} ({rule.reason})" if rule.reason else match_description
    return ""


def _describe_match(story: Story, rule: EditorialRule, sources: Mapping[str, Source]) -> str:
    if rule.story:
        return f"story {story.id}" if rule.story == story.id else ""
    if rule.outlet:
        has_outlet = any(
            is_from_outlet(document, rule.outlet, sources) for document in story.documents
        )
        return f"outlet {rule.outlet}" if has_outlet else ""
    pattern = spelling_pattern((rule.word, *rule.variants))
    for document in story.documents if pattern else ():
        searched_text = document.title or document.text[:MAX_SEARCHED_CHARACTERS] * (
            document.kind == "post"
        )
        if pattern and pattern.search(text.normalise(searched_text[:MAX_SEARCHED_CHARACTERS])):
            return f"word “{rule.word}” in “{' '.join(searched_text[:80].split())}”"
    return ""


def is_from_outlet(document: Document, outlet: str, sources: Mapping[str, Source]) -> bool:
    """Does a document come from an outlet of this id or name?"""
    source = sources.get(document.source_id)
    normal_name = text.normalise(outlet)
    return document.source_id == outlet or bool(
        source and text.normalise(source.name) == normal_name
    )


def without_muted_outlets(
    story: Story, rules: Sequence[EditorialRule], sources: Mapping[str, Source]
) -> Story:
    """The story without the documents of muted outlets; as it is, if nothing would be left."""
    outlets = [rule.outlet for rule in rules if rule.outlet]
    documents = tuple(
        document
        for document in story.documents
        if not any(is_from_outlet(document, outlet, sources) for outlet in outlets)
    )
    return replace(story, documents=documents) if outlets and documents else story


def find_topic_id(documents: Collection[Document], topics: Sequence[DeskTopic]) -> str:
    """The first topic whose words stand in at least half of the documents; "" when none do."""
    forms = [
        text.normalise(
            f"{document.title[:MAX_SEARCHED_CHARACTERS]} {document.text[:MAX_SEARCHED_CHARACTERS]}"
        )
        for document in documents
    ]
    for topic in topics:
        pattern = spelling_pattern(topic.words)
        if pattern and 2 * sum(bool(pattern.search(form)) for form in forms) >= max(1, len(forms)):
            return topic.id
    return ""


@lru_cache(maxsize=1024)
def spelling_pattern(spellings: tuple[str, ...]) -> re.Pattern[str] | None:
    """Finds any of the spellings in normalised text, also with an ending of up to 3 letters."""
    parts = []
    for form in sorted({text.normalise(spelling) for spelling in spellings} - {""}):
        if _UNSPACED_SCRIPT_PATTERN.search(form):
            parts.append(re.escape(form))
        else:
            ending = r"\w{0,3}" if len(form) >= 4 else ""
            parts.append(rf"(?<!\w){re.escape(form)}{ending}(?!\w)")
    return re.compile("|".join(parts)) if parts else None
