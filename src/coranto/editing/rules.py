"""Match the desk's editorial rules: pins, mutes and topics. Pure.

A rule names one thing: a story, an outlet or a word. It decides only whether a story is
meant, never what is said in it.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from coranto.model import Document, Source, Story
from coranto.reading.language import text

#: How far into a document words count: in its title; or its lead, too; or its body, too.
TextPart = Literal["title", "lead", "body"]

#: Characters of a title or text in which words are searched.
MAX_SEARCHED_CHARACTERS = 2_000
#: Characters of a text that are its lead: two or three sentences, in which news says what happened.
MAX_LEAD_CHARACTERS = 300

# Thai, kana and Han are written without spaces, so a word has no boundary to match.
_UNSPACED_SCRIPT_PATTERN = re.compile("[\u0e00-\u0eff\u3041-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorialRule:
    """A story, an outlet or a word, and the desk's reason for the rule."""

    story: str = ""  #: its id
    outlet: str = ""  #: a source's id or name
    word: str = ""  #: in a title, or in a post
    variants: tuple[str, ...] = ()  #: other spellings of the word
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskTopic:
    """A section of the desk's own, for stories whose documents contain its words."""

    id: str
    title: str
    words: tuple[str, ...]
    where: TextPart = "body"  #: how far into a document its words count


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicGate:
    """Words of which a story must hold one to be told at all."""

    words: tuple[str, ...]
    where: TextPart = "lead"  #: how far into a document they count


def describe_matching_rule(
    story: Story, rules: Iterable[EditorialRule], sources: Mapping[str, Source]
) -> str:
    """A description of the first rule that matches this story; "" when none does."""
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
        # Titles only: a word somewhere in a text does not make it what the story is about.
        # A post has no title, so its text is searched.
        searched_text = document.title or document.text[:MAX_SEARCHED_CHARACTERS] * (
            document.kind == "post"
        )
        if pattern and pattern.search(text.normalise(searched_text[:MAX_SEARCHED_CHARACTERS])):
            return f"word “{rule.word}” in “{' '.join(searched_text[:80].split())}”"
    return ""


def is_from_outlet(document: Document, outlet: str, sources: Mapping[str, Source]) -> bool:
    """Whether a document comes from the outlet with this id or name."""
    source = sources.get(document.source_id)
    normal_name = text.normalise(outlet)
    return document.source_id == outlet or bool(
        source and text.normalise(source.name) == normal_name
    )


def without_muted_outlets(
    story: Story, rules: Sequence[EditorialRule], sources: Mapping[str, Source]
) -> Story:
    """The story without documents of muted outlets; unchanged if nothing would be left."""
    outlets = [rule.outlet for rule in rules if rule.outlet]
    documents = tuple(
        document
        for document in story.documents
        if not any(is_from_outlet(document, outlet, sources) for outlet in outlets)
    )
    return replace(story, documents=documents) if outlets and documents else story


def find_topic_id(documents: Collection[Document], topics: Sequence[DeskTopic]) -> str:
    """The id of the first topic with words in at least half of the documents; "" if none."""
    for topic in topics:
        if find_topic_words(documents, topic.words, topic.where):
            return topic.id
    return ""


def find_topic_words(
    documents: Collection[Document], words: Sequence[str], where: TextPart
) -> tuple[str, ...]:
    """Those of the words that the documents hold, if at least half of these hold one; else ()."""
    # Half: a topic that one report of many mentions is not the topic of the story.
    forms = [text.normalise(searched_text(document, where)) for document in documents]
    pattern = spelling_pattern(tuple(words))
    holders = sum(bool(pattern.search(form)) for form in forms) if pattern else 0
    if not holders or 2 * holders < len(forms):
        return ()
    patterns = ((word, spelling_pattern((word,))) for word in words)
    return tuple(
        word
        for word, pattern in patterns
        if pattern and any(pattern.search(form) for form in forms)
    )


def searched_text(document: Document, where: TextPart) -> str:
    """The part of a document in which words count. A post has no title: its lead counts."""
    if where == "title" and document.title:
        return document.title[:MAX_SEARCHED_CHARACTERS]
    limit = MAX_SEARCHED_CHARACTERS if where == "body" else MAX_LEAD_CHARACTERS
    return f"{document.title[:MAX_SEARCHED_CHARACTERS]}\n{document.text[:limit]}"


@lru_cache(maxsize=1024)
def spelling_pattern(spellings: tuple[str, ...]) -> re.Pattern[str] | None:
    """A pattern for the spellings in normalised text, with an ending of up to 3 letters.

    None when all spellings are empty once normalised.
    """
    parts = []
    for form in sorted({text.normalise(spelling) for spelling in spellings} - {""}):
        if _UNSPACED_SCRIPT_PATTERN.search(form):
            parts.append(re.escape(form))
        else:
            # Inflected languages add case endings; on a word of three letters, three more
            # would match another word.
            ending = r"\w{0,3}" if len(form) >= 4 else ""
            parts.append(rf"(?<!\w){re.escape(form)}{ending}(?!\w)")
    return re.compile("|".join(parts)) if parts else None
