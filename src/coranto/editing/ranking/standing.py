"""The tier and weight of a document's source: its own, else that of the feed's folder. Pure.

Both are what a person set; nothing here computes one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from coranto.editing.ranking.context import RankingContext
from coranto.model import Document, Folder, Source, Tier

DEFAULT_TIER: Tier = 2
DEFAULT_WEIGHT = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A tier and a weight, each with the name of the source or folder that it was set for."""

    tier: Tier = DEFAULT_TIER
    tier_from: str = ""
    weight: float = DEFAULT_WEIGHT
    weight_from: str = ""


def find_standing(document: Document, context: RankingContext) -> Standing:
    """What was set for a document's source, else for the innermost folder of its feed."""
    return source_standing(
        context.sources.get(document.source_id),
        context.folder_by_document.get(document.id, ()),
        context.folders,
    )


def source_standing(
    source: Source | None, path: tuple[str, ...], folders: Mapping[tuple[str, ...], Folder]
) -> Standing:
    """What was set for a source, else for the innermost folder of a feed's `path`."""
    folder_paths = (path[:depth] for depth in range(len(path), 0, -1))
    folders_above = [folders[folder_path] for folder_path in folder_paths if folder_path in folders]
    holders: list[Source | Folder] = [*([source] if source else []), *folders_above]
    by_tier = next((holder for holder in holders if holder.tier is not None), None)
    by_weight = next((holder for holder in holders if holder.weight is not None), None)
    return Standing(
        tier=(by_tier.tier if by_tier else None) or DEFAULT_TIER,
        tier_from=_holder_name(by_tier),
        weight=(by_weight.weight if by_weight else None) or DEFAULT_WEIGHT,
        weight_from=_holder_name(by_weight),
    )


def _holder_name(holder: Source | Folder | None) -> str:
    if isinstance(holder, Folder):
        return f"{'/'.join(holder.path)}/"
    return holder.name if holder else ""
