"""Networks among a desk's posts: found in every run, the same after a rebuild."""

from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from tests.steps.conftest import NOW, Answer

from coranto.cli import main
from coranto.steps import rebuild
from coranto.steps.desk import no_report
from coranto.steps.editions import check, compose
from coranto.steps.networks.detect import find_desk_networks
from coranto.steps.publication import publish

MONDAY = NOW - timedelta(days=5)


def account(press, name, posts, date="%a, %d %b %Y %H:%M:%S +0000"):
    """A Mastodon account's feed: seconds after Monday, text, link."""
    home = press.url(f"/@{name}")
    items = "".join(
        f"<item><guid>{home}/{number}00{at}</guid><link>{home}/{number}00{at}</link>"
        f"<pubDate>{(MONDAY + timedelta(seconds=second)).strftime(date)}</pubDate>"
        f"<description>&lt;p&gt;{text} &lt;a href='{link}'&gt;{link}&lt;/a&gt;&lt;/p&gt;"
        "</description></item>"
        for at, (number, second, text, link) in enumerate(
            (number, *post) for number, post in enumerate(posts, 1)
        )
    )
    press.answers[f"/@{name}.rss"] = Answer(
        f"<rss version='2.0'><channel><title>{name}</title><link>{home}</link>"
        f"<generator>Mastodon v4.5</generator>{items}</channel></rss>".encode(),
        "application/rss+xml",
    )
    return f"/@{name}.rss"


THINGS = """
    causeway orchard lighthouse museum railway vineyard library brewery airfield bakery quarry mill
""".split()


def ring(press, size=4, pushes=12, date="%a, %d %b %Y %H:%M:%S +0000"):
    """Accounts that push the same links within seconds, and one who shares them at leisure."""
    hour = 3_600
    feeds = [
        account(press, f"ring{member}", [
            *(
                (push * 9 * hour + 3 * member, f"Read of the {THINGS[push]} now!",
                 f"https://ombra.example/{push}")
                for push in range(pushes)
            ),
            *(
                (push * 5 * hour + 1_000 * (member + 1), f"My lunch of ring{member}, {push}",
                 f"https://lunch.example/{member}/{push}")
                for push in range(14)
            ),
        ], date)
        for member in range(size)
    ]  # fmt: skip
    reader = [(push * 9 * hour + 2_000 + 71 * push, f"Hm, {push}", f"https://ombra.example/{push}")
              for push in range(pushes)]  # fmt: skip
    return [*feeds, account(press, "reader", reader)]


def test_accounts_that_push_the_same_links_are_a_network(press, desk_of):
    desk = desk_of(*ring(press))

    ran = desk.run()

    with desk.opened() as opened:
        networks = opened.store.networks.all()
        assert ran.networks == len(networks) == 1
        found = networks[0]
        posts = {post.id: post for post in opened.store.documents.by_ids(found.posts)}
    assert found.finding == "beyond chance"
    assert [name.split("@")[1] for name in found.accounts] == [f"ring{at}" for at in range(4)]
    assert len(found.posts) == 4 * 12
    assert found.expected < found.observed
    for meeting in found.meetings:
        gap = posts[meeting.second].published - posts[meeting.first].published
        assert gap == timedelta(seconds=meeting.seconds)
        assert meeting.seconds <= 60


def test_running_again_and_rebuilding_find_the_same(press, desk_of):
    desk = desk_of(*ring(press))
    desk.run()
    with desk.opened() as opened:
        before = opened.store.networks.all()

    desk.run(days=1)
    rebuild.rebuild_desk(desk.folder, report=no_report)

    with desk.opened() as opened:
        assert opened.store.networks.all() == before
        assert opened.store.networks.with_posts(list(before[0].posts)[:2]) == before
        assert opened.store.networks.with_posts(["d0"]) == []


def test_people_who_share_the_same_at_leisure_are_none(press, desk_of):
    desk = desk_of(*ring(press, size=1))

    ran = desk.run()

    assert ran.networks == 0
    with desk.opened() as opened:
        assert opened.store.networks.all() == []


@pytest.mark.parametrize(
    "date",
    ["%a, %d %b %Y", "%Y-%m-%d", "%a, %d %b %Y 00:00:00 +0000", "%a, %d %b %Y %H:00:00 +0000"],
)
def test_posts_whose_times_were_cut_to_days_or_hours_are_no_network(press, desk_of, date):
    desk = desk_of(*ring(press, date=date))

    assert desk.run().networks == 0
    with desk.opened() as opened:
        assert opened.store.networks.all() == []


