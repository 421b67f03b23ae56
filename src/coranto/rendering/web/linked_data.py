"""Describe an edition for search engines and libraries: schema.org as JSON-LD. Pure."""

import json
from collections.abc import Container, Iterator
from typing import Any

from markupsafe import Markup

from coranto.model import PublishedDocument, PublishedEdition
from coranto.reading.language.shortening import shorten_text
from coranto.rendering import sanitising
from coranto.rendering.desk_about import DeskAbout

#: Kind of document → its schema.org type.
SCHEMA_TYPES = {
    "article": "NewsArticle",
    "post": "SocialMediaPosting",
    "transcript": "CreativeWork",
}
#: Characters of a title or name; the page itself has the whole of it.
MAX_TITLE_CHARACTERS = 120
# JSON escapes: no text can end the script element, and U+2028 ends no line in old JavaScript.
_SCRIPT_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def json_ld_script(
    edition: PublishedEdition,
    *,
    about: DeskAbout,
    address: str,
    cited_marks: Container[str] | None = None,
) -> Markup:
    """A NewsArticle with its citations and corrections, safe inside a script element.

    `address` is the page's public address, "" while the site has none. `cited_marks` are those
    on the page; None for all of the edition.
    """
    article = news_article(edition, about=about, address=address, cited_marks=cited_marks)
    text = json.dumps(_strip_unsafe_strings(article), ensure_ascii=False)
    return Markup(text.translate(_SCRIPT_ESCAPES))  # noqa: S704 - nothing in it can end the element


def news_article(
    edition: PublishedEdition,
    *,
    about: DeskAbout,
    address: str,
    cited_marks: Container[str] | None = None,
) -> dict[str, Any]:
    """The edition as a schema.org NewsArticle; unknown properties are left out."""
    draft = edition.draft
    home = sanitising.safe_link(about.base())
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "headline": shorten_text(draft.headline, MAX_TITLE_CHARACTERS),
        "inLanguage": draft.language,
        "datePublished": edition.published.isoformat(),
        "dateModified": edition.updated.isoformat(),
        "temporalCoverage": f"{draft.first}/{draft.last}",
        "version": str(edition.version),
        "author": [
            {"@type": "Person", "name": shorten_text(name, MAX_TITLE_CHARACTERS)}
            for name in draft.editors
        ],
        "publisher": _drop_empty_values(
            {"@type": "Organization", "name": about.title, "url": home}
        ),
        "isPartOf": {
            "@type": "PublicationIssue",
            "issueNumber": str(draft.number),
            "isPartOf": {
                "@type": "Periodical",
                "name": shorten_text(draft.title, MAX_TITLE_CHARACTERS),
            },
        },
        "citation": list(_list_cited_documents(edition, cited_marks)),
        "correction": [
            {
                "@type": "CorrectionComment",
                "text": correction.reason,
                "datePublished": correction.at.isoformat(),
                "author": {"@type": "Person", "name": correction.who},
            }
            for correction in edition.corrections
        ],
    }
    return _drop_empty_values(article)


def _list_cited_documents(
    edition: PublishedEdition, marks: Container[str] | None
) -> Iterator[dict[str, Any]]:
    """Describe each cited document once, in the order of the citations."""
    documents = {document.id: document for document in edition.documents}
    citations = [proof.citation for proof in edition.evidence]
    document_ids = [
        citation.document_id for citation in citations if marks is None or citation.mark in marks
    ]
    for id_ in dict.fromkeys(document_ids):
        if id_ in documents:
            yield _describe_document(documents[id_])


def _describe_document(document: PublishedDocument) -> dict[str, Any]:
    return _drop_empty_values(
        {
            "@type": SCHEMA_TYPES[document.kind],
            "url": sanitising.safe_link(document.url),
            "name": shorten_text(document.title, MAX_TITLE_CHARACTERS),
        }
    )


def _drop_empty_values(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


def _strip_unsafe_strings(value: Any) -> Any:
    """The value with unsafe characters removed from all strings in it."""
    if isinstance(value, str):
        return sanitising.strip_unsafe_characters(value)
    if isinstance(value, dict):
        return {key: _strip_unsafe_strings(item) for key, item in value.items()}
    return [_strip_unsafe_strings(item) for item in value] if isinstance(value, list) else value
