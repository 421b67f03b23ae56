"""Clean plain text, normalise it for comparison, split it into words. Pure.

All functions take linear time on any input. Text from outside must pass `clean_text` or
`from_html` before it is stored. `normalise`, `search_form` and `tokens` are for comparing and
searching; their results are never shown.
"""

import html
import re
import unicodedata
from functools import lru_cache

from coranto.reading.language import packs

#: Characters after which markup is cut: ten times the longest real article.
MAX_MARKUP_CHARACTERS = 4_000_000

# --- cleaning -----------------------------------------------------------------

# Controls, byte-order marks, soft hyphens, zero-width spaces, noncharacters and lone surrogates;
# and direction controls, which could reverse the words that a page shows after the text.
_INVISIBLE_PATTERN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u202a-\u202e\u2060\u2066-\u2069"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffc\ufffe\uffff\ud800-\udfff]"
)
_SURROGATE_PATTERN = re.compile("[\ud800-\udfff]")
_LINE_BREAK_PATTERN = re.compile("[\r\x0b\x0c\x85\u2028\u2029]")
#: White space that is not a single space: replacing these, too, takes most of the time.
_SPACES_PATTERN = re.compile(r"[^\S\n]{2,}|[^\S\n ]")
_LINE_ENDS_PATTERN = re.compile(r" ?\n[ \n]*")
_MARK_RUN_PATTERN = re.compile(r"[^\w\s\x00-\x7f]{32,}")


def clean_text(raw: str) -> str:
    """The text in NFC without invisible characters; runs of spaces and of line ends are one."""
    if raw.isascii() and raw.isprintable() and "  " not in raw:
        return raw.strip()
    text = _INVISIBLE_PATTERN.sub("", raw)
    text = _LINE_ENDS_PATTERN.sub(
        "\n", _SPACES_PATTERN.sub(" ", _LINE_BREAK_PATTERN.sub("\n", text))
    ).strip()
    return text if text.isascii() else _compose_nfc(text)


def _compose_nfc(text: str) -> str:
    """The text in NFC, with at most 30 combining marks in a row.

    Sorting a flood of them takes quadratic time; 30 is the limit of Unicode's
    Stream-Safe Text Format (UAX 15).
    """
    return unicodedata.normalize("NFC", _MARK_RUN_PATTERN.sub(_limit_marks, text))


def _limit_marks(match: re.Match[str]) -> str:
    chars: list[str] = []
    mark_count = 0
    for char in match[0]:
        mark_count = mark_count + 1 if unicodedata.combining(char) else 0
        if mark_count <= 30:
            chars.append(char)
    return "".join(chars)


# --- markup -------------------------------------------------------------------

_TAG_START_PATTERN = re.compile(r"<(?=[a-zA-Z!?]|/[a-zA-Z])")
_TAG_NAME_PATTERN = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]{0,20})")
_BLOCK_TAGS = frozenset(
    """
    address article aside blockquote body br caption center dd details dialog div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section
    select summary table tbody td tfoot th thead title tr ul
    """.split()
)
_DROPPED_TAG_PATTERNS = {
    name: re.compile(rf"</{name}\b", re.IGNORECASE)
    for name in ("script", "style", "template", "iframe", "object", "svg", "math", "head")
}
#: A reference to a number too large for a character. `html.unescape` converts its digits to
#: an integer, which Python refuses above 4,300 digits.
_LONG_REFERENCE_PATTERN = re.compile(r"&#(?:[0-9]{8}[0-9]*|[xX][0-9a-fA-F]{8}[0-9a-fA-F]*);?")


def from_html(markup: str) -> str:
    """The plain text of a piece of HTML: a line for each block, without scripts and styles."""
    markup = markup[:MAX_MARKUP_CHARACTERS].replace("<![CDATA[", "").replace("]]>", "")
    if "<" not in markup:
        return clean_text(unescape_entities(_one_line(markup)))
    return clean_text("".join(_html_pieces(markup)))


def _html_pieces(markup: str) -> list[str]:
    """Pieces of text and line ends. Each search starts where the last one ended: linear time."""
    pieces: list[str] = []
    at = 0
    while tag := _TAG_START_PATTERN.search(markup, at):
        start = tag.start()
        pieces.append(unescape_entities(_one_line(markup[at:start])))
        name, at = _read_tag(markup, start)
        if name in _BLOCK_TAGS:
            pieces.append("\n")
        elif name in _DROPPED_TAG_PATTERNS and markup[start + 1] != "/":
            close = _DROPPED_TAG_PATTERNS[name].search(markup, at)
            at = close.start() if close else len(markup)
    pieces.append(unescape_entities(_one_line(markup[at:])))
    return pieces


