"""An edition as search engines and libraries read it: schema.org, as JSON-LD. Pure."""

import json
from collections.abc import Container, Iterator
from typing import Any

from markupsafe import Markup

from coranto.model import PublishedDocument, PublishedEdition
from coranto.rendering import sanitising
from coranto.rendering.desk_about import About

#: Kind of document → schema.org's type of it.
TYPES = {"article": "NewsArticle", "post": "SocialMediaPosting", "transcript": "CreativeWork"}
#: Characters of a cited title: the page itself has all of it.
LONGEST = 120
_SAFE = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def script(
    edition: PublishedEdition, *, about: About, address: str, cited: Container[str] | None = None
) -> Markup:
    """A NewsArticle with its citations and corrections, safe inside a script element.

    `address` is the page's public one, "" while the site has none; `cited` the marks of what
    the page cites, where it is not all that the edition does.
    """
    told = article(edition, about=about, address=address, cited=cited)
    text = json.dumps(_visible(told), ensure_ascii=False)
    return Markup(text.translate(_SAFE))  # noqa: S704 - nothing in it can end the element


def article(
    edition: PublishedEdition, *, about: About, address: str, cited: Container[str] | None = None
) -> dict[str, Any]:
    """The edition in schema.org's words; what is not known is left out."""
    draft = edition.draft
    home = sanitising.link(about.base())
    told = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "headline": sanitising.clip(draft.headline, LONGEST),
        "inLanguage": draft.language,
        "datePublished": edition.published.isoformat(),
        "dateModified": edition.updated.isoformat(),
        "temporalCoverage": f"{draft.first}/{draft.last}",
        "version": str(edition.version),
        "author": [
            {"@type": "Person", "name": sanitising.clip(name, LONGEST)} for name in draft.editors
        ],
        "publisher": _known({"@type": "Organization", "name": about.title, "url": home}),
        "isPartOf": {
            "@type": "PublicationIssue",
            "issueNumber": str(draft.number),
            "isPartOf": {"@type": "Periodical", "name": sanitising.clip(draft.title, LONGEST)},
        },
        "citation": list(_citations(edition, cited)),
        "correction": [
            {
                "@type": "CorrectionComment",
                "text": one.reason,
                "datePublished": one.at.isoformat(),
                "author": {"@type": "Person", "name": one.who},
            }
            for one in edition.corrections
        ],
    }
    return _known(told)


def _citations(edition: PublishedEdition, marks: Container[str] | None) -> Iterator[dict[str, Any]]:
    """Each cited document once, as a reader comes upon it."""
    held = {one.id: one for one in edition.documents}
    cited = [one.citation for one in edition.evidence]
    shown = [one.document_id for one in cited if marks is None or one.mark in marks]
    for id_ in dict.fromkeys(shown):
        if id_ in held:
            yield _citation(held[id_])


def _citation(document: PublishedDocument) -> dict[str, Any]:
    return _known(
        {
            "@type": TYPES[document.kind],
            "url": sanitising.link(document.url),
            "name": sanitising.clip(document.title, LONGEST),
        }
    )


def _known(told: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in told.items() if value}


def _visible(value: Any) -> Any:
    """The same without characters that no page may hold."""
    if isinstance(value, str):
        return sanitising.visible(value)
    if isinstance(value, dict):
        return {key: _visible(each) for key, each in value.items()}
    return [_visible(each) for each in value] if isinstance(value, list) else value
