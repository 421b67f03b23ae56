"""Check claims that accounts acted together against what the desk found. Pure.

Such a claim accuses people, so a draft may say no more than the networks that were found:
not more accounts, and not a shorter time.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain

from coranto.editing.checks.fault import Fault
from coranto.editing.manuscript import Manuscript
from coranto.editing.wording import Wording
from coranto.model import Item

#: Tolerance in seconds, since the desk writes them with six significant digits at most.
ROUNDING_SECONDS = 0.01
#: The decimal marks of CLDR.
_DECIMAL_MARK_PATTERN = re.compile("[.,٫]")


def network_claims_are_supported(manuscript: Manuscript) -> Iterator[Fault]:
    """So many accounts did share it so fast, beyond chance, as far as the desk knows."""
    patterns = _claim_patterns(manuscript.wording)
    for item, part in manuscript.told_items:
        # Without asterisks: an editor may set the numbers in bold.
        body = part.markdown.replace("*", "")
        for match in chain.from_iterable(pattern.finditer(body) for pattern in patterns):
            accounts = int(match["accounts"])
            seconds = float(_DECIMAL_MARK_PATTERN.sub(".", match["seconds"]))
            most_accounts = max(_accounts_within(manuscript, item, seconds), default=0)
            if most_accounts < accounts:
                yield Fault(
                    part.line + body.count("\n", 0, match.start()),
                    f"no finding has {accounts} accounts share it within {seconds:g} seconds.",
                    f"what was found is {most_accounts} accounts within that time"
                    if most_accounts > 1
                    else "",
                )


def _accounts_within(manuscript: Manuscript, item: Item, seconds: float) -> Iterator[int]:
    """For each network and each thing posted in it, the most accounts within `seconds`."""
    story = (manuscript.context.stories or {}).get(item.story_id)
    times = {document.id: (document.published or document.seen).timestamp()
             for document in (story.documents if story else ())}  # fmt: skip
    for network in manuscript.context.networks.get(item.story_id, ()):
        posts_by_thing: dict[str, set[str]] = {}
        for meeting in network.meetings:
            posts_by_thing.setdefault(meeting.thing, set()).update({meeting.first, meeting.second})
        for post_ids in posts_by_thing.values():
            timed_posts = sorted(
                (times[post], network.posts[post]) for post in post_ids & times.keys()
            )
            yield _max_accounts_within(timed_posts, seconds + ROUNDING_SECONDS)


def _max_accounts_within(posts: Sequence[tuple[float, str]], seconds: float) -> int:
    """The most accounts among posts within `seconds` of one another; `posts` sorted by time."""
    # A sliding window: each post enters and leaves once. Counted by account, since one that
    # posts ten times is still one account.
    posts_in_window: Counter[str] = Counter()
    most = oldest = 0
    for posted_at, account in posts:
        posts_in_window[account] += 1
        while posted_at - posts[oldest][0] > seconds:
            expired_account = posts[oldest][1]
            posts_in_window[expired_account] -= 1
            if not posts_in_window[expired_account]:
                del posts_in_window[expired_account]
            oldest += 1
        most = max(most, len(posts_in_window))
    return most


@lru_cache(maxsize=16)
def _claim_patterns(wording: Wording) -> tuple[re.Pattern[str], ...]:
    """The forms of the desk's own sentence about accounts, with groups for its numbers."""
    # An editor's own words for the same claim are not recognised; the sentence is the one
    # that drafts are composed with.
    blanks = {
        "accounts": r"(?P<accounts>\d{1,9})",
        "seconds": r"(?P<seconds>\d{1,9}(?:[.,٫]\d{1,9})?)",
        # Earlier versions named the network, too.
        "network": r"\w{1,40}",
    }
    return tuple(re.compile(pattern) for pattern in wording.patterns("pushed", blanks))
