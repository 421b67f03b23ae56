"""Show a page as it was archived, in a frame that can do nothing. Pure.

Three walls, each of which holds alone. The page is written anew from the elements and attributes
that are allowed, with nothing in it that runs or loads; its policy forbids what might be left; and
the frame that shows it is sandboxed. The last step is a parser that reads as browsers do (nh3), so
that nothing reads in another way there than here.
"""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import nh3

from coranto.reading import urls
from coranto.reading.pages import parse_html
from coranto.rendering.archived import pictures, styles
from coranto.rendering.archived.passages import MARK_END, MARK_START, mark_passages

#: Content-Security-Policy of an archived page: nothing runs, nothing is fetched, no form is sent,
#: and no other site frames it.
POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
#: The id of the first passage that is marked; no element of the page has one like it.
PASSAGE_ID = "coranto-passage"
OWN_PREFIX = "coranto-"
#: Bytes of a page as it is shown, with its pictures.
MAX_SHOWN_BYTES = 12_000_000
#: Characters of an attribute's value.
MAX_VALUE_CHARACTERS = 1_000

# Noncharacters of Unicode stand for marks and escapes while the page is written anew; its own are
# taken out before.
_WITHOUT_NONCHARACTERS = dict.fromkeys(range(0xFDD0, 0xFDF0))
_STAND_INS = {ord("&"): "\ufdd2", ord("<"): "\ufdd3", ord(">"): "\ufdd4", 0xA0: "\ufdd5"}
_ESCAPES = {0xFDD2: "&amp;", 0xFDD3: "&lt;", 0xFDD4: "&gt;", 0xFDD5: "&nbsp;"}
_ALLOWED_TAGS = frozenset(
    "a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col"
    " colgroup dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6"
    " header hgroup hr i img ins kbd li main mark nav ol p pre q rp rt rtc ruby s samp section"
    " small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var"
    " wbr".split()
)
#: Elements that go with all that is in them.
_DROPPED_TAGS = frozenset(
    "applet audio base canvas datalist dialog embed frame frameset head iframe link listing map"
    " math meta noembed noframes object param plaintext portal script select source style svg"
    " template textarea title track video xmp".split()
)
_ALLOWED_ATTRIBUTES = frozenset(
    "align alt bgcolor class color cols colspan datetime dir height id lang reversed rowspan start"
    " style title valign width".split()
)
# Behind the page's own styles. Pages that wait for their scripts hide themselves until then.
_OWN_STYLES = (
    "html,body{visibility:visible!important;opacity:1!important;display:block!important;"
    "overflow:auto!important;animation:none!important;height:auto!important}"
    "img{max-width:100%;height:auto}"
    ".coranto-picture{border:1px dashed;padding:.1em .4em;font-size:.9em}"
    "mark.coranto-mark{background:#ffe58a!important;color:#000!important;"
    "outline:2px solid #b58900;scroll-margin:30vh}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedResource:
    """A picture or a style sheet that the archive holds."""

    body: bytes  #: with every coding undone
    content_type: str


#: What the archive holds of an address; None when it holds nothing.
LoadResource = Callable[[str], ArchivedResource | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedPage:
    """A page that can be sent to a browser with `POLICY`."""

    html: bytes  #: UTF-8
    is_marked: bool  #: whether one of the passages was found in it


def load_nothing(address: str) -> None:
    """A `LoadResource` for a page alone."""
    del address


def render_archived_page(
    markup: str,
    *,
    url: str,
    text: str = "",
    spans: Sequence[tuple[int, int]] = (),
    load: LoadResource = load_nothing,
) -> RenderedPage:
    """A page's markup without anything that runs or loads, and with passages of its text marked.

    `spans` are offsets into `text`, the text as it was read. `load` is asked for the pictures and
    style sheets of the page. Raises SourceError for what is no page, or too big or deep to show.
    """
    tree = parse_html(markup)
    _drop_noncharacters(tree)
    title = " ".join((tree.findtext(".//title") or "").split())[:MAX_VALUE_CHARACTERS]
    sheet = _collect_styles(tree, url, load)
    body = _body_of(tree)
    _drop_elements(body)
    pictures.replace_pictures(body, url, load)
    _unlink_anchors(body, url)
    is_marked = bool(spans) and mark_passages(body, text, spans)
    _shorten_input(body)
    content = _sanitise(_inner_markup(body))
    attributes = {
        "html": _root_attributes(tree, ("lang", "dir", "class")),
        "body": _root_attributes(body, ("dir", "class", "lang")),
    }
    document = (
        f"<!doctype html><html{attributes['html']}><head>"
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(title)}</title><style>{sheet}\n{_OWN_STYLES}</style></head>"
        f"<body{attributes['body']}>{_write_marks(content)}</body></html>"
    )
    return RenderedPage(html=document.encode("utf-8", "ignore"), is_marked=is_marked)


def _drop_noncharacters(tree: Any) -> None:
    """Take out of all texts and values what stands for marks and escapes later."""
    for element in tree.iter("*"):
        element.text = element.text and element.text.translate(_WITHOUT_NONCHARACTERS)
        element.tail = element.tail and element.tail.translate(_WITHOUT_NONCHARACTERS)
        for name, value in element.attrib.items():
            if not value.isascii():
                element.set(name, value.translate(_WITHOUT_NONCHARACTERS))


def _body_of(tree: Any) -> Any:
    body = tree.find("body")
    return tree if body is None else body


def _collect_styles(tree: Any, url: str, load: LoadResource) -> str:
    """The page's own sheets, and those that the archive holds, in the order of the page."""
    sheets: list[str] = []
    length = 0
    for element in tree.iter("style", "link"):
        sheet = element.text or "" if element.tag == "style" else _load_sheet(element, url, load)
        cleaned = styles.sheet_for_media(styles.clean_styles(sheet), element.get("media") or "")
        length += len(cleaned)
        if length > styles.MAX_STYLE_CHARACTERS:
            break
        sheets.append(cleaned)
    return "\n".join(sheets)


def _load_sheet(element: Any, url: str, load: LoadResource) -> str:
    relations = (element.get("rel") or "").lower().split()
    address = urls.clean(element.get("href") or "", base=url)
    if "stylesheet" not in relations or "alternate" in relations or not address:
        return ""
    resource = load(address)
    if resource is None or not resource.content_type.lower().startswith("text/css"):
        return ""
    return resource.body[: styles.MAX_SHEET_CHARACTERS].decode("utf-8", "replace")


def _drop_elements(body: Any) -> None:
    """Drop elements with all that is in them; of `noscript`, only the element."""
    # In the frame scripts are off, so that a browser shows what stands in `noscript`.
    for element in list(body.iter("noscript", "form", "fieldset", "label", "button", "picture")):
        if element is not body:
            element.drop_tag()
    for element in list(body.iter(*_DROPPED_TAGS)):
        if element is not body:
            element.drop_tree()


def _unlink_anchors(body: Any, url: str) -> None:
    """Take the addresses off all links: to follow one would be a request. Its title names it."""
    for anchor in body.iter("a"):
        address = urls.clean(anchor.attrib.pop("href", "")[:MAX_VALUE_CHARACTERS], base=url)
        if address and not anchor.get("title"):
            anchor.set("title", address)


def _shorten_input(body: Any) -> None:
    """Keep from the last parser what takes it long.

    Its time grows with the square of the escapes in a text: half a million of them take 3 s.
    """
    for element in body.iter("*"):
        element.text = element.text and element.text.translate(_STAND_INS)
        element.tail = element.tail and element.tail.translate(_STAND_INS)
        for name, value in element.attrib.items():
            if len(value) > MAX_VALUE_CHARACTERS and name not in {"src", "style"}:
                element.set(name, value[:MAX_VALUE_CHARACTERS])
            elif len(value) > styles.MAX_ATTRIBUTE_CHARACTERS and name == "style":
                del element.attrib[name]


def _inner_markup(body: Any) -> str:
    from lxml import etree

    parts = [html.escape(body.text or "", quote=False)]
    parts += [
        etree.tostring(child, encoding="unicode", method="html", with_tail=True) for child in body
    ]
    return "".join(parts)


def _sanitise(markup: str) -> str:
    return nh3.clean(
        markup,
        tags=set(_ALLOWED_TAGS),
        clean_content_tags=set(_DROPPED_TAGS),
        attributes={"*": set(_ALLOWED_ATTRIBUTES), "img": {"src"}},
        attribute_filter=_filter_attribute,
        url_schemes={"data"},
        link_rel=None,
        strip_comments=True,
    )


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if tag == "img" and pictures.is_inline_picture(value) else None
    if name == "style":
        return styles.clean_style_attribute(value) or None
    if name in {"id", "class"} and OWN_PREFIX in value.lower() and not _is_own_class(tag, value):
        return None
    return value[:MAX_VALUE_CHARACTERS]


def _is_own_class(tag: str, value: str) -> bool:
    return tag == "span" and value == pictures.PICTURE_CLASS


def _root_attributes(element: Any, names: Sequence[str]) -> str:
    values = {name: (element.get(name) or "")[:MAX_VALUE_CHARACTERS] for name in names}
    return "".join(
        f' {name}="{html.escape(value)}"'
        for name, value in values.items()
        if value and OWN_PREFIX not in value.lower()
    )


def _write_marks(content: str) -> str:
    """Elements in place of the marks, which stand in texts only: each pair within one text."""
    first, *others = content.split(MARK_START)
    start = f'<mark class="coranto-mark" id="{PASSAGE_ID}">'
    marked = [first]
    for part in others:
        marked += [start, part]
        start = '<mark class="coranto-mark">'
    written = "".join(marked).replace(MARK_END, "</mark>")
    for code, escape in _ESCAPES.items():
        written = written.replace(chr(code), escape)
    return written
