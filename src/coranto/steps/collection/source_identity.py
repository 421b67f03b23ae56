"""Decide whether two sources are one outlet. Pure: no store.

Two sources for one outlet would count as two independent ones; one for two services of a
broadcaster would give words of one to the other.
"""

from collections.abc import Iterable
from urllib.parse import unquote

from coranto.model import Source
from coranto.reading import urls
from coranto.reading.language import autonyms, packs, text
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

    Broadcasters have one site for all their languages: `/persian`, `/espanol`, `/fa/`,
    `fa.kiln.example`.
    """
    tags = {packs.primary_subtag(tag) for tag in source.languages} - {"und"}
    return _address_language(source.homepage) or (tags.pop() if len(tags) == 1 else "")


def _address_language(homepage: str) -> str:
    """The language that the host or the first folder of an address names; "" for none."""
    parts = homepage.partition("://")[2].partition("?")[0].split("/")
    labels = parts[0].removesuffix(urls.registrable_domain(homepage)).strip(".").split(".")
    for name in (*map(_unicode_label, labels), *map(unquote, parts[1:2])):
        # Codes of three letters are words of sections too ("/sea", "/war", "/new").
        tag = packs.parse_tag(name) if len(name) not in {0, 1, 3} else "und"
        tag = autonyms.language_of_autonym(name) if tag == "und" else tag
        if tag != "und":
            return packs.primary_subtag(tag)
    return ""


def _unicode_label(label: str) -> str:
    """A label of a host as people read it: "xn--mgbug7c06b" is Persian's own name."""
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label


def name_service(candidates: Iterable[Source], source: Source) -> str:
    """The source's name, with its language where a service of another language has the name."""
    named = find_named_source(candidates, source)
    language = service_language(source)
    if named is None or not language or service_language(named) == language:
        return source.name
    return f"{source.name} ({packs.language_name(language)})"


def find_named_source(candidates: Iterable[Source], source: Source) -> Source | None:
    """The source of this very name on the same site, one in use first; None for none."""
    name = text.normalise(source.name)
    same_site = _sources_of_site(candidates, source)
    return next((found for found in same_site if text.normalise(found.name) == name), None)


def find_same_source(candidates: Iterable[Source], source: Source) -> Source | None:
    """The source that is the same outlet, one in use before a removed one; None for none.

    On one site it is no service in another language: the one of the same name, else of the same
    page, else the only one there.
    """
    compatible = [
        candidate
        for candidate in _sources_of_site(candidates, source)
        if _may_be_one_service(candidate, source)
    ]
    if source.name and (named := find_named_source(compatible, source)):
        return named
    page = urls.document_key(source.homepage)
    same_page = [
        candidate for candidate in compatible if urls.document_key(candidate.homepage) == page
    ]
    if same_page:
        return same_page[0]
    in_use = [candidate for candidate in compatible if candidate.removed is None]
    # With several services to choose from, none is chosen.
    chosen = in_use or compatible
    return chosen[0] if len(chosen) == 1 else None


def _sources_of_site(candidates: Iterable[Source], source: Source) -> list[Source]:
    """The sources of the same site, those in use first."""
    identity = site_identity(source)
    same_site = [candidate for candidate in candidates if site_identity(candidate) == identity]
    return sorted(same_site, key=lambda found: found.removed is not None) if identity else []


def _may_be_one_service(first: Source, second: Source) -> bool:
    languages = {service_language(first), service_language(second)}
    if "" not in languages:
        return len(languages) == 1
    # A source whose language is unknown is none of the services that their addresses name.
    return not (_address_language(first.homepage) or _address_language(second.homepage))
