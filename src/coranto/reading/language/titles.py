"""Read the words of a title that may hold markup. Pure; linear time on any input.

One rule for feeds and pages: in titles only tags that set words in type are markup. All else is
words, since headlines write about `<head>`, `a<b` and the `<script>` tag.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from coranto.reading.language import text

#: Elements of HTML that set the words of a title in type, or that wrap a whole title.
INLINE_TAGS = frozenset(
    """
    a abbr acronym b bdi bdo big center cite code del dfn em font i ins kbd mark nobr q rb rp rt
    ruby s samp small span strike strong sub sup tt u var wbr h1 h2 h3 h4 h5 h6 p div br img
    """.split()
)
#: Of them those that part the words before from the words behind.
_PARTING_TAGS = frozenset({"br", "p", "div", "center", "h1", "h2", "h3", "h4", "h5", "h6"})
#: Of them those that have no end tag.
_VOID_TAGS = frozenset({"br", "wbr", "img"})
#: What no browser shows, with the end of it; it goes with its content unless that is empty.
_HIDDEN_START_PATTERN = re.compile(
    r"<!--|<(script|style|template|noscript)(?:\s[^<>]{0,2000})?>", re.IGNORECASE
)
# A quotation mark begins a value and nothing else, so that the pattern cannot backtrack far.
_TAG_PATTERN = re.compile(
    r"""<(/?)([a-zA-Z][a-zA-Z0-9]{0,9})((?:\s[^<>"']*(?:(?:"[^"<]*"|'[^'<]*')[^<>"']*)*)?)/?>"""
)


def title_words(markup: str) -> str:
    """Return the words of a title as one line: without type setting, entities read."""
    markup = markup.replace("<![CDATA[", "").replace("]]>", "")
    if "<" not in markup:
        return _one_line(text.unescape_entities(markup))
    markup = _without_hidden_parts(markup)
    tags = [tag for tag in _TAG_PATTERN.finditer(markup) if tag[2].lower() in INLINE_TAGS]
    paired_tags = _find_pairs(tags)
    pieces: list[str] = []
    copied_to = 0
    for index, tag in enumerate(tags):
        if index in paired_tags or _is_markup_alone(tag, markup):
            pieces.append(text.unescape_entities(markup[copied_to : tag.start()]))
            pieces.append(" " if tag[2].lower() in _PARTING_TAGS else "")
            copied_to = tag.end()
    pieces.append(text.unescape_entities(markup[copied_to:]))
    return _one_line("".join(pieces))


def _without_hidden_parts(markup: str) -> str:
    """Remove comments, and scripts and styles that are whole: "The <script> tag" is words."""
    lower_markup = markup.lower()
    pieces: list[str] = []
    copied_to = 0
    # An end that is missing once is missing for every later start: this keeps it linear.
    missing_ends: set[str] = set()
    for match in _HIDDEN_START_PATTERN.finditer(markup):
        end_mark = f"</{match[1].lower()}" if match[1] else "--"
        if match.start() < copied_to or end_mark in missing_ends:
            continue
        content_end = lower_markup.find(end_mark, match.end())
        end = markup.find(">", content_end) if content_end >= 0 else -1
        if end < 0:
            missing_ends.add(end_mark)
        elif markup[match.end() : content_end].strip():
            pieces.append(markup[copied_to : match.start()])
            copied_to = end + 1
    return "".join([*pieces, markup[copied_to:]])


def _find_pairs(tags: Sequence[re.Match[str]]) -> set[int]:
    """Return the indices of the tags that open and close each other."""
    open_tags: dict[str, list[int]] = defaultdict(list)
    pairs: set[int] = set()
    for index, tag in enumerate(tags):
        name = tag[2].lower()
        if not tag[1]:
            open_tags[name].append(index)
        elif open_tags[name]:
            pairs |= {open_tags[name].pop(), index}
    return pairs


def _is_markup_alone(tag: re.Match[str], markup: str) -> bool:
    """Whether a tag without a partner is markup, and not a word about markup.

    Titles cut short keep the start tag alone: it stands at a word ("Kiln <b>opens"), where a
    title about it has spaces on both sides ("The <b> tag"). Attributes are never words.
    """
    name, attributes = tag[2].lower(), tag[3]
    if "=" in attributes or (name in _VOID_TAGS and name != "img"):
        return True
    if attributes.strip():
        return False
    if tag[1]:
        return markup[: tag.start()][-1:].isalnum()
    return markup[tag.end() : tag.end() + 1].isalnum()


def _one_line(words: str) -> str:
    return " ".join(text.clean_text(words).split())
