"""The kind of a page that is no article is named by the phrases that it uses."""

from coranto.reading.pages.interstitials import (
    count_wall_phrases,
    is_wall_phrase,
    name_wall_kind,
)


def test_the_kind_with_most_phrases_is_named():
    """Any page has a link to a login and a notice on cookies."""
    words = "Kein Zugriff. Nur für Abonnenten, jetzt abonnieren. Passwort vergessen?"

    assert count_wall_phrases(words) == {"payment": 2, "login": 1}
    assert name_wall_kind((), words) == "payment"
    assert name_wall_kind((), words, min_phrases=3) is None


def test_a_title_counts_before_the_text():
    assert (
        name_wall_kind(("Page not found",), "Log in. Sign in. Forgot your password?") == "missing"
    )


def test_a_phrase_begins_where_a_word_begins():
    assert name_wall_kind((), "Die Erwartung ist groß, unloading begins.") is None
    assert name_wall_kind((), "Wartungsarbeiten bis Mittag") == "maintenance"
    assert name_wall_kind((), "Room 4041, then 404.") == "missing"
    assert name_wall_kind((), "Room 4041.") is None


def test_a_title_is_a_walls_when_it_is_hardly_more_than_a_phrase():
    assert is_wall_phrase("Please log in | Ombra Post")
    assert not is_wall_phrase("Town asks citizens to log in with a fish")
