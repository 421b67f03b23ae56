"""Checks of links: that they lead to the web. Pure: nothing is asked."""

from collections.abc import Iterator
from urllib.parse import unquote

from coranto.editing.checks.cited import GONE
from coranto.editing.checks.fault import Fault, shown
from coranto.editing.manuscript import Manuscript
from coranto.editing.markdown_links import Element
from coranto.reading import urls

#: Reasons that a link leads no reader anywhere.
DEAD = GONE | {"too many redirects", "inside address"}
#: Reasons that may have passed by tomorrow.
UNANSWERED = frozenset(
    {"no connection", "timed out", "server error", "certificate", "protocol", "truncated"}
)
#: Reasons that a page is closed to most readers.
CLOSED = frozenset({"login", "payment"})


def links_lead_to_the_web(manuscript: Manuscript) -> Iterator[Fault]:
    """A link leads to an http or https address."""
    for part in manuscript.parts:
        for element in manuscript.elements(part):
            if element.kind == "link" and not urls.clean(element.target):
                address = shown(element.target)
                yield Fault(element.line, f"this link leads nowhere on the web: {address}")


def links_carry_no_trackers(manuscript: Manuscript) -> Iterator[Fault]:
    """No link tells a site where its reader came from."""
    for part in manuscript.parts:
        for element in manuscript.elements(part):
            clean = urls.clean(element.target) if element.kind == "link" else ""
            spelt = unquote(element.target.partition("#")[0])
            if (
                clean
                and spelt.partition("?")[2] != unquote(clean.partition("#")[0]).partition("?")[2]
            ):
                yield Fault(
                    element.line,
                    f"this link carries what tracks its reader: {shown(element.target)}",
                    f"write {clean}",
                )


def links_lead_somewhere(manuscript: Manuscript) -> Iterator[Fault]:
    """No link leads to a page that was gone when it was last asked for."""
    for element, reason in _troubled(manuscript):
        if reason in DEAD:
            yield Fault(element.line, f"this link is dead ({reason}): {shown(element.target)}")


def links_are_answered(manuscript: Manuscript) -> Iterator[Fault]:
    """No link leads to a site that gave no page when it was last asked; it may give one later."""
    for element, reason in _troubled(manuscript):
        if reason in UNANSWERED:
            yield Fault(
                element.line, f"this link had no answer ({reason}): {shown(element.target)}"
            )


def links_need_no_login(manuscript: Manuscript) -> Iterator[Fault]:
    """No link leads to a page that asks its readers to log in or to pay."""
    for element, reason in _troubled(manuscript):
        if reason in CLOSED:
            yield Fault(
                element.line, f"this page is not open to all ({reason}): {shown(element.target)}"
            )


def links_lead_there_at_once(manuscript: Manuscript) -> Iterator[Fault]:
    """No link leads to its page by way of another address."""
    for part in manuscript.parts:
        for element in manuscript.elements(part):
            clean = urls.clean(element.target) if element.kind == "link" else ""
            led = manuscript.context.redirects.get(clean, "")
            if clean and led and urls.document_key(led) != urls.document_key(clean):
                yield Fault(
                    element.line,
                    f"this link leads elsewhere: {shown(element.target)} → {shown(led)}",
                    f"write {led}",
                )


def _troubled(manuscript: Manuscript) -> Iterator[tuple[Element, str]]:
    """Links with the reason for which they could not be had when last asked for."""
    for part in manuscript.parts:
        for element in manuscript.elements(part):
            if element.kind == "link":
                key = urls.document_key(element.target)
                yield element, manuscript.context.troubles.get(key, "")
