"""What a page looks like, whatever it says."""

import pytest

from coranto.reading import pages
from coranto.reading.pages import shape


def tree(markup):
    return pages.parse_html(f"<html><body>{markup}</body></html>")


def test_the_longest_description_is_the_pages():
    metas = (
        "<meta name=description content=Short><meta property=og:description content='A  long one'>"
    )

    assert shape.page_description(tree(metas)) == "A long one"
    assert shape.page_description(tree("<p>none")) == ""


@pytest.mark.parametrize(("frame", "asks"), [("main", True), ("header", False), ("aside", False)])
def test_a_field_for_a_password_counts_where_the_article_should_be(frame, asks):
    form = f"<{frame}><form><input TYPE=Password></form></{frame}>"

    assert shape.asks_for_password(tree(form)) is asks


def test_a_page_of_many_fields_and_descriptions_is_read_in_bounds():
    many = tree("<input>" * 20_000 + "<meta name=description content=late>" * 20_000)

    assert not shape.asks_for_password(many)
    assert shape.page_description(many) == "late"
