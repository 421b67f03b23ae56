"""What the made-up week holds. The counts are promises of its documentation."""

import re
from collections import defaultdict
from datetime import timedelta

import pytest

from coranto.example import FIRST_DAY, LANGUAGES, LAST_DAY, WATCH_WORDS, dates, writing
from coranto.example.content import ExampleArticle, article_at, load_content

QUOTATIONS = {
    "en": "“[^”]+”",
    "fr": "«\u00a0[^»]+\u00a0»",
    "de": "„[^“]+“",
    "ru": "«[^»]+»",
    "fa": "«[^»]+»",
    "ar": "«[^»]+»",
    "sq": "«[^»]+»",
    "es": "«[^»]+»",
}


def everything() -> list[tuple[str, ExampleArticle]]:
    """Each article with its language."""
    return [
        (article.language or outlet.language, article)
        for outlet in load_content().outlets
        for article in load_content().articles[outlet.id]
    ]


def languages_by_event() -> dict[str, set[str]]:
    told = defaultdict(set)
    for language, article in everything():
        told[article.event].add(language)
    return told


def test_the_week_is_large_and_mixed():
    """At least 75 documents of 14 outlets of all kinds, in the eight promised languages."""
    outlets = load_content().outlets
    kinds = {outlet.kind for outlet in outlets}

    assert len(everything()) >= 75
    assert len([outlet for outlet in outlets if load_content().articles[outlet.id]]) >= 14
    assert kinds == {
        "agency",
        "newspaper",
        "broadcaster",
        "blog",
        "ministry",
        "organisation",
        "account",
    }
    assert {language for language, _ in everything()} == set(LANGUAGES)


def test_events_cross_languages():
    """A dozen events; most are told in several languages, some in many, one in Albanian alone."""
    told = languages_by_event()

    assert len(told) >= 12
    assert len([each for each in told.values() if len(each) >= 4]) >= 5
    assert told["adrift"] == told["accord"] == set(LANGUAGES)
    assert told["returns-box"] == {"sq"}


def test_every_article_has_body_and_every_post_is_short():
    for _, article in everything():
        if article.title:
            assert len(article.text.split("\n\n")) >= 3, article.slug
        else:
            assert len(article.text) <= 300, article.slug


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_are_quoted_in_the_marks_of_their_language(language):
    """Nearly every article quotes somebody, as its language does."""
    articles = [each for tongue, each in everything() if tongue == language and each.title]
    quoting = [each for each in articles if re.search(QUOTATIONS[language], each.text)]

    assert len(quoting) >= 0.7 * len(articles)


def test_the_wire_story_is_reprinted_by_four_outlets():
    """Word for word, cut, and under other titles; each with its credit line."""
    original = load_content().find("lake-wire/library-ship-adrift")
    reprints = [
        article for _, article in everything() if article.reprint == "lake-wire/library-ship-adrift"
    ]
    bodies = [article.text.removesuffix("\n\n(Lake Wire)") for article in reprints]

    assert len(reprints) >= 4
    assert all(article.text.endswith("\n\n(Lake Wire)") for article in reprints)
    assert all(original.text.startswith(body) for body in bodies)
    assert original.text in bodies
    assert any(len(body) < len(original.text) for body in bodies)
    assert any(article.title != original.title for article in reprints)


def test_an_edited_article_changes_a_number_and_says_so():
    article = load_content().find("velmora-courier/overdue-fines")
    before = article_at(article, article.edit.at - timedelta(seconds=1))
    after = article_at(article, article.edit.at)

    assert "come to 3.1 million crowns" in before.text
    assert "Correction" not in before.text
    assert "come to 310,000 crowns" in after.text
    assert after.text.count("Correction, 14 November") == 1


def test_everything_is_dated_around_the_week():
    """Nothing is later than the week; only a few articles come before it."""
    days = [article.published.date() for _, article in everything()]
    articles = [article.published.date() for _, article in everything() if article.title]

    assert max(days) == LAST_DAY
    assert FIRST_DAY.weekday() == 0
    assert 2 <= len([day for day in articles if day < FIRST_DAY]) <= 6


def test_three_accounts_share_five_articles_within_a_minute():
    """A network to find: the same links, in other words, seconds apart."""
    shared: dict[str, list] = {}
    for account in ("bess-of-the-bank", "otto-oarlock", "fair-wind-fan"):
        for post in load_content().articles[account]:
            if "](@" in post.text:
                shared.setdefault(post.text.split("](@")[1].split(")")[0], []).append(post)

    assert len(shared) == 5
    for posts in shared.values():
        moments = [post.published for post in posts]
        assert len({post.text for post in posts}) == 3
        assert (max(moments) - min(moments)).total_seconds() < 60


def test_a_watched_word_is_found_in_every_language():
    """Each variant of the ship's name that an article could use is used by one."""
    for language in LANGUAGES:
        texts = " ".join(
            writing.strip_markdown(each.text) for tongue, each in everything() if tongue == language
        )
        variants = ("Benevolent Catalogue", *WATCH_WORDS["Benevolent Catalogue"])
        assert any(variant in texts for variant in variants), language


def test_local_calendars_are_written_right():
    """Monday 9 November 2026 is 18 Aban 1405 and 9 Tishrin al-thani."""
    moment = load_content().find("mowj-e-ombra/adrift").published

    assert dates.format_date(moment, manner="jalali") == "دوشنبه ۱۸ آبان ۱۴۰۵ - ۱۰:۳۰"
    assert dates.format_date(moment, manner="levantine") == "٩ تشرين الثاني ٢٠٢٦"
    assert dates.format_date(moment, manner="german") == "09.11.2026"


def test_links_between_articles_lead_to_articles():
    for _, article in everything():
        for outlet_id, slug in re.findall(r"\]\(@([a-z-]+)/([^)]+)\)", article.text):
            assert load_content().find(f"{outlet_id}/{slug}")


def test_an_unknown_article_is_refused_by_name():
    with pytest.raises(LookupError, match="lake-wire/nothing"):
        load_content().find("lake-wire/nothing")
