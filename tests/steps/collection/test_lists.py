"""OPML and registers, in and out of a desk."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from coranto.errors import DeskError, SettingsError, SourceError
from coranto.model import Disclosure, Feed, Folder, Source
from coranto.steps.collection import lists, sources, tiers

NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
OPML = b"""<opml version='2.0'><head><title>Mine</title></head><body>
<outline text='North'><outline text='Coast'>
<outline type='rss' text='The Gull - World' xmlUrl='https://gull.example/world.xml'
 htmlUrl='https://gull.example/' category='/sea'/>
<outline type='rss' text='The Gull - Sea' xmlUrl='https://feeds.gull.example/sea'
 htmlUrl='https://gull.example/sea/'/>
</outline></outline>
<outline type='rss' text='Tern' xmlUrl='https://tern.example/rss?x=1&amp;y=2'/>
<outline type='rss' text='Broken'/>
</body></opml>"""
REGISTER = b"""Outlet,Website,Owner,Class
The Gull,https://gull.example/,Harbour Trust,PSM
Nobody,https://nobody.example/,Nobody Ltd,X
"""


@pytest.fixture
def desk(desk_of):
    with desk_of().opened() as desk:
        desk.store.sources.remove("paper-1", NOW)
        yield desk


def test_feeds_of_one_site_are_one_source(desk):
    came = lists.import_opml(desk, OPML, NOW)

    assert (came.sources, came.feeds, came.known) == (2, 3, 0)
    assert [problem.subject for problem in came.problems] == ["Broken"]
    assert {source.id: source.name for source in desk.store.sources.all()} == {
        "the-gull": "The Gull",
        "tern": "Tern",
    }
    feed = desk.store.feeds.by_url("https://gull.example/world.xml")
    assert feed
    assert (feed.folder, feed.attributes) == (("North", "Coast"), {"category": "/sea"})


def test_feeds_without_a_homepage_are_of_the_site_they_are_on(desk):
    """But not where many unrelated feeds are at one place."""
    rows = "".join(
        f"<outline type='rss' text='{name}' xmlUrl='{url}'/>"
        for name, url in {
            "Tern": "https://tern.example/a/feed",
            "One": "https://feeds.feedburner.com/one",
            "Two": "https://feeds.feedburner.com/two",
        }.items()
    )
    lists.import_opml(desk, f"<opml><body>{rows}</body></opml>".encode(), NOW)

    assert {source.name: source.homepage for source in desk.store.sources.all()} == {
        "Tern": "https://tern.example/",
        "One": "https://feeds.feedburner.com/one",
        "Two": "https://feeds.feedburner.com/two",
    }


def test_importing_again_changes_nothing(desk):
    lists.import_opml(desk, OPML, NOW)
    before = desk.store.sources.with_removed(), desk.store.feeds.with_removed()

    came = lists.import_opml(desk, OPML, NOW)

    assert (came.sources, came.feeds, came.known) == (0, 0, 3)
    assert (desk.store.sources.with_removed(), desk.store.feeds.with_removed()) == before


def test_a_removed_source_comes_back_with_its_list(desk):
    lists.import_opml(desk, OPML, NOW)
    source = desk.store.sources.all()[0]
    held = desk.store.sources.all()
    body = lists.export_opml(desk, NOW).encode()
    desk.store.sources.remove(source.id, NOW)

    came = lists.import_opml(desk, body, NOW)

    assert came.sources == 0
    assert came.feeds > 0
    assert desk.store.sources.all() == held


def test_an_export_is_imported_unchanged(desk, new_desk, tmp_path):
    from coranto.steps.desk import open_desk

    lists.import_opml(desk, OPML, NOW)
    text = lists.export_opml(desk, NOW)

    with open_desk(new_desk(tmp_path / "other", [])) as other:
        lists.import_opml(other, text.encode(), NOW)

        assert other.store.sources.all() == desk.store.sources.all()
        assert other.store.feeds.all() == desk.store.feeds.all()
        assert lists.export_opml(other, NOW) == text


def test_an_export_keeps_the_names_of_source_and_feed(desk, new_desk, tmp_path):
    """Else the services of one site would be one source in the next desk."""
    from coranto.steps.desk import open_desk

    for number, name in enumerate(("Kiln Persian", "Kiln Türkçe"), 1):
        source = Source(id=f"kiln-{number}", name=name, homepage="https://kiln.example/")
        desk.store.sources.add(source, NOW)
        url = f"https://kiln.example/{number}/feed"
        feed = Feed(id=f"{number}", source_id=source.id, url=url, title="Top Stories")
        desk.store.feeds.add(feed, NOW)
    text = lists.export_opml(desk, NOW)

    with open_desk(new_desk(tmp_path / "other", [])) as other:
        lists.import_opml(other, text.encode(), NOW)

        names = {source.id: source.name for source in other.store.sources.all()}
        told = {(names[feed.source_id], feed.title) for feed in other.store.feeds.all()}
    assert told == {("Kiln Persian", "Top Stories"), ("Kiln Türkçe", "Top Stories")}


def test_language_services_in_a_foreign_list_are_several_sources(desk):
    rows = "".join(
        f"<outline type='rss' text='Kiln {name}' xmlUrl='https://kiln.example/{path}/feed'"
        f" htmlUrl='https://kiln.example/{path}'/>"
        for name, path in {"Persian": "persian", "Русский": "ru", "World": "world"}.items()
    )

    lists.import_opml(desk, f"<opml><body>{rows}</body></opml>".encode(), NOW)

    names = {source.name for source in desk.store.sources.all()}
    assert names == {"Kiln Persian", "Kiln Русский", "Kiln World"}


def test_pages_are_not_exported_as_feeds(desk):
    desk.store.sources.add(Source(id="gull", name="Gull"), NOW)
    page = Feed(id="1", source_id="gull", url="https://gull.example/", kind="page", selector="a")
    desk.store.feeds.add(page, NOW)

    assert "gull.example" not in lists.export_opml(desk, NOW)


def test_what_is_no_opml_is_refused_whole(desk):
    with pytest.raises(SourceError, match="OPML"):
        lists.import_opml(desk, b"<rss/>", NOW)

    assert desk.store.sources.all() == []


def test_a_register_discloses_with_file_and_row(desk):
    lists.import_opml(desk, OPML, NOW)
    register = lists.read_register(
        REGISTER, name="media.csv", mapping={"url": "Website", "owner": "Owner"}
    )

    found = lists.find_register_matches(desk, register)
    added = lists.add_disclosures(desk, found, NOW)

    assert added == 1
    gull = desk.store.sources.get("the-gull")
    assert gull
    assert gull.disclosures == (
        Disclosure(
            relation="owner", value="Harbour Trust", reference="", register="media.csv", row="1"
        ),
    )
    tern = desk.store.sources.get("tern")
    assert tern
    assert tern.disclosures == ()


def test_a_register_says_everything_once(desk):
    lists.import_opml(desk, OPML, NOW)
    register = lists.read_register(REGISTER, name="media.csv", mapping={})
    lists.add_disclosures(desk, lists.find_register_matches(desk, register), NOW)

    [again] = lists.find_register_matches(desk, register)

    assert again.fresh == 0
    assert lists.add_disclosures(desk, [again], NOW) == 0


def test_a_wrong_mapping_names_the_nearest_column(desk):
    with pytest.raises(SettingsError, match="did you mean 'Owner'"):
        lists.read_register(REGISTER, name="media.csv", mapping={"owner": "Ownr"})


def test_a_feed_known_under_another_source_is_not_moved(desk):
    """What an editor has put together stays together."""
    desk.store.sources.add(Source(id="harbour", name="Harbour"), NOW)
    url = "https://tern.example/rss?x=1&y=2"
    desk.store.feeds.add(Feed(id=sources.feed_id(url), source_id="harbour", url=url), NOW)

    lists.import_opml(desk, OPML, NOW)

    feed = desk.store.feeds.by_url(url)
    assert feed
    assert feed.source_id == "harbour"
    assert desk.store.sources.get("tern") is None


# --- tiers --------------------------------------------------------------------

TIERS = b"""<opml version='2.0' xmlns:c='urn:coranto:opml'><body>
<outline text='World' c:tier='1' c:weight='2.5'>
  <outline type='rss' text='Gull' xmlUrl='https://gull.example/feed' c:tier='3'/>
  <outline type='rss' text='Heron' xmlUrl='https://heron.example/feed' c:tier='9' c:weight='NaN'/>