def _read_tag(markup: str, start: int) -> tuple[str, int]:
    """The name of the tag that opens at `start` ("" for a comment), and where the tag ends.

    A tag that never ends extends to the end of the markup, as in browsers.
    """
    if markup.startswith("<!--", start):
        end = markup.find("-->", start)
        return "", end + 3 if end >= 0 else len(markup)
    name = _TAG_NAME_PATTERN.match(markup, start + 1)
    end = _tag_end(markup, name.end()) if name else markup.find(">", start) + 1
    return name[1].lower() if name else "", end or len(markup)


def _tag_end(markup: str, at: int) -> int:
    """The position behind the tag's `>`, ignoring any in quoted values; 0 when there is none."""
    first_end = end = markup.find(">", at)
    # Bounded, to stay linear: where a quotation mark is never closed, the first `>` counts.
    for _ in range(8):
        if end < 0:
            return first_end + 1
        attributes = markup[at:end]
        if attributes.count('"') % 2 == 0 and attributes.count("'") % 2 == 0:
            return end + 1
        end = markup.find(">", end + 1)
    return first_end + 1


def _one_line(text: str) -> str:
    return " ".join(text.split("\n")) if "\n" in text else text


def unescape_entities(text: str) -> str:
    """The text with HTML's character references replaced by their characters."""
    return html.unescape(_LONG_REFERENCE_PATTERN.sub("\ufffd", text)) if "&" in text else text


# --- comparing ----------------------------------------------------------------

#: Letters that readers take for one although Unicode does not decompose them to one.
_LETTER_FOLDS = {
    "ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ħ": "h",
    "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ۂ": "ه", "ھ": "ه", "ٱ": "ا",
    "’": "'", "‘": "'", "ʼ": "'", "ʹ": "'", "`": "'", "´": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-",
}  # fmt: skip
#: Letters that are separate letters of their alphabets although Unicode decomposes them.
_UNDECOMPOSED_LETTERS = frozenset("йїў")
#: Marks ignored in searches: accents, Hebrew points, Arabic vowels, tatweel, joiners.
_IGNORED_MARKS_PATTERN = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u200c-\u200f\u061c\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]"
)


class _CharacterFolds(dict[int, str]):
    """Code point → the characters by which it is compared, computed at the first look-up."""

    def __missing__(self, code: int) -> str:
        folded, previous = chr(code), ""
        # Until it is stable: "ᴬ" folds to "A", which folds to "a".
        while folded != previous:
            previous, folded = folded, "".join(_fold_character(char) for char in folded)
        self[code] = folded
        return folded


def _fold_character(char: str) -> str:
    char = char.casefold()
    if char in _UNDECOMPOSED_LETTERS:
        return char
    digit = unicodedata.decimal(char, None) if len(char) == 1 else None
    if digit is not None:
        return str(digit)
    base = _IGNORED_MARKS_PATTERN.sub("", unicodedata.normalize("NFKD", char))
    base = "".join(_LETTER_FOLDS.get(letter, letter) for letter in base)
    return unicodedata.normalize("NFC", base)


_CHARACTER_FOLDS = _CharacterFolds()


