"""Corrections as readers see them: removed and added words, why, who and when. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coranto.editing.quotations import CITATION_MARK_PATTERN
from coranto.model import Change, Correction, PublishedEdition
from coranto.reading import diff
from coranto.reading.diff import DiffPiece
from coranto.reading.language.shortening import shorten_text
from coranto.rendering import prose, sanitising
from coranto.rendering.i18n import Words

#: Parts of an edition whose text is Markdown; the text of the others is plain.
_MARKDOWN_PARTS = frozenset({"lead", "item", "evidence", "translation"})
#: Part of an edition → key of the phrase that names it; items are named by their headings.
_PHRASE_BY_PART = {
    "title": "of_title", "days": "of_days", "editors": "editors", "headline": "of_headline",
    "lead": "of_lead", "section": "of_section", "order": "of_order", "evidence": "evidence",
}  # fmt: skip
#: Longest headline, heading or name shown, in characters.
MAX_LABEL_CHARACTERS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """One change: its place, and the text with removed and added words."""

    what: str
    href: str  #: the changed part's place now, from the site's root; "" when it has none
    pieces: tuple[DiffPiece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionView:
    """One correction of one edition."""

    number: int
    version: int  #: the version that the correction made
    name: str  #: anchor of the correction
    headline: str
    day: str
    who: str
    reason: str
    before: str  #: page of the version it replaced, from the site's root
    changes: tuple[ChangeView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacementNotice:
    """Tells a reader that this version was replaced, and when."""

    version: int
    day: str  #: of the correction that replaced it


def version_path(number: int, version: int) -> str:
    """The path of the page of a replaced version, from the site's root."""
    return f"editions/{number}/versions/{version}/index.html"


def correction_views(edition: PublishedEdition, words: Words) -> tuple[CorrectionView, ...]:
    """The corrections of an edition, oldest first."""
    return tuple(_correction_view(edition, correction, words) for correction in edition.corrections)


def replacement_notice(
    edition: PublishedEdition, newest: PublishedEdition, words: Words
) -> ReplacementNotice:
    """The notice on the page of an earlier version of the edition that is now `newest`."""
    # Correction n (from 0) made version n + 2 out of version n + 1.
    replacing = newest.corrections[edition.version - 1]
    return ReplacementNotice(version=edition.version, day=words.day(replacing.at))


def newest_first(editions: Sequence[PublishedEdition], words: Words) -> list[CorrectionView]:
    """Every correction of every edition, the newest first."""
    dated = [
        (correction.at, edition, correction)
        for edition in editions
        for correction in edition.corrections
    ]
    dated.sort(key=lambda row: (row[0], row[1].draft.number, row[2].version), reverse=True)
    return [_correction_view(edition, correction, words) for _, edition, correction in dated]


def _correction_view(
    edition: PublishedEdition, correction: Correction, words: Words
) -> CorrectionView:
    number = edition.draft.number
    names = {
        item.story_id or item.heading: sanitising.safe_file_name(item.story_id)
        if item.story_id
        else ""
        for section in edition.draft.sections
        for item in section.items
    }
    return CorrectionView(
        number=number,
        version=correction.version,
        name=f"correction-{number}-{correction.version}",
        headline=shorten_text(edition.draft.headline, MAX_LABEL_CHARACTERS),
        day=words.day(correction.at),
        who=shorten_text(correction.who, MAX_LABEL_CHARACTERS),
        reason=correction.reason,
        before=version_path(number, correction.version - 1),
        changes=tuple(
            ChangeView(
                what=words[_PHRASE_BY_PART[change.part]] if change.part in _PHRASE_BY_PART
                else shorten_text(change.heading, MAX_LABEL_CHARACTERS),
                href=f"editions/{number}/index.html#{names[change.item]}" if names.get(change.item)
                else "",
                pieces=_diff_pieces(change),
            )
            for change in correction.changes
        ),
    )  # fmt: skip


def _diff_pieces(change: Change) -> tuple[DiffPiece, ...]:
    is_markdown = change.part in _MARKDOWN_PARTS
    old, new = (
        _markdown_to_text(markdown) if is_markdown else markdown
        for markdown in (change.old, change.new)
    )
    return _merge_nearby_changes(
        diff.diff_words(
            sanitising.strip_unsafe_characters(old), sanitising.strip_unsafe_characters(new)
        )
    )


def _merge_nearby_changes(pieces: Sequence[DiffPiece]) -> tuple[DiffPiece, ...]:
    """Join changes that have only white space between them."""
    merged: list[DiffPiece] = []
    old = new = ""
    for position, piece in enumerate(pieces):
        # A whole sentence that was rewritten would otherwise be struck and added word by word.
        is_between = 0 < position < len(pieces) - 1 and not piece.text.strip()
        if piece.kind == "same" and not is_between:
            merged += [*_changed_pieces(old, new), piece]
            old = new = ""
        else:
            old += piece.text if piece.kind != "added" else ""
            new += piece.text if piece.kind != "removed" else ""
    return (*merged, *_changed_pieces(old, new))


def _changed_pieces(old: str, new: str) -> Iterator[DiffPiece]:
    if old.strip():
        yield DiffPiece(kind="removed", text=old)
    if new.strip():
        yield DiffPiece(kind="added", text=new)
    elif new and not old.strip():
        yield DiffPiece(kind="same", text=new)


def _markdown_to_text(markdown: str) -> str:
    """The text that a reader sees of Markdown, without citation marks."""
    # Every mark counts as known here: an unknown one would stay in the text as typed.
    parsed = prose.parse_markdown(
        markdown, known_marks=frozenset(CITATION_MARK_PATTERN.findall(markdown))
    )
    return "\n".join(prose.to_text(parsed, cite=lambda _: "", address=lambda _: ""))


def format_change(change: Change) -> str:
    """A change in plain text, in the notation of wdiff: [-removed-] and {+added+}."""
    signs = {"removed": "[-{}-]", "added": "{{+{}+}}", "same": "{}"}
    return "".join(signs[piece.kind].format(piece.text) for piece in _diff_pieces(change))
