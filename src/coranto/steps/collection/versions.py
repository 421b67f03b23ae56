"""A document that was read → the store: a new document, a version, or nothing new.

An address leads to one article as long as title or text agree. What does not agree with what stands
under an address is another article, and never called an edit of it.
"""

import hashlib
from dataclasses import dataclass, replace

from coranto.model import Capture, Document, Problem
from coranto.reading import diff, documents, urls
from coranto.reading.repeated_lines import line_keys, without_repeated_lines
from coranto.steps.collection.repeated_lines import known_keys
from coranto.steps.desk import Desk
from coranto.store.entries import StoredEntry


@dataclass(slots=True)
class ReadingResult:
    """Counts of what was read."""

    documents: int = 0
    edited: int = 0  #: by their outlets; a page that could be fetched only later is no edit
    problems: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadDocument:
    """The entries and the page of one article or post."""

    key: str
    entries: tuple[StoredEntry, ...]
    capture_id: int | None  #: of its page


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """A document as it was read, before it is compared with what is stored."""

    document: Document
    unread: UnreadDocument
    capture: Capture
    refused_capture: str = ""  #: SHA-256 of the page that is not the article, if one came


def store_document(desk: Desk, read: ReadDocument, result: ReadingResult) -> list[Problem]:
    """Add a document, or a new version where its text has changed. Returns what was refused.

    Lines that its source prints under many articles are left out.
    """
    document, unread = read.document, read.unread
    keys = {unread.key, *(entry_alias(stored) for stored in unread.entries)}
    stored_document = _find_stored(desk, document, unread)
    repeated = known_keys(desk, document, [stored_document] if stored_document else [])
    own_document = without_repeated_lines(document, repeated)
    if stored_document is None:
        document = _with_free_key(desk, own_document, unread)
        desk.store.documents.add(document, {*keys, document.key})
        result.documents += 1
        return []
    if stored_document.judged and desk.store.documents.by_key(unread.key) is None:
        # Another address of it: what people chose for the document is known only from now on.
        desk.store.documents.add_keys(stored_document.id, {*keys, document.key})
        return []
    # What a person chose, or took back, may read quite differently and is still the document.
    is_choice_new = document.judged != stored_document.judged
    if (
        document.text_from == "page"
        and not is_choice_new
        and diff.is_other_text(stored_document, own_document)
    ):
        return _add_other_article(desk, stored_document, own_document, unread, result)
    desk.store.documents.add_keys(stored_document.id, {*keys, document.key})
    # What came to be known as repeated, or was replaced by another such line, is no edit.
    own_stored = without_repeated_lines(stored_document, repeated)
    if is_choice_new or documents.has_changed(own_stored, own_document):
        kept = line_keys(stored_document.text)
        document = without_repeated_lines(document, repeated, kept=kept)
        _add_version(desk, stored_document, document, result, read.refused_capture)
    else:
        _correct_url(desk, stored_document, document)
    return []


def entry_alias(stored: StoredEntry) -> str:
    """The key under which an entry's document is found, whatever address the entry gives now."""
    return f"entry:{stored.feed_id}:{stored.entry.key}"


def _find_stored(desk: Desk, document: Document, unread: UnreadDocument) -> Document | None:
    """The document that this one is a state of, by its own address, its entry or its claim."""
    if stored_document := desk.store.documents.by_key(unread.key):
        return stored_document
    # A corrected slug, a new session parameter, or a canonical address that another entry came
    # under: one article, if title or text say so, too.
    claims = [*map(entry_alias, unread.entries), document.key]
    for claim in claims:
        stored_document = desk.store.documents.by_key(claim)
        if stored_document and diff.is_same_text(stored_document, document):
            return stored_document
    return _find_before_link_was_shared(desk, document, unread)


def _find_before_link_was_shared(
    desk: Desk, document: Document, unread: UnreadDocument
) -> Document | None:
    """The same article under its link, which others share since: it was read when it was alone."""
    for stored in unread.entries:
        link_key = urls.document_key(stored.entry.url) if stored.entry.url else ""
        stored_document = desk.store.documents.by_key(link_key) if link_key else None
        if (
            stored_document
            and stored_document.title == document.title
            and diff.is_alike(stored_document.text, document.text, document.language)
        ):
            return stored_document
    return None


def _with_free_key(desk: Desk, document: Document, unread: UnreadDocument) -> Document:
    """The document under its own address where another article has the one that it claims."""
    if desk.store.documents.by_key(document.key) is None:
        return document
    return replace(document, key=unread.key, id=documents.document_id(unread.key))


def _add_other_article(
    desk: Desk,
    stored_document: Document,
    document: Document,
    unread: UnreadDocument,
    result: ReadingResult,
) -> list[Problem]:
    """Keep both articles that stood under one address: the new one has it from now on."""
    problem = Problem(
        subject=unread.key,
        reason="another article",
        detail=f"“{document.title[:60]}” stands where “{stored_document.title[:60]}” stood",
    )
    if not unread.entries:  # nobody announced it: a page that was replaced by whatever it is
        return [problem]
    digest = hashlib.sha256(document.title.encode()).hexdigest()[:12]
    key = f"{unread.key}#{digest}"
    if desk.store.documents.by_key(key) is None:
        keys = {key, *(entry_alias(stored) for stored in unread.entries)}
        desk.store.documents.add(replace(document, key=key, id=documents.document_id(key)), keys)
        result.documents += 1
    desk.store.documents.move_key(unread.key, documents.document_id(key))
    return [problem]


def _add_version(
    desk: Desk,
    stored_document: Document,
    document: Document,
    result: ReadingResult,
    refused_capture: str,
) -> None:
    # What was read from a page that is not believed any more gives way to the feed's own text.
    was_refused = bool(refused_capture) and stored_document.capture == refused_capture
    is_choice_new = document.judged != stored_document.judged
    if _is_less_complete(stored_document, document) and not was_refused and not is_choice_new:
        return
    newer = replace(
        document,
        id=stored_document.id,
        key=stored_document.key,
        source_id=stored_document.source_id,
        version=stored_document.version + 1,
    )
    desk.store.documents.add_version(newer)
    # A page after a summary is a new version, as the old one may be cited, but no edit.
    is_of_same_part = document.is_beginning == stored_document.is_beginning
    result.edited += (
        document.text_from == stored_document.text_from and is_of_same_part and not is_choice_new
    )


def _correct_url(desk: Desk, stored_document: Document, document: Document) -> None:
    """Show the address that the document gives now, unless a feed's text gives it for a page's."""
    is_own = urls.same_site(document.url, document.key)
    if (
        document.url != stored_document.url
        and is_own
        and not _is_less_complete(stored_document, document)
    ):
        desk.store.documents.correct_url(stored_document.id, document.url)


def _is_less_complete(stored_document: Document, document: Document) -> bool:
    """Whether a feed's text, or a page's beginning, would replace what was read from the page."""
    is_cut = document.is_beginning and not stored_document.is_beginning
    return stored_document.text_from == "page" and (document.text_from != "page" or is_cut)
