"""What a new composition adds to a draft that an editor has worked on. Pure.

Three texts are compared, story by story: what was composed before, what the editor made
of it, and what would be composed now. The editor's text is only ever read.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from coranto.editing.quotations import CITATION_MARK_PATTERN, LINK_PATTERN
from coranto.model import Citation, Draft, Item, Section

#: A story that the draft does not tell; an item that the editor left as it was; one that
#: the editor changed, and that now has something it had not.
ProposalKind = Literal["new", "renewed", "changed by you"]
PROPOSAL_KINDS: tuple[ProposalKind, ...] = ("new", "renewed", "changed by you")

_BOLD_PATTERN = re.compile(r"\*\*(.+?)\*\*")
Fact = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One item that the editor may copy into the draft."""

    kind: ProposalKind
    section: str  #: id
    item: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """What is new beside an editor's draft."""

    draft: Draft  #: holds the proposed items only, and the lead if it is new
    items: tuple[Proposal, ...]
    is_lead_new: bool
    gone: tuple[Item, ...]  #: of the editor's draft, whose stories the week has no more

    def __bool__(self) -> bool:
        """Is there anything for the editor to look at?"""
        return bool(self.items or self.is_lead_new or self.gone)


def propose_items(
    now: Draft,
    *,
    mine: Draft,
    composed: Draft | None,
    proposed: Draft | None,
    known: Collection[str],
) -> Proposals:
    """What of the composition `now` the draft `mine` lacks.

    `composed` is the draft as the editor got it first, `proposed` what was proposed last; None
    where it is not there. `known` are the stories of the week, told or not. An item that the
    editor removed of the draft as composed stays removed.
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
    """The stories of the draft as composed that the editor took out.

    What was proposed later may never have been taken over: that it is missing tells nothing.
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
    """Does the lead tell of other stories? An editor who wrote one is shown another only once."""
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
    """What makes an item another one: where it leads, what it names, which versions it cites.

    Not its sentences: one as good as another may be chosen when the rest of the week changed.
    """
    cited = {citation.mark: citation for citation in citations}
    marks = (cited[mark] for mark in CITATION_MARK_PATTERN.findall(body) if mark in cited)
    return {
        *(("link", match[2]) for match in LINK_PATTERN.finditer(body)),
        *(("name", match[1]) for match in _BOLD_PATTERN.finditer(body)),
        *(("version", mark.document_id, str(mark.version)) for mark in marks),
    }


def _proposals_draft(now: Draft, proposals: Sequence[Proposal], *, is_lead_new: bool) -> Draft:
    """The proposals as a draft, by section and kind."""
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
