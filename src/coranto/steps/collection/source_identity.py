"""Decide whether two sources are one outlet. Pure: no store.

Two sources for one outlet would count as two independent ones; one for two services of a
broadcaster would give words of one to the other.
"""

from collections.abc import Iterable

from coranto.model import Source
from coranto.reading import urls
from coranto.reading.language import packs, text
from coranto.reading.ownership_registers import PLATFORM_DOMAINS

#: Hosts of the pages and feeds of many unrelated sources: only the whole address tells whose.
HOSTING_DOMAINS = PLATFORM_DOMAINS | frozenset(
    {"feedburner.com", "fetchrss.com", "morss.it", "openrss.org", "rss.app", "rsshub.app"}
)


def is_hosted(url: str) -> bool:
    """Whether an address is on a host of many unrelated sources."""
    return urls.registrable_domain(url) in HOSTING_DOMAINS


def site_identity(source: Source) -> str:
    """What two sources of one outlet have in common: the registrable domain.

    For an account, and on hosts of many sources, it is the key of the whole address.
    """
    if source.kind == "account" or is_hosted(source.homepage):
        return urls.document_key(source.homepage)
    return urls.registrable_domain(source.homepage)


def service_language(source: Source) -> str:
    """The language that a source is the service of, by its address, else its only one; "" for none.

    Broadcasters have one site for all their languages: `/persian`, `/fa/`, `fa.kiln.example`.
    """
    parts = source.homepage.partition("://")[2].partition("?")[0].split("/")
    domain = urls.registrable_domain(source.homepage)
    labels = parts[0].removesuffix(domain).strip(".").split(".")
    for name in (*labels, *parts[1:2]):
        # Codes of three letters are words of sections too ("/sea", "/war", "/new").
        tag = packs.parse_tag(name) if len(name) not in {0, 1, 3} else "und"
        if tag != "und":
            return packs.primary_subtag(tag)
    tags = {packs.primary_subtag(tag) for tag in source.languages} - {"und"}
    return tags.pop() if len(tags) == 1 else ""


def find_same_source(candidates: Iterable[Source], source: Source) -> Source | None:
    """The source that is the same outlet, one in use before a removed one; None for none.

    On one site it is the one of the same name, else of the same page, else the only one that is
    no service in another language.
    """
    identity = site_identity(source)
    same_site = sorted(
        (
            candidate
            for candidate in candidates
            if identity and site_identity(candidate) == identity
        ),
        key=lambda candidate: candidate.removed is not None,
    )
    name, page = text.normalise(source.name), urls.document_key(source.homepage)
    same_name = [candidate for candidate in same_site if text.normalise(candidate.name) == name]
    if name and same_name:
        return same_name[0]
    compatible = [candidate for candidate in same_site if _may_be_one_service(candidate, source)]
    same_page = [
        candidate for candidate in compatible if urls.document_key(candidate.homepage) == page
    ]
    if same_page:
        return same_page[0]
    in_use = [candidate for candidate in compatible if candidate.removed is None]
    # With several services to choose from, none is chosen.
    chosen = in_use or compatible
    return chosen[0] if len(chosen) == 1 else None


def _may_be_one_service(first: Source, second: Source) -> bool:
    languages = {service_language(first), service_language(second)} - {""}
    return len(languages) < 2
