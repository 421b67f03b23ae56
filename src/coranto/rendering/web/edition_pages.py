"""An edition's pages: as it is now, in each of its languages, and as it was before. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from coranto.model import PublishedEdition
from coranto.rendering import corrections, pagination, translations
from coranto.rendering.desk_about import DeskAbout
from coranto.rendering.pages import PageFrame, render_page
from coranto.rendering.views import EditionView, EvidenceView, SectionView, edition_view
from coranto.rendering.web import linked_data
from coranto.rendering.web.build_cache import BuildCache

#: The picture that an edition's address is shared with.
SHARE_IMAGE_FILE = "card.png"
#: What readers call a file that they take away.
FORMAT_BY_FILE = {
    "edition.pdf": "PDF", "edition.epub": "EPUB", "edition.json": "JSON",
    "edition.md": "Markdown", "evidence.wacz": "WACZ",
}  # fmt: skip
#: Of these there is one in each of an edition's languages: `edition.fa.pdf`.
FORMATS_PER_LANGUAGE = frozenset({"PDF", "EPUB"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionContext:
    """What an edition's page leads to."""

    before: Sequence[PublishedEdition] = ()  #: the edition before it, if there is one
    after: Sequence[PublishedEdition] = ()
    related: Sequence[PublishedEdition] = ()
    downloads: Sequence[str] = ()  #: names of the files beside the page of its first language
    ways: Sequence[translations.LanguageLink] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPage:
    """One page of an edition: what of it stands there."""

    number: int
    count: int  #: of the edition's pages
    sections: tuple[SectionView, ...]
    proofs: tuple[EvidenceView, ...]

    @property
    def marks(self) -> frozenset[str]:
        """What is cited on it."""
        return frozenset(proof.mark for proof in self.proofs)


def render_edition(
    edition: PublishedEdition, path: str, about: DeskAbout, around: EditionContext
) -> Iterator[tuple[str, bytes]]:
    """Every page of an edition, the first one at `path`."""
    yield from _render_pages(edition_view(edition), path, about, around=around, replaced=None)


def render_replaced_versions(
    now: Mapping[int, PublishedEdition],
    before: Sequence[PublishedEdition],
    about: DeskAbout,
    ledger: BuildCache,
) -> Iterator[tuple[str, bytes | None]]:
    """Versions that corrections have replaced, as they were; each says that it is one."""
    for edition in before:
        newest = now[edition.draft.number]
        path = corrections.version_path(edition.draft.number, edition.version)
        paths = [pagination.page_path(path, one) for one in pagination.page_numbers(edition)]
        at = newest.corrections[edition.version - 1].at
        stand = [ledger.stands(one, about, edition, at) for one in paths]
        if all(stand):
            yield from ((one, None) for one in paths)
        else:
            shown = edition_view(edition)
            said = corrections.replacement_notice(edition, newest, shown.words)
            yield from _render_pages(shown, path, about, around=EditionContext(), replaced=said)


def share_image_path(number: int, downloads: Sequence[str]) -> str:
    """Where the picture of an edition stands; "" when it has none."""
    return f"editions/{number}/{SHARE_IMAGE_FILE}" if SHARE_IMAGE_FILE in downloads else ""


def edition_summary(edition: PublishedEdition) -> tuple[object, ...]:
    """What other pages say of an edition."""
    draft = edition.draft
    return draft.number, draft.headline, draft.language, draft.first, draft.last


def _render_pages(
    shown: EditionView,
    first: str,
    about: DeskAbout,
    *,
    around: EditionContext,
    replaced: corrections.ReplacementNotice | None,
) -> Iterator[tuple[str, bytes]]:
    said = corrections.correction_views(shown.published, shown.words)
    for sheet in _split_into_pages(shown):
        path = pagination.page_path(first, sheet.number)
        frame = _edition_frame(
            path, shown, about, sheet=sheet, downloads=around.downloads, replaced=replaced
        )
        above = "../" * (path.count("/") - 2)  # files stand beside the first language's page
        yield path, render_page(
            "edition.html", frame=frame, edition=shown, sheet=sheet, corrections=said,
            replaced=replaced, before=around.before, after=around.after, related=around.related,
            start=frame.root + first,
            sheets=[
                (one, frame.root + pagination.page_path(first, one)) for one in _page_numbers(sheet)
            ],
            downloads=[
                (f"{above}{name}", form)
                for name, form in _list_downloads(around.downloads, around.ways)
            ],
            tongues=around.ways,
        )  # fmt: skip


def _list_downloads(
    names: Sequence[str], ways: Sequence[translations.LanguageLink]
) -> list[tuple[str, str]]:
    """Files to take away and what they are called, those in the page's own language first."""
    told = {way.language: way for way in ways}
    found = []
    for name in names:
        stem, *language, ending = name.split(".")
        form = FORMAT_BY_FILE.get(f"{stem}.{ending}", name)
        way = (
            told.get("".join(language) or ways[0].language)
            if ways and form in FORMATS_PER_LANGUAGE
            else None
        )
        if name != SHARE_IMAGE_FILE:
            found.append((name, f"{form} ({way.name})" if way else form, way and way.here))
    return [(name, form) for name, form, is_own in sorted(found, key=lambda each: not each[2])]


def _page_numbers(sheet: EditionPage) -> range:
    """The numbers of an edition's pages; none where there is only one."""
    return range(1, sheet.count + 1) if sheet.count > 1 else range(0)


def _split_into_pages(shown: EditionView) -> Iterator[EditionPage]:
    """The edition's pages, each with the evidence of what stands on it."""
    count = max((item.sheet for item in shown.items()), default=1)
    for number in range(1, count + 1):
        sections = tuple(_section_on_page(section, number) for section in shown.sections)
        told = [item for section in sections for item in section.items]
        marks = {proof.mark for item in told for proof in item.proofs}
        marks |= set(shown.lead_read.marks) if number == 1 else set()
        proofs = tuple(proof for proof in shown.proofs if proof.mark in marks)
        yield EditionPage(number=number, count=count, sections=sections, proofs=proofs)


def _section_on_page(section: SectionView, number: int) -> SectionView:
    return replace(section, items=tuple(one for one in section.items if one.sheet == number))


def _edition_frame(  # noqa: PLR0913 - all that a page's head is made of
    path: str,
    shown: EditionView,
    about: DeskAbout,
    *,
    sheet: EditionPage,
    downloads: Sequence[str],
    replaced: corrections.ReplacementNotice | None,
) -> PageFrame:
    comma = shown.words["comma"]
    number = shown.words.say("edition", number=shown.number)
    of = shown.title
    if replaced:
        of, number = number, shown.words.say("version", version=replaced.version)
    page_of = shown.words.say("sheet", number=sheet.number, count=sheet.count)
    part = f"{comma}{page_of}" if sheet.number > 1 else ""
    frame = PageFrame(
        about=about,
        words=shown.words,
        path=path,
        picture=share_image_path(shown.number, downloads),
        title=f"{shown.headline} · {of}{comma}{number}{part}",
        description="" if replaced else f"{number}{comma}{shown.span}: {shown.headline}",
    )
    data = linked_data.json_ld_script(
        shown.published, about=about, address=frame.canonical, cited=sheet.marks
    )
    return replace(frame, data=data)
