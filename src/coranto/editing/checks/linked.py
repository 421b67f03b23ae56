"""Checks of links: that they lead to the web. Pure: nothing is asked."""

from collections.abc import Iterator
from urllib.parse import unquote

from coranto.editing.checks.fault import Fault, shown
from coranto.editing.manuscript import Manuscript
from coranto.reading import urls


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
