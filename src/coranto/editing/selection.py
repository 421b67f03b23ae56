"""Which stories an edition tells, in which section, with the best document first. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from coranto.analysis.copies import lineages
from coranto.editing import rules
from coranto.editing.ranking import RankedStory
from coranto.editing.rules import DeskTopic
from coranto.model import Document, Story
from coranto.reading.language import packs as language_names
from coranto.reading.language import text

SEVERAL_LANGUAGES = "mul"
POSTS_SECTION = "posts"
UNKNOWN_LANGUAGE = "und"


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestLimits:
    """How long an edition may be."""

    items: int = 40
    per_section: int = 40  #: items
    sentences: int = 3  #: quoted per item
    posts: int = 12
    words: int = 20_000  #: of the whole edition


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedStory:
    """A story chosen for the edition: its documents as they will be told."""

    story: Story
    documents: tuple[Document, ...]  #: articles and transcripts, the best first
    posts: tuple[Document, ...]
    section: str
    numbers: Mapping[int, str]  #: editions that told it before, with an earlier story's heading
    fresh: tuple[Document, ...]  #: not told in any of them
    ranked: RankedStory
    is_stale: bool = False  #: told before, and nothing came since


def choose_stories(
    candidates: Sequence[PlacedStory], limits: DigestLimits, required_ids: Collection[str]
) -> list[PlacedStory]:
    """The first stories that have something new, as many as there is room for.

    Those in `kept`, and those the desk has pinned, are told though nothing came since;
    those in `kept` whatever the limits as well.
    """
    chosen: list[PlacedStory] = []
    places_left = {True: limits.posts, False: limits.items}
    section_counts: Counter[str] = Counter()
    for placed in candidates:
        is_posts = placed.section == POSTS_SECTION
        has_place = (
            places_left[is_posts] > 0 and section_counts[placed.section] < limits.per_section
        )
        is_due = has_place and (placed.ranked.is_pinned or not placed.is_stale)
        if (placed.documents or placed.posts) and (is_due or placed.story.id in required_ids):
            places_left[is_posts] -= 1
            section_counts[placed.section] += 1
            chosen.append(placed)
    return chosen


def without_older_documents(story: Story, first: date) -> Story:
    """The story without documents from before the week, if it has any of the week itself.

    A day more is left, since the week may begin earlier than in UTC.
    """
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
) -> PlacedStory:
    """What of a story is told: what is new, if it was told before; else everything."""
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
        section=_choose_section(documents, topics),
        numbers=dict(sorted(numbers.items())),
        fresh=fresh if numbers and told_documents else (),
        ranked=ranked,
        is_stale=bool(numbers and told_documents and not fresh),
    )


def reprint_ids(ranked: RankedStory) -> set[str]:
    """Documents whose words are mostly those of another one of the story."""
    story_document_ids = {document.id for document in ranked.story.documents}
    return {
        copy.document_id
        for copy in ranked.copies
        if copy.origin_id in story_document_ids and copy.overlap >= lineages.MIN_COPIED_SHARE
    }


def _sort_by_merit(articles: Sequence[Document], reprints: Collection[str]) -> list[Document]:
    """The best document is no reprint, has text to quote, says what others say, came first."""
    words = {
        document.id: set(text.tokens(document.title[:300], document.language))
        for document in articles
    }
    common = Counter(word for title in words.values() for word in title)

    def merit(document: Document) -> tuple[bool, int, float, datetime, str]:
        agreement = sum(common[word] - 1 for word in words[document.id]) / max(1, len(articles) - 1)
        substance = -min(3, len(document.text) // 300)
        return (
            document.id in reprints,
            substance,
            -agreement,
            document.published or document.seen,
            document.id,
        )

    return sorted(articles, key=merit)


def _choose_section(documents: Sequence[Document], topics: Sequence[DeskTopic]) -> str:
    """Posts on their own, else a topic of the desk's, else the language."""
    if not documents:
        return POSTS_SECTION
    if topic := rules.find_topic_id(documents, topics):
        return topic
    languages = {language_names.primary_subtag(document.language) for document in documents} - {
        UNKNOWN_LANGUAGE
    }
    if len(languages) > 1:
        return SEVERAL_LANGUAGES
    return languages.pop() if languages else UNKNOWN_LANGUAGE
