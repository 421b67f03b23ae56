"""Render editions as a static site that works from any folder, without a server.

Pure: it yields paths and bytes and writes nothing; the same editions give the same bytes. Pages
make no request outside the site, and only the search page has a script.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from urllib.parse import urlsplit

from coranto.editing import freezing
from coranto.model import PublishedEdition
from coranto.reading.language import packs
from coranto.reading.language.shortening import shorten_text
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

#: A file of the site: its path from the root and its bytes; None when it has not changed.
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
    """Yield every file of the site: its path from the root, and its bytes.

    The bytes are None for a file that is up to date according to the `ledger`; without a
    ledger, every file has its bytes. `earlier` holds the versions of editions that corrections
    have replaced; `downloads` maps an edition's number to the names of the files beside its
    page.
    """
    ordered_editions = sorted(editions, key=lambda edition: edition.draft.number)
    index = CrossEditionIndex(ordered_editions)
    storylines = StorylineIndex(index)
    cache = ledger or BuildCache()
    editions_by_number = {edition.draft.number: edition for edition in ordered_editions}
    yield from _static_files()
    yield _front_page(ordered_editions, about, downloads)
    for position, edition in enumerate(ordered_editions):
        context = EditionContext(
            # Slices, not indexes: before the first and after the last edition they are empty.
            before=ordered_editions[position - 1 : position],
            after=ordered_editions[position + 1 : position + 2],
            related=[
                editions_by_number[number] for number in storylines.related_editions(edition, index)
            ],
            downloads=downloads.get(edition.draft.number, ()),
        )
        yield from _edition_files(edition, context, about, cache)
    yield from edition_pages.render_replaced_versions(editions_by_number, earlier, about, cache)
    yield from _search_index(editions_by_number, cache)
    yield from _list_pages(ordered_editions, index, about)
    yield from _story_pages(index, storylines, about, cache)
    yield from _storyline_pages(index, storylines, about, cache)
    yield from _source_pages(index, about, cache)
    yield from _feed_files(ordered_editions, about)


def _edition_files(
    edition: PublishedEdition, context: EditionContext, about: DeskAbout, cache: BuildCache
) -> Iterator[SiteFile]:
    """Yield the pages of an edition in each of its languages."""
    linked_summaries = [
        [edition_pages.edition_summary(linked_edition) for linked_edition in linked_editions]
        for linked_editions in (context.before, context.after, context.related)
    ]
    for language_edition in (edition, *translations.translated_editions(edition)):
        path = translations.edition_path(language_edition, of=edition)
        links = translations.language_links(edition, here=language_edition.draft.language)
        paths = [
            pagination.page_path(path, page) for page in pagination.page_numbers(language_edition)
        ]
        inputs = (about, language_edition, linked_summaries, context.downloads, links)
        # A list, not a generator: `all` would stop at the first changed page, and the pages
        # after it would not be noted for the next build.
        is_current = [cache.is_up_to_date(page_path, *inputs) for page_path in paths]
        if all(is_current):
            yield from ((page_path, None) for page_path in paths)
        else:
            language_context = replace(context, language_links=links)
            yield from edition_pages.render_edition(language_edition, path, about, language_context)


def _static_files() -> Iterator[tuple[str, bytes]]:
    # The rules of the typefaces depend on the build: one without typefaces must not name files that
    # are missing, so they are not part of the style sheet's template.
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
    ordered_editions: Sequence[PublishedEdition],
    about: DeskAbout,
    downloads: Mapping[int, Sequence[str]],
) -> tuple[str, bytes]:
    frame = _site_frame(about, "index.html", about.title, has_feeds=bool(ordered_editions))
    if not ordered_editions:
        return "index.html", render_page("empty.html", frame=frame)
    number = ordered_editions[-1].draft.number
    view = edition_view(
        ordered_editions[-1], evidence=EvidenceLinks(before=f"editions/{number}/index.html")
    )
    frame = PageFrame(
        about=about, words=view.words, path="index.html", title=about.title,
        description=about.description or view.headline,
        picture=edition_pages.share_image_path(number, downloads.get(number, ())),
    )  # fmt: skip
    # The newest is shown above in full; the list goes on with the one before it, newest first.
    recent = ordered_editions[-2 : -2 - MAX_RECENT_EDITIONS : -1]
    quotes = packs.load_pack(view.language).written_marks
    return "index.html", render_page(
        "front.html", frame=frame, edition=view, recent=recent, quotes=quotes
    )


def _search_index(
    editions_by_number: Mapping[int, PublishedEdition], cache: BuildCache
) -> Iterator[SiteFile]:
    """Yield the files of the search index; only the newest shard changes with a new edition."""
    for name, numbers in search.group_by_shard(editions_by_number).items():
        path, shard_editions = f"search/{name}", [editions_by_number[number] for number in numbers]
        if cache.is_up_to_date(
            path,
            [(edition.draft, edition.documents, edition.stories) for edition in shard_editions],
        ):
            yield path, None
        else:
            yield (
                path,
                search.index_script(
                    row
                    for edition in shard_editions
                    for row in search.index_rows(edition_view(edition))
                ),
            )


def _list_pages(
    ordered_editions: Sequence[PublishedEdition], index: CrossEditionIndex, about: DeskAbout
) -> Iterator[tuple[str, bytes]]:
    words = words_for(about.language)
    has_feeds = bool(ordered_editions)
    years: dict[int, list[PublishedEdition]] = {}
    # A dict keeps the order of insertion: the newest year comes first on the page.
    for edition in reversed(ordered_editions):
        years.setdefault(edition.draft.last.year, []).append(edition)
    shelves = sorted(index.sources.values(), key=lambda record: record.source.name.casefold())
    for path, template, title, values in (
        ("archive/index.html", "archive.html", words["archive"], {"years": years}),
        ("sources/index.html", "sources.html", words["sources"], {"shelves": shelves}),
        ("about/index.html", "about.html", words["about"], {}),
        (
            "corrections/index.html",
            "corrections.html",
            words["corrections"],
            {"corrections": corrections.newest_first(ordered_editions, words)},
        ),
        (
            "search/index.html",
            "search.html",
            words["search"],
            {
                "shards": list(
                    search.group_by_shard(edition.draft.number for edition in ordered_editions)
                )
            },
        ),
    ):
        frame = _site_frame(about, path, f"{title} · {about.title}", has_feeds=has_feeds)
        yield path, render_page(template, frame=frame, heading=title, **values)
    yield "404.html", _not_found_page(about, has_feeds=has_feeds)


def _not_found_page(about: DeskAbout, *, has_feeds: bool) -> bytes:
    """Render the page for missing addresses, with links from the site's root."""
    words = words_for(about.language)
    # A server shows this page at any address and depth, so relative links would break.
    root = urlsplit(sanitising.safe_link(about.base())).path or "/"
    frame = PageFrame(
        about=about, words=words, path="404.html", title=f"{words['missing']} · {about.title}",
        has_feeds=has_feeds, root_override=root,
    )  # fmt: skip
    return render_page("404.html", frame=frame, heading=words["missing"])


