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
from coranto.rendering.desk_about import DeskAbout
from coranto.rendering.i18n import words_for
from coranto.rendering.pages import PageFrame, render_page
from coranto.rendering.views import EvidenceLinks, edition_view
from coranto.rendering.web import edition_pages, pushes, search
from coranto.rendering.web.build_cache import BuildCache
from coranto.rendering.web.cross_edition import CrossEditionIndex, paginate_source
from coranto.rendering.web.edition_pages import EditionContext
from coranto.rendering.web.storylines import StorylineIndex

__all__ = ["BuildCache", "DeskAbout", "SiteFile", "render_site"]

#: A file of the site: its path from the root and its bytes; None when it stands already.
SiteFile = tuple[str, bytes | None]

#: Editions listed on the front page besides the newest.
MAX_RECENT_EDITIONS = 8


def render_site(
    editions: Sequence[PublishedEdition],
    *,
    about: DeskAbout,
    earlier: Sequence[PublishedEdition] = (),
    downloads: Mapping[int, Sequence[str]] = MappingProxyType({}),
    ledger: BuildCache | None = None,
) -> Iterator[SiteFile]:
    """Every file of the site: its path from the root, and its bytes.

    No bytes come with what stands already by the `ledger`; without one, everything comes.
    `earlier` are the versions of editions that corrections have replaced; `downloads` the
    names of the files that will stand beside an edition's page, by its number.
    """
    shelved = sorted(editions, key=lambda edition: edition.draft.number)
    library = CrossEditionIndex(shelved)
    lines = StorylineIndex(library)
    ledger = ledger or BuildCache()
    numbered = {edition.draft.number: edition for edition in shelved}
    yield from _static_files()
    yield _front_page(shelved, about, downloads)
    for at, edition in enumerate(shelved):
        related = [numbered[one] for one in lines.related(edition, library)]
        around = (shelved[at - 1 : at], shelved[at + 1 : at + 2])
        beside = downloads.get(edition.draft.number, ())
        heads = [
            [edition_pages.edition_summary(each) for each in one] for one in (*around, related)
        ]
        for each in (edition, *translations.translated_editions(edition)):
            path = translations.edition_path(each, of=edition)
            ways = translations.language_links(edition, here=each.draft.language)
            paths = [pagination.page_path(path, one) for one in pagination.page_numbers(each)]
            stand = [ledger.stands(one, about, each, heads, beside, ways) for one in paths]
            if all(stand):
                yield from ((one, None) for one in paths)
            else:
                near = EditionContext(
                    before=around[0], after=around[1], related=related, downloads=beside, ways=ways
                )
                yield from edition_pages.render_edition(each, path, about, near)
    yield from edition_pages.render_replaced_versions(numbered, earlier, about, ledger)
    yield from _search_index(numbered, ledger)
    yield from _list_pages(shelved, library, about)
    yield from _story_pages(library, lines, about, ledger)
    yield from _storyline_pages(library, lines, about, ledger)
    yield from _source_pages(library, about, ledger)
    yield from _feed_files(shelved, about)


def _static_files() -> Iterator[tuple[str, bytes]]:
    yield "style.css", fonts.font_face_rules().encode() + pages.read_static_file("style.css")
    yield from ((f"fonts/{name}", body) for name, body in fonts.font_files().items())
    yield "icon.svg", pages.read_static_file("icon.svg")
    yield "edition.schema.json", freezing.edition_schema()
    yield "search/search.js", pages.read_static_file("search.js")


def _site_frame(about: DeskAbout, path: str, title: str, *, has_feeds: bool) -> PageFrame:
    return PageFrame(
        about=about, words=words_for(about.language), path=path, title=title, has_feeds=has_feeds
    )


def _front_page(
    shelved: Sequence[PublishedEdition], about: DeskAbout, downloads: Mapping[int, Sequence[str]]
) -> tuple[str, bytes]:
    frame = _site_frame(about, "index.html", about.title, has_feeds=bool(shelved))
    if not shelved:
        return "index.html", render_page("empty.html", frame=frame)
    number = shelved[-1].draft.number
    shown = edition_view(
        shelved[-1], evidence=EvidenceLinks(before=f"editions/{number}/index.html")
    )
    frame = PageFrame(
        about=about, words=shown.words, path="index.html", title=about.title,
        description=about.description or shown.headline,
        picture=edition_pages.share_image_path(number, downloads.get(number, ())),
    )  # fmt: skip
    recent = shelved[-2 : -2 - MAX_RECENT_EDITIONS : -1]
    quotes = packs.load_pack(shown.language).quote_marks[0]
    return "index.html", render_page(
        "front.html", frame=frame, edition=shown, recent=recent, quotes=quotes
    )


