"""Networks on the page of the story that they pushed."""

from dataclasses import replace
from datetime import timedelta

from coranto.model import Meeting, Network
from coranto.rendering import site

HOSTILE = "</p><script>alert(1)</script>\u202eevil"


def pushed(editions):
    """The newest edition, one of whose stories a network pushed."""
    newest = editions[-1]
    story = newest.stories[0]
    posts = dict(zip((*story.documents, "d-gone"), ("ada", HOSTILE, "cem"), strict=False))
    ids = list(posts)
    first = newest.documents[0].published
    network = Network(
        id="nabcdefghijkl",
        window=60.0,
        posts=posts,
        meetings=tuple(
            Meeting(thing="x", first=ids[0], second=ids[1], seconds=float(at))
            for at in range(1, 60)
        ),
        first=first,
        last=first + timedelta(minutes=5),
        finding="beyond chance",
        observed=71,
        expected=0.3125,
        adjusted=1e-9,
    )
    changed = replace(newest, stories=(replace(story, networks=(network,)), *newest.stories[1:]))
    return [*editions[:-1], changed], story.id


def page_of(editions, about):
    shown, story = pushed(editions)
    files = dict(site.render_site(shown, about=about))
    return files[f"stories/{story}/index.html"].decode()


def test_the_page_names_accounts_gaps_and_odds(editions, about):
    page = page_of(editions, about)

    assert 'id="nabcdefghijkl"' in page
    assert "71" in page
    assert "0.31" in page
    assert "&lt; 0.001" in page
    assert page.count("<bdi>ada</bdi>") == 50
    assert "+ 9" in page


def test_account_names_of_strangers_stay_text(editions, about):
    page = page_of(editions, about)

    assert "<script>alert" not in page
    assert "\u202e" not in page


def test_a_story_that_nobody_pushed_says_nothing_of_it(editions, about):
    files = dict(site.render_site(editions, about=about))

    assert all(b'id="pushed"' not in body for path, body in files.items() if "stories/" in path)
