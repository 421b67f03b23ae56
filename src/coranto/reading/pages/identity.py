"""Is a page the article that its feed announced? Pure; the feed's word is the measure.

What a site sends in place of an article (a consent form, a login, an error, its front page, another
article) cannot be told by words in every language. The rules here compare the page with the feed's
title and text; words in `languages/phrases/walls.toml` only name the kind.
"""

from dataclasses import dataclass
from typing import Literal

from coranto.model import Entry, Page
from coranto.reading import urls
from coranto.reading.language import text
from coranto.reading.pages import interstitials

MismatchKind = interstitials.WallKind | Literal["front page", "another article", "no article"]

#: Characters of the longest text that is called short: the longest wall seen has some 900.
SHORT_TEXT_CHARACTERS = 1_200
#: Characters of a text that is hardly one: a message to the reader.
STUB_TEXT_CHARACTERS = 120
#: Words of feed and page that are compared: a lead and the first screens of an article.
MAX_FEED_TOKENS = 300
MAX_PAGE_TOKENS = 5_000
#: Share of the feed title's words that stand in a title of the page that names the article, or in
#: the text of one whose title was changed.
MIN_TITLE_SHARE = 0.5
MIN_TITLE_IN_TEXT_SHARE = 0.6
#: Share of the words of the feed's text that stand in the text of the page that goes with it. Two
#: articles of one language share 5 to 12 in a hundred of the words that are no stop words.
MIN_TEXT_SHARE = 0.35
#: Below this share a text has next to nothing of what the feed says.
MIN_ANY_SHARE = 0.15
#: Share of a title's words that a text has which is about it.
MIN_TOLD_TITLE_SHARE = 0.3
#: Fewer different words than these are too few to call a page unlike what they announce.
MIN_TITLE_TOKENS = 2
MIN_TEXT_TOKENS = 8
#: Share of a page's visible characters that are links, on a page that lists others.
MIN_LIST_LINK_SHARE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMismatch:
    """A page that is not the article its feed announced, and what it is instead."""

    kind: MismatchKind
    detail: str  #: the page's own words, or what was compared


def find_mismatch(
    entry: Entry, feed_text: str, page: Page, *, url: str, asked: str = ""
) -> PageMismatch | None:
    """What the page is instead of the entry's article; None when it may be that article.

    `feed_text` is the entry's text without markup, `url` the address that answered, `asked` the
    one that was asked for. A page is believed where the feed says too little to compare.
    """
    if entry.kind != "article":
        return None
    evidence = _Evidence.of(entry, feed_text, page)
    if not evidence.is_enough:
        return None
    # A preview has the article's title and its first words: what lacks is said by the page alone.
    if page.is_paid and len(page.text) < SHORT_TEXT_CHARACTERS:
        return _mismatch("payment", page)
    wall_kind = interstitials.name_wall_kind((*page.titles, page.title), page.text)
    if not _is_unlike(evidence, page, is_named_wall=bool(wall_kind)):
        return None
    return _mismatch(_unlike_page_kind(page, wall_kind, url=url, asked=asked), page)


def is_title_told(title: str, page: Page) -> bool:
    """Whether the page's text has words of a title; True where the title has too few to tell."""
    tokens = _tokens(title, page.language, MAX_FEED_TOKENS)
    body = _tokens(page.text, page.language, MAX_PAGE_TOKENS)
    return len(tokens) < MIN_TITLE_TOKENS or _share(tokens, body) >= MIN_TOLD_TITLE_SHARE


def repeated_text(page: Page, *, titles: int) -> PageMismatch:
    """What a page is whose text stands under several unlike titles and tells of none of them."""
    wall_kind = interstitials.name_wall_kind((*page.titles, page.title), page.text)
    words = " ".join(page.text.split())[:60]
    return PageMismatch(
        kind=wall_kind or "no article", detail=f"one text under {titles} titles: {words}"
    )


def _unlike_page_kind(
    page: Page, wall_kind: interstitials.WallKind | None, *, url: str, asked: str
) -> MismatchKind:
    if _is_front_page(url, asked, page):
        return "front page"
    if len(page.text) < SHORT_TEXT_CHARACTERS:
        return wall_kind or "no article"
    return "another article"


