"""What machines read of an edition: schema.org in its page, and JSON with a schema."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import jsonschema
import lxml.html
import pytest

from coranto.editing import freezing
from coranto.model import Change, Correction
from coranto.rendering.site import render_site

AT = datetime(2026, 11, 18, 15, tzinfo=UTC)


def corrected(edition):
    change = Change(part="lead", item="", heading="", old=edition.draft.lead, new="Other words.")
    correction = Correction(
        version=2, at=AT, who="Ada Quill", reason="The crane stands.", changes=(change,)
    )
    return replace(edition, corrections=(correction,))


def told(edition, about):
    page = dict(render_site([edition], about=about))[f"editions/{edition.draft.number}/index.html"]
    (script,) = lxml.html.fromstring(page.decode()).xpath("//script[@type='application/ld+json']")
    return json.loads(script.text)


def test_an_edition_says_what_it_is_in_schema_orgs_words(editions, about):
    edition = editions[0]

    article = told(edition, about)

    assert article["@type"] == "NewsArticle"
    assert article["headline"] == edition.draft.headline
    assert article["isPartOf"]["issueNumber"] == str(edition.draft.number)
    assert article["datePublished"] == article["dateModified"] == edition.published.isoformat()
    assert [one["name"] for one in article["author"]] == list(edition.draft.editors)
    assert "correction" not in article


def test_every_cited_document_is_a_citation_once(editions, about):
    edition = editions[0]
    cited = dict.fromkeys(proof.citation.document_id for proof in edition.evidence)
    addresses = {document.id: document.url for document in edition.documents}

    found = [one["url"] for one in told(edition, about)["citation"]]

    assert found == [addresses[each] for each in cited]


def test_a_correction_is_a_correction_comment(editions, about):
    article = told(corrected(editions[0]), about)

    assert article["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": "The crane stands.",
            "datePublished": AT.isoformat(),
            "author": {"@type": "Person", "name": "Ada Quill"},
        }
    ]
    assert article["dateModified"] == AT.isoformat()
    assert article["version"] == "2"


@pytest.mark.parametrize("text", ["</script><script>alert(1)", "<!--", "\u2028", "]]>", "\ud800"])
def test_no_text_breaks_out_of_it(with_text, about, text):
    edition = with_text(text)

    assert told(edition, about)["@type"] == "NewsArticle"


def test_a_frozen_edition_is_what_its_schema_describes(editions):
    schema = json.loads(freezing.edition_schema())

    jsonschema.Draft202012Validator.check_schema(schema)
    for edition in (*editions, corrected(editions[0])):
        jsonschema.validate(json.loads(freezing.encode_edition(edition)), schema)


def test_what_is_no_edition_is_not(editions):
    schema = json.loads(freezing.edition_schema())
    edition = json.loads(freezing.encode_edition(editions[0]))
    del edition["draft"]["headline"]

    with pytest.raises(jsonschema.ValidationError, match="headline"):
        jsonschema.validate(edition, schema)


def test_the_schema_stands_on_the_site(editions, about):
    assert (
        dict(render_site(editions, about=about))["edition.schema.json"] == freezing.edition_schema()
    )
