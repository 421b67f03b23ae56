"""Readers' comments are no text of an article, wherever and however they are marked up."""

import pytest

from coranto.reading import pages
from coranto.reading.pages import comments

ARTICLE = "<h1>Tin boats</h1><p>The council voted for boats made of tin.</p>"
FORUM = '<script type="application/ld+json">{"@type": "DiscussionForumPosting"}</script>'
OPINION = "Everybody here has always known that tin boats are loud, and nobody listens to me. " * 3


def remaining_text(body: str) -> str:
    tree = pages.parse_html(f"<html><body>{body}</body></html>")
    comments.drop_comments(tree, kept_elements=comments.elements_around_article(tree))
    return tree.text_content()


def item(number: int, *, writer: str = "author") -> str:
    return (
        f'<div class="entry"><span class="{writer}">reader{number}</span><time>today</time>'
        f"<p>{OPINION}</p></div>"
    )


@pytest.mark.parametrize(
    "names",
    ['class="comments"', 'id="comments"', 'class="kommentare"', 'id="kommentarBereich"',
     'class="commentaires liste"', 'class="comentarios"', 'class="yorumlar"', 'class="reacties"',
     'class="komentarze"', 'class="comment-list"', 'id="disqus_thread"', 'itemprop="comment"',
     'itemtype="https://schema.org/Comment"', 'class="reader-comments"'],
)  # fmt: skip
def test_names_of_classes_ids_and_types_tell_comments(names):
    body = f"<div>{ARTICLE}<section {names}><h3>2</h3>{item(1)}{item(2)}</section></div>"

    text = remaining_text(body)

    assert "council voted" in text
    assert "nobody listens" not in text


def test_a_heading_that_counts_items_with_writer_and_time_tells_comments():
    text = remaining_text(f"<div>{ARTICLE}<div><h2>2 отзыва</h2>{item(1)}{item(2)}</div></div>")

    assert "council voted" in text
    assert "nobody listens" not in text


@pytest.mark.parametrize(
    "body",
    [
        # Not counted, or fewer than there are.
        f"<div>{ARTICLE}<div><h2>Entries</h2>{item(1)}{item(2)}</div></div>",
        f"<div>{ARTICLE}<div><h2>1 day later</h2>{item(1)}{item(2)}</div></div>",
        # No writers: reasons in a list.
        f"<div>{ARTICLE}<div><h2>2 reasons</h2>{item(1, writer='b') * 2}</div></div>",
        # Classes that say whether comments are allowed, and wrappers of the article.
        f'<div class="comments-open"><p>{OPINION}</p></div>',
        f'<div class="comment"><h1>Tin boats</h1><p>{OPINION}</p></div>',
        # An opinion piece, and a report minute by minute.
        f'<h1>Tin</h1><div class="kommentar">{f"<p>{OPINION}</p>" * 3}</div>',
        f'<h1>Tin</h1><div class="match-comments">{f"<div>12: {OPINION}</div>" * 3}</div>',
        # A forum.
        f'{FORUM}<div class="comments">{item(1)}</div>',
    ],
)
def test_what_only_looks_like_comments_stays(body):
    assert "nobody listens" in remaining_text(body)
