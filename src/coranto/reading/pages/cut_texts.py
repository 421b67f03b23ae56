"""Is a page's text only the beginning of its article, the rest being behind a wall? Pure.

No word of any language is asked: the page declares that it must be paid for, hides or withholds the
part that it names so, or counts far more words than it shows; its text breaks off in "...".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from coranto.reading.language import text as texts
from coranto.reading.pages.boilerplate import line_key
from coranto.reading.pages.claims import element_text

#: Marks behind which a text goes on elsewhere.
_CUT_PATTERN = re.compile(r"(?:…|\.\.\.|‥‥|……)[\s\])»”\"']{0,4}\Z")
#: A text has at least this share of the words that the page counts, or it is cut. Counts include
#: captions and boxes: of 52 real pages that are whole 8 have less than 0.9 of theirs.
MIN_COUNTED_SHARE = 0.67
#: Characters of the longest text that is a preview where the page names a paid part which it does
#: not have: three of 664 real pages of 7,500 and more are whole nevertheless.
MAX_PREVIEW_CHARACTERS = 3_000
#: UTF-8 bytes of letters and digits of the shortest paragraph that is a part of an article.
MIN_PART_BYTES = 80
#: Elements that are looked at for the part that must be paid for, and what selects it.
MAX_SECTIONS = 50
MAX_SELECTORS = 20
#: Elements behind a paragraph among which a form or a button stands that lets readers go on.
MAX_FOLLOWING_ELEMENTS = 3
MAX_DESCENDANTS = 50
MAX_PARAGRAPHS = 5_000
#: Characters of a hidden part that are looked at.
MAX_PART_CHARACTERS = 1_000
#: Characters of the end of a text by which its paragraph is found.
COMPARED_CHARACTERS = 60
_SELECTOR_PATTERN = re.compile(r"([.#])([\w-]{1,100})\s*\Z")
_UNSHOWN_STYLE_PATTERN = re.compile(
    r"(?:display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden)"
)
_FRAME_TAGS = ("header", "nav", "aside", "footer", "dialog", "form")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidPart:
    """What a page declares of the part of its article that must be paid for."""

    is_declared: bool  #: whether anything of it must be paid for
    is_hidden: bool = False  #: whether the page has that part and does not show it
    is_missing: bool = False  #: whether the page names that part and does not have it


def take_out_paid_part(tree: Any, *, is_paid: bool, selectors: Sequence[str]) -> PaidPart:
    """Remove from the tree what the page hides of a paid article.

    A part that readers see, such as that of a metered article, stays.
    """
    if not is_paid:
        return PaidPart(is_declared=False)
    sections = list(islice(_find_sections(tree, selectors), MAX_SECTIONS))
    hidden = [section for section in sections if _is_hidden(section)]
    if not sections:
        hidden = list(islice(_hidden_paragraphs(tree), MAX_SECTIONS))
    are_shown = any(
        section not in hidden and _count_bytes(section) >= MIN_PART_BYTES for section in sections
    )
    for element in hidden:
        if element.getparent() is not None:
            element.drop_tree()
    has_selectors = any(map(_SELECTOR_PATTERN.search, selectors[:MAX_SELECTORS]))
    return PaidPart(
        is_declared=True,
        is_hidden=bool(hidden),
        is_missing=has_selectors and not are_shown,
    )


def is_beginning_only(
    text: str, paid_part: PaidPart, *, counted_words: int, is_gate_behind: bool
) -> bool:
    """Whether a page's text breaks off where a wall begins.

    `counted_words` is the page's own count of its article's words; 0 when it gives none.
    """
    is_cut = _CUT_PATTERN.search(text[-20:]) is not None
    # Words of unspaced scripts are counted by everybody in another way.
    counted = counted_words if not texts.is_unspaced(text[:1000]) else 0
    share = len(text.split()) / counted if counted else None
    if share is not None and share >= MIN_COUNTED_SHARE:
        return False
    is_short_of_count = share is not None
    if paid_part.is_declared:
        is_missing = paid_part.is_missing and len(text) <= MAX_PREVIEW_CHARACTERS
        return is_cut or is_short_of_count or paid_part.is_hidden or is_missing
    return is_cut and (is_short_of_count or is_gate_behind)


def find_gated_ends(tree: Any) -> tuple[str, ...]:
    """The ends of paragraphs that break off with a form or a button behind them."""
    ends = []
    for paragraph in islice(tree.iter("p", "div"), MAX_PARAGRAPHS):
        last = (paragraph.text or "") if not len(paragraph) else (paragraph[-1].tail or "")
        if _CUT_PATTERN.search(last[-20:].rstrip()) and _has_control_behind(paragraph):
            ends.append(" ".join(last[-4 * COMPARED_CHARACTERS :].split())[-COMPARED_CHARACTERS:])
    return tuple(ends)


def is_gated_end(text: str, ends: Sequence[str]) -> bool:
    """Whether a text ends as one of these paragraphs does."""
    return any(end and text.endswith(end) for end in ends)


def _has_control_behind(paragraph: Any) -> bool:
    for element in islice(paragraph.itersiblings(), MAX_FOLLOWING_ELEMENTS):
        descendants = islice(element.iter("*"), MAX_DESCENDANTS)
        if any(descendant.tag in ("form", "button") for descendant in descendants):
            return True
        if element.tag == "p":
            return False
    return False


def _find_sections(tree: Any, selectors: Sequence[str]) -> Iterator[Any]:
    """Elements that a selector names by the class or id at its end."""
    names = {
        (match[1], match[2])
        for selector in selectors[:MAX_SELECTORS]
        if (match := _SELECTOR_PATTERN.search(selector[:300]))
    }
    if not names:
        return
    for element in tree.iter("*"):
        written = {(".", name) for name in (element.get("class") or "").split()}
        if not names.isdisjoint(written | {("#", element.get("id") or "")}):
            yield element


def _count_bytes(element: Any) -> int:
    shown = element_text(element, MAX_PART_CHARACTERS)
    return len(line_key(shown).encode("utf-8", "surrogatepass"))


def _is_hidden(element: Any) -> bool:
    """Whether markup says that readers do not see an element."""
    return (
        element.get("hidden") is not None
        or (element.get("aria-hidden") or "").strip().lower() == "true"
        or _UNSHOWN_STYLE_PATTERN.search((element.get("style") or "")[:500].lower()) is not None
    )


def _hidden_paragraphs(tree: Any) -> Iterator[Any]:
    """Hidden elements with the words of a paragraph, beside paragraphs that are shown."""
    with_paragraphs = {
        paragraph.getparent() for paragraph in tree.iter("p") if not _is_hidden(paragraph)
    }
    for element in tree.iter("p", "div", "section"):
        if (
            element.getparent() in with_paragraphs
            and _is_hidden(element)
            and not any(True for _ in element.iterancestors(*_FRAME_TAGS))
            and _count_bytes(element) >= MIN_PART_BYTES
        ):
            yield element
