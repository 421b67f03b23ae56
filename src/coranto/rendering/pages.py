"""The template environment, and what every page shares: head, navigation, words.

Reads the templates of the package and no other file.
"""

import html
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from coranto.reading.language.shortening import shorten_text
from coranto.rendering import prose, reasons, sanitising
from coranto.rendering.desk_about import DeskAbout
from coranto.rendering.i18n import Words

#: Longest text shown without a mark or a link in it, in characters: far more than an article has.
MAX_TEXT_CHARACTERS = 20_000
#: No language has words of a hundred characters.
# A page that quotes a word of a megabyte took a browser half a minute: it looks for the places
# where a line may end. The pattern matches only text outside tags, and entities end a match.
_ENDLESS_WORD_PATTERN = re.compile(r"([^\s<>&]{100})(?=[^\s<>&]{100})")
#: A text between two tags that is long enough to hold such a word.
# JSON-LD in a script element is left alone: a <wbr> there would change what machines read.
_LONG_TEXT_PATTERN = re.compile(r">([^<>]{200,})(?=<(?!/script))")


@lru_cache(maxsize=1)
def template_environment() -> Environment:
    """The templates' environment: it escapes everything but the Markup that `prose` made."""
    environment = Environment(
        loader=PackageLoader("coranto.rendering"),
        autoescape=True,
        # A misspelt name in a template is an error, not an empty place on the page.
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # In one place for all values, so that no template can forget it.
        finalize=_strip_unsafe_value,
    )
    environment.filters |= {
        "link": sanitising.safe_link,
        "contact": sanitising.contact_link,
        "clip": shorten_text,
    }
    environment.filters |= {"reasons": reasons.reason_views}
    environment.filters |= {"name": sanitising.safe_file_name, "direction": prose.text_direction}
    return environment


def _strip_unsafe_value(value: Any) -> Any:
    """Strip from each value that a template prints the characters that no page may hold."""
    if isinstance(value, sanitising.LeftToRightText):
        return value.isolated()
    if isinstance(value, str) and not isinstance(value, Markup):
        return sanitising.strip_unsafe_characters(value)
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFrame:
    """The values that the layout around a page shows."""

    about: DeskAbout
    words: Words
    path: str  #: of the page, from the site's root
    title: str
    description: str = ""
    picture: str = ""  #: shown where the page is shared; path from the site's root
    has_feeds: bool = True
    root_override: str = ""  #: for a page served at any address
    data: Markup | None = None  #: JSON-LD for machines

    @property
    def root(self) -> str:
        """The way from the page to the site's root."""
        # Relative, so that the site works from a folder on disk and below any address.
        return self.root_override or "../" * self.path.count("/")

    @property
    def shared_picture(self) -> str:
        """The picture's address, "" when the page has none.

        Absolute where the site's address is known, else relative to the page.
        """
        # og:image ought to be absolute; some programs follow a relative one, too.
        base = sanitising.safe_link(self.about.base()) or self.root
        return f"{base}{self.picture}" if self.picture else ""

    @property
    def canonical(self) -> str:
        """The page's public address, "" when the site has none."""
        base = sanitising.safe_link(self.about.base())
        return f"{base}{self.path.removesuffix('index.html')}" if base else ""


def render_page(template: str, *, frame: PageFrame, **values: Any) -> bytes:
    """Render one page of the site; `values` are what its template names."""
    page = template_environment().get_template(template)
    page_html = page.render(frame=frame, about=frame.about, words=frame.words, **values)
    return _LONG_TEXT_PATTERN.sub(_break_long_words, page_html).encode()


def _break_long_words(match: re.Match[str]) -> str:
    """Clip a long text and put places for a line break into its endless words."""
    text = match[1]
    if len(text) > MAX_TEXT_CHARACTERS:
        text = html.escape(
            # Clipped without its entities, lest the cut fall inside one.
            shorten_text(html.unescape(text), MAX_TEXT_CHARACTERS),
            quote=False,
        )
    return ">" + _ENDLESS_WORD_PATTERN.sub(r"\1<wbr>", text)


def read_static_file(template: str) -> bytes:
    """A file of the templates' folder that is published unchanged."""
    loader = template_environment().loader
    assert loader is not None  # noqa: S101 - set in `template_environment`
    return loader.get_source(template_environment(), template)[0].encode()
