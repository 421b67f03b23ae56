"""Take everything that could load or cover something out of a page's styles. Pure.

A declaration or a rule's beginning with a forbidden word in it is dropped whole: nothing is parsed,
so that nothing can be parsed in another way by a browser. What is dropped in error costs a colour.
"""

import re

#: Characters of one sheet, of all sheets of a page, and of one `style` attribute.
MAX_SHEET_CHARACTERS = 300_000
MAX_STYLE_CHARACTERS = 600_000
MAX_ATTRIBUTE_CHARACTERS = 4_000

_COMMENT_PATTERN = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_PIECE_PATTERN = re.compile(r"[^;{}]+")
# A backslash may spell any other word; "<" may end the element; functions and rules that load are
# those of CSS Images 4, CSS Fonts 4 and CSS Values 5, and what old browsers ran as script. A fixed
# box, such as a consent dialog, would cover the text, and no script is there to close it.
_FORBIDDEN_PATTERN = re.compile(
    r"[\\<]|url\s*\(|src\s*\(|image\s*\(|image-set\s*\(|cross-fade\s*\(|element\s*\(|attr\s*\("
    r"|expression\s*\(|@\s*(?:import|namespace|font-face|charset)|behaviou?r|-moz-binding"
    r"|javascript\s*:|vbscript\s*:|position\s*:\s*(?:fixed|sticky|-webkit-sticky)",
    re.IGNORECASE,
)
_MEDIA_PATTERN = re.compile(r"[\w\s:(),.-]{1,200}")


def clean_styles(sheet: str) -> str:
    """A sheet without what could load, run, or cover the page."""
    if len(sheet) > MAX_SHEET_CHARACTERS:
        return ""
    # A space, not nothing: "u/**/rl(" is no function, and must not become one.
    without_comments = _COMMENT_PATTERN.sub(" ", sheet.replace("<!--", " ").replace("-->", " "))
    return _PIECE_PATTERN.sub(_drop_forbidden, without_comments)


def clean_style_attribute(declarations: str) -> str:
    """The declarations of a `style` attribute without those that could load or cover."""
    if len(declarations) > MAX_ATTRIBUTE_CHARACTERS or set(declarations) & {"{", "}"}:
        return ""
    return clean_styles(declarations).strip("; ")


def sheet_for_media(sheet: str, media: str) -> str:
    """The sheet, limited to the media that its element names; "" for media that are no words."""
    if not media.strip() or media.strip().lower() == "all":
        return sheet
    if not _MEDIA_PATTERN.fullmatch(media) or sheet.count("{") != sheet.count("}"):
        return ""
    return f"@media {media} {{{sheet}}}"


def _drop_forbidden(piece: re.Match[str]) -> str:
    return "" if _FORBIDDEN_PATTERN.search(piece[0]) else piece[0]
