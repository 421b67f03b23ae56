"""Check of what an edition says about accounts that acted together. Pure.

It is a grave thing to say, so it is held against what the desk found.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from coranto.editing.checks.fault import Fault
from coranto.editing.manuscript import Manuscript
from coranto.editing.wording import Wording
from coranto.model import Item

#: The desk writes seconds with six digits at most.
ROUNDING_SECONDS = 0.01


def network_claims_are_supported(manuscript: Manuscript) -> Iterator[Fault]:
    """So many accounts did share it so fast, beyond chance, as far as the desk knows."""
    pattern = _claim_pattern(manuscript.wording)
    for item, part in manuscript.told_items:
        body = part.markdown.replace("*", "")
        for match in pattern.finditer(body):
            accounts, seconds = int(match["accounts"]), float(match["seconds"])
            most = max(_accounts_within(manuscript, item, seconds), default=0)
            if most < accounts:
                yield Fault(
                    part.line + body.count("\n", 0, match.start()),
                    f"no finding has {accounts} accounts share it within {seconds:g} seconds.",
                    f"what was found is {most} accounts within that time" if most > 1 else "",
                )


def _accounts_within(manuscript: Manuscript, item: Item, seconds: float) -> Iterator[int]:
    """How many accounts of each network posted one thing within so many seconds."""
    story = (manuscript.context.stories or {}).get(item.story_id)
    times = {one.id: (one.published or one.seen).timestamp()
             for one in (story.documents if story else ())}  # fmt: skip
    for network in manuscript.context.networks.get(item.story_id, ()):
        things: dict[str, set[str]] = {}
        for meeting in network.meetings:
            things.setdefault(meeting.thing, set()).update({meeting.first, meeting.second})
        for posts in things.values():
            known = sorted((times[post], network.posts[post]) for post in posts & times.keys())
            yield _max_accounts_within(known, seconds + ROUNDING_SECONDS)


def _max_accounts_within(posts: Sequence[tuple[float, str]], seconds: float) -> int:
    """The most accounts that posted within so many seconds; posts by their time."""
    inside: Counter[str] = Counter()
    most = first = 0
    for at, account in posts:
        inside[account] += 1
        while at - posts[first][0] > seconds:
            left = posts[first][1]
            inside[left] -= 1
            if not inside[left]:
                del inside[left]
            first += 1
        most = max(most, len(inside))
    return most


@lru_cache(maxsize=16)
def _claim_pattern(wording: Wording) -> re.Pattern[str]:
    """The desk's own sentence about accounts, with its numbers."""
    pattern = re.escape(wording.pushed.replace("*", ""))
    blanks = {
        "accounts": r"(?P<accounts>\d{1,9})",
        "seconds": r"(?P<seconds>\d{1,9}(?:\.\d{1,9})?)",
        "network": r"\S{1,40}",
    }
    for name, blank in blanks.items():
        pattern = pattern.replace(re.escape(f"{{{name}}}"), blank)
    return re.compile(pattern)
