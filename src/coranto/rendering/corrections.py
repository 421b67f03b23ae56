"""Corrections as readers meet them: what was struck, what is new, why, who and when. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coranto.editing.quotations import MARK
from coranto.model import Change, Correction, PublishedEdition
from coranto.reading import diff
from coranto.reading.diff import Piece
from coranto.rendering import prose, sanitising
from coranto.rendering.i18n import Words

#: Parts whose text is Markdown; that of the others is plain.
_MARKDOWN = frozenset({"lead", "item", "evidence", "translation"})
#: Part of an edition → the phrase that names it; items are named by their headings.
_NAMED = {
    "title": "of_title", "days": "of_days", "editors": "editors", "headline": "of_headline",
    "lead": "of_lead", "section": "of_section", "order": "of_order", "evidence": "evidence",
}  # fmt: skip
LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """One change: where, and the text with what was struck and what is new."""

    what: str
    href: str  #: from the site's root to where it stands now; "" when it stands nowhere
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionView:
    """One correction of one edition."""

    number: int
    version: int  #: the one it made
    name: str  #: its anchor
    headline: str
    day: str
    who: str
    reason: str
    before: str  #: from the site's root to the version it replaced
    changes: tuple[ChangeView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """That a version is not the edition's newest any more."""

    version: int
    day: str  #: of the correction that replaced it


def version_path(number: int, version: int) -> str:
    """Where a version that was replaced stands, from the site's root."""
    return f"editions/{number}/versions/{version}/index.html"


def of(edition: PublishedEdition, words: Words) -> tuple[CorrectionView, ...]:
    """The corrections of an edition, oldest first."""
    return tuple(_view(edition, one, words) for one in edition.corrections)


def replaced(edition: PublishedEdition, by: PublishedEdition, words: Words) -> Replaced:
    """What a reader of an earlier version needs to know. `by` is the newest one."""
    after = by.corrections[edition.version - 1]
    return Replaced(version=edition.version, day=words.day(after.at))


def newest_first(editions: Sequence[PublishedEdition], words: Words) -> list[CorrectionView]:
    """Every correction of every edition."""
    dated = [(one.at, edition, one) for edition in editions for one in edition.corrections]
    dated.sort(key=lambda each: (each[0], each[1].draft.number, each[2].version), reverse=True)
    return [_view(edition, one, words) for _, edition, one in dated]


def _view(edition: PublishedEdition, correction: Correction, words: Words) -> CorrectionView:
    number = edition.draft.number
    names = {
        item.story_id or item.heading: sanitising.name(item.story_id) if item.story_id else ""
        for section in edition.draft.sections
        for item in section.items
    }
    return CorrectionView(
        number=number,
        version=correction.version,
        name=f"correction-{number}-{correction.version}",
        headline=sanitising.clip(edition.draft.headline, LONGEST),
        day=words.day(correction.at),
        who=sanitising.clip(correction.who, LONGEST),
        reason=correction.reason,
        before=version_path(number, correction.version - 1),
        changes=tuple(
            ChangeView(
                what=words[_NAMED[one.part]] if one.part in _NAMED
                else sanitising.clip(one.heading, LONGEST),
                href=f"editions/{number}/index.html#{names[one.item]}" if names.get(one.item)
                else "",
                pieces=_pieces(one),
            )
            for one in correction.changes
        ),
    )  # fmt: skip


def _pieces(change: Change) -> tuple[Piece, ...]:
    is_markdown = change.part in _MARKDOWN
    old, new = (_plain(each) if is_markdown else each for each in (change.old, change.new))
    return _merged(diff.pieces(sanitising.visible(old), sanitising.visible(new)))


def _merged(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Changes with nothing but a space between them are one: words are read, not letters."""
    found: list[Piece] = []
    old = new = ""
    for at, piece in enumerate(pieces):
        is_between = 0 < at < len(pieces) - 1 and not piece.text.strip()
        if piece.kind == "same" and not is_between:
            found += [*_changed(old, new), piece]
            old = new = ""
        else:
            old += piece.text if piece.kind != "added" else ""
            new += piece.text if piece.kind != "removed" else ""
    return (*found, *_changed(old, new))


def _changed(old: str, new: str) -> Iterator[Piece]:
    if old.strip():
        yield Piece(kind="removed", text=old)
    if new.strip():
        yield Piece(kind="added", text=new)
    elif new and not old.strip():
        yield Piece(kind="same", text=new)


def _plain(markdown: str) -> str:
    """What a reader sees of Markdown: citation marks are no words."""
    read = prose.parse(markdown, known=frozenset(MARK.findall(markdown)))
    return "\n".join(prose.to_text(read, cite=lambda _: "", address=lambda _: ""))


def plain(change: Change) -> str:
    """A change in plain text: removed words in [-…-], added ones in {+…+}."""
    signs = {"removed": "[-{}-]", "added": "{{+{}+}}", "same": "{}"}
    return "".join(signs[one.kind].format(one.text) for one in _pieces(change))
