"""Checks of links, by what the desk noted when it last visited them.

Pure: no request is made; `Context.troubles` and `Context.redirects` hold the answers.
"""

from collections.abc import Iterator, Mapping

from coranto.editing.checks.cited import GONE_REASONS
from coranto.editing.checks.fault import Fault, shorten_text
from coranto.editing.manuscript import Manuscript
from coranto.editing.markdown_links import MarkdownElement
from coranto.model import Item
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
    """A link leads to an http or https address, or to an item of the edition."""
    items = _items_by_target(manuscript)
    for element in _links(manuscript):
        address = shorten_text(element.target)
        if element.target in items or urls.clean(element.target):
            continue
        if element.target.startswith("#"):
            yield Fault(
                element.line,
                f"no item of this edition is named {address}",
                "write the name in braces of one, or take the link away",
            )
        else:
            yield Fault(element.line, f"this link leads nowhere on the web: {address}")


def named_items_are_linked(manuscript: Manuscript) -> Iterator[Fault]:
    """What the lead says is also in the edition is in it, by its heading, and is linked there."""
    items = _items_by_target(manuscript)
    lead = manuscript.parts[0]
    for paragraph in manuscript.paragraphs(lead):
        if not paragraph.text.startswith(manuscript.wording["in_this_number"]):
            continue
        for start, end, target in paragraph.links:
            name = paragraph.text[start:end]
            if not target.startswith("#"):
                yield Fault(
                    paragraph.line_at(start),
                    f"“{shorten_text(name)}” is named as in this edition, and links elsewhere",
                    _advised_link(name, items),
                )
            # What links to no item is a fault of `links_are_web_addresses`.
            elif target in items and " ".join(name.split()) != items[target].heading:
                yield Fault(
                    paragraph.line_at(start),
                    f"“{shorten_text(name)}” has another heading by now",
                    f"write “{shorten_text(items[target].heading)}”",
                )


def _advised_link(name: str, items: Mapping[str, Item]) -> str:
    target = next((target for target, item in items.items() if item.heading == name), "")
    return f"link it to ({target})" if target else ""


def _items_by_target(manuscript: Manuscript) -> dict[str, Item]:
    """The items by the address that a link within the edition has: "#s1"."""
    return {f"#{item.story_id}": item for item in manuscript.items if item.story_id}


def _links(manuscript: Manuscript) -> Iterator[MarkdownElement]:
    for part in manuscript.parts:
        for element in manuscript.elements(part):
            if element.kind == "link":
                yield element


def links_carry_no_trackers(manuscript: Manuscript) -> Iterator[Fault]:
    """No link tells a site where its reader came from."""
    for element in _links(manuscript):
        address = urls.clean(element.target)
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
    for element in _links(manuscript):
        clean_address = urls.clean(element.target)
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
    for element in _links(manuscript):
        key = urls.document_key(element.target)
        yield element, manuscript.context.troubles.get(key, "")
