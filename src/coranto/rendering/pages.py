"""Templates and what every page shares: head, navigation, words. Pure but for the templates."""

import html
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from coranto.rendering import prose, reasons, sanitising
from coranto.rendering.desk_about import DeskAbout
from coranto.rendering.i18n import Words

#: Longest text shown without a mark or a link in it, in characters: far more than an article.
MAX_TEXT_CHARACTERS = 20_000
#: No language has words as long, in characters. A browser takes minutes to find out by itself
#: where a line may end in one of a megabyte. What machines read in a page stays as it is.
_ENDLESS_WORD_PATTERN = re.compile(r"([^\s<>&]{100})(?=[^\s<>&]{100})")
_LONG_TEXT_PATTERN = re.compile(r">([^<>]{200,})(?=<(?!/script))")


@lru_cache(maxsize=1)
def template_environment() -> Environment:
    """The templates, escaping everything but what `prose` made."""
    environment = Environment(
        loader=PackageLoader("coranto.rendering"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_strip_unsafe_value,
    )
    environment.filters |= {
        "link": sanitising.safe_link,
        "contact": sanitising.contact_link,
        "clip": sanitising.clip_text,
    }
    environment.filters |= {"reasons": reasons.reason_views}
    environment.filters |= {"name": sanitising.safe_file_name, "direction": prose.text_direction}
    return environment


def _strip_unsafe_value(value: Any) -> Any:
    """Nothing reaches a page with characters that no page may hold."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return sanitising.strip_unsafe_characters(value)
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFrame:
    """What the layout around a page needs to know."""

    about: DeskAbout
    words: Words
    path: str  #: of the page, from the site's root
    title: str
    description: str = ""
    picture: str = ""  #: of the page where it is shared, from the site's root
    has_feeds: bool = True
    root_override: str = ""  #: for a page served at any address
    data: Markup | None = None  #: what machines read of the page: JSON-LD

    @property
    def root(self) -> str:
        """The way from the page to the site's root."""
        return self.root_override or "../" * self.path.count("/")

    @property
    def shared_picture(self) -> str:
        """The picture's address, "" when the page has none.

        Public where the site's own is known; else from the page, which some programs follow.
        """
        base = sanitising.safe_link(self.about.base()) or self.root
        return f"{base}{self.picture}" if self.picture else ""

    @property
    def canonical(self) -> str:
        """The page's public address, "" when the site has none."""
        base = sanitising.safe_link(self.about.base())
        return f"{base}{self.path.removesuffix('index.html')}" if base else ""


def render_page(template: str, *, frame: PageFrame, **values: Any) -> bytes:
    """One page as it is written."""
    page = template_environment().get_template(template)
    page_html = page.render(frame=frame, about=frame.about, words=frame.words, **values)
    return _LONG_TEXT_PATTERN.sub(_break_long_words, page_html).encode()


def _break_long_words(match: re.Match[str]) -> str:
    """A long text, cut at its end, with places for a line to end in endless words."""
    text = match[1]
    if len(text) > MAX_TEXT_CHARACTERS:
        text = html.escape(
            sanitising.clip_text(html.unescape(text), MAX_TEXT_CHARACTERS), quote=False
        )
    return ">" + _ENDLESS_WORD_PATTERN.sub(r"\1<wbr>", text)


def read_static_file(template: str) -> bytes:
    """A file that goes out as it is."""
    loader = template_environment().loader
    assert loader is not None  # noqa: S101 - set in `template_environment`
    return loader.get_source(template_environment(), template)[0].encode()
