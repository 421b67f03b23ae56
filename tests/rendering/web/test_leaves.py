"""A source that is cited often has several pages; the full ones stay as they are."""

from dataclasses import replace

import pytest

from coranto.rendering.site import render_site
from coranto.rendering.web import cross_edition
from coranto.rendering.web.cross_edition import SOURCE_PAGE_DOCUMENTS, SourceRecord, paginate_source


def shelf(editions, many):
    edition = editions[0]
    documents = {f"d{at}": replace(edition.documents[0], id=f"d{at}") for at in range(many)}
    return SourceRecord(source=edition.sources[0], documents=documents)


@pytest.mark.parametrize(
    "many",
    [
        0,
        1,
        SOURCE_PAGE_DOCUMENTS,
        2 * SOURCE_PAGE_DOCUMENTS - 1,
        2 * SOURCE_PAGE_DOCUMENTS,
        3 * SOURCE_PAGE_DOCUMENTS + 1,
        1000,
    ],
)
def test_every_document_stands_on_one_page(editions, many):
    found = paginate_source(shelf(editions, many))

    assert [one.id for leaf in found for one in leaf.documents] == [f"d{n}" for n in range(many)]
    assert all(len(leaf.documents) == SOURCE_PAGE_DOCUMENTS for leaf in found[:-1])
    assert len(found[-1].documents) < 2 * SOURCE_PAGE_DOCUMENTS
    assert [leaf.folder for leaf in found[-1:]] == [""]


def test_full_pages_stay_when_more_is_cited(editions):
    before = paginate_source(shelf(editions, 350))[:-1]

    assert paginate_source(shelf(editions, 900))[: len(before)] == before


def test_pages_of_a_source_lead_to_one_another(editions, about, monkeypatch):
    monkeypatch.setattr(cross_edition, "SOURCE_PAGE_DOCUMENTS", 1)

    files = dict(render_site(editions, about=about))

    first = files["sources/ombra-courier/1/index.html"].decode()
    assert 'aria-current="page">1–1</a>' in first
    assert 'href="../../../sources/ombra-courier/index.html"' in first
