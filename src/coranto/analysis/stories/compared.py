"""The documents that are compared, as far as comparing them needs, and what comes out. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from coranto.analysis.stories.embeddings import Vector
from coranto.analysis.stories.nearest import FeatureQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedDocument:
    """What is known of each of two documents that are compared."""

    second: int  #: of publication, or else when it was first seen
    dated: bool  #: whether it has a date of publication
    utc_offset: int  #: seconds by which the clock of its written date is before UTC; 0 if unknown
    is_bare: bool  #: it has no text but its headline
    has_lead: bool  #: its text is a whole lead, not a line or two of summary
    language: str
    claims: Mapping[str, frozenset[str]]
    text: int  #: hash of the text; 0 when it has few words
    source_id: str  #: "" when the outlet is not known
    names: frozenset[str]  #: features of words that are written as names
    in_phrases: frozenset[str]  #: features that only words of phrases have
    has_case: bool  #: its script tells names by capitals


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedDocument(ComparedDocument):
    """A document that has a story, as far as later ones are compared with it."""

    id: str
    number: int
    title: str  #: shortened, for people
    key: str
    links: tuple[str, ...]  #: of a post; empty for others


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryDocument(ComparedDocument):
    """A document while it is compared."""

    features: FeatureQuery
    vector: Vector | None


def compared_fields(document: ComparedDocument) -> dict[str, Any]:
    """The fields that a document has before and after it is placed."""
    return {field.name: getattr(document, field.name) for field in fields(ComparedDocument)}


class DocumentMatch(NamedTuple):
    """How a document compares with one in memory."""

    document: PlacedDocument
    odds: float  #: log odds of one event, were both published at one moment
    model_odds: float  #: the part of them that a model added
    lapse: float  #: weight of the time between, in first days
    chance: float  #: of one event, 0 to 1
    is_timed: bool  #: whether the time between is known to the hour
