"""Made-up histories of articles whose feeds and pages claim what is not so, with what is right."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from walls import load

#: The same server under the name of another site.
ELSEWHERE = "http://localhost"


@dataclass(frozen=True, kw_only=True)
class Item:
    """An entry of a feed."""

    path: str
    title: str
    summary: str
    guid: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A page, or a redirect to `location`."""

    markup: str = ""
    location: str = ""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What a site sends during one run."""

    items: Sequence[Item]
    pages: dict[str, Answer]


@dataclass(frozen=True, kw_only=True)
class History:
    """Two runs, and the titles, paths and versions that are right after them."""

    name: str
    visits: tuple[Visit, Visit]
    right: frozenset[tuple[str, str, int]]
    edited: int = 0


@dataclass(frozen=True, kw_only=True)
class Story:
    """A made-up article."""

    language: str
    title: str
    summary: str
    text: tuple[str, ...]

    def item(self, path: str, **changes: str) -> Item:
        return Item(**{"path": path, "title": self.title, "summary": self.summary, **changes})

    def page(self, *, head: str = "", extra: Sequence[str] = (), title: str = "") -> Answer:
        words = "".join(f"<p>{escape(line)}</p>" for line in (*self.text, *extra))
        title = escape(title or self.title)
        return Answer(
            markup=f"<!doctype html><html lang={self.language}><head><meta charset=utf-8><title>"
            f"{title}</title>{head}</head><body><article><h1>{title}</h1>{words}</article></body>"
        )


def stories() -> list[Story]:
    """The articles of `walls/articles.toml`."""
    return [
        Story(
            language=language,
            title=article["title"],
            summary=article["summary"],
            text=tuple(article["text"]),
        )
        for language, article in load("articles").items()
    ]


# --- kinds of histories -------------------------------------------------------

Pair = tuple[Story, Story]


def canonical(path: str) -> str:
    return f'<link rel="canonical" href="{path}">'


def og_url(path: str) -> str:
    return f'<meta property="og:url" content="{path}">'


def twice(visit: Visit) -> tuple[Visit, Visit]:
    return visit, visit


def two(first: Story, second: Story, head: str, paths: tuple[str, str]) -> History:
    """Two articles whose pages have the same head."""
    visit = Visit(
        items=[first.item(paths[0]), second.item(paths[1])],
        pages={paths[0]: first.page(head=head), paths[1]: second.page(head=head)},
    )
    right = {(first.title, paths[0], 1), (second.title, paths[1], 1)}
    return History(name="", visits=twice(visit), right=frozenset(right))


def shared_canonical(pair: Pair) -> History:
    return two(*pair, canonical("/news/all"), ("/news/a", "/news/b"))


def canonical_of_root(pair: Pair) -> History:
    return two(*pair, canonical("/"), ("/2026/a", "/2026/b"))


def canonical_of_first(pair: Pair) -> History:
    return two(*pair, canonical("/2026/a"), ("/2026/a", "/2026/b"))


def og_url_of_section(pair: Pair) -> History:
    return two(*pair, og_url("/politics"), ("/politics/1", "/politics/2"))


def query_names_article(pair: Pair) -> History:
    return two(*pair, "", ("/read?source=aa", "/read?source=bb"))


def shared_link(pair: Pair) -> History:
    first, second = pair
    items = [first.item("/live", guid="1"), second.item("/live", guid="2")]
    visit = Visit(items=items, pages={"/live": first.page()})
    right = {(first.title, "", 1), (second.title, "", 1)}
    return History(name="", visits=twice(visit), right=frozenset(right))


def fragments(pair: Pair) -> History:
    first, second = pair
    items = [first.item("/live#1", guid="1"), second.item("/live#2", guid="2")]
    visit = Visit(items=items, pages={"/live": second.page()})
    right = {(first.title, "", 1), (second.title, "", 1)}
    return History(name="", visits=twice(visit), right=frozenset(right))


def later_entry_of_shared_link(pair: Pair) -> History:
    first, second = pair
    old, new = first.item("/minutes", guid="1"), second.item("/minutes", guid="2")
    visits = (
        Visit(items=[old], pages={"/minutes": first.page()}),
        Visit(items=[new, old], pages={"/minutes": second.page()}),
    )
    right = {(first.title, "/minutes", 1), (second.title, "", 1)}
    return History(name="", visits=visits, right=frozenset(right))


def moved(pair: Pair, old_path: str, new_path: str) -> History:
    """One entry whose link changes between the runs."""
    story, _ = pair
    visits = (
        Visit(items=[story.item(old_path, guid="7")], pages={old_path: story.page()}),
        Visit(items=[story.item(new_path, guid="7")], pages={new_path: story.page()}),
    )
    return History(name="", visits=visits, right=frozenset({(story.title, "", 1)}))


def corrected_slug(pair: Pair) -> History:
    return moved(pair, "/2026/sto", "/2026/story")


def session_parameter(pair: Pair) -> History:
    return moved(pair, "/read?id=4&sid=a81f", "/read?id=4&sid=b9e0")


def amp_form(pair: Pair) -> History:
    story, _ = pair
    items = [story.item("/2026/story", guid="1"), story.item("/2026/story/amp", guid="2")]
    head = canonical("/2026/story")
    pages = {"/2026/story": story.page(head=head), "/2026/story/amp": story.page(head=head)}
    right = {(story.title, "/2026/story", 1)}
    return History(name="", visits=twice(Visit(items=items, pages=pages)), right=frozenset(right))


def shortener(pair: Pair) -> History:
    """A link that redirects to another site, whose address is the article's."""
    story, _ = pair
    pages = {"/s/x1": Answer(location=f"{ELSEWHERE}/2026/story"), "/2026/story": story.page()}
    visit = Visit(items=[story.item("/s/x1")], pages=pages)
    right = {(story.title, f"{ELSEWHERE}/2026/story", 1)}
    return History(name="", visits=twice(visit), right=frozenset(right))