</outline></body></opml>"""


def test_tiers_and_weights_travel_with_the_list(desk):
    """What is no tier or weight is named, and the rest is taken."""
    came = lists.import_opml(desk, TIERS, NOW)

    tiers_by_name = {source.name: source.tier for source in desk.store.sources.all()}
    assert tiers_by_name == {"Gull": 3, "Heron": None}
    assert desk.store.sources.folders()["World",].weight == 2.5
    assert [(one.reason, one.detail) for one in came.problems] == [
        ("no tier", "9"), ("no weight", "NaN"),
    ]  # fmt: skip
    text = lists.export_opml(desk, NOW)
    assert 'text="World" title="World"' in text
    assert text.count(':tier="') == 2
    assert ':weight="2.5"' in text


def test_an_imported_list_does_not_change_what_the_desk_has_set(desk):
    lists.import_opml(desk, TIERS, NOW)
    (gull,) = (source for source in desk.store.sources.all() if source.name == "Gull")
    desk.store.sources.update(replace(gull, tier=1))
    tiers.set_folder(desk, "World", tier=2, weight=None)

    lists.import_opml(desk, TIERS, NOW)

    assert desk.store.sources.get(gull.id).tier == 1
    assert desk.store.sources.folders()["World",] == Folder(path=("World",), tier=2, weight=2.5)


def test_a_folder_that_is_not_there_is_answered_with_those_that_are(desk):
    lists.import_opml(desk, TIERS, NOW)

    with pytest.raises(DeskError, match=r"no folder 'Word' here\. Folders of feeds: World\."):
        tiers.set_folder(desk, "Word", tier=1, weight=None)
