"""Render the report on a network of accounts as one HTML page that needs no other file. Pure.

Everything that comes from posts is escaped by the template; the data for the script is JSON in
an element of its own, with "<" escaped.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from coranto.analysis.significance.verdicts import Verdict
from coranto.rendering import pages

#: A timeline's width, in units of its drawing.
TIMELINE_WIDTH = 720
#: Height of an account's line on a timeline, in the same units.
TIMELINE_LINE_HEIGHT = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentAccount:
    """An account of a component."""

    name: str
    posts: int
    coordinated: int  #: how many of them are coordinated
    partners: int
    weight: float  #: sum of its edges' weights
    community: int
    first: datetime
    last: datetime
    row: int  #: in accounts.csv


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedPost:
    """One of the two posts of a pair."""

    id: str
    account: str
    time: datetime
    text: str  #: "" when it was not among the columns


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPair:
    """Two posts of the same object by two accounts within the window."""

    object: str
    first: PairedPost
    second: PairedPost
    seconds: float
    row: int  #: in pairs.csv


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentObject:
    """An object that accounts of a component posted together."""

    id: str
    accounts: int
    posts: int
    row: int  #: in objects.csv


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A connected component of the network, with the posts behind it."""

    number: int
    size: int
    edges: int
    pairs: int  #: of posts
    verdict: Verdict | None
    members: Sequence[
        ComponentAccount
    ]  #: the most connected first; a large component's list is cut
    objects: Sequence[ComponentObject]
    exchanges: Sequence[PostPair]
    moments: Sequence[tuple[int, datetime]]  #: index of the member, and when it posted


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkDrawing:
    """The data of the drawing: positions in any unit; the lists of accounts are parallel."""

    names: Sequence[str]
    places: Sequence[tuple[float, float]]
    components: Sequence[int]
    communities: Sequence[int]
    edges: Sequence[
        tuple[int, int, float, bool]
    ]  #: two indexes of accounts, weight, whether beyond chance
    left_out: int  #: number of edges that are not drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkReport:
    """What was asked, read and found; `asked` and `read` are pairs of label and value."""

    title: str
    asked: Sequence[tuple[str, str]]
    read: Sequence[tuple[str, str]]
    notes: Sequence[str]  #: what was left out, and what cannot be said
    accounts: int
    edges: int
    components: int
    beyond: int | None  #: components beyond chance; None when it was not asked
    picture: NetworkDrawing
    shown: Sequence[Component]


def render_report(report: NetworkReport) -> bytes:
    """The report as one HTML file that loads nothing else."""
    template = pages.template_environment().get_template("network.html")
    return template.render(
        report=report,
        picture=_drawing_json(report.picture),
        style=Markup(pages.read_static_file("network.css").decode()),  # noqa: S704 - our own file
        script=Markup(pages.read_static_file("network.js").decode()),  # noqa: S704 - our own file
        timeline=timeline_points,
        clock=format_time,
        rounded=format_number,
    ).encode()


def format_time(moment: datetime) -> str:
    """A moment to the second: "2026-03-04 05:06:07"."""
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def format_number(value: float) -> str:
    """A number to three significant digits, from 100 on as an integer: "0.0125", "6,264"."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def timeline_points(component: Component) -> list[tuple[float, int]]:
    """Coordinates (x, y) of a component's posts on its timeline; the first post is at x = 0."""
    moments = [moment.timestamp() for _, moment in component.moments]
    if not moments:
        return []
    # All posts may be of one moment: a span of zero would divide by zero.
    first, span = min(moments), max(max(moments) - min(moments), 1.0)
    return [
        (
            round((moment - first) / span * TIMELINE_WIDTH, 1),
            number * TIMELINE_LINE_HEIGHT + TIMELINE_LINE_HEIGHT // 2,
        )
        for moment, (number, _) in zip(moments, component.moments, strict=True)
    ]


def _drawing_json(picture: NetworkDrawing) -> Markup:
    drawing = {
        "names": list(picture.names),
        "places": [[round(x, 2), round(y, 2)] for x, y in picture.places],
        "components": list(picture.components),
        "communities": list(picture.communities),
        "edges": [[a, b, weight, int(beyond)] for a, b, weight, beyond in picture.edges],
    }
    text = json.dumps(drawing, ensure_ascii=False, separators=(",", ":"))
    # A name with "</script>" in it would end the element.
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028"))  # noqa: S704
