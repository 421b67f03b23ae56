"""Is a page the article that its feed announced? Pure; the feed's word is the measure.

What a site sends in place of an article (a consent form, a login, an error, its front page, another
article) cannot be told by words in every language. The rules here compare the page with the feed's
title and text; words in `languages/phrases/walls.toml` name the kind, and count as a sign only of
a page whose text has nothing of its title.
"""

from dataclasses import dataclass
from typing import Literal

from coranto.model import Entry, Page
from coranto.reading import urls
from coranto.reading.pages import interstitials
from coranto.reading.pages.resemblance import (
    MAX_FEED_TOKENS,
    MAX_PAGE_TOKENS,
    MIN_MORE_THAN_CHANCE_SHARE,
    MIN_TITLE_TOKENS,
    MIN_TOLD_TITLE_SHARE,
    MIN_TOLD_TITLE_TOKENS,
    Resemblance,
    share,
    tokenise,
)

MismatchKind = interstitials.WallKind | Literal["front page", "another article", "no article"]

#: Characters of the longest text that is called short: the longest wall seen has some 900, unless
#: it recites what data are used for.
SHORT_TEXT_CHARACTERS = 1_200
#: Characters of a text that is hardly one: a message to the reader.
STUB_TEXT_CHARACTERS = 120
#: Share of a page's visible characters that are links, on a page that lists others.
MIN_LIST_LINK_SHARE = 0.6
#: Different phrases of one kind of wall that a long text has which is one.
MIN_LONG_WALL_PHRASES = 3
#: Characters of the longest offer behind the first words of an article.
MAX_OFFER_CHARACTERS = 500
#: Share of the words before an offer that the feed's text or the page's description has.
MIN_LEAD_SHARE = 0.6
#: Different phrases of an offer that are enough where nothing is known of the article's lead.
MIN_OFFER_PHRASES = 2
_OFFER_KINDS: tuple[interstitials.WallKind, ...] = ("payment", "login")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMismatch:
    """A page that is not the article its feed announced, and what it is instead."""

    kind: MismatchKind
    detail: str  #: the page's own words, or what was compared


def find_mismatch(
    entry: Entry | None, feed_text: str, page: Page, *, url: str, asked: str = ""
) -> PageMismatch | None:
    """What the page is instead of the entry's article; None when it may be that article.

    `feed_text` is the entry's text without markup, `url` the address that answered, `asked` the
    one that was asked for. A page is believed where too little is said of the article to compare.
    Without an entry, a page is measured by its own title and description.
    """
    if entry is None:
        return _find_mismatch_of_unannounced(page, url=url, asked=asked)
    if entry.kind != "article":
        return None
    resemblance = Resemblance.of(entry, feed_text, page)
    if not resemblance.is_enough:
        return None
    # A preview has the article's title and its first words: what lacks is said by the page alone.
    if page.is_paid and _is_short(page):
        return _mismatch("payment", page)
    wall_kind = _wall_kind(page)
    is_list = _is_led_up(url, asked) or page.link_share >= MIN_LIST_LINK_SHARE
    if not _is_unlike(resemblance, page, wall_kind, is_list=is_list):
        offer_kind = _offer_kind(page, resemblance)
        return _mismatch(offer_kind, page) if offer_kind else None
    return _mismatch(_unlike_page_kind(page, wall_kind, url=url, asked=asked), page)


def is_title_told(title: str, page: Page) -> bool:
    """Whether the page's text has words of a title; True where the title has too few to tell."""
    tokens = tokenise(title, page.language, MAX_FEED_TOKENS)
    body = tokenise(page.text, page.language, MAX_PAGE_TOKENS)
    return len(tokens) < MIN_TITLE_TOKENS or share(tokens, body) >= MIN_TOLD_TITLE_SHARE


def repeated_text(page: Page, *, titles: int) -> PageMismatch:
    """What a page is whose text stands under several unlike titles and tells of none of them."""
    words = " ".join(page.text.split())[:60]
    return PageMismatch(
        kind=_wall_kind(page) or "no article", detail=f"one text under {titles} titles: {words}"
    )


def _find_mismatch_of_unannounced(page: Page, *, url: str, asked: str) -> PageMismatch | None:
    """What a page is by its own title, text and shape; None when it may be an article."""
    if _is_led_up(url, asked):
        return _mismatch("front page", page)
    wall_kind = _wall_kind(page)
    own = Entry(key="", url=url, title=page.title, language=page.language)
    resemblance = Resemblance.of(own, "", page)
    if wall_kind is None:
        is_without_article = not page.is_marked_as_article and _has_no_headline(page)
        if _is_short(page) and (is_without_article or _is_gate_under_title(resemblance, page)):
            kind = _unlike_page_kind(page, None, url=url, asked=asked)
            return _mismatch(kind, page)
        return None
    if (
        _is_wall_by_shape(page)
        or _is_named_as_wall(page)
        or _is_unlike_own_title(resemblance, page, wall_kind)
    ):
        return _mismatch(wall_kind, page)
    offer_kind = _offer_kind(page, resemblance)
    return _mismatch(offer_kind, page) if offer_kind else None


def _has_no_headline(page: Page) -> bool:
    """Whether nothing on the page names an article: its text is a gate, or links, or the site's."""
    return page.is_gate or page.is_named_as_site or page.link_share >= MIN_LIST_LINK_SHARE