def _search_index(
    numbered: Mapping[int, PublishedEdition], ledger: BuildCache
) -> Iterator[SiteFile]:
    """What the search page's script reads, in files that mostly stay as they are."""
    for name, numbers in search.group_by_shard(numbered).items():
        path, held = f"search/{name}", [numbered[one] for one in numbers]
        if ledger.stands(path, [(one.draft, one.documents, one.stories) for one in held]):
            yield path, None
        else:
            yield (
                path,
                search.index_script(
                    row for one in held for row in search.index_rows(edition_view(one))
                ),
            )


def _list_pages(
    shelved: Sequence[PublishedEdition], library: CrossEditionIndex, about: DeskAbout
) -> Iterator[tuple[str, bytes]]:
    said = words_for(about.language)
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
            {"shards": list(search.group_by_shard(edition.draft.number for edition in shelved))},
        ),
    ):
        frame = _site_frame(about, path, f"{title} · {about.title}", has_feeds=has_feeds)
        yield path, render_page(template, frame=frame, heading=title, **values)
    yield "404.html", _not_found_page(about, has_feeds=has_feeds)


def _not_found_page(about: DeskAbout, *, has_feeds: bool) -> bytes:
    """A server shows this page at any address: its links start at the site's root."""
    said = words_for(about.language)
    root = urlsplit(sanitising.safe_link(about.base())).path or "/"
    frame = PageFrame(
        about=about, words=said, path="404.html", title=f"{said['missing']} · {about.title}",
        has_feeds=has_feeds, root_override=root,
    )  # fmt: skip
    return render_page("404.html", frame=frame, heading=said["missing"])


def _feed_files(
    shelved: Sequence[PublishedEdition], about: DeskAbout
) -> Iterator[tuple[str, bytes]]:
    heads = feeds.build_feeds(shelved, about=about)
    yield from feeds.render_feed_files(heads)
    if heads:
        path, title = "feeds/index.html", words_for(about.language)["feeds"]
        frame = _site_frame(about, path, f"{title} · {about.title}", has_feeds=True)
        yield path, render_page("feeds.html", frame=frame, heading=title, heads=heads)


def _story_pages(
    library: CrossEditionIndex, lines: StorylineIndex, about: DeskAbout, ledger: BuildCache
) -> Iterator[SiteFile]:
    said = words_for(about.language)
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
        title = sanitising.clip_text(shelf.story.title, 200) or said["story"]
        frame = _site_frame(about, path, f"{title} · {about.title}", has_feeds=True)
        yield (
            path,
            render_page(
                "story.html",
                frame=frame,
                heading=title,
                shelf=shelf,
                line=line,
                reports=library.reports(shelf, said),
                picture=library.picture(shelf, said),
                pushed=list(pushes.push_views(shelf.story.networks, shelf.documents, said)),
                tongues=library.tongues(shelf, said),
                before=before,
                after=after,
            ),
        )


def _storyline_pages(
    library: CrossEditionIndex, lines: StorylineIndex, about: DeskAbout, ledger: BuildCache
) -> Iterator[SiteFile]:
    said = words_for(about.language)
    for line in lines.all():
        path = f"storylines/{line.name}/index.html"
        told = [library.around(one.documents.values()) for one in line.chapters]
        who = [(one.name, one.source, many) for one, many in line.sources(library)]
        if ledger.stands(path, about, line, told, who):
            yield path, None
            continue
        title = sanitising.clip_text(line.title, 200) or said["storyline"]
        frame = _site_frame(about, path, f"{title} · {about.title}", has_feeds=True)
        whole = line.whole()
        yield (
            path,
            render_page(
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


def _source_pages(
    library: CrossEditionIndex, about: DeskAbout, ledger: BuildCache
) -> Iterator[SiteFile]:
    said = words_for(about.language)
    for shelf in library.sources.values():
        title = sanitising.clip_text(shelf.source.name, 200)
        spread = paginate_source(shelf)
        spans = [(one.first, one.last, one.folder) for one in spread]
        for leaf in spread:
            folder = f"{leaf.folder}/" if leaf.folder else ""
            path = f"sources/{shelf.name}/{folder}index.html"
            around = library.around(leaf.documents)
            if ledger.stands(path, about, shelf.source, leaf, spans, around):
                yield path, None
                continue
            frame = _site_frame(about, path, f"{title} · {about.title}", has_feeds=True)
            reports = library.cited_from(leaf.documents, said)
            yield (
                path,
                render_page(
                    "source.html",
                    frame=frame,
                    heading=title,
                    shelf=shelf,
                    reports=reports,
                    leaf=leaf,
                    leaves=spread,
                ),
            )
