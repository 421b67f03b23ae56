"""Propose what a new composition adds to a draft that an editor has worked on. Pure.

Compares three texts, story by story: what was composed before, what the editor made of it,
and what is composed now. Never changes the editor's text.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from coranto.editing.quotations import CITATION_MARK_PATTERN, LINK_PATTERN
from coranto.model import Citation, Draft, Item, Section

#: "new": a story that the draft does not contain. "renewed": an item that the editor left as
#: it was. "changed by you": one that the editor changed and that now has something new.
ProposalKind = Literal["new", "renewed", "changed by you"]
PROPOSAL_KINDS: tuple[ProposalKind, ...] = ("new", "renewed", "changed by you")

_BOLD_PATTERN = re.compile(r"\*\*(.+?)\*\*")
#: A kind ("link", "name", "version") and its values; see `_body_facts`.
Fact = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One item that the editor may copy into the draft."""

    kind: ProposalKind
    section: str  #: id of the section in the new composition
    item: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """Everything that a new composition has and an editor's draft lacks."""

    draft: Draft  #: holds the proposed items only, and the lead if it is new
    items: tuple[Proposal, ...]
    is_lead_new: bool
    gone: tuple[Item, ...]  #: items of the editor's draft whose stories no longer exist

    def __bool__(self) -> bool:
        """Whether there is anything for the editor to look at."""
        return bool(self.items or self.is_lead_new or self.gone)


def propose_items(
    now: Draft,
    *,
    mine: Draft,
    composed: Draft | None,
    proposed: Draft | None,
    known: Collection[str],
) -> Proposals:
    """What the composition `now` has and the draft `mine` lacks.

    `composed` is the draft as it was composed first, `proposed` what was proposed last; None
    where there is no such file. `known` are the ids of all stories of the week, whether in an
    edition or not. An item that the editor removed from the composed draft is not proposed.
    """
    own_items, composed_items = _items_by_story(mine), _items_by_story(composed)
    earlier_items = [_items_by_story(draft) for draft in (composed, proposed)]
    proposals: list[Proposal] = []
    for section in now.sections:
        for item in section.items:
            own_item = own_items.get(item.story_id)
            composed_item = composed_items.get(item.story_id)
            if own_item is None:
                kind: ProposalKind | None = "new" if composed_item is None else None
            # An item equal to one that was handed out is the machine's work and may be
            # replaced whenever it differs; what an editor wrote is touched only for new facts.
            elif any(_is_same_item(own_item, items.get(item.story_id)) for items in earlier_items):
                kind = "renewed" if _item_facts(item, now) != _item_facts(own_item, mine) else None
            else:
                known_facts = _item_facts(own_item, mine) | (
                    _item_facts(composed_item, composed) if composed_item else set()
                )
                kind = "changed by you" if _item_facts(item, now) - known_facts else None
            if kind:
                proposals.append(Proposal(kind=kind, section=section.id, item=item))
    is_lead_new = _is_lead_new(now, mine, composed, proposed)
    return Proposals(
        draft=_proposals_draft(now, proposals, is_lead_new=is_lead_new),
        items=tuple(proposals),
        is_lead_new=is_lead_new,
        gone=tuple(item for story_id, item in own_items.items() if story_id not in known),
    )


def removed_story_ids(mine: Draft, composed: Draft | None) -> set[str]:
    """Ids of the stories that the editor removed from the composed draft.

    Stories that were only proposed later do not count: they may never have been copied into
    the draft, so that they are missing says nothing.
    """
    return set(_items_by_story(composed)) - set(_items_by_story(mine))


def _items_by_story(draft: Draft | None) -> dict[str, Item]:
    sections = draft.sections if draft else ()
    return {item.story_id: item for section in sections for item in section.items if item.story_id}


def _is_same_item(item: Item, other_item: Item | None) -> bool:
    if other_item is None:
        return False
    return (item.heading, item.body) == (other_item.heading, other_item.body)


def _is_lead_new(now: Draft, mine: Draft, composed: Draft | None, proposed: Draft | None) -> bool:
    """Whether the lead has new facts. An editor who changed it sees one proposal only once."""
    is_as_composed = composed is not None and (
        (mine.headline, mine.lead) == (composed.headline, composed.lead)
    )
    earlier_drafts = (mine, composed) if is_as_composed else (mine, composed, proposed)
    facts = _lead_facts(now)
    return bool(now.lead) and all(facts != _lead_facts(draft) for draft in earlier_drafts if draft)


def _lead_facts(draft: Draft) -> set[Fact]:
    return _body_facts(draft.lead, draft.citations)


def _item_facts(item: Item, draft: Draft | None) -> set[Fact]:
    return _body_facts(item.body, draft.citations if draft else ())


def _body_facts(body: str, citations: Iterable[Citation]) -> set[Fact]:
    """What makes an item a different one: its links, names in bold, and document versions cited.

    Not its sentences: when the rest of the week changes, another sentence of the same value
    may be chosen, which is nothing new to an editor.
    """
    cited = {citation.mark: citation for citation in citations}
    marks = (cited[mark] for mark in CITATION_MARK_PATTERN.findall(body) if mark in cited)
    return {
        *(("link", match[2]) for match in LINK_PATTERN.finditer(body)),
        *(("name", match[1]) for match in _BOLD_PATTERN.finditer(body)),
        *(("version", mark.document_id, str(mark.version)) for mark in marks),
    }


def _proposals_draft(now: Draft, proposals: Sequence[Proposal], *, is_lead_new: bool) -> Draft:
    """The proposals as a draft with one section for each section and kind."""
    titles: Mapping[str, str] = {section.id: section.title for section in now.sections}
    sections = [
        Section(id=section, title=f"{title}: {kind}", items=items)
        for section, title in titles.items()
        for kind in PROPOSAL_KINDS
        if (
            items := tuple(
                proposal.item
                for proposal in proposals
                if (proposal.section, proposal.kind) == (section, kind)
            )
        )
    ]
    lead = now.lead if is_lead_new else ""
    bodies = [lead, *(proposal.item.body for proposal in proposals)]
    used = {mark for body in bodies for mark in CITATION_MARK_PATTERN.findall(body)}
    citations = tuple(citation for citation in now.citations if citation.mark in used)
    return replace(now, lead=lead, sections=tuple(sections), citations=citations)
