"""The report on a network: everything in one file, strangers' words harmless."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from itertools import combinations

import pytest

from coranto.analysis.significance import verdicts
from coranto.rendering.networks import report as networks

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOSTILE = '</script><script>alert(1)</script>"><img src=x onerror=alert(2)>\u202eevil\u2028'


def component(names, *, verdict=None, text="The bridge at Lake Ombra was never safe."):
    posts = [
        networks.PairedPost(
            id=f"post-{at}", account=name, time=NOON + timedelta(seconds=7 * at), text=text
        )
        for at, name in enumerate(names)
    ]
    return networks.Component(
        number=1,
        size=len(names),
        edges=len(names) * (len(names) - 1) // 2,
        pairs=30,
        verdict=verdict,
        members=[
            networks.ComponentAccount(
                name=name,
                posts=20,
                coordinated=12,
                partners=len(names) - 1,
                weight=12.0,
                community=1,
                first=NOON,
                last=NOON + timedelta(hours=3),
                row=at + 2,
            )
            for at, name in enumerate(names)
        ],
        objects=[
            networks.ComponentObject(id="https://ombra.example/bridge", accounts=3, posts=9, row=2)
        ],
        exchanges=[
            networks.PostPair(
                object="https://ombra.example/bridge", first=one, second=other, seconds=7, row=2
            )
            for one, other in combinations(posts[:3], 2)
        ],
        moments=[
            (at, NOON + timedelta(minutes=11 * at + 60 * hour))
            for at in range(len(names))
            for hour in range(3)
        ],
    )


def report(names, **changes):
    verdict = verdicts.Verdict(
        observed=10, expected=0.012, p_value=6.6e-29, adjusted=6.59e-27, finding="beyond chance"
    )
    made = networks.NetworkReport(
        title="Coordinated posting, 4 March 2026",
        asked=[("Action", "the same link"), ("Window", "60 s"), ("Least participation", "2")],
        read=[("Posts", "4,321"), ("Rows left out", "2")],
        notes=["1 object could make more than 20,000,000 pairs and is left out: ombra.example"],
        accounts=len(names),
        edges=len(names) * (len(names) - 1) // 2,
        components=1,
        beyond=1,
        picture=networks.NetworkDrawing(
            names=names,
            places=[(float(at), at % 2 * 1.5) for at in range(len(names))],
            components=[1] * len(names),
            communities=[at % 3 for at in range(len(names))],
            edges=[(a, b, 2.0 + a, a == 0) for a, b in combinations(range(len(names)), 2)],
            left_out=0,
        ),
        shown=[component(names, verdict=verdict)],
    )
    return replace(made, **changes)


class Page(HTMLParser):
    """What a browser would make of a page, as far as the tests ask."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.addresses, self.texts = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in {"href", "src", "srcset"}]
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data):
        self.texts.append(data)


def test_a_report_reads_as_it_did(golden):
    golden("network.html", networks.render_report(report(["ada@ombra.example", "بهار", "Cem"])))


def test_a_report_needs_nothing_beside_it_but_its_rows():
    page = Page(networks.render_report(report(["ada", "bo", "cem"])).decode())

    assert {each for each in page.addresses if not each.startswith("#")} == {
        "accounts.csv", "edges.csv", "objects.csv", "pairs.csv",
    }  # fmt: skip


def test_names_and_texts_of_strangers_stay_text():
    made = report([HOSTILE, "bo"], title=HOSTILE, notes=[HOSTILE])
    made = replace(made, shown=[component([HOSTILE, "bo"], text=HOSTILE)])

    html = networks.render_report(made).decode()

    page = Page(html)
    assert page.tags.count("script") == 2
    assert "img" not in page.tags
    data = re.search(r'id="picture">(.*?)</script>', html, re.DOTALL)[1]
    assert json.loads(data)["names"] == [HOSTILE, "bo"]


def test_a_network_without_edges_says_so_and_draws_nothing():
    empty = networks.NetworkDrawing(
        names=[], places=[], components=[], communities=[], edges=[], left_out=0
    )
    made = report([], edges=0, accounts=0, components=0, picture=empty, shown=[])

    html = networks.render_report(made).decode()

    assert "No two accounts posted the same often enough" in html
    assert "canvas" not in Page(html).tags


@pytest.mark.parametrize("seconds", [[], [5], [5, 5]])
def test_a_timeline_of_one_moment_starts_at_the_left(seconds):
    moments = [(0, NOON + timedelta(seconds=each)) for each in seconds]

    assert networks.timeline_points(replace(component(["ada"]), moments=moments)) == [
        (0.0, 8)
    ] * len(seconds)
