"""Tiers and weights of sources and of folders of feeds: set by a person, exchanged as OPML.

Nothing here computes one: what nobody set stays unset, and ranking takes the middle tier.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import TypeVar, cast, get_args

from coranto.errors import DeskError
from coranto.model import Folder, Problem, Source, Tier
from coranto.steps.desk import Desk

Holder = TypeVar("Holder", Source, Folder)

TIER_ATTRIBUTE = "{urn:coranto:opml}tier"
WEIGHT_ATTRIBUTE = "{urn:coranto:opml}weight"
ATTRIBUTES = frozenset({TIER_ATTRIBUTE, WEIGHT_ATTRIBUTE})
#: Bounds of a weight: beyond them it would decide alone, which `[[pin]]` and `[[mute]]` say openly.
MIN_WEIGHT = 0.1
MAX_WEIGHT = 10.0


def set_folder(desk: Desk, name: str, *, tier: Tier | None, weight: float | None) -> Folder:
    """Set the tier or weight of a folder of feeds; what is None stays as it is.

    `name` is a folder's title, or titles joined by "/" from the outermost. Raises DeskError
    when no feed in use is in such a folder, or when several folders have the title.
    """
    paths = {
        feed.folder[:depth]
        for feed in desk.store.feeds.all()
        for depth in range(1, len(feed.folder) + 1)
    }
    matching = sorted(path for path in paths if name in {"/".join(path), path[-1]})
    if not matching:
        known = ", ".join(sorted("/".join(path) for path in paths)) or "none"
        raise DeskError(f"there is no folder {name!r} here. Folders of feeds: {known}.")
    exact = [path for path in matching if "/".join(path) == name]
    if len(matching) > 1 and not exact:
        choices = ", ".join("/".join(path) for path in matching)
        raise DeskError(f"several folders are called {name!r}: name one of {choices}.")
    path = (exact or matching)[0]
    old = desk.store.sources.folders().get(path, Folder(path=path))
    folder = replace(old, tier=tier or old.tier, weight=weight or old.weight)
    desk.store.sources.set_folder(folder)
    return folder


def take_folders(
    desk: Desk, attributes_by_path: Mapping[tuple[str, ...], Mapping[str, str]]
) -> list[Problem]:
    """Take over the tiers of an imported list's folders. Returns what could not be used.

    What the desk has set already stays.
    """
    known_folders = desk.store.sources.folders()
    problems: list[Problem] = []
    for path, attributes in attributes_by_path.items():
        folder = known_folders.get(path, Folder(path=path))
        changed = _with_attributes(folder, attributes)
        if changed != folder:
            desk.store.sources.set_folder(changed)
        problems += _unusable_values("/".join(path), attributes)
    return problems


def take_source(
    desk: Desk, source: Source, attributes_of_feeds: Sequence[Mapping[str, str]]
) -> list[Problem]:
    """Take over the tier that an imported list gives a source, as `take_folders` does."""
    changed = source
    problems: list[Problem] = []
    for attributes in attributes_of_feeds:
        changed = _with_attributes(changed, attributes)
        problems += _unusable_values(source.name, attributes)
    if changed != source:
        desk.store.sources.update(replace(changed, removed=None))
    return problems


def to_attributes(holder: Source | Folder) -> dict[str, str]:
    """The OPML attributes that say the tier and weight of a source or folder."""
    values = {TIER_ATTRIBUTE: holder.tier, WEIGHT_ATTRIBUTE: holder.weight}
    return {name: f"{value:g}" for name, value in values.items() if value is not None}


def _with_attributes(holder: Holder, attributes: Mapping[str, str]) -> Holder:
    tier, weight = holder.tier, holder.weight
    if tier is None:
        tier = _parse_tier(attributes.get(TIER_ATTRIBUTE, ""))
    if weight is None:
        weight = _parse_weight(attributes.get(WEIGHT_ATTRIBUTE, ""))
    return replace(holder, tier=tier, weight=weight)


def _unusable_values(name: str, attributes: Mapping[str, str]) -> Iterator[Problem]:
    for attribute, parse in ((TIER_ATTRIBUTE, _parse_tier), (WEIGHT_ATTRIBUTE, _parse_weight)):
        value = attributes.get(attribute, "").strip()
        if value and parse(value) is None:
            label = attribute.rpartition("}")[2]
            yield Problem(subject=name[:200], reason=f"no {label}", detail=value[:80])


def _parse_tier(value: str) -> Tier | None:
    tiers = {str(tier): tier for tier in get_args(Tier)}
    return cast("Tier | None", tiers.get(value.strip()))


def _parse_weight(value: str) -> float | None:
    try:
        weight = float(value)
    except ValueError:
        return None
    return weight if isfinite(weight) and MIN_WEIGHT <= weight <= MAX_WEIGHT else None
