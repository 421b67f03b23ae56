"""Is the page that came for an article that article? Compares it with its feed and other pages.

What a page claims (its text, its canonical address) is believed only where it is about the article.
"""

import hashlib
import html
from collections.abc import Iterable
from dataclasses import dataclass, replace

from coranto.model import Capture, Entry, Page, Problem
from coranto.reading import documents, urls
from coranto.reading.language import text
from coranto.reading.pages import identity
from coranto.steps.desk import Desk
from coranto.store.pages import PageClaim

#: The reason under which a canonical address is recorded that unlike pages claim.
SHARED_CANONICAL_REASON = "canonical shared"
#: Characters of a stored text that announce what its page says.
MAX_ANNOUNCEMENT_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCheck:
    """What of a page is believed."""

    page: Page | None  #: without what is not believed; None when it is not the article
    problems: tuple[Problem, ...] = ()
    reread: tuple[str, ...] = ()  #: keys of pages that were believed and may not have been right


def check_page(
    desk: Desk, key: str, entry: Entry | None, page: Page, capture: Capture
) -> PageCheck:
    """Compare a page with the feed's entry and with what other pages gave; keep what it gives.

    `key` is the page's own. Reads and writes the table `page_claims`.
    """
    announcement = entry or _stored_announcement(desk, key)
    words = documents.feed_text(announcement) if announcement else ""
    mismatch = identity.find_mismatch(
        announcement, words, page, url=capture.url, asked=capture.asked
    )
    if mismatch is not None:
        return PageCheck(page=None, problems=(_problem(capture, mismatch),))
    claim = PageClaim(
        key=key,
        title=(entry.title if entry else "") or page.title,
        text_sha256=hashlib.sha256(text.normalise(page.text).encode()).hexdigest(),
        canonical=_foreign_canonical(key, page),
    )
    is_new = claim != desk.store.pages.claim_of(key)
    desk.store.pages.keep_claim(claim)
    if repeating := _claims_of_same_wall(desk, claim, page):
        mismatch = identity.repeated_text(page, titles=len(repeating) + 1)
        # The others were believed as long as they were alone: once is enough to read them again.
        reread = tuple(other.key for other in repeating) if is_new else ()
        return PageCheck(page=None, problems=(_problem(capture, mismatch),), reread=reread)
    if disagreeing := _disagreeing_claims(desk, claim):
        problem = Problem(
            subject=capture.url,
            reason=SHARED_CANONICAL_REASON,
            detail=f"{page.canonical} is also claimed by {disagreeing[0].key}",
        )
        reread = tuple(other.key for other in disagreeing if other.canonical) if is_new else ()
        return PageCheck(page=replace(page, canonical=""), problems=(problem,), reread=reread)
    return PageCheck(page=page)


def _stored_announcement(desk: Desk, key: str) -> Entry | None:
    """What is known of an article that no feed gives any more: its last version, as an entry."""
    document = desk.store.documents.by_key(key)
    if document is None:
        return None
    return Entry(
        key=key,
        url=document.url,
        title=document.title,
        kind=document.kind,
        language=document.language,
        content=html.escape(document.text[:MAX_ANNOUNCEMENT_CHARACTERS]),
    )


def _problem(capture: Capture, mismatch: identity.PageMismatch) -> Problem:
    return Problem(subject=capture.url, reason=mismatch.kind, detail=mismatch.detail)


def _foreign_canonical(key: str, page: Page) -> str:
    """The key of the address that a page claims, where that is another than its own."""
    canonical = urls.document_key(page.canonical) if page.canonical else ""
    return "" if canonical == key else canonical


def _claims_of_same_wall(desk: Desk, claim: PageClaim, page: Page) -> list[PageClaim]:
    """Pages of other titles with the same text, which tells of none of these titles.

    A wire report stands word for word under many headlines, but it has their words.
    """
    if identity.is_title_told(claim.title, page):
        return []
    return [
        other
        for other in _others_unlike(claim, desk.store.pages.claims_of_text(claim.text_sha256))
        if not identity.is_title_told(other.title, page)
    ]


def _disagreeing_claims(desk: Desk, claim: PageClaim) -> list[PageClaim]:
    """Pages of other titles and texts that claim, or stand at, the address that this one claims."""
    if not claim.canonical:
        return []
    claims = desk.store.pages.claims_of_canonical(claim.canonical)
    return [
        other for other in _others_unlike(claim, claims) if other.text_sha256 != claim.text_sha256
    ]


def _others_unlike(claim: PageClaim, claims: Iterable[PageClaim]) -> list[PageClaim]:
    return [
        other
        for other in claims
        if other.key != claim.key and not documents.is_same_title(other.title, claim.title)
    ]
