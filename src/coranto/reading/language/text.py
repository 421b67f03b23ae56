"""Plain text: cleaned, compared, cut into words and sentences. Pure and linear.

Whatever a stranger sends goes through `clean_text` or `from_html` before it is
kept; `normalise` and its kin are for comparing and searching, never for showing.
"""

import html
import re
import unicodedata
from functools import lru_cache

from coranto.reading.language import packs

#: Longer markup is cut, in characters: the longest real article has a tenth of it.
MAX_MARKUP_CHARACTERS = 4_000_000

# --- cleaning -----------------------------------------------------------------

# Controls, byte-order marks, soft hyphens, zero-width spaces, noncharacters, lone
# surrogates; and what can turn the direction of the words after it.
_INVISIBLE_PATTERN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u202a-\u202e\u2060\u2066-\u2069"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffc\ufffe\uffff\ud800-\udfff]"
)
_SURROGATE_PATTERN = re.compile("[\ud800-\udfff]")
_LINE_BREAK_PATTERN = re.compile("[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES_PATTERN = re.compile(r"[^\S\n]+")
_LINE_ENDS_PATTERN = re.compile(r" ?\n[ \n]*")
_MARK_RUN_PATTERN = re.compile(r"[^\w\s\x00-\x7f]{32,}")


def clean_text(raw: str) -> str:
    """The text in NFC without what cannot be seen; runs of space are one, lines stay."""
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
    kept: list[str] = []
    marks = 0
    for char in match[0]:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= 30:
            kept.append(char)
    return "".join(kept)


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
#: A number too long to be a character; `html.unescape` would choke on its digits.
_LONG_REFERENCE_PATTERN = re.compile(r"&#(?:[0-9]{8}[0-9]*|[xX][0-9a-fA-F]{8}[0-9a-fA-F]*);?")


def from_html(markup: str) -> str:
    """The plain text of a piece of HTML: blocks part lines, scripts and styles go."""
    markup = markup[:MAX_MARKUP_CHARACTERS].replace("<![CDATA[", "").replace("]]>", "")
    if "<" not in markup:
        return clean_text(_unescape_entities(_one_line(markup)))
    return clean_text("".join(_html_pieces(markup)))


def _html_pieces(markup: str) -> list[str]:
    """Text and line ends in turn. Each step goes on behind what it looked at: linear."""
    pieces: list[str] = []
    at = 0
    while tag := _TAG_START_PATTERN.search(markup, at):
        start = tag.start()
        pieces.append(_unescape_entities(_one_line(markup[at:start])))
        name, at = _read_tag(markup, start)
        if name in _BLOCK_TAGS:
            pieces.append("\n")
        elif name in _DROPPED_TAG_PATTERNS and markup[start + 1] != "/":
            close = _DROPPED_TAG_PATTERNS[name].search(markup, at)
            at = close.start() if close else len(markup)
    pieces.append(_unescape_entities(_one_line(markup[at:])))
    return pieces


def _read_tag(markup: str, start: int) -> tuple[str, int]:
    """The name of the tag or comment that opens at `start`, and where it ends.

    One that never ends takes the rest with it, as in browsers.
    """
    if markup.startswith("<!--", start):
        end = markup.find("-->", start)
        return "", end + 3 if end >= 0 else len(markup)
    name = _TAG_NAME_PATTERN.match(markup, start + 1)
    end = _tag_end(markup, name.end()) if name else markup.find(">", start) + 1
    return name[1].lower() if name else "", end or len(markup)


def _tag_end(markup: str, at: int) -> int:
    """Behind the tag's `>`, passing over those in quoted values; 0 when there is none."""
    first = end = markup.find(">", at)
    for _ in range(8):
        if end < 0:
            return first + 1
        inside = markup[at:end]
        if inside.count('"') % 2 == 0 and inside.count("'") % 2 == 0:
            return end + 1
        end = markup.find(">", end + 1)
    return first + 1


def _one_line(text: str) -> str:
    return " ".join(text.split("\n")) if "\n" in text else text


def _unescape_entities(text: str) -> str:
    return html.unescape(_LONG_REFERENCE_PATTERN.sub("\ufffd", text)) if "&" in text else text


# --- comparing ----------------------------------------------------------------

#: Letters that are one letter to a reader but have no common decomposition.
_LETTER_FOLDS = {
    "ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ħ": "h",
    "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ۂ": "ه", "ھ": "ه", "ٱ": "ا",
    "’": "'", "‘": "'", "ʼ": "'", "ʹ": "'", "`": "'", "´": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-",
}  # fmt: skip
#: Letters of their own in their alphabets, though they decompose.
_UNDECOMPOSED_LETTERS = frozenset("йїў")
#: Marks that searches leave out: accents, Hebrew points, Arabic vowels, tatweel, joiners.
_IGNORED_MARKS_PATTERN = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u200c-\u200f\u061c\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]"
)


