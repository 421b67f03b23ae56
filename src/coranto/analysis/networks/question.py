"""Define what makes two accounts a pair, and compute what follows from edges. Pure.

The pairs themselves are found by a database (`edges/engine.py`); this module neither reads posts
nor knows where the pairs are kept.
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
#: Fewest distinct words of a text that may be contained in another: shorter ones are contained in
#: many texts by chance.
MIN_CONTAINED_WORDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What makes two accounts a pair, and which pairs count. Raises NetworkError.

    The defaults of window, participation and edge weight are those of CooRTweet (Righetti & Balluff
    2025); those of similarity are CNT's.
    """

    actions: tuple[Action, ...] = ()  #: empty: decided by the fields that the posts have
    windows: tuple[float, ...] = (10.0,)  #: seconds, the widest first
    participation: int = 2  #: fewest coordinated posts of an account
    quantile: float | None = 0.5  #: of edge weights; the subgraph lies strictly above it
    least_weight: float | None = None  #: instead of a quantile: least edge weight of the subgraph
    loops: bool = False  #: whether pairs of an account with itself are kept
    weight: EdgeWeight = "pairs"  #: "posts": the posts of the first account that are in a pair
    similarity: float = 0.8  #: least share of words that two similar texts have in common
    #: "jaccard": share of the words of both texts; "containment": of the shorter text
    measure: SimilarityMeasure = "jaccard"
    #: in all: the objects of most pairs are left out, and named, until the others fit
    most_pairs: int = 20_000_000
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


#: No two moments lie further apart, and a moment plus this window still fits into 64 bits: a longer
#: window overflowed and found nothing.
MAX_WINDOW_MICROSECONDS = 2**62


def window_microseconds(window: float) -> int:
    """Convert a window from seconds to microseconds."""
    return round(min(window * 1_000_000, MAX_WINDOW_MICROSECONDS))


#: Presets that reproduce the answer of another program, to the last pair.
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
    """A quantile of weights (weight → how often it occurs), interpolated as R's type 7.

    Hyndman & Fan 1996, definition 7: position (n - 1) * share of the sorted values.
    """
    ordered = sorted(weights)
    cumulative = np.cumsum([weights[weight] for weight in ordered])
    position = (int(cumulative[-1]) - 1) * share
    lower_position = math.floor(position)
    ends = (lower_position, min(lower_position + 1, int(cumulative[-1]) - 1))
    low, high = (ordered[int(np.searchsorted(cumulative, end, side="right"))] for end in ends)
    return low + (position - lower_position) * (high - low)


def connected_components(
    size: int, sources: NDArray[np.int64], targets: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The number of each vertex's component, counted from 1.

    The largest component is number 1; among equals the one with the smallest vertex comes first.
    Vertices without an edge have 0. Labels are hooked and halved until they stop changing, as in
    Shiloach & Vishkin 1982.
    """
    labels = np.arange(size, dtype=np.int64)
    while len(sources):
        lower = np.minimum(labels[sources], labels[targets])
        previous = labels.copy()
        np.minimum.at(labels, labels[sources], lower)
        np.minimum.at(labels, labels[targets], lower)
        # Halving the chains of labels keeps rounds few: without it a label would move one edge a
        # round, and a long path of accounts would take as many rounds as it has vertices.
        while not np.array_equal(halved := labels[labels], labels):
            labels = halved
        if np.array_equal(labels, previous):
            break
    has_edge = np.zeros(size, dtype=bool)
    has_edge[sources] = has_edge[targets] = True
    return _number_by_size(labels, has_edge)


def _number_by_size(labels: NDArray[np.int64], has_edge: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Labels as numbers from 1, the most frequent first; 0 for vertices without an edge."""
    roots, counts = np.unique(labels[has_edge], return_counts=True)
    numbers = np.zeros(len(labels), dtype=np.int64)
    numbers[roots[np.lexsort((roots, -counts))]] = np.arange(1, len(roots) + 1)
    return np.where(has_edge, numbers[labels], 0)


def component_sizes(numbers: Sequence[int] | NDArray[np.int64]) -> list[int]:
    """The number of vertices of each component, the largest first."""
    return [int(count) for count in np.bincount(np.asarray(numbers, dtype=np.int64))[1:]]