def normalise(text: str) -> str:
    """The text in the form in which it is compared. Normalising twice changes nothing.

    Case, accents, Persian and Arabic letters, digits, quotation marks and joiners are folded;
    each run of white space becomes one space.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    folded = _compose_nfc(_INVISIBLE_PATTERN.sub("", text)).translate(_CHARACTER_FOLDS)
    # Again NFC: without a joiner between them, a letter and a mark may compose.
    return " ".join(_compose_nfc(folded).split())


# Scripts written without spaces: Thai to Myanmar, Khmer, kana, Han.
_UNSPACED_SCRIPT_RANGES = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3\u3005-\u3007\u3041-\u3096\u309d-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_UNSPACED_RUN_PATTERN = re.compile(f"[{_UNSPACED_SCRIPT_RANGES}]+")


def is_unspaced(text: str) -> bool:
    """Whether a text begins with a character of a script that is written without spaces."""
    return _UNSPACED_RUN_PATTERN.match(text) is not None


def _character_bigrams(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def search_form(text: str) -> str:
    """The text as full-text search stores and queries it.

    It is normalised, and scripts without spaces are split into overlapping pairs of
    characters: finding their words would need a dictionary for each language.
    """
    form = normalise(text)
    if form.isascii():
        return form
    spaced = _UNSPACED_RUN_PATTERN.sub(
        lambda match: f" {' '.join(_character_bigrams(match[0]))} ", form
    )
    return " ".join(spaced.split())


# --- words --------------------------------------------------------------------

# Letters and digits; and the vowel signs of India's scripts, which Python's \w leaves out.
_WORD_CHARACTER_RANGES = (
    "\\w\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u200c\u0900-\u0963\u0966-\u0dff"
)
_WORD_PATTERN = re.compile(f"[{_WORD_CHARACTER_RANGES}]+")
_WORD_OR_RUN_PATTERN = re.compile(
    f"([{_UNSPACED_SCRIPT_RANGES}]+)|(?:(?![{_UNSPACED_SCRIPT_RANGES}])[{_WORD_CHARACTER_RANGES}])+"
)
#: Words of one language whose tokens are cached (20 MB).
MAX_CACHED_TOKENS = 100_000
#: Characters of the longest word whose token is cached.
MAX_CACHED_WORD_CHARACTERS = 40
_STEMMER_NAMES = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german",
    "el": "greek", "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian",
    "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


def tokens(text: str, language: str) -> list[str]:
    """The words without stop words, normalised and stemmed; unspaced scripts as pairs."""
    code = packs.primary_subtag(language)
    cache = _token_cache(code)
    return [token for word in split_words(_lower_case(text, code)) if (token := cache[word])]


def split_words(text: str) -> list[str]:
    """All words in order, as they are written; unspaced scripts as pairs of characters."""
    text = text.replace("_", " ")
    if text.isascii() or not _UNSPACED_RUN_PATTERN.search(text):
        return _WORD_PATTERN.findall(text)
    words: list[str] = []
    for match in _WORD_OR_RUN_PATTERN.finditer(text):
        words += _character_bigrams(match[0]) if match[1] else [match[0]]
    return words


class _TokenCache(dict[str, str]):
    """Word in lower case → its token in one language; "" for a stop word or a lone letter."""

    def __init__(self, code: str) -> None:
        self._code = code

    def __missing__(self, word: str) -> str:
        token = self._token(word)
        if len(word) <= MAX_CACHED_WORD_CHARACTERS:
            if len(self) >= MAX_CACHED_TOKENS:
                self.clear()
            self[word] = token
        return token

    def _token(self, word: str) -> str:
        if len(word) == 1 and not (word.isdigit() or _UNSPACED_RUN_PATTERN.match(word)):
            return ""
        stop_words = _stop_words(self._code)
        if normalise(word) in stop_words:
            return ""
        token = normalise(_stem_word(word, self._code))
        return "" if token in stop_words else token


@lru_cache(maxsize=64)
def _token_cache(code: str) -> _TokenCache:
    return _TokenCache(code)


def _lower_case(text: str, code: str) -> str:
    """The text in lower case with its accents, which stemmers need."""
    # Persian is also typed with Arabic letters, which must be Persian ones before stemming.
    if code == "fa":
        return normalise(text)
    # `str.lower` knows no language: it lowers "I" to "i", where Turkish has "ı".
    if code in {"tr", "az"}:
        text = text.replace("I", "ı").replace("İ", "i")
    return clean_text(text).lower()


def _stem_word(word: str, code: str) -> str:
    if code not in _STEMMER_NAMES:
        return word
    import Stemmer

    # A new stemmer for each word (half a microsecond), because threads must not share one.
    stem: str = Stemmer.Stemmer(_STEMMER_NAMES[code]).stemWord(word)
    return stem


@lru_cache(maxsize=64)
def _stop_words(code: str) -> frozenset[str]:
    """The language's stop words, normalised, from stopwordsiso and from its own pack."""
    import stopwordsiso

    stop_words = set(stopwordsiso.stopwords(code)) if stopwordsiso.has_lang(code) else set()
    stop_words.update(packs.load_pack(code).stop_words)
    return frozenset(normalise(word) for word in stop_words)
