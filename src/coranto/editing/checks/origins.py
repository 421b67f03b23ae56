"""Checks of who reports a story: how many independent outlets, and who owns them. Pure."""

import re
from collections.abc import Iterator

from coranto.analysis.copies import lineages
from coranto.editing.checks.fault import Fault, shorten_text
from coranto.editing.manuscript import Manuscript, Part
from coranto.editing.own_names import MAX_NAME_CHARACTERS
from coranto.model import Disclosure, Item, Source
from coranto.reading import urls
from coranto.reading.language import phrases, text
from coranto.reading.language.shortening import shorten_line

#: Types of media that a state controls or has captured, by the abbreviations of the State
#: Media Monitor's typology.
STATE_TYPES = frozenset({"sc", "capu", "capr"})
_STATE_WORDS_PATTERN = re.compile(
    rf"\b(?:{phrases.alternatives('state_owner_words')}"
    rf"|{phrases.alternatives('state_owner_whole_words')}\b)"
)
#: Kinds of sources whose name already says that they speak for a state.
_SELF_EXPLANATORY_KINDS = frozenset({"ministry"})


def headline_has_several_outlets(manuscript: Manuscript) -> Iterator[Fault]:
    """A headline rests on more than one outlet, or the editors know that it does not."""
    for item, part in manuscript.told_items:
        if item.heading != manuscript.draft.headline:
            continue
        links = [element for element in manuscript.elements(part) if element.kind == "link"]
        # Only links: readers go by what an item names, and what it merely cites may come from
        # an outlet that the item does not mention.
        sites = {urls.registrable_domain(link.target) for link in links}
        if len(sites) == 1:
            source_ids = {document.source_id for document in manuscript.linked(part)}
            source = (
                manuscript.context.sources.get(source_ids.pop()) if len(source_ids) == 1 else None
            )
            outlet = source.name if source else sites.pop()
            yield Fault(item.line, f"the headline rests on one outlet: {outlet}.")


def sources_are_independent(manuscript: Manuscript) -> Iterator[Fault]:
    """Outlets that print one text, or belong to one owner, are not told as several sources."""
    context = manuscript.context
    for item, part in manuscript.told_items:
        documents = [document for document in manuscript.told(part) if document.kind != "post"]
        source_ids = {document.source_id for document in documents}
        independence = lineages.count_independent_sources(
            documents, context.copies, context.sources
        )
        claimed_count = manuscript.claimed(part)
        if claimed_count is None and len(source_ids) > 1 and independence.count == 1:
            # The first reason counts the outlets; the others say who prints whose text.
            why = "; ".join(reason.detail for reason in independence.reasons[1:])
            yield Fault(
                item.line,
                f"{len(source_ids)} outlets are named, and one report stands behind them: {why}.",
                manuscript.wording.say("counted", outlets=independence.outlets, independent=1)
                + ".",
            )
        elif (
            claimed_count is not None
            and (independent_count := _count_independent(manuscript, item, part)) < claimed_count
        ):
            yield Fault(
                item.line,
                f"{claimed_count} independent sources are claimed; of this story's outlets "
                f"{independent_count} {'reports' if independent_count == 1 else 'report'} "
                "independently.",
            )


def _count_independent(manuscript: Manuscript, item: Item, part: Part) -> int:
    """How many independent sources report an item's story, among all of its documents."""
    context = manuscript.context
    story = (context.stories or {}).get(item.story_id)
    documents = story.documents if story else manuscript.told(part)
    return lineages.count_independent_sources(documents, context.copies, context.sources).count


def states_are_named(manuscript: Manuscript) -> Iterator[Fault]:
    """Readers are told where an outlet that is quoted belongs or is close to a state."""
    for source, line in _cited_sources(manuscript).items():
        facts = [fact for fact in source.disclosures if is_state_disclosure(fact)]
        if (
            source.kind not in _SELF_EXPLANATORY_KINDS
            and facts
            and not _is_named_in_edition(manuscript, facts)
        ):
            yield Fault(line, f"{source.name} is quoted, and not said: {_list_facts(facts)}.")


def owners_are_named(manuscript: Manuscript) -> Iterator[Fault]:
    """Readers are told who owns or directs an outlet that is quoted, where that is known."""
    for source, line in _cited_sources(manuscript).items():
        owners = [
            fact
            for fact in source.disclosures
            if fact.relation in {"owner", "affiliation"} and not is_state_disclosure(fact)
        ]
        if owners and not _is_named_in_edition(manuscript, owners):
            yield Fault(line, f"{source.name} is quoted, and not said: {_list_facts(owners)}.")


def is_state_disclosure(fact: Disclosure) -> bool:
    """Whether a fact about a source says that a state owns, funds or controls it."""
    value = text.normalise(fact.value)
    # A typology has a vocabulary of its own. Owners and funders are free text in whatever
    # language the register is written in, and are searched for words of state bodies.
    if fact.relation == "typology":
        return value in STATE_TYPES or "state" in value
    return _STATE_WORDS_PATTERN.search(value) is not None


def _cited_sources(manuscript: Manuscript) -> dict[Source, int]:
    """Sources that are cited, with the line of their first citation."""
    first_lines: dict[str, int] = {}
    for mark, line in manuscript.used.items():
        for document in manuscript.cited([mark]):
            first_lines.setdefault(document.source_id, line)
    sources = manuscript.context.sources
    return {sources[id_]: line for id_, line in first_lines.items() if id_ in sources}


def _is_named_in_edition(manuscript: Manuscript, facts: list[Disclosure]) -> bool:
    """Whether the value of one of these facts stands anywhere in the edition's text."""
    # Whole words only: the name of an owner may be three letters long. At an outlet's name a
    # long one is cut.
    values = [
        re.escape(text.normalise(value))
        for fact in facts
        for value in (fact.value, shorten_line(fact.value, MAX_NAME_CHARACTERS))
    ]
    return re.search(rf"(?<!\w)(?:{'|'.join(values)})(?!\w)", manuscript.normal) is not None


def _list_facts(facts: list[Disclosure]) -> str:
    shown_facts = dict.fromkeys(f"{fact.relation} {fact.value}" for fact in facts)
    return shorten_text("; ".join(shown_facts))
