"""Languages: their tags, names, writing directions and packs, and detection. Pure.

Does not guess: text that is too short or could be in two languages is "und". Language packs
are data in `coranto/languages/*.toml`; a new one needs no code.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

Direction = Literal["ltr", "rtl"]

# --- tags ---------------------------------------------------------------------

#: The codes of ISO 639-1, and three-letter codes of languages that news is written in.
LANGUAGE_CODES = frozenset(
    """
    aa ab af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de
    dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz
    ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li
    ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os
    pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te
    tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    ast ber bho ceb ckb crh fil haw hsb kab kmr lad mai nds pap prs rue sah sco shi syr szl tet
    tpi tzm yue zgh
    """.split()
)
#: Codes that were withdrawn or say the same as another, bibliographic codes, country
#: codes often written for a language, and names CLDR lacks.
CODES_BY_MISNOMER = {
    "iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "sh": "sr", "scc": "sr",
    "scr": "hr", "gr": "el", "jp": "ja", "cn": "zh", "cz": "cs", "ua": "uk", "dk": "da",
    "prs": "fa", "pes": "fa", "arb": "ar", "cmn": "zh", "als": "sq", "aln": "sq", "ger": "de",
    "fre": "fr", "per": "fa", "alb": "sq", "gre": "el", "chi": "zh", "dut": "nl", "rum": "ro",
    "cze": "cs", "slo": "sk", "mac": "mk", "arm": "hy", "geo": "ka", "baq": "eu", "ice": "is",
    "may": "ms", "bur": "my", "wel": "cy", "tib": "bo", "mao": "mi", "farsi": "fa",
    "kurmanji": "ku", "sorani": "ckb", "dari": "fa", "mandarin": "zh", "castilian": "es",
    "nb": "no", "kmr": "ku", "flemish": "nl", "moldovan": "ro", "montenegrin": "sr",
}  # fmt: skip
_REGION_CODES = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR
    BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ
    EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW
    GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY
    KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV
    MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY
    QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG
    TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA
    ZM ZW
    """.split()
)
#: CLDR's name of a numbering system → its digit zero, which precedes the other nine in
#: Unicode, and its percent sign.
_ZERO_AND_PERCENT_BY_NUMERALS = {
    "arab": ("٠", "٪"),
    "arabext": ("۰", "٪"),
    "beng": ("০", "%"),
    "deva": ("०", "%"),
}
_DECIMAL_POINT_PATTERN = re.compile(r"(?<=[0-9])\.(?=[0-9])")
_TAG_PATTERN = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-[a-z]{3})?(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|\d{3}))?(?:-.*)?",
    re.DOTALL,
)
_RTL_LANGUAGES = frozenset(
    "ar fa he ur ckb ps sd ug yi dv syr ks arc nqo azb mzn glk lrc bal rhg".split()
)
_RTL_SCRIPTS = frozenset({"arab", "hebr", "syrc", "thaa", "nkoo", "adlm", "rohg"})


@lru_cache(maxsize=1024)
def parse_tag(raw: str) -> str:
    """The BCP 47 tag that was meant: "en_gb" → "en-GB", "fas" and "Persian" → "fa".

    "und" when the text names no language, or several.
    """
    words = [word for word in re.split(r"[\s,;|/]+", raw[:200].strip().lower()) if word]
    # First as one name: "Central Kurdish" is a language, "Kurdish" alone another.
    tag = _parse_one_tag(" ".join(words))
    if tag != "und" or len(words) < 2:
        return tag
    # Then as a list: "en-US,en-GB" is English without a region, "en, fr" is unknown.
    tags = {_parse_one_tag(word) for word in words}
    if len(tags) == 1:
        return tags.pop()
    languages = {primary_subtag(tag) for tag in tags}
    return languages.pop() if len(languages) == 1 else "und"


def _parse_one_tag(word: str) -> str:
    # POSIX locales carry an encoding: "en_US.UTF-8".
    word = word.partition(".")[0].replace("_", "-").strip("-")
    match = _TAG_PATTERN.fullmatch(word)
    if match is None:
        return _code_by_name(word)
    language = _language_code(match["language"])
    if language == "und":
        return "und"
    script = (match["script"] or "").capitalize()
    region = (match["region"] or "").upper()
    # Pages write regions that do not exist, such as "en-EN": the language is still known.
    region = region if region in _REGION_CODES or region.isdigit() else ""
    return "-".join(part for part in (language, script, region) if part)


def _language_code(code: str) -> str:
    if code in CODES_BY_MISNOMER:
        return CODES_BY_MISNOMER[code]
    if code in LANGUAGE_CODES:
        return code
    return _three_letter_codes().get(code, "und") if len(code) == 3 else "und"


@lru_cache(maxsize=1)
def _three_letter_codes() -> Mapping[str, str]:
    """Three-letter code → two-letter code, of languages that have both, from CLDR."""
    from babel.core import get_global

    aliases: Mapping[str, str] = get_global("language_aliases")
    return {old: new for old, new in aliases.items() if len(old) == 3 and new in LANGUAGE_CODES}


