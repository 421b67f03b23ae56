"""Cut a feed that holds more entries than are kept, before it is parsed. Pure.

A feed of a site's whole archive is a feed still: its first entries are the newest. Parsing it
whole would take memory for entries that nobody keeps.
"""

import re
from itertools import islice

from coranto.model import Problem
from coranto.reading.feeds import entries
from coranto.reading.markup import tree

#: Share of the parser's limits left for what stands around the entries: the channel, its end.
RESERVED_SHARE = 0.01

_ENTRY_END_PATTERN = re.compile(r"</(?:\w{1,20}:)?(?:item|entry|url)\s{0,20}>", re.IGNORECASE)


def cut_surplus_entries(text: str, *, subject: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the text with as many entries as are kept, and a problem that counts the others.

    What stands before the first entry and behind the last stays. A text that the XML parser
    accepts as it is comes back unchanged.
    """
    if not (
        tree.has_more_than(text, "<", tree.MAX_XML_TAGS)
        or tree.has_more_than(text, "xmlns:", tree.MAX_NAMESPACES)
    ):
        return text, ()
    ends = [match.end() for match in _ENTRY_END_PATTERN.finditer(text)]
    last_allowed_position = min(
        _limit_position("<", tree.MAX_XML_TAGS, text),
        _limit_position("xmlns:", tree.MAX_NAMESPACES, text),
    )
    kept_ends = [end for end in ends[: entries.MAX_ENTRIES] if end <= last_allowed_position]
    if not kept_ends or len(kept_ends) == len(ends):
        return text, ()
    detail = f"{len(ends):,}: the first {len(kept_ends):,} are kept"
    problem = Problem(subject=subject, reason="too many entries", detail=detail)
    return text[: kept_ends[-1]] + text[ends[-1] :], (problem,)


def _limit_position(mark: str, limit: int, text: str) -> int:
    """Return where the mark stands that is one too many; the text's end for none."""
    number = int(limit * (1 - RESERVED_SHARE))
    match = next(islice(re.finditer(mark, text), number, None), None)
    return match.start() if match else len(text)