class _CharacterFolds(dict[int, str]):
    """What each character is compared as, worked out when first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = known = ""
        while char != known:
            known, char = char, "".join(_fold_character(part) for part in char)
        folded = char
        self[code] = folded
        return folded


def _fold_character(char: str) -> str:
    char = char.casefold()
    if char in _UNDECOMPOSED_LETTERS:
        return char
    digit = unicodedata.decimal(char, None) if len(char) == 1 else None
    if digit is not None:
        return str(digit)
    plain = _IGNORED_MARKS_PATTERN.sub("", unicodedata.normalize("NFKD", char))
    plain = "".join(_LETTER_FOLDS.get(part, part) for part in plain)
    return unicodedata.normalize("NFC", plain)


_CHARACTER_FOLDS = _CharacterFolds()


def normalise(text: str) -> str:
    """The text as it is compared.

    Case, accents, Persian and Arabic letters, digits, quotation marks and joiners are
    folded; runs of space are one.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    folded = _compose_nfc(_INVISIBLE_PATTERN.sub("", text)).translate(_CHARACTER_FOLDS)
    return " ".join(_compose_nfc(folded).split())


# Scripts written without spaces: Thai to Myanmar, Khmer, kana, Han.
_UNSPACED_SCRIPT_RANGES = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3\u3005-\u3007\u3041-\u3096\u309d-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_UNSPACED_RUN_PATTERN = re.compile(f"[{_UNSPACED_SCRIPT_RANGES}]+")


def _character_bigrams(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def search_form(text: str) -> str:
    """What full-text search holds and is asked: normalised, unspaced scripts in pairs."""
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
#: Words of a language whose tokens are remembered (20 MB), and their length at most.
MAX_CACHED_TOKENS = 100_000
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
    """The words that carry meaning, normalised and stemmed; unspaced scripts as pairs."""
    code = packs.primary_subtag(language)
    known = _token_cache(code)
    return [token for word in split_words(_lower_case(text, code)) if (token := known[word])]


def split_words(text: str) -> list[str]:
    """All words in their order, as they are written; unspaced scripts as pairs."""
    text = text.replace("_", " ")
    if text.isascii() or not _UNSPACED_RUN_PATTERN.search(text):
        return _WORD_PATTERN.findall(text)
    found: list[str] = []
    for match in _WORD_OR_RUN_PATTERN.finditer(text):
        found += _character_bigrams(match[0]) if match[1] else [match[0]]
    return found


class _TokenCache(dict[str, str]):
    """Word in lower case → its token in one language, "" for a word of no meaning."""

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
        stop = _stop_words(self._code)
        if normalise(word) in stop:
            return ""
        token = normalise(_stem_word(word, self._code))
        return "" if token in stop else token


@lru_cache(maxsize=64)
def _token_cache(code: str) -> _TokenCache:
    return _TokenCache(code)


def _lower_case(text: str, code: str) -> str:
    """Lower case with accents, which stemmers need; Persian in Persian letters."""
    if code == "fa":
        return normalise(text)
    if code in {"tr", "az"}:
        text = text.replace("I", "ı").replace("İ", "i")
    return clean_text(text).lower()


def _stem_word(word: str, code: str) -> str:
    if code not in _STEMMER_NAMES:
        return word
    import Stemmer

    # Made anew each time (half a microsecond): a stemmer must not be shared by threads.
    stem: str = Stemmer.Stemmer(_STEMMER_NAMES[code]).stemWord(word)
    return stem


@lru_cache(maxsize=64)
def _stop_words(code: str) -> frozenset[str]:
    """Normalised words of no meaning, from stopwordsiso and the language's own pack."""
    import stopwordsiso

    known = set(stopwordsiso.stopwords(code)) if stopwordsiso.has_lang(code) else set()
    known.update(packs.load_pack(code).stop_words)
    return frozenset(normalise(word) for word in known)


# --- sentences ----------------------------------------------------------------

#: No sentence is longer, in characters.
_SENTENCE_WINDOW_CHARACTERS = 4000


def sentence_spans(text: str, language: str) -> list[tuple[int, int]]:
    """Where each sentence starts and ends, in order, without the space around it.

    Together they hold every character that is not space. A line end parts sentences.
    """
    code = packs.primary_subtag(language)
    code = "en" if code == "und" else code
    spans: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            spans += _spans_between_ends(line, at, _sentence_ends(line, code))
        at += len(line) + 1
    return spans


def _sentence_ends(line: str, code: str) -> list[int]:
    """Where sentences end in one line.

    sentencex takes quadratic time on some lines, so it sees a window at a time; the
    next one starts with the last sentence, which may have been cut.
    """
    import sentencex

    line = _SURROGATE_PATTERN.sub("\ufffd", line)
    ends: list[int] = []
    at = 0
    while at < len(line):
        window = line[at : at + _SENTENCE_WINDOW_CHARACTERS]
        found = sentencex.get_sentence_boundaries(code, window)  # type: ignore[attr-defined]
        inner = [at + one["end_index"] for one in found if one["end_index"] < len(window)]
        if at + _SENTENCE_WINDOW_CHARACTERS >= len(line) or not inner:
            inner.append(at + len(window))
        ends += inner
        at = inner[-1]
    return ends


def _spans_between_ends(line: str, offset: int, ends: list[int]) -> list[tuple[int, int]]:
    """Sentences of one line from where they end; whatever is left over is the last."""
    spans: list[tuple[int, int]] = []
    start = 0
    for end in [*sorted(ends), len(line)]:
        piece = line[start:end]
        inner = piece.strip()
        if inner:
            first = start + len(piece) - len(piece.lstrip())
            spans.append((offset + first, offset + first + len(inner)))
        start = max(start, end)
    return spans
