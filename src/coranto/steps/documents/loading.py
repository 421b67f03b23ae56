"""A version of a document, and the capture of its page. Reads only."""

from coranto.errors import DeskError
from coranto.model import Capture, Document
from coranto.steps.desk import Desk


def load_document(desk: Desk, document_id: str, version: int | None = None) -> Document:
    """One version of a document, the newest by default. Raises DeskError when there is none."""
    document = desk.store.documents.get(document_id, version)
    if document is not None:
        return document
    # Tell a wrong version from a wrong id.
    newest = desk.store.documents.get(document_id)
    raise DeskError(
        f"{document_id} has no version {version}: the newest is {newest.version}."
        if newest
        else f"there is no document {document_id[:80]} here: find it with `coranto search`."
    )


def page_capture(desk: Desk, document: Document) -> Capture | None:
    """The capture of a version's page; None when only a feed told of it."""
    capture = desk.store.captures.by_sha256(document.capture) if document.capture else None
    if capture and not capture.feed_id:
        return capture
    # Read from the feed: a page that is not the article, or that gave too little, may be here.
    for key in desk.store.documents.keys(document.id):
        page = desk.store.pages.get(key)
        if page and page.capture_id:
            return desk.store.captures.get(page.capture_id)
    return None