def test_a_post_of_a_day_takes_no_part_beside_posts_of_a_second(press, desk_of):
    desk = desk_of(*ring(press))
    desk.run()

    with desk.opened() as opened:
        posts = list(opened.store.documents.by_ids(opened.store.networks.all()[0].posts))
        days = [replace(post, precise="day") for post in posts if "ring1" in post.url]
        seconds = [post for post in posts if "ring1" not in post.url]
        networks = find_desk_networks([*days, *seconds], opened)

    assert days
    assert {name.split("@")[1] for network in networks for name in network.accounts} == {
        "ring0", "ring2", "ring3",
    }  # fmt: skip


def test_a_desk_without_posts_has_no_networks(press, desk_of):
    press.feed("/feed.xml", ("/a", "A", "Sun, 15 Nov 2026 08:00:00 GMT", "Something happened."))
    press.page("/a", "A", "Something happened at the lake. " * 20)
    desk = desk_of()

    assert desk.run().networks == 0
    shown = CliRunner().invoke(main, ["networks", "--desk", str(desk.folder)])
    assert shown.output == "No accounts were found that act together.\n"


def test_the_desk_shows_its_networks_and_every_meeting(press, desk_of):
    desk = desk_of(*ring(press, size=2))
    desk.run()
    with desk.opened() as opened:
        found = opened.store.networks.all()[0]

    listed = CliRunner().invoke(main, ["networks", "--desk", str(desk.folder)])
    shown = CliRunner().invoke(main, ["networks", "--desk", str(desk.folder), found.id])

    assert listed.output.startswith(f"{found.id}  2 accounts, 24 posts, ")
    assert shown.output.count("s apart") == len(found.meetings)
    assert press.url("/@ring0/") in shown.output
    wrong = CliRunner().invoke(main, ["networks", "--desk", str(desk.folder), "n0"])
    assert wrong.exit_code == 2
    assert "There is no network n0" in wrong.output


def test_a_window_out_of_bounds_is_refused_by_name(press, desk_of):
    desk = desk_of(*ring(press, size=2))
    file = desk.folder / "coranto.toml"
    file.write_text(file.read_text().replace("# window = 60", "window = -1"))

    shown = CliRunner().invoke(main, ["networks", "--desk", str(desk.folder)])

    assert shown.exit_code != 0
    assert "`networks.window` must be a number, 0 or more" in shown.output


def test_an_item_tells_of_the_push_and_the_edition_keeps_it(press, desk_of):
    link = press.url("/bridge")
    date = f"{MONDAY - timedelta(minutes=30):%a, %d %b %Y %H:%M:%S} +0000"
    press.feed("/feed.xml", ("/bridge", "Ombra bridge closed", date, "The bridge is closed."))
    press.page("/bridge", "Ombra bridge closed", "The bridge at Lake Ombra is closed. " * 20)
    feeds = ring(press)
    for name in [*(f"ring{at}" for at in range(4)), "reader"]:
        answer = press.answers[f"/@{name}.rss"]
        body = answer.body.replace(b"https://ombra.example/0", link.encode())
        press.answers[f"/@{name}.rss"] = Answer(body, answer.kind)
    desk = desk_of("/feed.xml", *feeds)
    desk.run()

    with desk.opened() as opened:
        first, last = MONDAY.date(), MONDAY.date() + timedelta(days=6)
        composed = compose.compose_draft(opened, first=first, last=last, now=NOW)
        text = composed.path.read_text(encoding="utf-8")
        checked = check.check_draft(opened, text, number=composed.number)
        network = opened.store.networks.all()[0]
        published = publish.build_edition(opened, checked, now=NOW)

    words = "Shared by **4** accounts within 9 seconds of one another"
    item = next(
        item
        for section in checked.draft.sections
        for item in section.items
        if "Ombra bridge closed" in item.heading
    )
    assert words in item.body
    assert not [one for one in checked.findings if "Shared" in one.message]
    assert not [one for one in checked.findings if one.severity == "error"]
    story = next(story for story in published.stories if story.id == item.story_id)
    frozen = story.networks[0]
    assert (frozen.id, len(frozen.posts)) == (network.id, 4)
    assert set(frozen.posts) <= {document.id for document in published.documents}
