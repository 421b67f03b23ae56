"""Recognise pages shown instead of an article: bot checks, consent forms, paywalls. Pure.

A page with an article's worth of text is never called a wall, whatever it says.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Literal, get_args

from coranto.reading.language import phrases
from coranto.reading.language import text as texts

#: A wall has less text than this many characters; the longest seen has some 900.
MAX_WALL_CHARACTERS = 1_200
#: The same without a wall's title: shorter, because news quotes the words of walls.
MAX_UNTITLED_WALL_CHARACTERS = 300
#: The same when only the markup shows a wall: next to no text, because the pages of articles
#: carry the same scripts.
MAX_SILENT_WALL_CHARACTERS = 120

#: Whole titles, but for the site's name behind them: news has such words in its headlines.
_WALL_TITLE_PATTERN = re.compile(
    r"(?:just a moment|one moment,? please|attention required|access denied"
    r"|access to this page has been denied|are you (?:a robot|a human|human)|bot or not"
    r"|robot or human|pardon our interruption|(?:please )?verify (?:that )?you are (?:a )?human"
    r"|human verification|security (?:check|verification)|ddos-guard|checking your browser.{0,80}"
    r"|(?:sorry, )?you have been blocked|request (?:rejected|blocked|unsuccessful)"
    r"|(?:error )?403(?: -)?(?: forbidden)?|forbidden|captcha|before you continue(?: to .{1,40})?"
    rf"|.{{0,40}}privacy gate|{phrases.alternatives('wall_titles')})"
    r"[\s.…!?]*(?:\s[|–—-]\s.{0,60})?",
    re.IGNORECASE,
)  # fmt: skip
_WALL_WORDS_PATTERN = re.compile(
    r"please enable (?:js|javascript) and disable any ad ?blocker|checking your browser before"
    r"|verify(?:ing)? (?:that )?you are (?:a )?(?:human|not a robot)"
    r"|enable javascript and cookies to continue"
    r"|needs to review the security of your connection|unusual (?:traffic|activity) from your"
    r"|sorry, you have been blocked|you don'?t have permission to access"
    r"|complete the security check"
    r"|press (?:&|and) hold to confirm|confirm you are (?:a )?human|automated access to"
    rf"|request unsuccessful\. incapsula|{phrases.alternatives('wall_words')}",
    re.IGNORECASE,
)
#: In the markup of the challenges of Cloudflare, DataDome, Imperva, PerimeterX, AWS, Akamai.
_CHALLENGE_MARKUP = (
    "cf_chl_opt", "cf-browser-verification", "captcha-delivery.com", "_incapsula_resource",
    "px-captcha", "awswafcookiedomainlist", "aws-waf-token", "sucuri_cloudproxy",
    "errors.edgesuite.net", "/_sec/cp_challenge",
)  # fmt: skip


def find_wall_sign(*, titles: Iterable[str], text: str, markup: str) -> str:
    """The words or markup by which the page is a wall; "" when it is not one."""
    if len(text) >= MAX_WALL_CHARACTERS:
        return ""
    for title in titles:
        if _WALL_TITLE_PATTERN.fullmatch(title.strip()[:200]):
            return title.strip()[:100]
    if len(text) >= MAX_UNTITLED_WALL_CHARACTERS:
        return ""
    wall_words = _WALL_WORDS_PATTERN.search(text)
    if wall_words or len(text) >= MAX_SILENT_WALL_CHARACTERS:
        return wall_words[0][:100] if wall_words else ""
    lower_markup = markup[:200_000].lower()
    return next((mark for mark in _CHALLENGE_MARKUP if mark in lower_markup), "")


#: How pages declare a paywall: `isAccessibleForFree` of schema.org, and
#: `article:content_tier` of the Open Graph vocabulary.
_PAID_PATTERN = re.compile(
    rb"[\"']isaccessibleforfree[\"']\s{0,9}:\s{0,9}[\"']?(?:false|no|http://schema\.org/false)\b"
    rb"|[\"']article:content_tier[\"']\s{1,9}content\s{0,9}=\s{0,9}[\"'](?:locked|metered)\b"
)
_PAID_NAMES = (b"isaccessibleforfree", b"article:content_tier")


def is_paid(markup: bytes) -> bool:
    """Whether a page declares, in its first two million bytes, that it must be paid for."""
    # Plain searches first: the pattern alone, without regard to case, takes ten times as long.
    lower_markup = markup[:2_000_000].lower()
    return any(name in lower_markup for name in _PAID_NAMES) and (
        _PAID_PATTERN.search(lower_markup) is not None
    )


# --- what kind of page it is --------------------------------------------------

#: What stands in place of an article. Of kinds with as many phrases on a page the first counts:
#: any page may have a notice on cookies, a link to a login and a script.
WallKind = Literal["blocked", "payment", "missing", "maintenance", "consent", "login", "script"]

#: Characters of a page in which its kind is looked for: a wall is short.
MAX_NAMED_CHARACTERS = 3_000


def name_wall_kind(titles: Iterable[str], words: str, *, min_phrases: int = 1) -> WallKind | None:
    """The kind of a page that is no article, by the phrases that it uses; None when unknown.

    The kinds are the tables of `languages/phrases/walls.toml`. A phrase in a title counts
    before those in the text, which may hold a footer with a login and a cookie notice as well:
    there the kind with most different phrases counts, if these are `min_phrases` or more.
    """
    for passage, least in ((" ".join(titles), 1), (words, min_phrases)):
        counts = count_wall_phrases(passage)
        kind = max(counts, key=lambda name: counts[name], default=None)
        if kind and counts[kind] >= least:
            return kind
    return None


def count_wall_phrases(passage: str) -> Mapping[WallKind, int]:
    """How many different phrases of each kind of wall stand in a passage, of those with any."""
    folded = texts.normalise(passage[:MAX_NAMED_CHARACTERS])
    counts = {
        kind: sum(_has_phrase(folded, phrase) for phrase in wall_phrases)
        for kind, wall_phrases in _phrases_by_kind().items()
    }
    return {kind: count for kind, count in counts.items() if count}


def is_wall_phrase(title: str) -> bool:
    """Whether a title, without the site's name behind it, is hardly more than a wall's phrase."""
    headline = texts.normalise(_SITE_NAME_PATTERN.sub("", title[:MAX_NAMED_CHARACTERS]))
    return any(
        2 * len(phrase) >= len(headline) and _has_phrase(headline, phrase)
        for wall_phrases in _phrases_by_kind().values()
        for phrase in wall_phrases
    )


def _has_phrase(folded: str, phrase: str) -> bool:
    """Whether a phrase stands in a text at the beginning of a word; its ending may be another.

    "Wartung" is no part of "Erwartung". Arabic and Hebrew write articles and prepositions in
    one with the word, East Asia knows no spaces.
    """
    start = folded.find(phrase)
    while start >= 0 and not _stands_alone(folded, start, start + len(phrase)):
        start = folded.find(phrase, start + 1)
    return start >= 0


def _stands_alone(folded: str, start: int, end: int) -> bool:
    is_joined = start > 0 and folded[start] < "\u0590" and folded[start - 1].isalnum()
    is_number_cut = folded[end - 1].isdecimal() and folded[end : end + 1].isdecimal()
    return not is_joined and not is_number_cut


_SITE_NAME_PATTERN = re.compile(r"\s[|–—·-]\s.*", re.DOTALL)


@cache
def _phrases_by_kind() -> Mapping[WallKind, tuple[str, ...]]:
    """Kind → phrases of all languages, in the form in which texts are compared."""
    return {
        kind: tuple(map(texts.normalise, phrases.phrases_of_kind(f"wall_{kind}")))
        for kind in get_args(WallKind)
    }
