"""Compare the mix of an edition with that of the week it covers. Pure.

A language, country, owner or speaker is reported as missing or overrepresented only where
chance is an unlikely reason: by the exact binomial test (Clopper and Pearson 1934), whose
significance level is divided by the number of comparisons (Bonferroni).
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

#: Significance level of all comparisons of one kind, divided among them.
SIGNIFICANCE_LEVEL = 0.05
#: Characters at the start of a passage that are searched for speakers.
MAX_READ_CHARACTERS = 4_000
#: With fewer documents or speakers on either side, no share is compared.
MIN_COMPARED_COUNT = 10

#: Source and language of a document → the part of the press it belongs to; "" when unknown.
PressPartNamer = Callable[[Source | None, str], str]


def shares_match_the_week(manuscript: Manuscript) -> Iterator[Fault]:
    """Languages, countries, owners and speakers have the week's share of the edition."""
    week = manuscript.context.week
    # By id: a document that two items tell of counts once, as it does in the week.
    documents = {
        document.id: document
        for _, part in manuscript.told_items
        for document in manuscript.told(part)
    }
    edition_counts = Counter(
        (document.source_id, document.language) for document in documents.values()
    )
    sources = manuscript.context.sources
    for dimension, name_part in _PART_NAMERS.items():
        edition_parts, week_parts = (
            _count_parts(counts, name_part, sources) for counts in (edition_counts, week)
        )
        yield from _find_skewed_shares(manuscript, dimension, edition_parts, week_parts)
    yield from _find_skewed_shares(
        manuscript, "speakers", _count_speakers(manuscript), manuscript.context.week_speakers
    )


def _count_parts(
    counts: Mapping[tuple[str, str], int], name_part: PressPartNamer, sources: Mapping[str, Source]
) -> Counter[str]:
    counts_by_part: Counter[str] = Counter()
    for (source_id, language), count in counts.items():
        if name := name_part(sources.get(source_id), language):
            counts_by_part[name] += count
    return counts_by_part


def _language_part(_source: Source | None, language: str) -> str:
    code = packs.primary_subtag(language)
    # Documents of unknown language are left out: they are no part of the press.
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
    """How many cited passages quote each speaker, by name."""
    spellings_by_key: dict[str, Counter[str]] = {}
    for mark in manuscript.used:
        for document in manuscript.cited([mark]):
            passage = manuscript.citations[mark].text[:MAX_READ_CHARACTERS]
            for key, name in find_speakers(passage, document.language):
                spellings_by_key.setdefault(key, Counter())[name] += 1
    # One person is spelt in many ways. The week's spelling comes first, since the result is
    # compared with the week's counts by name.
    week_names = manuscript.context.week_names
    return Counter(
        {
            week_names.get(key, names.most_common(1)[0][0]): names.total()
            for key, names in spellings_by_key.items()
        }
    )


def _find_skewed_shares(
    manuscript: Manuscript, dimension: str, edition: Mapping[str, int], week: Mapping[str, int]
) -> Iterator[Fault]:
    edition_total, week_total = sum(edition.values()), sum(week.values())
    if edition_total < MIN_COMPARED_COUNT or week_total < MIN_COMPARED_COUNT:
        return
    level = SIGNIFICANCE_LEVEL / len(week)
    skewed_shares = []
    for name, count in sorted(
        week.items(), key=lambda name_and_count: (-name_and_count[1], name_and_count[0])
    ):
        share = count / week_total
        # Both tails: an edition may have too little of a part, or too much.
        tail = partial(_binomial_probability, total=edition_total, share=share)
        edition_count = edition.get(name, 0)
        if (
            min(tail(range(edition_count + 1)), tail(range(edition_count, edition_total + 1)))
            < level
        ):
            skewed_shares.append(
                f"{name} {edition_count / edition_total:.0%} here, {share:.0%} in the week"
            )
    # A part that the week does not have at all may still exist, too rare to be counted: its
    # share is taken to be that of one document more.
    skewed_shares += [
        f"{name} {count / edition_total:.0%} here, nothing in the week"
        for name, count in sorted(edition.items())
        if name not in week
        and _binomial_probability(
            range(count, edition_total + 1), edition_total, 1 / (week_total + 1)
        )
        < level
    ]
    if skewed_shares:
        yield Fault(
            manuscript.headline_line,
            f"{dimension} of {edition_total} against {week_total}: {'; '.join(skewed_shares)}.",
        )


def _binomial_probability(counts: range, total: int, share: float) -> float:
    """Probability that one of `counts` out of `total` documents have a part of this share."""
    return sum(comb(total, k) * share**k * (1 - share) ** (total - k) for k in counts)