def _code_by_name(word: str) -> str:
    if len(word) < 4 or not word.replace(" ", "").replace("-", "").isalpha():
        return "und"
    if word in CODES_BY_MISNOMER:
        return CODES_BY_MISNOMER[word]
    return _codes_by_name().get(word, "und")


@lru_cache(maxsize=1)
def _codes_by_name() -> Mapping[str, str]:
    """Codes by the English name (from CLDR) and the native name (from the packs), lower case."""
    from babel import Locale

    english = Locale("en").languages.items()
    names = {name.lower(): code for code, name in english if code in LANGUAGE_CODES}
    for code in available_packs():
        names.setdefault(load_pack(code).name.lower(), code)
        names.setdefault(load_pack(code).native.lower(), code)
    return names


def primary_subtag(tag: str) -> str:
    """The language alone: "en-GB" → "en"."""
    return tag.partition("-")[0]


@lru_cache(maxsize=4096)
def language_name(tag: str, *, language: str = "en") -> str:
    """The name of a language in another one, from CLDR; the tag itself when CLDR has none."""
    from babel import Locale, UnknownLocaleError

    try:
        names = Locale.parse(language, sep="-").languages
    except (UnknownLocaleError, ValueError):
        names = Locale("en").languages
    name: str | None = names.get(tag.replace("-", "_")) or names.get(primary_subtag(tag))
    return name or tag


@lru_cache(maxsize=64)
def _digit_table(tag: str) -> tuple[dict[int, str], str]:
    """A translation table of digits and the percent sign, and the decimal mark."""
    from babel import Locale, UnknownLocaleError
    from babel.numbers import get_decimal_symbol

    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return {}, "."
    zero, percent = _ZERO_AND_PERCENT_BY_NUMERALS.get(locale.default_numbering_system, ("0", "%"))
    table = {ord(str(n)): chr(ord(zero) + n) for n in range(10)} | {ord("%"): percent}
    return table, str(get_decimal_symbol(locale, numbering_system="default"))


def localise_digits(text: object, tag: str) -> str:
    """A number or a date in the digits of a language, from CLDR: "12" → "۱۲" in Persian.

    Unchanged in languages that write digits as English does.
    """
    table, decimal_mark = _digit_table(tag)
    if not table or table[ord("0")] == "0":
        return str(text)
    return _DECIMAL_POINT_PATTERN.sub(decimal_mark, str(text)).translate(table)


def writing_direction(tag: str) -> Direction:
    """The direction in which a language is written, by its script if the tag names one."""
    parts = tag.lower().split("-")
    script = next((part for part in parts[1:] if len(part) == 4), "")
    if script:
        return "rtl" if script in _RTL_SCRIPTS else "ltr"
    return "rtl" if parts[0] in _RTL_LANGUAGES else "ltr"


# --- packs --------------------------------------------------------------------

#: Quotation marks that any language's press may use, (open, close).
COMMON_QUOTE_MARKS = (("“", "”"), ("«", "»"), ('"', '"'))


@dataclass(frozen=True, slots=True, kw_only=True)
class DateWords:
    """The words that stand at days in one language's prose, as written. Each is one word."""

    before: frozenset[str] = frozenset()  #: the first of two days: "from"
    to: frozenset[str] = frozenset()  #: between two days, where the days between are meant too
    until: frozenset[str] = frozenset()  #: behind the second of two days
    #: before or behind two days that `joins` part, where the days between are meant too
    between: frozenset[str] = frozenset()
    joins: frozenset[str] = frozenset()  #: between two days, where only these two are meant
    beside: frozenset[str] = frozenset()  #: articles, ordinal endings, "day", "month"
    month_endings: frozenset[str] = frozenset()  #: written together with a month's name
    relative: Mapping[str, int] = field(default_factory=dict)  #: "yesterday": -1 day from today
    #: "年", "月" and "日" of 2026年11月10日
    year_marks: tuple[str, ...] = ()
    month_marks: tuple[str, ...] = ()
    day_marks: tuple[str, ...] = ()
    weekday_marks: tuple[str, ...] = ()  #: "星期" of 星期二
    weekday_signs: tuple[str, ...] = ()  #: all signs of Monday, of Tuesday … behind such a mark
    eras: Mapping[str, int] = field(default_factory=dict)  #: era → the year before its first


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguagePack:
    """What Coranto knows about one language. Everything but the tag may be empty."""

    tag: str
    name: str = ""  #: in English
    native: str = ""  #: in the language itself
    direction: Direction = "ltr"
    quote_marks: tuple[tuple[str, str], ...] = COMMON_QUOTE_MARKS  #: (open, close)
    quote_space: str = ""  #: what its printers set inside of the first pair
    title_marks: tuple[tuple[str, str], ...] = ()  #: around titles of works; they quote nothing
    #: calendar ("gregorian", "jalali", "hijri") → spelling as written → month from 1
    months: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    calendar: str = "gregorian"  #: the one in which its press writes dates
    date_words: DateWords = field(default_factory=DateWords)
    stop_words: frozenset[str] = frozenset()  #: besides stopwordsiso's
    saying_verbs: tuple[str, ...] = ()
    function_words: tuple[str, ...] = ()  #: behind which an ordinal counts no noun
    particles: tuple[str, ...] = ()  #: written together with the word behind them
    definite_article: str = ""  #: the one of these that names have too
    digit_signs: Mapping[str, int] = field(default_factory=dict)  #: "三": 3
    scale_signs: Mapping[str, int] = field(default_factory=dict)  #: "百": 100
    negations: tuple[str, ...] = ()  #: "*" stands for the rest of a word
    negation_exceptions: tuple[str, ...] = ()  #: phrases in which such a word negates nothing
    negated_clause_openers: tuple[str, ...] = ()  #: "that", in "it is not true that"
    negation_ends_clause: bool = False  #: it may stand far behind the verb
    denials: tuple[str, ...] = ()  #: "denied", "refused": they negate what they govern
    denials_follow: bool = False  #: they stand behind what they govern, too
    hedges: tuple[str, ...] = ()  #: "allegedly": they make a claim of a fact

    @property
    def written_marks(self) -> tuple[str, str]:
        """What to write before and behind a quotation: "« " and " »" in French."""
        opening, closing = self.quote_marks[0]
        return f"{opening}{self.quote_space}", f"{self.quote_space}{closing}"