def _is_gate_under_title(resemblance: Resemblance, page: Page) -> bool:
    """Whether a text that asks for an answer, or is hardly one, has nothing of its own title.

    Of 889 real pages 24 are a text with a form or a button, and each has words of its title.
    """
    return (
        (page.is_gate or len(page.text) < STUB_TEXT_CHARACTERS)
        and len(resemblance.title) >= MIN_TOLD_TITLE_TOKENS
        and resemblance.is_nothing_shared()
    )


def _is_wall_by_shape(page: Page) -> bool:
    """Whether a page with a wall's words names no article and is short, or asks for an answer."""
    is_asking = page.is_gate or page.asks_for_password
    return not page.is_marked_as_article and (_is_short(page) or is_asking)


def _is_named_as_wall(page: Page) -> bool:
    """Whether title and short text of a page both have a wall's words."""
    return (
        _is_short(page)
        and interstitials.is_wall_phrase(page.title)
        and interstitials.name_wall_kind((), page.text) is not None
    )


def _is_short(page: Page) -> bool:
    return len(page.text) < SHORT_TEXT_CHARACTERS


def _wall_kind(page: Page) -> interstitials.WallKind | None:
    """The kind of wall by the page's phrases; a long text must have several of one kind."""
    if not _is_short(page):
        return interstitials.name_wall_kind((), page.text, min_phrases=MIN_LONG_WALL_PHRASES)
    kind = interstitials.name_wall_kind((*page.titles, page.title), page.text)
    return kind or ("login" if page.asks_for_password else None)


def _unlike_page_kind(
    page: Page, wall_kind: interstitials.WallKind | None, *, url: str, asked: str
) -> MismatchKind:
    if _is_led_up(url, asked):
        return "front page"
    if wall_kind is not None:
        return wall_kind
    if page.link_share >= MIN_LIST_LINK_SHARE:
        return "front page"
    return "no article" if _is_short(page) else "another article"


def _mismatch(kind: MismatchKind, page: Page) -> PageMismatch:
    words = page.title or page.text
    return PageMismatch(kind=kind, detail=" ".join(words.split())[:100])


def _is_unlike(
    resemblance: Resemblance,
    page: Page,
    wall_kind: interstitials.WallKind | None,
    *,
    is_list: bool,
) -> bool:
    """Whether the page is not the article that the feed announced."""
    if resemblance.is_title_shared:
        return _is_unlike_own_title(resemblance, page, wall_kind)
    # A front page may have the article's teaser among those of others.
    return is_list or not resemblance.is_text_shared


def _is_unlike_own_title(
    resemblance: Resemblance, page: Page, wall_kind: interstitials.WallKind | None
) -> bool:
    """Whether a page under the article's title has a text that is not the article's.

    Sites put that title above a consent form or an empty shell. Where neither feed nor page say
    more than the title, the article may be told in words that its title does not have.
    """
    if not _is_short(page):
        is_gate = page.is_gate and len(resemblance.title) >= MIN_TOLD_TITLE_TOKENS
        return resemblance.is_nothing_shared_by_long_text or (
            resemblance.is_title_untold and (wall_kind is not None or is_gate)
        )
    if wall_kind is not None:
        return resemblance.is_nothing_shared(min_share=MIN_MORE_THAN_CHANCE_SHARE) or (
            resemblance.is_title_untold and not resemblance.is_described
        )
    is_sure = resemblance.is_described or page.is_gate or len(page.text) < STUB_TEXT_CHARACTERS
    return is_sure and resemblance.is_nothing_shared()


def _offer_kind(page: Page, resemblance: Resemblance) -> interstitials.WallKind | None:
    """The kind of an offer that cuts an article off behind its lead; None without one."""
    if not _is_short(page):
        return None
    lines = page.text.split("\n")
    for number, line in enumerate(lines):
        counts = interstitials.count_wall_phrases(line)
        if number and any(kind in counts for kind in _OFFER_KINDS):
            break
    else:
        return None
    lead, offer = "\n".join(lines[:number]), "\n".join(lines[number:])
    if len(offer) > MAX_OFFER_CHARACTERS:
        return None
    counts = interstitials.count_wall_phrases(offer)
    phrases = sum(counts.get(kind, 0) for kind in _OFFER_KINDS)
    if phrases < MIN_OFFER_PHRASES and not _is_lead_announced(lead, page, resemblance):
        return None
    return max(_OFFER_KINDS, key=lambda kind: counts.get(kind, 0))


def _is_lead_announced(lead: str, page: Page, resemblance: Resemblance) -> bool:
    """Whether a text says little more than feed and page say of the article."""
    words = tokenise(lead, page.language, MAX_PAGE_TOKENS)
    announced = resemblance.title | resemblance.feed_text | resemblance.description
    return share(words, announced) >= MIN_LEAD_SHARE


def _is_led_up(url: str, asked: str) -> bool:
    """Whether the address of an article led to a site's root, or to a section above it."""
    path, asked_path = _path_parts(url), _path_parts(asked)
    if not path:
        return bool(asked_path)
    is_above = len(path) < len(asked_path) and path == asked_path[: len(path)]
    return is_above and urls.same_site(url, asked)


def _path_parts(url: str) -> list[str]:
    address = urls.clean(url).partition("?")[0] if url else ""
    return [part for part in address.split("/")[3:] if part]