def two_sections(pair: Pair) -> History:
    story, _ = pair
    items = [story.item("/world/story", guid="1"), story.item("/top/story-2", guid="2")]
    pages = {
        "/world/story": story.page(),
        "/top/story-2": story.page(head=canonical("/world/story")),
    }
    right = {(story.title, "/world/story", 1)}
    return History(name="", visits=twice(Visit(items=items, pages=pages)), right=frozenset(right))


def changed(pair: Pair, second: Answer, **changes: str) -> History:
    """One article whose page is another at the second visit, with the feed touched."""
    story, _ = pair
    visits = (
        Visit(items=[story.item("/story")], pages={"/story": story.page()}),
        Visit(items=[story.item("/story", **changes)], pages={"/story": second}),
    )
    return History(name="", visits=visits, right=frozenset({(story.title, "/story", 1)}))


def wall_on_revisit(pair: Pair) -> History:
    wall = Story(
        language="en",
        title=pair[0].title,
        summary="",
        text=("We value your privacy. We and 214 partners use cookies for ads and for counting.",),
    )
    return changed(pair, wall.page())


def other_page_on_revisit(pair: Pair) -> History:
    return changed(pair, pair[1].page())


def front_page_on_revisit(pair: Pair) -> History:
    return changed(pair, Answer(location="/"))


def gone_on_revisit(pair: Pair) -> History:
    history = changed(pair, Answer())
    history.visits[1].pages.clear()
    return history


def counter(pair: Pair) -> History:
    story, _ = pair
    history = changed(pair, story.page(extra=["Read 202 times"]))
    history.visits[0].pages["/story"] = story.page(extra=["Read 101 times"])
    return history


def later_summary(pair: Pair) -> History:
    story, other = pair
    return changed(pair, story.page(), summary=f"{story.summary} {other.text[1]}"[:300])


def quotation_marks(pair: Pair) -> History:
    story, _ = pair
    history = changed(pair, story.page(extra=["„Nu“, so the warden said – and left the house."]))
    history.visits[0].pages["/story"] = story.page(
        extra=['"Nu", so the warden said - and left the house.']
    )
    return history


def replaced_article(pair: Pair) -> History:
    """The address "today" holds another article on the next day, and the feed says so."""
    first, second = pair
    visits = (
        Visit(items=[first.item("/today", guid="1")], pages={"/today": first.page()}),
        Visit(items=[second.item("/today", guid="2")], pages={"/today": second.page()}),
    )
    right = {(first.title, "", 1), (second.title, "", 1)}
    return History(name="", visits=visits, right=frozenset(right))


def edit(pair: Pair) -> History:
    story, other = pair
    history = changed(pair, story.page(extra=[other.text[1]]))
    right = frozenset({(story.title, "/story", 2)})
    return History(name="", visits=history.visits, right=right, edited=1)


def page_after_summary(pair: Pair) -> History:
    """A page that could be had only later is a new version, but no edit."""
    story, other = pair
    history = changed(pair, story.page(), summary=f"{story.summary} {other.title}.")
    history.visits[0].pages.clear()
    right = frozenset({(story.title, "/story", 2)})
    return History(name="", visits=history.visits, right=right)


KINDS: tuple[Callable[[Pair], History], ...] = (
    shared_canonical, canonical_of_root, canonical_of_first, og_url_of_section,
    query_names_article, shared_link, fragments, later_entry_of_shared_link, corrected_slug,
    session_parameter, amp_form, shortener, two_sections, wall_on_revisit, other_page_on_revisit,
    front_page_on_revisit, gone_on_revisit, counter, later_summary, quotation_marks,
    replaced_article, edit, page_after_summary,
)  # fmt: skip


def histories() -> Iterator[History]:
    """Three of each kind, about other articles in other languages."""
    known = stories()
    for number, kind in enumerate(KINDS):
        for turn in range(3):
            at = (number + 9 * turn) % len(known)
            history = kind((known[at], known[(at + 1) % len(known)]))
            yield History(
                name=f"{kind.__name__} {known[at].language}",
                visits=history.visits,
                right=history.right,
                edited=history.edited,
            )
