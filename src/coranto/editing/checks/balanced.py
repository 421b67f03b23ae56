"""Check of an edition's balance against the week it is of. Pure.

A part of the week counts as missing or as too much only where chance would hardly do it:
the exact binomial test (Clopper and Pearson 1934), its level shared by all parts that are
compared (Bonferroni).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from math import comb

from coranto.editing.checks.fault import Fault
from coranto.editing.checks.origins import is_state_disclosure
from coranto.editing.facts.speakers import find_speakers
from coranto.editing.manuscript import Manuscript
from coranto.model import Source
from coranto.reading.language import packs

#: How seldom chance may do it.
SIGNIFICANCE_LEVEL = 0.05
#: Characters of a passage that are searched for who speaks.
MAX_READ_CHARACTERS = 4_000
#: Fewer documents, or speakers, say nothing about balance.
MIN_COMPARED_COUNT = 10

#: Source and language of a document → what part of the press that is; "" when unknown.
PressPartNamer = Callable[[Source | None, str], str]


def shares_match_the_week(manuscript: Manuscript) -> Iterator[Fault]:
    """Languages, countries, owners and speakers have the week's share of the edition."""
    week = manuscript.context.week
    told = Counter(
        (document.source_id, document.language)
        for document in {
            one.id: one for _, part in manuscript.told_items for one in manuscript.told(part)
        }.values()
    )
    sources = manuscript.context.sources
    for what, part in _PART_NAMERS.items():
        own, all_ = (_count_parts(counts, part, sources) for counts in (told, week))
        yield from _find_skewed_shares(manuscript, what, own, all_)
    yield from _find_skewed_shares(
        manuscript, "speakers", _count_speakers(manuscript), manuscript.context.week_speakers
    )


def _count_parts(
    counts: Mapping[tuple[str, str], int], part: PressPartNamer, sources: Mapping[str, Source]
) -> Counter[str]:
    found: Counter[str] = Counter()
    for (source_id, language), count in counts.items():
        if name := part(sources.get(source_id), language):
            found[name] += count
    return found


def _language_part(_source: Source | None, language: str) -> str:
    code = packs.primary_subtag(language)
    return "" if code == "und" else packs.language_name(code)


def _country_part(source: Source | None, _language: str) -> str:
    return source.country if source else ""


def _owner_part(source: Source | None, _language: str) -> str:
    facts = source.disclosures if source else ()
    if any(map(is_state_disclosure, facts)):
        return "of a state"
    return "of known owners" if any(fact.relation == "owner" for fact in facts) else "unreviewed"


_PART_NAMERS: Mapping[str, PressPartNamer] = {
    "languages": _language_part,
    "countries": _country_part,
    "owners": _owner_part,
}


def _count_speakers(manuscript: Manuscript) -> Counter[str]:
    """Names of those whose words the edition cites."""
    found: dict[str, Counter[str]] = {}
    for mark in manuscript.used:
        for document in manuscript.cited([mark]):
            passage = manuscript.citations[mark].text[:MAX_READ_CHARACTERS]
            for key, name in find_speakers(passage, document.language):
                found.setdefault(key, Counter())[name] += 1
    known = manuscript.context.week_names
    return Counter(
        {known.get(key, names.most_common(1)[0][0]): names.total() for key, names in found.items()}
    )


def _find_skewed_shares(
    manuscript: Manuscript, what: str, own: Mapping[str, int], week: Mapping[str, int]
) -> Iterator[Fault]:
    told, all_ = sum(own.values()), sum(week.values())
    if told < MIN_COMPARED_COUNT or all_ < MIN_COMPARED_COUNT:
        return
    level = SIGNIFICANCE_LEVEL / len(week)
    off = []
    for name, count in sorted(week.items(), key=lambda each: (-each[1], each[0])):
        share = count / all_
        tail = partial(_binomial_probability, told=told, share=share)
        mine = own.get(name, 0)
        if min(tail(range(mine + 1)), tail(range(mine, told + 1))) < level:
            off.append(f"{name} {mine / told:.0%} here, {share:.0%} in the week")
    off += [
        f"{name} {count / told:.0%} here, nothing in the week"
        for name, count in sorted(own.items())
        if name not in week
        and _binomial_probability(range(count, told + 1), told, 1 / (all_ + 1)) < level
    ]
    if off:
        yield Fault(manuscript.headline_line, f"{what} of {told} against {all_}: {'; '.join(off)}.")


def _binomial_probability(counts: range, told: int, share: float) -> float:
    """The chance of so many out of all that are told, each with this share."""
    return sum(comb(told, k) * share**k * (1 - share) ** (told - k) for k in counts)
