"""Checks of links: that they lead to the web. Pure: nothing is asked."""

from collections.abc import Iterator

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