def _feed_files(
    ordered_editions: Sequence[PublishedEdition], about: DeskAbout
) -> Iterator[tuple[str, bytes]]:
    feed_heads = feeds.build_feeds(ordered_editions, about=about)
    yield from feeds.render_feed_files(feed_heads)
    if feed_heads:
        path, title = "feeds/index.html", words_for(about.language)["feeds"]
        frame = _site_frame(about, path, f"{title} · {about.title}", has_feeds=True)
        yield path, render_page("feeds.html", frame=frame, heading=title, heads=feed_heads)


def _story_pages(
    index: CrossEditionIndex, storylines: StorylineIndex, about: DeskAbout, cache: BuildCache
) -> Iterator[SiteFile]:
    words = words_for(about.language)
    for record in index.stories.values():
        path = f"stories/{record.name}/index.html"
        storyline = storylines.storyline_of(record.story.id)
        before, after = index.earlier_stories(record), storylines.later_stories(record)
        # Of its neighbours the page shows only the title and the editions: a new document in one of
        # them must not render this page again.
        neighbours = [
            (neighbour.name, neighbour.story.title, neighbour.numbers)
            for neighbour in (*before, *after)
        ]
        storyline_summary = (
            (storyline.name, storyline.title, len(storyline.chapters), storyline.numbers)
            if storyline
            else ()
        )
        if cache.is_up_to_date(
            path,
            about,
            record,
            index.document_context(record.documents.values()),
            neighbours,
            len(before),
            storyline_summary,
        ):
            yield path, None
            continue
        title = shorten_text(record.story.title, 200) or words["story"]
        frame = _site_frame(about, path, f"{title} · {about.title}", has_feeds=True)
        yield (
            path,
            render_page(
                "story.html",
                frame=frame,
                heading=title,
                shelf=record,
                line=storyline,
                reports=index.story_rows(record, words),
                picture=index.copy_diagram(record, words),
                pushed=list(pushes.push_views(record.story.networks, record.documents, words)),
                tongues=index.language_names(record, words),
                before=before,
                after=after,
            ),
        )