def _mismatch(kind: MismatchKind, page: Page) -> PageMismatch:
    words = page.title or page.text
    return PageMismatch(kind=kind, detail=" ".join(words.split())[:100])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    """How much of what the feed says stands on the page; shares are 0 to 1."""

    title_tokens: frozenset[str]
    text_tokens: frozenset[str]
    body_tokens: frozenset[str]
    title_share: float  #: of the feed's title, in the page's title that has most of it
    title_in_body_share: float
    text_in_body_share: float

    @classmethod
    def of(cls, entry: Entry, feed_text: str, page: Page) -> "_Evidence":
        """Compare an entry with a page, by words without stop words."""
        language = page.language if page.language != "und" else entry.language
        title = _tokens(entry.title, language, MAX_FEED_TOKENS)
        words = _tokens(feed_text, language, MAX_FEED_TOKENS)
        body = _tokens(page.text, language, MAX_PAGE_TOKENS)
        page_titles = {*page.titles, page.title}
        return cls(
            title_tokens=title,
            text_tokens=words,
            body_tokens=body,
            title_share=max(
                (_share(title, _tokens(name, language, MAX_FEED_TOKENS)) for name in page_titles),
                default=0.0,
            ),
            title_in_body_share=_share(title, body),
            text_in_body_share=_share(words, body),
        )

    @property
    def is_title_shared(self) -> bool:
        """Whether a title of the page names the feed's article."""
        return self.title_share >= MIN_TITLE_SHARE

    @property
    def is_text_shared(self) -> bool:
        """Whether the page's text is that of the feed, or tells what its title says."""
        by_text = len(self.text_tokens) >= MIN_TEXT_TOKENS
        by_title = len(self.title_tokens) > MIN_TITLE_TOKENS
        return (by_text and self.text_in_body_share >= MIN_TEXT_SHARE) or (
            by_title and self.title_in_body_share >= MIN_TITLE_IN_TEXT_SHARE
        )

    @property
    def is_nothing_shared(self) -> bool:
        """Whether the page's text has next to nothing of what the feed says."""
        announced = self.title_tokens | self.text_tokens
        shared = len(announced & self.body_tokens)
        return shared < max(1.0, MIN_ANY_SHARE * len(announced))

    @property
    def is_enough(self) -> bool:
        """Whether the feed says enough to call a page unlike it."""
        return (
            len(self.title_tokens) >= MIN_TITLE_TOKENS or len(self.text_tokens) >= MIN_TEXT_TOKENS
        )


def _is_unlike(evidence: _Evidence, page: Page, *, is_named_wall: bool) -> bool:
    """Whether the page is not the article that the feed announced."""
    if not evidence.is_title_shared:
        return not evidence.is_text_shared
    # Sites put the article's own title above a consent form or an empty shell. A long text under
    # that title may be the article, in words that the feed did not choose; so may a short one,
    # where the feed gives a title and no text to compare it with.
    is_short = len(page.text) < SHORT_TEXT_CHARACTERS
    is_sure = (
        len(evidence.text_tokens) >= MIN_TEXT_TOKENS
        or len(page.text) < STUB_TEXT_CHARACTERS
        or is_named_wall
    )
    return is_short and is_sure and evidence.is_nothing_shared


def _is_front_page(url: str, asked: str, page: Page) -> bool:
    """Whether the address of an article led to a site's root, or the page lists others."""
    led_to_root = bool(asked) and _path_depth(asked) > 0 and _path_depth(url) == 0
    return led_to_root or page.link_share >= MIN_LIST_LINK_SHARE


def _path_depth(url: str) -> int:
    address = urls.clean(url).partition("?")[0]
    return len([part for part in address.split("/")[3:] if part])


def _tokens(words: str, language: str, limit: int) -> frozenset[str]:
    """The different words without stop words; bounded, as pages may hold millions."""
    return frozenset(text.tokens(words[: 20 * limit], language)[:limit])


def _share(tokens: frozenset[str], among: frozenset[str]) -> float:
    return len(tokens & among) / len(tokens) if tokens else 0.0
