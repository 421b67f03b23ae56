"""Choose an edition's stories within its limits, and place each in a section. Pure.

Keeps the order of rank and writes no text.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from coranto.analysis.copies import lineages
from coranto.editing import rules
from coranto.editing.composing.sections import (
    BRIEF,
    POSTS_SECTION,
    SEVERAL_LANGUAGES,
    SEVERAL_OUTLETS,
    UNKNOWN_LANGUAGE,
)
from coranto.editing.quotations import CITATION_MARK_PATTERN, LINK_PATTERN
from coranto.editing.ranking import RankedStory
from coranto.editing.rules import DeskTopic
from coranto.model import Document, Item, Story
from coranto.reading.language import packs as language_names
from coranto.reading.language import text


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestLimits:
    """The maximal length of an edition."""

    items: int = 25
    per_section: int = 10  #: items
    per_outlet: int = 8  #: items of one outlet alone while others have some
    only_reports: bool = True  #: none that are no reports by their form, unless pinned
    sentences: int = 3  #: quoted per item
    posts: int = 12
    words: int = 20_000  #: of the whole edition


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedStory:
    """A story placed in a section, with the documents that its item may use."""

    story: Story
    documents: tuple[Document, ...]  #: articles and transcripts, the best first
    posts: tuple[Document, ...]
    section: str
    numbers: Mapping[int, str]  #: earlier editions with it → the heading of an earlier story
    fresh: tuple[Document, ...]  #: in none of those editions
    ranked: RankedStory
    is_stale: bool = False  #: told before, and no document came since

    @property
    def may_lead(self) -> bool:
        """Whether the story has articles, which surely report one event."""
        return bool(self.documents) and self.story.sureness == "sure"


def choose_stories(
    candidates: Sequence[PlacedStory], limits: DigestLimits, required_ids: Collection[str]
) -> list[PlacedStory]:
    """The first stories that have something new, within the limits.

    Pinned stories and those in `required_ids` are chosen even if nothing came since; those in
    `required_ids` also beyond the limits.
    """
    relieved = _relieve_full_sections(candidates, limits)
    due = [
        placed
        for placed in relieved
        if (placed.documents or placed.posts)
        and (placed.story.id in required_ids or _is_due(placed, limits))
    ]
    places = _Places(limits)
    sections = {
        placed.story.id: placed.section
        for placed in due
        if places.take(placed, placed.section, required=required_ids)
    }
    # An outlet's further stories fill what the others leave empty; what finds its own section full
    # is told in brief.
    places.is_outlet_limited = False
    for placed in due:
        wanted = (placed.section, *((BRIEF,) if placed.section != POSTS_SECTION else ()))
        for section in wanted if placed.story.id not in sections else ():
            if places.take(placed, section, required=()):
                sections[placed.story.id] = section
                break
    return [
        replace(placed, section=sections[placed.story.id])
        for placed in due
        if placed.story.id in sections
    ]


class _Places:
    """The places of a draft that are still free."""

    def __init__(self, limits: DigestLimits) -> None:
        self._limits = limits
        self._left = {True: limits.posts, False: limits.items}
        self._counts: Counter[tuple[str, str]] = Counter()
        self.is_outlet_limited = True

    def take(self, placed: PlacedStory, section: str, *, required: Collection[str]) -> bool:
        """Take a place in a section; False if there is none and the story is not required."""
        is_posts = section == POSTS_SECTION
        outlet = _lone_outlet(placed)
        has_place = (
            self._left[is_posts] > 0
            and self._counts["section", section] < self._limits.per_section
            and (
                not (outlet and self.is_outlet_limited)
                or self._counts["outlet", outlet] < self._limits.per_outlet
            )
        )
        if not (has_place or placed.story.id in required):
            return False
        self._left[is_posts] -= 1
        self._counts["section", section] += 1
        self._counts["outlet", outlet] += 1
        return True


def _is_due(placed: PlacedStory, limits: DigestLimits) -> bool:
    return placed.ranked.is_pinned or not (placed.is_stale or _is_unwanted(placed, limits))


def _lone_outlet(placed: PlacedStory) -> str:
    """The only outlet that reports a story; "" for posts and where there are several."""
    outlets = {document.source_id for document in placed.documents}
    return outlets.pop() if len(outlets) == 1 and not placed.ranked.is_pinned else ""


def _is_unwanted(placed: PlacedStory, limits: DigestLimits) -> bool:
    return limits.only_reports and placed.ranked.is_no_report


def _relieve_full_sections(
    candidates: Sequence[PlacedStory], limits: DigestLimits
) -> list[PlacedStory]:
    """Where a language has too many stories, give those of several outlets their own section."""
    eligible = [placed for placed in candidates if not _is_unwanted(placed, limits)]
    sizes = Counter(placed.section for placed in eligible)
    independent = [
        placed.story.id
        for placed in eligible
        if sizes[placed.section] > limits.per_section
        and language_names.parse_tag(placed.section) != UNKNOWN_LANGUAGE
        and _is_independent(placed)
    ]
    moved_ids = set(independent[: limits.per_section])  # the others stay with their language
    return [
        replace(placed, section=SEVERAL_OUTLETS) if placed.story.id in moved_ids else placed
        for placed in candidates
    ]


def _is_independent(placed: PlacedStory) -> bool:
    return bool(placed.ranked.independence and placed.ranked.independence.count > 1)


def within_word_limit(
    chosen: Sequence[PlacedStory],
    items: Mapping[str, Item],
    max_words: int,
    required_ids: Collection[str],
) -> list[PlacedStory]:
    """The first stories that fit into `max_words`; the first one and required ones always stay."""
    # What does not fit is subtracted all the same: a shorter story further down must not
    # take the place of one that ranks higher.
    words_left = max_words
    fitting: list[PlacedStory] = []
    for placed in chosen:
        body = LINK_PATTERN.sub(r"\1", items[placed.story.id].body)
        words_left -= len(text.split_words(CITATION_MARK_PATTERN.sub("", body)))
        if words_left >= 0 or not fitting or placed.story.id in required_ids:
            fitting.append(placed)
    return fitting


def without_older_documents(story: Story, first: date) -> Story:
    """The story without documents from before `first`; unchanged if it has no others."""
    # One day more is kept: east of Greenwich the week begins before it does in UTC.
    start = datetime.combine(first, time(), tzinfo=UTC) - timedelta(days=1)
    recent = tuple(
        document for document in story.documents if (document.published or document.seen) >= start
    )
    return replace(story, documents=recent) if recent else story


def placed_in_section(
    ranked: RankedStory,
    *,
    numbers: Mapping[int, str],
    told_documents: Collection[str],
    topics: Sequence[DeskTopic] = (),
    section_by_document: Mapping[str, str] | None = None,
) -> PlacedStory:
    """The story with the documents to use: the new ones if it was told before, else all."""
    story = ranked.story
    fresh = tuple(document for document in story.documents if document.id not in told_documents)
    pool = fresh if numbers and fresh else story.documents
    articles = tuple(document for document in pool if document.kind != "post")
    documents = tuple(_sort_by_merit(articles, reprint_ids(ranked)))
    return PlacedStory(
        story=story,
        documents=documents,
        posts=tuple(
            document for document in pool if document.kind == "post" and document.text.strip()
        ),
        section=_choose_section(documents, topics, section_by_document or {}),
        numbers=dict(sorted(numbers.items())),
        fresh=fresh if numbers and told_documents else (),
        ranked=ranked,
        is_stale=bool(numbers and told_documents and not fresh),
    )


def reprint_ids(ranked: RankedStory) -> set[str]:
    """Ids of documents that mostly copy another document of the same story."""
    story_document_ids = {document.id for document in ranked.story.documents}
    return {
        copy.document_id
        for copy in ranked.copies
        if copy.origin_id in story_document_ids and copy.overlap >= lineages.MIN_COPIED_SHARE
    }


def _sort_by_merit(articles: Sequence[Document], reprints: Collection[str]) -> list[Document]:
    """Sort by: no reprint, enough text to quote, a title like the others' titles, earliest."""
    words = {
        document.id: set(text.tokens(document.title[:300], document.language))
        for document in articles
    }
    common = Counter(word for title in words.values() for word in title)

    def merit(document: Document) -> tuple[bool, int, float, datetime, str]:
        agreement = sum(common[word] - 1 for word in words[document.id]) / max(1, len(articles) - 1)
        # Three steps of 300 characters: beyond 900 a longer text is no better to quote from.
        substance = -min(3, len(document.text) // 300)
        return (
            document.id in reprints,
            substance,
            -agreement,
            document.published or document.seen,
            document.id,
        )

    return sorted(articles, key=merit)


def _choose_section(
    documents: Sequence[Document],
    topics: Sequence[DeskTopic],
    section_by_document: Mapping[str, str],
) -> str:
    """The section: posts alone, else the first matching topic, the folder, or the language."""
    if not documents:
        return POSTS_SECTION
    if topic := rules.find_topic_id(documents, topics):
        return topic
    folders = Counter(
        section_by_document[document.id]
        for document in documents
        if document.id in section_by_document
    )
    if folders:
        # Of folders with as many documents, the best document's comes first.
        return folders.most_common(1)[0][0]
    languages = {language_names.primary_subtag(document.language) for document in documents} - {
        UNKNOWN_LANGUAGE
    }
    if len(languages) > 1:
        return SEVERAL_LANGUAGES
    return languages.pop() if languages else UNKNOWN_LANGUAGE
