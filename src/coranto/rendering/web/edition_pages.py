"""An edition's pages: as it is now, in each of its languages, and as it was before. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from coranto.model import PublishedEdition
from coranto.rendering import corrections, pagination, translations
from coranto.rendering.desk_about import About
from coranto.rendering.pages import Frame, page
from coranto.rendering.views import EditionView, Proof, SectionView, view
from coranto.rendering.web import linked_data
from coranto.rendering.web.build_cache import Ledger

#: The picture that an edition's address is shared with.
CARD = "card.png"
#: What readers call a file that they take away.
FORMS = {
    "edition.pdf": "PDF", "edition.epub": "EPUB", "edition.json": "JSON",
    "edition.md": "Markdown", "evidence.wacz": "WACZ",
}  # fmt: skip
#: Of these there is one in each of an edition's languages: `edition.fa.pdf`.
READ = frozenset({"PDF", "EPUB"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an edition's page leads to."""

    before: Sequence[PublishedEdition] = ()  #: the edition before it, if there is one
    after: Sequence[PublishedEdition] = ()
    related: Sequence[PublishedEdition] = ()
    downloads: Sequence[str] = ()  #: names of the files beside the page of its first language
    ways: Sequence[translations.Way] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page of an edition: what of it stands there."""

    number: int
    count: int  #: of the edition's pages
    sections: tuple[SectionView, ...]
    proofs: tuple[Proof, ...]

    @property
    def marks(self) -> frozenset[str]:
        """What is cited on it."""
        return frozenset(proof.mark for proof in self.proofs)


def pages(
    edition: PublishedEdition, path: str, about: About, around: Surroundings
) -> Iterator[tuple[str, bytes]]:
    """Every page of an edition, the first one at `path`."""
    yield from _written(view(edition), path, about, around=around, replaced=None)


def earlier(
    now: Mapping[int, PublishedEdition],
    before: Sequence[PublishedEdition],
    about: About,
    ledger: Ledger,
) -> Iterator[tuple[str, bytes | None]]:
    """Versions that corrections have replaced, as they were; each says that it is one."""
    for edition in before:
        newest = now[edition.draft.number]
        path = corrections.version_path(edition.draft.number, edition.version)
        paths = [pagination.path(path, one) for one in pagination.numbers(edition)]
        at = newest.corrections[edition.version - 1].at
        stand = [ledger.stands(one, about, edition, at) for one in paths]
        if all(stand):
            yield from ((one, None) for one in paths)
        else:
            shown = view(edition)
            said = corrections.replaced(edition, newest, shown.words)
            yield from _written(shown, path, about, around=Surroundings(), replaced=said)


def picture(number: int, downloads: Sequence[str]) -> str:
    """Where the picture of an edition stands; "" when it has none."""
    return f"editions/{number}/{CARD}" if CARD in downloads else ""


def head(edition: PublishedEdition) -> tuple[object, ...]:
    """What other pages say of an edition."""
    draft = edition.draft
    return draft.number, draft.headline, draft.language, draft.first, draft.last


def _written(
    shown: EditionView,
    first: str,
    about: About,
    *,
    around: Surroundings,
    replaced: corrections.Replaced | None,
) -> Iterator[tuple[str, bytes]]:
    said = corrections.of(shown.published, shown.words)
    for sheet in _sheets(shown):
        path = pagination.path(first, sheet.number)
        frame = _frame(
            path, shown, about, sheet=sheet, downloads=around.downloads, replaced=replaced
        )
        above = "../" * (path.count("/") - 2)  # files stand beside the first language's page
        yield path, page(
            "edition.html", frame=frame, edition=shown, sheet=sheet, corrections=said,
            replaced=replaced, before=around.before, after=around.after, related=around.related,
            start=frame.root + first,
            sheets=[(one, frame.root + pagination.path(first, one)) for one in _numbers(sheet)],
            downloads=[
                (f"{above}{name}", form) for name, form in _files(around.downloads, around.ways)
            ],
            tongues=around.ways,
        )  # fmt: skip


def _files(names: Sequence[str], ways: Sequence[translations.Way]) -> list[tuple[str, str]]:
    """Files to take away and what they are called, those in the page's own language first."""
    told = {way.language: way for way in ways}
    found = []
    for name in names:
        stem, *language, ending = name.split(".")
        form = FORMS.get(f"{stem}.{ending}", name)
        way = told.get("".join(language) or ways[0].language) if ways and form in READ else None
        if name != CARD:
            found.append((name, f"{form} ({way.name})" if way else form, way and way.here))
    return [(name, form) for name, form, is_own in sorted(found, key=lambda each: not each[2])]


def _numbers(sheet: Sheet) -> range:
    """The numbers of an edition's pages; none where there is only one."""
    return range(1, sheet.count + 1) if sheet.count > 1 else range(0)


def _sheets(shown: EditionView) -> Iterator[Sheet]:
    """The edition's pages, each with the evidence of what stands on it."""
    count = max((item.sheet for item in shown.items()), default=1)
    for number in range(1, count + 1):
        sections = tuple(_part(section, number) for section in shown.sections)
        told = [item for section in sections for item in section.items]
        marks = {proof.mark for item in told for proof in item.proofs}
        marks |= set(shown.lead_read.marks) if number == 1 else set()
        proofs = tuple(proof for proof in shown.proofs if proof.mark in marks)
        yield Sheet(number=number, count=count, sections=sections, proofs=proofs)


def _part(section: SectionView, number: int) -> SectionView:
    return replace(section, items=tuple(one for one in section.items if one.sheet == number))


def _frame(  # noqa: PLR0913 - all that a page's head is made of
    path: str,
    shown: EditionView,
    about: About,
    *,
    sheet: Sheet,
    downloads: Sequence[str],
    replaced: corrections.Replaced | None,
) -> Frame:
    comma = shown.words["comma"]
    number = shown.words.say("edition", number=shown.number)
    of = shown.title
    if replaced:
        of, number = number, shown.words.say("version", version=replaced.version)
    page_of = shown.words.say("sheet", number=sheet.number, count=sheet.count)
    part = f"{comma}{page_of}" if sheet.number > 1 else ""
    frame = Frame(
        about=about,
        words=shown.words,
        path=path,
        picture=picture(shown.number, downloads),
        title=f"{shown.headline} · {of}{comma}{number}{part}",
        description="" if replaced else f"{number}{comma}{shown.span}: {shown.headline}",
    )
    data = linked_data.script(
        shown.published, about=about, address=frame.canonical, cited=sheet.marks
    )
    return replace(frame, data=data)
