"""How much of what is said of an article stands on a page, by words of any language. Pure.

What is said of it: the feed's title and text, and the page's own description. The page's headlines
are no part of its text here: a wall under the article's headline has all words of the title.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from coranto.model import Entry, Page
from coranto.reading.language import text

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
#: The same for a text of the feed that has fewer words than a sentence.
MIN_SHORT_TEXT_SHARE = 0.6
#: Below this share a text has next to nothing of what is said of the article. Of 886 real pages
#: 8 have less of both their title and their description: most are read wrongly, from a teaser.
MIN_ANY_SHARE = 0.15
#: The same for a long text, which has words of any announcement by chance (2 of 718 real ones
#: have so little of their description and at most one word of their title), and for one that has
#: a wall's words.
MIN_MORE_THAN_CHANCE_SHARE = 0.25
#: Share of a title's words that a text has which is about it.
MIN_TOLD_TITLE_SHARE = 0.3
#: Beginnings of words are compared where next to nothing is shared: words are inflected, and
#: pages declare other languages than they are written in.
BEGINNING_CHARACTERS = 5
HANGUL_BEGINNING_CHARACTERS = 2
#: Fewer different words than these are too few to call a page unlike what they announce.
MIN_TITLE_TOKENS = 2
MIN_TOLD_TITLE_TOKENS = 3
MIN_TEXT_TOKENS = 8
#: Words of a page's description that its title does not have.
MIN_DESCRIPTION_TOKENS = 4

Tokens = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resemblance:
    """What is said of an article and what a page says, as different words without stop words."""

    title: Tokens  #: of the feed
    feed_text: Tokens
    description: Tokens  #: of the page, without the words of its title
    body: Tokens  #: of the page's text without its headlines
    title_share: float  #: of the feed's title, in the page's title that has most of it

    @classmethod
    def of(cls, entry: Entry, feed_text: str, page: Page) -> "Resemblance":
        """Compare an entry with a page."""
        language = page.language if page.language != "und" else entry.language
        page_titles = [name for name in {*page.titles, page.title} if name]
        title = tokenise(entry.title, language, MAX_FEED_TOKENS)
        title_tokens = [tokenise(name, language, MAX_FEED_TOKENS) for name in page_titles]
        body = _without_headlines(page.text, [*page_titles, entry.title])
        return cls(
            title=title,
            feed_text=tokenise(feed_text, language, MAX_FEED_TOKENS),
            description=tokenise(page.description, language, MAX_FEED_TOKENS).difference(
                title, *title_tokens
            ),
            body=tokenise(body, language, MAX_PAGE_TOKENS),
            title_share=max((share(title, tokens) for tokens in title_tokens), default=0.0),
        )

    @property
    def is_enough(self) -> bool:
        """Whether the feed says enough to call a page unlike it."""
        return len(self.title) >= MIN_TITLE_TOKENS or len(self.feed_text) >= MIN_TEXT_TOKENS

    @property
    def is_title_shared(self) -> bool:
        """Whether a title of the page names the feed's article."""
        return self.title_share >= MIN_TITLE_SHARE

    @property
    def is_text_shared(self) -> bool:
        """Whether the page's text is that of the feed, or tells what its title says."""
        is_long = len(self.feed_text) >= MIN_TEXT_TOKENS
        min_text_share = MIN_TEXT_SHARE if is_long else MIN_SHORT_TEXT_SHARE
        by_text = len(self.feed_text) > MIN_TITLE_TOKENS
        by_title = len(self.title) >= MIN_TITLE_TOKENS
        return (by_text and share(self.feed_text, self.body) >= min_text_share) or (
            by_title and share(self.title, self.body) >= MIN_TITLE_IN_TEXT_SHARE
        )

    @property
    def is_described(self) -> bool:
        """Whether feed or page say more of the article than a title, which may be a pun."""
        is_described_by_page = (
            len(self.description) >= MIN_DESCRIPTION_TOKENS
            and len(self.title | self.description) >= MIN_TEXT_TOKENS
        )
        return len(self.title) >= MIN_TOLD_TITLE_TOKENS and (
            is_described_by_page or len(self.feed_text) >= MIN_TEXT_TOKENS
        )

    @property
    def is_title_untold(self) -> bool:
        """Whether the text has no more of the title's words than any text by chance."""
        title, body = _beginnings(self.title), _beginnings(self.body)
        chance = max(1.0, MIN_ANY_SHARE * len(title))
        return len(title & body) <= chance and share(title, body) < MIN_TOLD_TITLE_SHARE

    def is_nothing_shared(self, *, min_share: float = MIN_ANY_SHARE) -> bool:
        """Whether a short text has next to nothing of what feed and page say of the article."""
        body = _beginnings(self.body)
        announced = _beginnings(self.title | self.feed_text)
        is_unlike_feed = len(announced & body) < max(1.0, min_share * len(announced))
        return is_unlike_feed and self.is_title_untold and not self._is_description_shared(body)

    @property
    def is_nothing_shared_by_long_text(self) -> bool:
        """The same for a long text, which must be compared with a text of the feed."""
        body = _beginnings(self.body)
        return (
            len(self.feed_text) >= MIN_TEXT_TOKENS
            and len(self.title) >= MIN_TOLD_TITLE_TOKENS
            and self.is_title_untold
            and share(_beginnings(self.feed_text), body) < MIN_MORE_THAN_CHANCE_SHARE
            and not self._is_description_shared(body)
        )

    def _is_description_shared(self, body: Tokens) -> bool:
        if len(self.description) < MIN_DESCRIPTION_TOKENS:
            return False
        return share(_beginnings(self.description), body) >= MIN_MORE_THAN_CHANCE_SHARE


def tokenise(words: str, language: str, limit: int) -> Tokens:
    """The different words without stop words; bounded, as pages may hold millions."""
    return frozenset(text.tokens(words[: 20 * limit], language)[:limit])


def word_beginnings(words: str, language: str) -> Tokens:
    """The beginnings of the different words without stop words: inflected words meet in them."""
    return _beginnings(tokenise(words, language, MAX_PAGE_TOKENS))


def share(tokens: Tokens, among: Tokens) -> float:
    """The share, 0 to 1, of words that are among others; 0 for no words."""
    return len(tokens & among) / len(tokens) if tokens else 0.0


def _beginnings(tokens: Tokens) -> Tokens:
    return frozenset(map(_beginning, tokens))


def _beginning(word: str) -> str:
    is_hangul = word >= "\uac00"  # each of its letters is a syllable
    return word[: HANGUL_BEGINNING_CHARACTERS if is_hangul else BEGINNING_CHARACTERS]


def _without_headlines(words: str, headlines: Iterable[str]) -> str:
    """The text without the headlines in it, which extraction may have joined to its lines."""
    words = " ".join(words[: 20 * MAX_PAGE_TOKENS].split())
    # The longest first: a page's title may be its headline with the site's name behind it.
    for headline in sorted(headlines, key=len, reverse=True):
        if headline:
            words = words.replace(" ".join(headline.split()), " ")
    return words
