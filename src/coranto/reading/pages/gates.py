"""What stands in front of an article: dialogs, forms and buttons around a few words. Pure.

Read from the tree as parsed, before extraction changes it; no word of any language is asked.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from coranto.reading.pages.boilerplate import line_key
from coranto.reading.pages.claims import element_text

#: Dialogs, forms and buttons that are looked at.
MAX_CONTROLS = 60
#: Characters of the longest text around a button that is a gate; the longest consent form seen
#: has some 1,500. An article's whole body may have a button, too.
MAX_GATE_CHARACTERS = 3_000
#: Share of a page's text that must stand in a gate.
MIN_GATE_SHARE = 0.8
_FRAME_TAGS = ("header", "nav", "aside", "footer")
_CONTAINER_TAGS = ("div", "section", "main", "article", "td", "dialog", "body")
_DIALOG_ROLES = frozenset({"dialog", "alertdialog"})


def gate_texts(tree: Any) -> tuple[str, ...]:
    """The `line_key` of the text of each dialog, and of what stands around a form or a button."""
    gates = dict.fromkeys(islice(_find_gates(tree), MAX_CONTROLS))
    texts = (element_text(gate, MAX_GATE_CHARACTERS + 1) for gate in gates)
    return tuple(line_key(text) for text in texts if len(text) <= MAX_GATE_CHARACTERS)


def is_gate_text(text: str, gates: Sequence[str]) -> bool:
    """Whether a page's text is that of one of its gates."""
    if len(text) > MAX_GATE_CHARACTERS:
        return False
    keys = [key for line in text.split("\n") if (key := line_key(line))]
    length = sum(map(len, keys))
    return any(
        sum(len(key) for key in keys if key in gate) >= MIN_GATE_SHARE * length
        for gate in gates
        if gate and length
    )


def _find_gates(tree: Any) -> Iterator[Any]:
    """Dialogs, and the containers of forms and buttons outside of a page's frame."""
    for element in tree.iter("div", "section", "dialog", "form", "button", "input"):
        role = (element.get("role") or "").strip().lower()
        if element.tag == "dialog" or role in _DIALOG_ROLES:
            yield element
        elif _is_control(element) and not any(True for _ in element.iterancestors(*_FRAME_TAGS)):
            outermost = next(element.iterancestors("form"), element)
            container = next(outermost.iterancestors(*_CONTAINER_TAGS), None)
            if container is not None:
                yield container


def _is_control(element: Any) -> bool:
    """Whether an element takes an answer: a button, or a field for an address or a password."""
    kind = (element.get("type") or "").strip().lower()
    return element.tag == "button" or (
        element.tag == "input" and kind in ("email", "password", "submit", "button")
    )
