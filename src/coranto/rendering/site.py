"""Editions → a static site that works from any folder, without a server. Pure; same bytes.

Makes no request to anyone and holds no script but the search page's own.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from urllib.parse import urlsplit

from coranto.editing import freezing
from coranto.model import PublishedEdition
from coranto.reading.language import packs
from coranto.rendering import corrections, feeds, fonts, pages, pagination, sanitising, translations
from coranto.rendering.desk_about import About
from coranto.rendering.i18n import words
from coranto.rendering.pages import Frame, page
from coranto.rendering.views import Evidences, view
from coranto.rendering.web import edition_pages, pushes, search
from coranto.rendering.web.build_cache import Ledger
from coranto.rendering.web.cross_edition import Library, leaves
from coranto.rendering.web.edition_pages import Surroundings
from coranto.rendering.web.storylines import Storylines

__all__ = ["About", "File", "Ledger", "render_site"]

#: A file of the site: its path from the root and its bytes; None when it stands already.
File = tuple[str, bytes | None]

#: Editions listed on the front page besides the newest.
RECENT = 8


def render_site(
    editions: Sequence[PublishedEdition],
    *,
    about: About,
    earlier: Sequence[PublishedEdition] = (),
    downloads: Mapping[int, Sequence[str]] = MappingProxyType({}),
    ledger: Ledger | None = None,
) -> Iterator[File]:
    """Every file of the site: its path from the root, and its bytes.

    No bytes come with what stands already by the `ledger`; without one, everything comes.
    `earlier` are the versions of editions that corrections have replaced; `downloads` the
    names of the files that will stand beside an edition's page, by its number.
    """
    shelved = sorted(editions, key=lambda edition: edition.draft.number)
    library = Library(shelved)
    lines = Storylines(library)
    ledger = ledger or Ledger()
    numbered = {edition.draft.number: edition for edition in shelved}
    yield from _files()
    yield _front(shelved, about, downloads)
    for at, edition in enumerate(shelved):
        related = [numbered[one] for one in lines.related(edition, library)]
        around = (shelved[at - 1 : at], shelved[at + 1 : at + 2])
        beside = downloads.get(edition.draft.number, ())
        heads = [[edition_pages.head(each) for each in one] for one in (*around, related)]
        for each in (edition, *translations.versions(edition)):
            path = translations.path(each, of=edition)
            ways = translations.ways(edition, here=each.draft.language)
            paths = [pagination.path(path, one) for one in pagination.numbers(each)]
            stand = [ledger.stands(one, about, each, heads, beside, ways) for one in paths]
            if all(stand):
                yield from ((one, None) for one in paths)
            else:
                near = Surroundings(
                    before=around[0], after=around[1], related=related, downloads=beside, ways=ways
                )
                yield from edition_pages.pages(each, path, about, near)
    yield from edition_pages.earlier(numbered, earlier, about, ledger)
    yield from _search(numbered, ledger)
    yield from _lists(shelved, library, about)
    yield from _stories(library, lines, about, ledger)
    yield from _storylines(library, lines, about, ledger)
    yield from _sources(library, about, ledger)
    yield from _feeds(shelved, about)


def _files() -> Iterator[tuple[str, bytes]]:
    yield "style.css", fonts.rules().encode() + pages.plain("style.css")
    yield from ((f"fonts/{name}", body) for name, body in fonts.files().items())
    yield "icon.svg", pages.plain("icon.svg")
    yield "edition.schema.json", freezing.schema()
    yield "search/search.js", pages.plain("search.js")


def _frame(about: About, path: str, title: str, *, has_feeds: bool) -> Frame:
    return Frame(
        about=about, words=words(about.language), path=path, title=title, has_feeds=has_feeds
    )


def _front(
    shelved: Sequence[PublishedEdition], about: About, downloads: Mapping[int, Sequence[str]]
) -> tuple[str, bytes]:
    frame = _frame(about, "index.html", about.title, has_feeds=bool(shelved))
    if not shelved:
        return "index.html", page("empty.html", frame=frame)
    number = shelved[-1].draft.number
    shown = view(shelved[-1], evidence=Evidences(before=f"editions/{number}/index.html"))
    frame = Frame(
        about=about, words=shown.words, path="index.html", title=about.title,
        description=about.description or shown.headline,
        picture=edition_pages.picture(number, downloads.get(number, ())),
    )  # fmt: skip
    recent = shelved[-2 : -2 - RECENT : -1]
    quotes = packs.pack(shown.language).quote_marks[0]
    return "index.html", page(
        "front.html", frame=frame, edition=shown, recent=recent, quotes=quotes
    )


def _search(numbered: Mapping[int, PublishedEdition], ledger: Ledger) -> Iterator[File]:
    """What the search page's script reads, in files that mostly stay as they are."""
    for name, numbers in search.shards(numbered).items():
        path, held = f"search/{name}", [numbered[one] for one in numbers]
        if ledger.stands(path, [(one.draft, one.documents, one.stories) for one in held]):
            yield path, None
        else:
            yield path, search.script(row for one in held for row in search.rows(view(one)))


