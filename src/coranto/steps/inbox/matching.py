"""Which stories a filter lets through, and how many each further choice would leave. Pure."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from coranto.editing.ranking.decisions import StoryDecisions
from coranto.model import Decision, DecisionState, StorySummary
from coranto.steps.inbox.filters import ME, InboxFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxStory:
    """A story of the inbox with what was decided about it."""

    summary: StorySummary
    state: DecisionState
    assigned_to: str  #: "" for nobody
    decisions: tuple[Decision, ...]  #: those not taken back, oldest first
    is_new: bool  #: whether the person has not visited since its newest document came

    @property
    def id(self) -> str:
        """The id of the story."""
        return self.summary.story_id


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """A value that a filter can have, and what it would leave."""

    value: str  #: as in the query
    label: str  #: for people, where the desk has a name for it: of an outlet, of a section
    count: int  #: stories that it leaves, all other fields of the filter being as they are
    is_selected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A field of the filter with its values."""

    key: str  #: as in the query: "language"
    values: tuple[FacetValue, ...]  #: the most frequent first


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who looks at the inbox, as far as a filter asks."""

    name: str = ""
    last_visit: datetime | None = None  #: documents that came later are new


class FilterMatcher:
    """Matches stories one by one, and counts the values of the facets meanwhile."""

    def __init__(
        self,
        inbox_filter: InboxFilter,
        *,
        viewer: Viewer,
        decided: Mapping[str, StoryDecisions],
        with_words: Collection[str] | None,
    ) -> None:
        """`with_words`: ids of stories with the filter's words; None when it has none."""
        self._viewer = viewer
        self._decided = decided
        self._with_words = with_words
        self._min_independent = inbox_filter.min_independent
        self._is_since_visit = inbox_filter.is_since_visit
        self._wanted = {key: frozenset(map(str, read(inbox_filter))) for key, read in _WANTED}
        if ME in self._wanted["assigned"]:
            self._wanted["assigned"] = self._wanted["assigned"] - {ME} | {viewer.name or ME}
        self._counts: dict[str, Counter[str]] = {key: Counter() for key, _ in _WANTED}
        self.labels: dict[tuple[str, str], str] = {}

    def is_match(self, summary: StorySummary) -> bool:
        """Whether the filter lets a story through."""
        decided = self._decided.get(summary.story_id, _UNDECIDED)
        if not self._passes_thresholds(summary):
            return False
        values = {key: read(summary, decided) for key, read in _VALUES.items()}
        failed = [
            key for key, wanted in self._wanted.items() if wanted and wanted.isdisjoint(values[key])
        ]
        # A facet shows what another choice in its own field would leave, so a story that fails
        # in that field alone counts there.
        for key in failed or values if len(failed) < 2 else ():
            self._counts[key].update(values[key])
        for outlet in summary.outlets:
            self.labels["outlet", outlet.source_id] = outlet.name
        return not failed

    def inbox_story(self, summary: StorySummary) -> InboxStory:
        """A story with what was decided about it."""
        decided = self._decided.get(summary.story_id, _UNDECIDED)
        return InboxStory(
            summary=summary,
            state=decided.state,
            assigned_to=decided.assigned_to,
            decisions=decided.decisions,
            is_new=self.is_new(summary),
        )

    def without_counts(self) -> "FilterMatcher":
        """A matcher of the same filter whose facets have counted nothing."""
        fresh_matcher = copy(self)
        fresh_matcher._counts = {key: Counter() for key, _ in _WANTED}  # noqa: SLF001 - its own
        return fresh_matcher

    def is_new(self, summary: StorySummary) -> bool:
        """Whether something of a story came since the last visit."""
        return self._viewer.last_visit is None or summary.renewed_at > self._viewer.last_visit

    def facets(self, labels: Mapping[tuple[str, str], str]) -> tuple[Facet, ...]:
        """The facets of the stories matched so far; `labels` by key and value."""
        names = {**self.labels, **labels}
        return tuple(
            Facet(
                key=key,
                values=tuple(
                    FacetValue(
                        value=value,
                        label=names.get((key, value), value),
                        count=counts[value],
                        is_selected=value in self._wanted[key],
                    )
                    for value in _values_in_order(counts, self._wanted[key])
                ),
            )
            for key, counts in self._counts.items()
        )

    def _passes_thresholds(self, summary: StorySummary) -> bool:
        return (
            summary.independent >= self._min_independent
            and (not self._is_since_visit or self.is_new(summary))
            and (self._with_words is None or summary.story_id in self._with_words)
        )


def _values_in_order(counts: Counter[str], selected: Iterable[str]) -> Sequence[str]:
    """The values, the most frequent first; selected ones also where no story has them."""
    values = {*counts, *selected} - {""}
    return sorted(values, key=lambda value: (-counts[value], value))


_UNDECIDED = StoryDecisions()

#: Keys of a query → the values of the filter that are alternatives.
_WANTED: tuple[tuple[str, Callable[[InboxFilter], Iterable[object]]], ...] = (
    ("language", lambda wanted: wanted.languages),
    ("country", lambda wanted: wanted.countries),
    ("outlet", lambda wanted: wanted.outlets),
    ("tier", lambda wanted: wanted.tiers),
    ("section", lambda wanted: wanted.sections),
    ("folder", lambda wanted: wanted.folders),
    ("kind", lambda wanted: wanted.kinds),
    ("watch", lambda wanted: wanted.watch_words),
    ("assigned", lambda wanted: wanted.assigned_to),
    ("sure", lambda wanted: wanted.sureness),
    ("state", lambda wanted: wanted.states),
)

#: Keys of a query → the values that a story has.
_VALUES: Mapping[str, Callable[[StorySummary, StoryDecisions], Collection[str]]] = {
    "language": lambda summary, _: summary.languages,
    "country": lambda summary, _: {outlet.country for outlet in summary.outlets},
    "outlet": lambda summary, _: [outlet.source_id for outlet in summary.outlets],
    "tier": lambda summary, _: {str(outlet.tier) for outlet in summary.outlets},
    "section": lambda summary, _: (summary.section,),
    "folder": lambda summary, _: summary.folders,
    "kind": lambda summary, _: summary.kinds,
    "watch": lambda summary, _: summary.watch_words,
    "assigned": lambda _, decided: (decided.assigned_to,),
    "sure": lambda summary, _: (summary.sureness,),
    "state": lambda _, decided: (decided.state,),
}
