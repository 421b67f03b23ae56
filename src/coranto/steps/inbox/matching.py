"""Which stories a filter lets through, and how many each further choice would leave. Pure."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from coranto.editing.ranking.decisions import StoryDecisions
from coranto.model import StoryLabels
from coranto.steps.inbox.filters import ME, InboxFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who looks at the inbox, as far as a filter asks."""

    name: str = ""
    last_visit: datetime | None = None  #: documents that came later are new


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchResult:
    """The stories that a filter lets through, and the facets of the list."""

    story_ids: list[str]  #: in the order in which they were looked at
    #: Key of a filter → value → stories that the value would leave, all other fields being as
    #: they are.
    counts: Mapping[str, Counter[str]]
    selected: Mapping[str, Collection[str]]  #: key of a filter → values that it names


def match_stories(
    stories: Iterable[tuple[str, StoryLabels]],
    inbox_filter: InboxFilter,
    *,
    viewer: Viewer,
    decided: Mapping[str, StoryDecisions],
    with_words: Collection[str] | None = None,
) -> MatchResult:
    """Look at stories one by one.

    `decided`: what was decided, by story. `with_words`: ids of stories with the filter's words;
    None when it has none.
    """
    selected = _selected_values(inbox_filter, viewer)
    active = {key: values for key, values in selected.items() if values}
    counts: dict[str, Counter[str]] = {key: Counter() for key in selected}
    matching: list[str] = []
    for story_id, labels in stories:
        if with_words is not None and story_id not in with_words:
            continue
        if not _passes_thresholds(labels, inbox_filter, viewer):
            continue
        story_decisions = decided.get(story_id, _UNDECIDED)
        values = {
            **labels.values,
            "assigned": (story_decisions.assigned_to,) if story_decisions.assigned_to else (),
            "state": (story_decisions.state,),
        }
        failed = [key for key, wanted in active.items() if wanted.isdisjoint(values[key])]
        if not failed:
            matching.append(story_id)
        # A story that fails in one field alone counts there: another choice would show it.
        for key in failed or values if len(failed) < 2 else ():
            for value in values[key]:
                counts[key][value] += 1
    return MatchResult(story_ids=matching, counts=counts, selected=selected)


def is_new(labels_renewed_at: datetime, viewer: Viewer) -> bool:
    """Whether a story's newest document came after the last visit, or there was no visit."""
    return viewer.last_visit is None or labels_renewed_at > viewer.last_visit


def _selected_values(inbox_filter: InboxFilter, viewer: Viewer) -> dict[str, frozenset[str]]:
    selected = {key: frozenset(map(str, read(inbox_filter))) for key, read in _SELECTED.items()}
    if ME in selected["assigned"]:
        selected["assigned"] = selected["assigned"] - {ME} | {viewer.name or ME}
    return selected


def _passes_thresholds(labels: StoryLabels, inbox_filter: InboxFilter, viewer: Viewer) -> bool:
    return labels.independent >= inbox_filter.min_independent and (
        not inbox_filter.is_since_visit or is_new(labels.renewed_at, viewer)
    )


_UNDECIDED = StoryDecisions()

#: Keys of a query → the values of the filter that are alternatives; facets are in this order.
_SELECTED: Mapping[str, Callable[[InboxFilter], Iterable[object]]] = {
    "state": lambda wanted: wanted.states,
    "assigned": lambda wanted: wanted.assigned_to,
    "sure": lambda wanted: wanted.sureness,
    "section": lambda wanted: wanted.sections,
    "language": lambda wanted: wanted.languages,
    "country": lambda wanted: wanted.countries,
    "outlet": lambda wanted: wanted.outlets,
    "tier": lambda wanted: wanted.tiers,
    "folder": lambda wanted: wanted.folders,
    "kind": lambda wanted: wanted.kinds,
    "watch": lambda wanted: wanted.watch_words,
}