def _lists(
    shelved: Sequence[PublishedEdition], library: Library, about: About
) -> Iterator[tuple[str, bytes]]:
    said = words(about.language)
    has_feeds = bool(shelved)
    years: dict[int, list[PublishedEdition]] = {}
    for edition in reversed(shelved):
        years.setdefault(edition.draft.last.year, []).append(edition)
    shelves = sorted(library.sources.values(), key=lambda one: one.source.name.casefold())
    for path, template, title, values in (
        ("archive/index.html", "archive.html", said["archive"], {"years": years}),
        ("sources/index.html", "sources.html", said["sources"], {"shelves": shelves}),
        ("about/index.html", "about.html", said["about"], {}),
        (
            "corrections/index.html",
            "corrections.html",
            said["corrections"],
            {"corrections": corrections.newest_first(shelved, said)},
        ),
        (
            "search/index.html",
            "search.html",
            said["search"],
            {"shards": list(search.shards(edition.draft.number for edition in shelved))},
        ),
    ):
        frame = _frame(about, path, f"{title} · {about.title}", has_feeds=has_feeds)
        yield path, page(template, frame=frame, heading=title, **values)
    yield "404.html", _missing(about, has_feeds=has_feeds)


def _missing(about: About, *, has_feeds: bool) -> bytes:
    """A server shows this page at any address: its links start at the site's root."""
    said = words(about.language)
    root = urlsplit(sanitising.link(about.base())).path or "/"
    frame = Frame(
        about=about, words=said, path="404.html", title=f"{said['missing']} · {about.title}",
        has_feeds=has_feeds, root_override=root,
    )  # fmt: skip
    return page("404.html", frame=frame, heading=said["missing"])


def _feeds(shelved: Sequence[PublishedEdition], about: About) -> Iterator[tuple[str, bytes]]:
    heads = feeds.feeds(shelved, about=about)
    yield from feeds.written(heads)
    if heads:
        path, title = "feeds/index.html", words(about.language)["feeds"]
        frame = _frame(about, path, f"{title} · {about.title}", has_feeds=True)
        yield path, page("feeds.html", frame=frame, heading=title, heads=heads)


def _stories(library: Library, lines: Storylines, about: About, ledger: Ledger) -> Iterator[File]:
    said = words(about.language)
    for shelf in library.stories.values():
        path = f"stories/{shelf.name}/index.html"
        line, before, after = (
            lines.of(shelf.story.id), library.before(shelf), lines.after(shelf),
        )  # fmt: skip
        kin = [(one.name, one.story.title, one.numbers) for one in (*before, *after)]
        called = (line.name, line.title, len(line.chapters), line.numbers) if line else ()
        if ledger.stands(
            path, about, shelf, library.around(shelf.documents.values()), kin, len(before), called
        ):
            yield path, None
            continue
        title = sanitising.clip(shelf.story.title, 200) or said["story"]
        frame = _frame(about, path, f"{title} · {about.title}", has_feeds=True)
        yield (
            path,
            page(
                "story.html",
                frame=frame,
                heading=title,
                shelf=shelf,
                line=line,
                reports=library.reports(shelf, said),
                picture=library.picture(shelf, said),
                pushed=list(pushes.views(shelf.story.networks, shelf.documents, said)),
                tongues=library.tongues(shelf, said),
                before=before,
                after=after,
            ),
        )


def _storylines(
    library: Library, lines: Storylines, about: About, ledger: Ledger
) -> Iterator[File]:
    said = words(about.language)
    for line in lines.all():
        path = f"storylines/{line.name}/index.html"
        told = [library.around(one.documents.values()) for one in line.chapters]
        who = [(one.name, one.source, many) for one, many in line.sources(library)]
        if ledger.stands(path, about, line, told, who):
            yield path, None
            continue
        title = sanitising.clip(line.title, 200) or said["storyline"]
        frame = _frame(about, path, f"{title} · {about.title}", has_feeds=True)
        whole = line.whole()
        yield (
            path,
            page(
                "storyline.html",
                frame=frame,
                heading=title,
                line=line,
                chapters=[(one, library.reports(one, said)) for one in line.chapters],
                picture=library.picture(whole, said),
                tongues=library.tongues(whole, said),
                sources=line.sources(library),
            ),
        )


def _sources(library: Library, about: About, ledger: Ledger) -> Iterator[File]:
    said = words(about.language)
    for shelf in library.sources.values():
        title = sanitising.clip(shelf.source.name, 200)
        spread = leaves(shelf)
        spans = [(one.first, one.last, one.folder) for one in spread]
        for leaf in spread:
            folder = f"{leaf.folder}/" if leaf.folder else ""
            path = f"sources/{shelf.name}/{folder}index.html"
            around = library.around(leaf.documents)
            if ledger.stands(path, about, shelf.source, leaf, spans, around):
                yield path, None
                continue
            frame = _frame(about, path, f"{title} · {about.title}", has_feeds=True)
            reports = library.cited_from(leaf.documents, said)
            yield (
                path,
                page(
                    "source.html",
                    frame=frame,
                    heading=title,
                    shelf=shelf,
                    reports=reports,
                    leaf=leaf,
                    leaves=spread,
                ),
            )
