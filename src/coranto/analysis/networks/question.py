"""Accounts that do the same at the same time: what is asked, and what follows from edges. Pure.

The pairs themselves are found by a database (`edges/engine.py`); this module neither
reads posts nor knows where the pairs are kept.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from coranto.errors import NetworkError

Action = Literal[
    "share", "repost", "reply", "link", "domain", "hashtags", "hashtag-set", "text", "similar",
    "image",
]  # fmt: skip
EdgeWeight = Literal["pairs", "posts"]
SimilarityMeasure = Literal["jaccard", "containment"]
#: Different words of a text that may be contained in another; fewer are in many by chance.
MIN_CONTAINED_WORDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What makes two accounts a pair, and which pairs count. Raises NetworkError.

    The defaults of window, participation and edge weight are CooRTweet's own
    (Righetti & Balluff 2025); those of similarity are CNT's.
    """

    actions: tuple[Action, ...] = ()  #: none: what the posts have
    windows: tuple[float, ...] = (10.0,)  #: seconds, the widest first
    participation: int = 2  #: coordinated posts that an account must have
    quantile: float | None = 0.5  #: of edge weights; the subgraph lies strictly above it
    least_weight: float | None = None  #: instead of a quantile: the subgraph weighs this or more
    loops: bool = False  #: whether an account's pairs with itself stay
    weight: EdgeWeight = "pairs"  #: or the posts of the first account that are in a pair
    similarity: float = 0.8  #: the least share of words that two similar texts have in common
    measure: SimilarityMeasure = (
        "jaccard"  #: of the words of both; or, contained, of the shorter text
    )
    most_pairs: int = 20_000_000  #: an object that could make more is left out, and named
    preset: Literal["", "coortweet", "cnt"] = ""

    def __post_init__(self) -> None:
        if not self.windows or not all(0 <= window < math.inf for window in self.windows):
            raise NetworkError("a window is a number of seconds, 0 or more")
        if list(self.windows) != sorted(set(self.windows), reverse=True):
            raise NetworkError("windows go from the widest to the narrowest, each once")
        if self.participation < 1:
            raise NetworkError("the least participation is 1")
        if (self.quantile is None) == (self.least_weight is None):
            raise NetworkError("the edge weight is either a quantile or an absolute number")
        if self.quantile is not None and not 0 <= self.quantile <= 1:
            raise NetworkError("a quantile of edge weights lies between 0 and 1")
        if not 0 < self.similarity <= 1:
            raise NetworkError("a similarity lies above 0 and is at most 1")
        if self.most_pairs < 1:
            raise NetworkError("an object must be allowed at least one pair")

    @property
    def window(self) -> float:
        """The widest window, in seconds: pairs are found within this one."""
        return self.windows[0]


#: Microseconds. No moment lies as far from another; the sum of both is a number of 64 bits.
MAX_WINDOW_MICROSECONDS = 2**62


def window_microseconds(window: float) -> int:
    """A window of seconds in microseconds."""
    return round(min(window * 1_000_000, MAX_WINDOW_MICROSECONDS))


#: Presets that answer as another program does, to the last pair.
PRESETS: Mapping[str, Question] = {
    # CooRTweet 2.1: detect_groups(), generate_coordinated_network(), account_stats().
    "coortweet": Question(actions=("share",), preset="coortweet"),
    # coordination-network-toolkit 1.5: a direct count of posts, an edge from one post on.
    "cnt": Question(
        actions=("text",),
        windows=(60.0,),
        participation=1,
        quantile=None,
        least_weight=1,
        weight="posts",
        similarity=0.9,
        preset="cnt",
    ),
}


def preset_question(name: str) -> Question:
    """The question of a preset; "" asks with Coranto's own defaults."""
    return replace(PRESETS[name]) if name else Question()


def weighted_quantile(weights: Mapping[float, int], share: float) -> float:
    """A quantile of weights (weight → how often), interpolated as R's type 7.

    Hyndman & Fan 1996, definition 7: position (n - 1) * share of the sorted values.
    """
    ordered = sorted(weights)
    ends = np.cumsum([weights[weight] for weight in ordered])
    position = (int(ends[-1]) - 1) * share
    below = math.floor(position)
    low, high = (ordered[int(np.searchsorted(ends, at, side="right"))] for at in (
        below, min(below + 1, int(ends[-1]) - 1),
    ))  # fmt: skip
    return low + (position - below) * (high - low)


def connected_components(
    size: int, sources: NDArray[np.int64], targets: NDArray[np.int64]
) -> NDArray[np.int64]:
    """For each of `size` vertices the number of its component, counted from 1.

    The largest component is number 1; among equals that of the smallest vertex comes first.
    Vertices without an edge have 0. Labels are hooked and halved until they
    stand still, as in Shiloach & Vishkin 1982.
    """
    label = np.arange(size, dtype=np.int64)
    while len(sources):
        low = np.minimum(label[sources], label[targets])
        before = label.copy()
        np.minimum.at(label, label[sources], low)
        np.minimum.at(label, label[targets], low)
        while not np.array_equal(shorter := label[label], label):
            label = shorter
        if np.array_equal(label, before):
            break
    touched = np.zeros(size, dtype=bool)
    touched[sources] = touched[targets] = True
    return _number_by_size(label, touched)


def _number_by_size(label: NDArray[np.int64], touched: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Labels as numbers from 1, the most frequent first; 0 where not touched."""
    roots, counts = np.unique(label[touched], return_counts=True)
    numbers = np.zeros(len(label), dtype=np.int64)
    numbers[roots[np.lexsort((roots, -counts))]] = np.arange(1, len(roots) + 1)
    return np.where(touched, numbers[label], 0)


def component_sizes(numbers: Sequence[int] | NDArray[np.int64]) -> list[int]:
    """How many vertices each component has, the largest first."""
    return [int(count) for count in np.bincount(np.asarray(numbers, dtype=np.int64))[1:]]
