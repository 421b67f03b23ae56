"""Find where the documents of a story come from, and count its independent sources. Pure.

Copies of one origin count once, and so do outlets of one owner.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coranto.model import Copy, Document, Source, Why
from coranto.reading.language.text import normalise

#: A document with a smaller share of its own words from its origin reports on its own as well.
MIN_COPIED_SHARE = 0.5
#: Names listed in one reason.
_MAX_NAMES_IN_REASON = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """Documents of one origin: the root first, then the copies in the order of their chain."""

    root: str  #: the document that all others come from; "" when only its agency is known
    agency: str  #: whom the root credits, or the agency that all credit; "" for nobody
    documents: tuple[str, ...]  #: ids, each after the one it copies
    parents: Mapping[str, str]  #: copy → the document it copies; "" for the agency itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Independence:
    """How many sources report on their own: copies of one origin count once."""

    count: int
    outlets: int  #: number of sources in all
    origins: tuple[tuple[str, ...], ...]  #: source ids that count as one, the origin's first
    reasons: tuple[Why, ...]  #: their values sum up to the count


def group_by_origin(documents: Sequence[Document], copies: Iterable[Copy]) -> tuple[Lineage, ...]:
    """Group documents by origin, the largest group first; leave out documents without copies.

    An origin outside of `documents` is still the root of its copies. Documents that only credit an
    agency belong to its own report if that is here; otherwise they form a group.
    """
    documents_by_id = {document.id: document for document in documents}
    copies_by_id = {
        copy.document_id: copy for copy in copies if copy.document_id in documents_by_id
    }
    parents = {name: copy.origin_id for name, copy in copies_by_id.items() if copy.origin_id}
    roots = {name: _find_root(name, parents) for name in documents_by_id}
    groups: defaultdict[str, list[str]] = defaultdict(list)
    roots_by_agency: defaultdict[str, list[str]] = defaultdict(list)
    for name, root in roots.items():
        groups[root].append(name)
    for root in groups:
        if root in copies_by_id and not copies_by_id[root].origin_id and copies_by_id[root].credit:
            roots_by_agency[copies_by_id[root].credit].append(root)
    for agency, members in roots_by_agency.items():
        _join_agency_groups(agency, members, groups, parents, documents_by_id)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return tuple(
        _make_lineage(root, members, parents, copies_by_id)
        for root, members in ordered
        if len(members) > 1 or root not in members
    )


def _find_root(name: str, parents: Mapping[str, str]) -> str:
    visited: set[str] = set()
    # Copies come out of a store: a circle in them must not hang the program.
    while name in parents and name not in visited:
        visited.add(name)
        name = parents[name]
    return name


def _join_agency_groups(
    agency: str,
    members: list[str],
    groups: defaultdict[str, list[str]],
    parents: dict[str, str],
    documents_by_id: Mapping[str, Document],
) -> None:
    """Put groups whose roots credit one agency under its own report, or under its name."""
    own_report = next(
        (
            name
            for name in groups
            if name in documents_by_id and _is_from_agency(documents_by_id[name], agency)
        ),
        "",
    )
    root = own_report or f"agency {agency}"
    for member in members:
        if member != root:
            parents[member] = own_report
            groups[root] += groups.pop(member)


def _is_from_agency(document: Document, agency: str) -> bool:
    return _plain_name(agency) in {_plain_name(document.source_id), _plain_name(document.site_name)}


def _plain_name(name: str) -> str:
    return "".join(char for char in normalise(name) if char.isalnum())


def _make_lineage(
    root: str, members: list[str], parents: Mapping[str, str], copies_by_id: Mapping[str, Copy]
) -> Lineage:
    own_parents = {name: parents[name] for name in members if name in parents and name != root}
    copies: defaultdict[str, list[str]] = defaultdict(list)
    for name, parent in own_parents.items():
        copies[parent].append(name)
    is_agency = root.startswith("agency ") and root not in members
    start = "" if is_agency else root
    ordered: list[str] = []
    waiting = [start]
    while waiting:
        name = waiting.pop(0)
        if name in members and name not in ordered:
            ordered.append(name)
        waiting += sorted(copies.pop(name, ()))
    agency = root.removeprefix("agency ") if is_agency else ""
    if not agency and root in copies_by_id:
        agency = copies_by_id[root].credit
    return Lineage(root=start, agency=agency, documents=tuple(ordered), parents=own_parents)


def count_independent_sources(
    documents: Sequence[Document], copies: Iterable[Copy], sources: Mapping[str, Source]
) -> Independence:
    """Count the independent sources of a story. Posts are not reports.

    A source counts when it has a report most of whose words are not copied from another source;
    sources of one owner count once. Reports of unknown outlets, such as an aggregator passes on,
    count beside no other: nothing tells whether they are another outlet's.
    """
    reports = [document for document in documents if document.kind != "post"]
    reports = [document for document in reports if document.source_id] or reports
    counted_copies = [
        copy for copy in copies if not copy.origin_id or copy.overlap >= MIN_COPIED_SHARE
    ]
    sources_by_speaker = _outlets_by_speaker(reports, counted_copies)
    outlets = list(
        dict.fromkeys(source for group in sources_by_speaker.values() for source in group)
    )
    reasons = [_make_reason("outlets", len(outlets), outlets, "report it", sources)]
    for speaker, (first, *others) in sources_by_speaker.items():
        if speaker != first and others:
            detail = f"take it from {speaker}"
            reasons.append(_make_reason("copies", -len(others), [first, *others], detail, sources))
        elif others:
            detail = f"reprint {_source_name(first, sources)}"
            reasons.append(_make_reason("copies", -len(others), others, detail, sources))
    origins = []
    for owner, groups in _group_by_owner(sources_by_speaker, sources):
        origins.append(tuple(source for group in groups for source in group))
        if len(groups) > 1:
            firsts = [group[0] for group in groups]
            detail = f"belong to {owner}"
            reasons.append(_make_reason("owner", 1 - len(groups), firsts, detail, sources))
    origins.sort(key=lambda ids: (-len(ids), ids))
    return Independence(
        count=len(origins), outlets=len(outlets), origins=tuple(origins), reasons=tuple(reasons)
    )


def _outlets_by_speaker(
    reports: Sequence[Document], copies: Sequence[Copy]
) -> dict[str, list[str]]:
    """Map each speaker to the sources that print it; the speaker itself is first if it is here.

    A speaker is a source, or the name of an agency or document that is not here.
    """
    source_ids = {document.id: document.source_id for document in reports}
    speakers = dict(source_ids)
    for lineage in group_by_origin(reports, copies):
        speaker = source_ids.get(lineage.root) or lineage.agency or lineage.root
        speakers |= dict.fromkeys(lineage.documents, speaker)
    sources_by_speaker: dict[str, list[str]] = {}
    # A source with a report of its own speaks for itself, whatever else it reprints.
    for name, source in sorted(source_ids.items()):
        if speakers[name] == source:
            sources_by_speaker[source] = [source]
    for name, source in sorted(source_ids.items()):
        if source not in sources_by_speaker and not any(
            source in group for group in sources_by_speaker.values()
        ):
            sources_by_speaker.setdefault(speakers[name], []).append(source)
    return sources_by_speaker


def _group_by_owner(
    sources_by_speaker: Mapping[str, list[str]], sources: Mapping[str, Source]
) -> list[tuple[str, list[list[str]]]]:
    """The groups of sources by owner, with the owner's name; "" when that is unreviewed."""
    groups: dict[str, tuple[str, list[list[str]]]] = {}
    for speaker, source_ids in sources_by_speaker.items():
        owner = _owner_name(sources.get(speaker))
        groups.setdefault(
            f"owner {normalise(owner)}" if owner else f"voice {speaker}", (owner, [])
        )[1].append(source_ids)
    return list(groups.values())


def _owner_name(source: Source | None) -> str:
    facts = source.disclosures if source else ()
    return min((fact.value for fact in facts if fact.relation == "owner"), default="")


def _make_reason(
    signal: str, value: int, ids: Sequence[str], detail: str, sources: Mapping[str, Source]
) -> Why:
    names = [_source_name(source, sources) for source in ids[:_MAX_NAMES_IN_REASON]]
    more = f" and {len(ids) - _MAX_NAMES_IN_REASON} more" if len(ids) > _MAX_NAMES_IN_REASON else ""
    return Why(signal=signal, value=float(value), detail=f"{', '.join(names)}{more} {detail}")


def _source_name(source_id: str, sources: Mapping[str, Source]) -> str:
    source = sources.get(source_id)
    return source.name if source else source_id
