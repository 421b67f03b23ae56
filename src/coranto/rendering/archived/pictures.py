"""Put pictures that the archive holds into a page; elsewhere their words stand for them. Pure."""

import base64
import re
from collections.abc import Callable
from typing import Any, Protocol

from coranto.reading import urls

PICTURE_CLASS = "coranto-picture"
#: Bytes of one picture, and of all pictures of a page.
MAX_PICTURE_BYTES = 1_000_000
MAX_PICTURES_BYTES = 4_000_000
#: Pictures of a page that the archive is asked for.
MAX_PICTURES = 100
#: Characters of the words in place of a picture.
MAX_ALT_CHARACTERS = 300

# Formats without scripts and without addresses, by how their files begin. SVG has both.
_SIGNATURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb".{4}ftypavi[fs]", re.DOTALL), "image/avif"),
)
_INLINE_PATTERN = re.compile(
    r"data:image/(?:png|jpeg|jpg|gif|webp|avif);base64,[A-Za-z0-9+/=\s%]*", re.IGNORECASE
)
#: Attributes that name a picture; scripts put the later ones into the first.
_ADDRESS_ATTRIBUTES = ("data-src", "data-original", "data-lazy-src", "src")


class _Resource(Protocol):
    @property
    def body(self) -> bytes: ...


def is_inline_picture(address: str) -> bool:
    """Whether an address is a picture itself, in a format that cannot run or load anything."""
    is_short = len(address) <= 2 * MAX_PICTURE_BYTES
    return is_short and _INLINE_PATTERN.fullmatch(address) is not None


def replace_pictures(body: Any, url: str, load: Callable[[str], _Resource | None]) -> None:
    """Let each picture of a tree be the archive's own, or its words where that has none."""
    remaining_bytes = MAX_PICTURES_BYTES
    for number, picture in enumerate(list(body.iter("img"))):
        inline = _inline_address(picture, url, load if number < MAX_PICTURES else None)
        if inline and len(inline) <= remaining_bytes:
            remaining_bytes -= len(inline)
            picture.set("src", inline)
        else:
            _replace_by_words(picture)


def _inline_address(picture: Any, url: str, load: Callable[[str], _Resource | None] | None) -> str:
    """The picture as an address of its own; "" when it is not at hand."""
    addresses = [(picture.get(name) or "").strip() for name in _ADDRESS_ATTRIBUTES]
    if load:
        for address in addresses:
            if address and address[:5].lower() != "data:":
                absolute = urls.clean(address[:2000], base=url)
                resource = load(absolute) if absolute else None
                inline = _as_address(resource.body) if resource else ""
                if inline:
                    return inline
    return next((address for address in addresses if is_inline_picture(address)), "")


def _as_address(body: bytes) -> str:
    kind = next((kind for pattern, kind in _SIGNATURES if pattern.match(body)), "")
    if not kind or len(body) > MAX_PICTURE_BYTES:
        return ""
    return f"data:{kind};base64,{base64.b64encode(body).decode('ascii')}"


def _replace_by_words(picture: Any) -> None:
    """The picture's alternative text in its place; nothing where it has none."""
    words = " ".join((picture.get("alt") or "").split())[:MAX_ALT_CHARACTERS]
    tail = picture.tail
    picture.clear()
    picture.tag, picture.tail = "span", tail
    if words:
        picture.set("class", PICTURE_CLASS)
        picture.text = words
