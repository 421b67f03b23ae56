"""Render the pages of an edition and of its replaced versions. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from coranto.model import PublishedEdition
from coranto.rendering import corrections, pagination, translations
from coranto.rendering.desk_about import DeskAbout
from coranto.rendering.evidence_views import EvidenceView
from coranto.rendering.pages import PageFrame, render_page
from coranto.rendering.views import EditionView, SectionView, edition_view
from coranto.rendering.web import linked_data
from coranto.rendering.web.build_cache import BuildCache

#: Name of the picture for social networks, beside an edition's page.
SHARE_IMAGE_FILE = "card.png"
#: Name of a file to download → the name of its format, as readers know it.
FORMAT_BY_FILE = {
    "edition.pdf": "PDF", "edition.epub": "EPUB", "edition.json": "JSON",
    "edition.md": "Markdown", "evidence.wacz": "WACZ",
}  # fmt: skip
#: Formats that exist in each of an edition's languages, as `edition.fa.pdf`.
FORMATS_PER_LANGUAGE = frozenset({"PDF", "EPUB"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionContext:
    """What an edition's page links to."""

    before: Sequence[PublishedEdition] = ()  #: the edition before it, if there is one
    after: Sequence[PublishedEdition] = ()
    related: Sequence[PublishedEdition] = ()
    downloads: Sequence[str] = ()  #: names of the files beside the page of its first language
    language_links: Sequence[translations.LanguageLink] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPage:
    """One page of an edition: its items and their evidence."""

    number: int
    count: int  #: of the edition's pages
    sections: tuple[SectionView, ...]
    proofs: tuple[EvidenceView, ...]

    @property
    def marks(self) -> frozenset[str]:
        """The marks that are cited on it."""
        return frozenset(proof.mark for proof in self.proofs)


def render_edition(
    edition: PublishedEdition, path: str, about: DeskAbout, context: EditionContext
) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of an edition, the first one at `path`."""
    yield from _render_pages(edition_view(edition), path, about, context=context, replaced=None)


def render_replaced_versions(
    now: Mapping[int, PublishedEdition],
    before: Sequence[PublishedEdition],
    about: DeskAbout,
    cache: BuildCache,
) -> Iterator[tuple[str, bytes | None]]:
    """Yield the pages of replaced versions, each with a notice; None for unchanged pages.

    `now` maps an edition's number to its newest version, `before` holds the replaced ones.
    """
    for edition in before:
        newest = now[edition.draft.number]
        path = corrections.version_path(edition.draft.number, edition.version)
        paths = [pagination.page_path(path, page) for page in pagination.page_numbers(edition)]
        replaced_at = newest.corrections[edition.version - 1].at
        is_current = [
            cache.is_up_to_date(page_path, about, edition, replaced_at) for page_path in paths
        ]
        if all(is_current):
            yield from ((page_path, None) for page_path in paths)
        else:
            view = edition_view(edition)
            notice = corrections.replacement_notice(edition, newest, view.words)
            yield from _render_pages(view, path, about, context=EditionContext(), replaced=notice)


def share_image_path(number: int, downloads: Sequence[str]) -> str:
    """The path of an edition's picture; "" when it has none."""
    return f"editions/{number}/{SHARE_IMAGE_FILE}" if SHARE_IMAGE_FILE in downloads else ""


def edition_summary(edition: PublishedEdition) -> tuple[object, ...]:
    """What other pages show of an edition: inputs of their cache entries."""
    draft = edition.draft
    return draft.number, draft.headline, draft.language, draft.first, draft.last


def _render_pages(
    view: EditionView,
    first: str,
    about: DeskAbout,
    *,
    context: EditionContext,
    replaced: corrections.ReplacementNotice | None,
) -> Iterator[tuple[str, bytes]]:
    correction_views = corrections.correction_views(view.published, view.words)
    for sheet in _split_into_pages(view):
        path = pagination.page_path(first, sheet.number)
        frame = _edition_frame(
            path, view, about, sheet=sheet, downloads=context.downloads, replaced=replaced
        )
        # Downloads are beside the page of the first language: editions/12/.
        path_to_downloads = "../" * (path.count("/") - 2)
        yield path, render_page(
            "edition.html", frame=frame, edition=view, sheet=sheet, corrections=correction_views,
            replaced=replaced, before=context.before, after=context.after, related=context.related,
            start=frame.root + first,
            sheets=[
                (number, frame.root + pagination.page_path(first, number))
                for number in _page_numbers(sheet)
            ],
            downloads=[
                (f"{path_to_downloads}{name}", form)
                for name, form in _list_downloads(context.downloads, context.language_links)
            ],
            tongues=context.language_links,
        )  # fmt: skip


def _list_downloads(
    names: Sequence[str], language_links: Sequence[translations.LanguageLink]
) -> list[tuple[str, str]]:
    """Pairs of file name and label, those in the page's own language first."""
    links_by_language = {link.language: link for link in language_links}
    downloads = []
    for name in names:
        stem, *language, ending = name.split(".")
        form = FORMAT_BY_FILE.get(f"{stem}.{ending}", name)
        link = (
            links_by_language.get("".join(language) or language_links[0].language)
            if language_links and form in FORMATS_PER_LANGUAGE
            else None
        )
        if name != SHARE_IMAGE_FILE:
            downloads.append((name, f"{form} ({link.name})" if link else form, link and link.here))
    return [
        (name, form)
        for name, form, is_own in sorted(downloads, key=lambda download: not download[2])
    ]


def _page_numbers(sheet: EditionPage) -> range:
    """The numbers of an edition's pages; an empty range when there is only one."""
    return range(1, sheet.count + 1) if sheet.count > 1 else range(0)


def _split_into_pages(view: EditionView) -> Iterator[EditionPage]:
    """Yield the edition's pages, each with the evidence of its own items."""
    count = max((item.sheet for item in view.items()), default=1)
    for number in range(1, count + 1):
        sections = tuple(_section_on_page(section, number) for section in view.sections)
        items = [item for section in sections for item in section.items]
        marks = {proof.mark for item in items for proof in item.proofs}
        marks |= set(view.lead_read.marks) if number == 1 else set()
        proofs = tuple(proof for proof in view.proofs if proof.mark in marks)
        yield EditionPage(number=number, count=count, sections=sections, proofs=proofs)


def _section_on_page(section: SectionView, number: int) -> SectionView:
    return replace(section, items=tuple(item for item in section.items if item.sheet == number))


def _edition_frame(  # noqa: PLR0913 - the values of a page's head
    path: str,
    view: EditionView,
    about: DeskAbout,
    *,
    sheet: EditionPage,
    downloads: Sequence[str],
    replaced: corrections.ReplacementNotice | None,
) -> PageFrame:
    comma = view.words["comma"]
    number = view.words.say("edition", number=view.number)
    series = view.title
    if replaced:
        series, number = number, view.words.say("version", version=replaced.version)
    page_of = view.words.say("sheet", number=sheet.number, count=sheet.count)
    part = f"{comma}{page_of}" if sheet.number > 1 else ""
    frame = PageFrame(
        about=about,
        words=view.words,
        path=path,
        picture=share_image_path(view.number, downloads),
        title=f"{view.headline} · {series}{comma}{number}{part}",
        description=""
        if replaced
        else f"{number}{comma}{view.span}{view.words['colon']}{view.headline}",
    )
    data = linked_data.json_ld_script(
        view.published, about=about, address=frame.canonical, cited_marks=sheet.marks
    )
    return replace(frame, data=data)