def _storyline_pages(
    index: CrossEditionIndex, storylines: StorylineIndex, about: DeskAbout, cache: BuildCache
) -> Iterator[SiteFile]:
    words = words_for(about.language)
    for storyline in storylines.all_storylines():
        path = f"storylines/{storyline.name}/index.html"
        chapter_contexts = [
            index.document_context(chapter.documents.values()) for chapter in storyline.chapters
        ]
        source_counts = [
            (source.name, source.source, count) for source, count in storyline.count_sources(index)
        ]
        # Besides the stories themselves, the page names outlets, the editions that cite each
        # document and its sources: all of these count as its inputs.
        if cache.is_up_to_date(path, about, storyline, chapter_contexts, source_counts):
            yield path, None
            continue
        title = shorten_text(storyline.title, 200) or words["storyline"]
        frame = _site_frame(about, path, f"{title} · {about.title}", has_feeds=True)
        merged = storyline.merged_record()
        yield (
            path,
            render_page(
                "storyline.html",
                frame=frame,
                heading=title,
                line=storyline,
                chapters=[
                    (chapter, index.story_rows(chapter, words)) for chapter in storyline.chapters
                ],
                picture=index.copy_diagram(merged, words),
                tongues=index.language_names(merged, words),
                sources=storyline.count_sources(index),
            ),
        )


def _source_pages(
    index: CrossEditionIndex, about: DeskAbout, cache: BuildCache
) -> Iterator[SiteFile]:
    words = words_for(about.language)
    for record in index.sources.values():
        title = shorten_text(record.source.name, 200)
        source_pages = paginate_source(record)
        spans = [
            (source_page.first, source_page.last, source_page.folder)
            for source_page in source_pages
        ]
        for source_page in source_pages:
            folder = f"{source_page.folder}/" if source_page.folder else ""
            path = f"sources/{record.name}/{folder}index.html"
            # A full page of a source never changes by what is cited later, but where its documents
            # are cited may.
            context = index.document_context(source_page.documents)
            if cache.is_up_to_date(path, about, record.source, source_page, spans, context):
                yield path, None
                continue
            frame = _site_frame(about, path, f"{title} · {about.title}", has_feeds=True)
            reports = index.source_rows(source_page.documents, words)
            yield (
                path,
                render_page(
                    "source.html",
                    frame=frame,
                    heading=title,
                    shelf=record,
                    reports=reports,
                    leaf=source_page,
                    leaves=source_pages,
                ),
            )
