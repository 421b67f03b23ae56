"""Checks of links, by what the desk noted when it last visited them.

Pure: no request is made; `Context.troubles` and `Context.redirects` hold the answers.
"""

from collections.abc import Iterator

from coranto.editing.checks.cited import GONE_REASONS
from coranto.editing.checks.fault import Fault, shorten_text
from coranto.editing.manuscript import Manuscript
from coranto.editing.markdown_links import MarkdownElement
from coranto.reading import urls

#: Reasons for a failed visit after which no reader gets to a page.
DEAD_REASONS = GONE_REASONS | {"too many redirects", "inside address"}
#: Reasons for a failed visit that may be gone tomorrow: reported as a note only.
UNANSWERED_REASONS = frozenset(
    {"no connection", "timed out", "server error", "certificate", "protocol", "truncated"}
)
#: Reasons for which most readers cannot read the page.
CLOSED_REASONS = frozenset({"login", "payment"})


def links_are_web_addresses(manuscript: Manuscript) -> Iterator[Fault]:
    """A link leads to an http or https address."""
    for part in manuscript.parts:
        for element in manuscript.elements(part):
            if element.kind == "link" and not urls.clean(element.target):
                address = shorten_text(element.target)
                yield Fault(element.line, f"this link leads nowhere on the web: {address}")


def links_carry_no_trackers(manuscript: Manuscript) -> Iterator[Fault]:
    """No link tells a site where its reader came from."""
    for part in manuscript.parts:
        for element in manuscript.elements(part):
            address = urls.clean(element.target) if element.kind == "link" else ""
            if (untracked_address := urls.strip_trackers(address)) != address:
                yield Fault(
                    element.line,
                    f"this link carries what tracks its reader: {shorten_text(element.target)}",
                    f"write {untracked_address}",
                )


def links_are_alive(manuscript: Manuscript) -> Iterator[Fault]:
    """No link leads to a page that was gone when it was last asked for."""
    for element, reason in _links_with_problems(manuscript):
        if reason in DEAD_REASONS:
            yield Fault(
                element.line, f"this link is dead ({reason}): {shorten_text(element.target)}"
            )


def links_are_answered(manuscript: Manuscript) -> Iterator[Fault]:
    """No link leads to a site that gave no page when it was last asked; it may give one later."""
    for element, reason in _links_with_problems(manuscript):
        if reason in UNANSWERED_REASONS:
            yield Fault(
                element.line, f"this link had no answer ({reason}): {shorten_text(element.target)}"
            )


def links_need_no_login(manuscript: Manuscript) -> Iterator[Fault]:
    """No link leads to a page that asks its readers to log in or to pay."""
    for element, reason in _links_with_problems(manuscript):
        if reason in CLOSED_REASONS:
            yield Fault(
                element.line,
                f"this page is not open to all ({reason}): {shorten_text(element.target)}",
            )


def links_do_not_redirect(manuscript: Manuscript) -> Iterator[Fault]:
    """No link leads to its page by way of another address."""
    for part in manuscript.parts:
        for element in manuscript.elements(part):
            clean_address = urls.clean(element.target) if element.kind == "link" else ""
            final_address = manuscript.context.redirects.get(clean_address, "")
            # Keys, not addresses: from http to https, or to and from "www.", is no other page.
            if (
                clean_address
                and final_address
                and urls.document_key(final_address) != urls.document_key(clean_address)
            ):
                yield Fault(
                    element.line,
                    f"this link leads elsewhere: {shorten_text(element.target)} → "
                    f"{shorten_text(final_address)}",
                    f"write {final_address}",
                )


def _links_with_problems(manuscript: Manuscript) -> Iterator[tuple[MarkdownElement, str]]:
    """Every link of the draft with the reason why its last visit failed; "" if it did not."""
    for part in manuscript.parts:
        for element in manuscript.elements(part):
            if element.kind == "link":
                key = urls.document_key(element.target)
                yield element, manuscript.context.troubles.get(key, "")