@lru_cache(maxsize=256)
def load_pack(tag: str) -> LanguagePack:
    """The language's pack; one with the common quotation marks only when there is no file."""
    code = primary_subtag(tag)
    if code not in available_packs():
        return LanguagePack(tag=code, direction=writing_direction(tag))
    return _build_pack(code, _read_pack_file(code))


@lru_cache(maxsize=1)
def available_packs() -> tuple[str, ...]:
    """The languages that have a pack, sorted."""
    from importlib.resources import files

    names = (entry.name for entry in files("coranto.languages").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def _read_pack_file(code: str) -> dict[str, Any]:
    import tomllib
    from importlib.resources import files

    return tomllib.loads(files("coranto.languages").joinpath(f"{code}.toml").read_text("utf-8"))


def _build_pack(code: str, contents: dict[str, Any]) -> LanguagePack:
    months = {
        calendar: MappingProxyType(
            {spelling: month for month, spellings in enumerate(names, 1) for spelling in spellings}
        )
        for calendar, names in contents.get("months", {}).items()
    }
    negation = contents.get("negation", {})
    marks, title_marks = (
        tuple((opening, closing) for opening, closing in contents.get(key, ()))
        for key in ("quote_marks", "title_marks")
    )
    return LanguagePack(
        tag=code,
        name=contents["name"],
        native=contents["native"],
        direction=writing_direction(code),
        quote_marks=marks or COMMON_QUOTE_MARKS,
        quote_space=contents.get("quote_space", ""),
        title_marks=title_marks,
        months=MappingProxyType(months),
        calendar=contents.get("calendar", "gregorian"),
        date_words=_build_date_words(contents.get("days", {})),
        stop_words=frozenset(contents.get("stop_words", ())),
        saying_verbs=tuple(contents.get("saying_verbs", ())),
        function_words=tuple(contents.get("function_words", ())),
        particles=tuple(contents.get("particles", ())),
        definite_article=contents.get("definite_article", ""),
        digit_signs=MappingProxyType(contents.get("digit_signs", {})),
        scale_signs=MappingProxyType(contents.get("scale_signs", {})),
        negations=tuple(negation.get("words", ())),
        negation_exceptions=tuple(negation.get("except", ())),
        negated_clause_openers=tuple(negation.get("that", ())),
        negation_ends_clause=bool(negation.get("ends_clause", False)),
        denials=tuple(negation.get("denials", ())),
        denials_follow=bool(negation.get("denials_follow", False)),
        hedges=tuple(negation.get("hedges", ())),
    )


def _build_date_words(table: dict[str, Any]) -> DateWords:
    return DateWords(
        before=frozenset(table.get("from", ())),
        to=frozenset(table.get("to", ())),
        until=frozenset(table.get("until", ())),
        between=frozenset(table.get("between", ())),
        joins=frozenset(table.get("and", ())),
        beside=frozenset(table.get("beside", ())),
        month_endings=frozenset(table.get("endings", ())),
        relative=MappingProxyType(table.get("relative", {})),
        year_marks=tuple(table.get("year_marks", ())),
        month_marks=tuple(table.get("month_marks", ())),
        day_marks=tuple(table.get("day_marks", ())),
        weekday_marks=tuple(table.get("weekday_marks", ())),
        weekday_signs=tuple(table.get("weekday_signs", ())),
        eras=MappingProxyType(table.get("eras", {})),
    )


# --- detection ----------------------------------------------------------------


def detect_language(text: str) -> tuple[str, float]:
    """The language of a text and the confidence, 0 to 1; ("und", …) when that is too low."""
    from coranto.reading.language import detection

    return detection.detect_language(text)
