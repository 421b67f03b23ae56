"""Detect the language of a text by its script and letters, then by a statistical model. Pure.

Called through `packs.detect_language`. The model decides only what script and letters leave
open, and only among languages of the script.
"""

import re
from collections import Counter
from functools import lru_cache
from typing import Any

#: Characters of the text that are looked at. For 3,128 real articles 300, 600 and 2,000
#: characters give the same language.
MAX_SAMPLE_CHARACTERS = 600

_IGNORED_PATTERN = re.compile(r"https?://\S{1,500}|[@#]\w{1,100}|\S{1,100}@\S{1,100}")
_SCRIPT_RANGES = {
    "latin": "A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff",
    "cyrillic": "\u0400-\u052f",
    "arabic": "\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f"
    "\ufb50-\ufdff\ufe70-\ufefc",
    "greek": "\u0370-\u03ff\u1f00-\u1fff",
    "hebrew": "\u05d0-\u05f2",
    "devanagari": "\u0904-\u0939\u0958-\u0961",
    "kana": "\u3041-\u3096\u30a1-\u30fa",
    "han": "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff",
    "hangul": "\u1100-\u11ff\uac00-\ud7a3",
    "bengali": "\u0985-\u09b9", "gurmukhi": "\u0a05-\u0a39", "gujarati": "\u0a85-\u0ab9",
    "odia": "\u0b05-\u0b39", "tamil": "\u0b85-\u0bb9", "telugu": "\u0c05-\u0c39",
    "kannada": "\u0c85-\u0cb9", "malayalam": "\u0d05-\u0d39", "sinhala": "\u0d85-\u0dc6",
    "thai": "\u0e01-\u0e30", "lao": "\u0e81-\u0eb0", "tibetan": "\u0f40-\u0f6c",
    "burmese": "\u1000-\u102a", "georgian": "\u10d0-\u10ff\u1c90-\u1cbf",
    "armenian": "\u0531-\u0587", "khmer": "\u1780-\u17a2", "ethiopic": "\u1200-\u137f",
}  # fmt: skip
_SCRIPT_LETTERS_PATTERN = re.compile(
    "|".join(f"(?P<{name}>[{span}]+)" for name, span in _SCRIPT_RANGES.items())
)
#: Scripts in which only one language has a press.
_SOLE_LANGUAGE_BY_SCRIPT = {
    "greek": "el", "hangul": "ko", "gurmukhi": "pa", "gujarati": "gu", "odia": "or",
    "tamil": "ta", "telugu": "te", "kannada": "kn", "malayalam": "ml", "sinhala": "si",
    "thai": "th", "lao": "lo", "tibetan": "bo", "burmese": "my", "georgian": "ka",
    "armenian": "hy", "khmer": "km",
}  # fmt: skip
#: Letters that only one language of a script has, the most distinctive first: the first
#: pattern that matches decides.
_DISTINCTIVE_LETTERS: dict[str, tuple[tuple[str, str], ...]] = {
    "arabic": (
        ("ug", "[ۇۈۋڭ]"),
        ("ckb", "[ەڵڕێۆ]"),
        ("ps", "[ټډړږښګڼۍ]"),
        ("sd", "[ٻڀٺٽڃڄڌڏڊڙڦڪڳڱڻ]"),
        ("ur", "[ٹڈڑںے]"),
    ),
    "cyrillic": (
        ("be", "[ўЎ]"),
        ("mk", "[ѓќѕЃЌЅ]"),
        ("sr", "[ђћЂЋ]"),
        ("tt", "[җҗ]"),
        ("kk", "[ұқғҰҚҒ]"),
        ("uk", "[їєґЇЄҐ]"),
        # Other languages that have these also have one of those.
        ("ru", "(?s)^(?!.*[әөүңһіӘӨҮҢҺІ]).*[ыэёЫЭЁ]"),
    ),
    "hebrew": (("yi", "[ױײװ]"),),
    "bengali": (("as", "[ৰৱ]"),),
}
#: The language of a script's texts that have none of these letters.
_DEFAULT_LANGUAGE_BY_SCRIPT = {"hebrew": "he", "bengali": "bn", "ethiopic": "am"}
#: Languages that the model may choose, by script. It knows others, but they are rarer in the
#: press than it would choose them by mistake.
_MODEL_LANGUAGES_BY_SCRIPT = {
    "latin": """af az bs ca cs cy da de en es et eu fi fr ga ha hr hu id is it ku lt lv ms mt
        nl no pl pt ro sk sl so sq sr sv sw tl tr uz vi""",
    "cyrillic": "be bg kk ky mk mn ru sr tg tt uk",
    "arabic": "ar fa ps ug ur",
    "devanagari": "hi mr ne",
}
# With the two bounds below 97 in 100 are right, 1 wrong and 2 unknown, measured on 7-word
# pieces of 2,200 sentences in 11 languages (benchmarks/languages.py).
#: Smallest probability of the model's first choice, as a share of its first and second.
MIN_SHARE_OF_TOP_TWO = 0.6
#: Smallest probability of the model's first choice, as a share of all it may choose.
MIN_SHARE_OF_ALL = 0.2


def detect_language(text: str) -> tuple[str, float]:
    """See `packs.detect_language`."""
    # Twice the sample before links and addresses are removed, so that enough is left behind them.
    text = _IGNORED_PATTERN.sub(" ", text[: 2 * MAX_SAMPLE_CHARACTERS])[:MAX_SAMPLE_CHARACTERS]
    counts: Counter[str] = Counter()
    for match in _SCRIPT_LETTERS_PATTERN.finditer(text):
        counts[str(match.lastgroup)] += len(match[0])
    if counts.total() < 3:
        return "und", 0.0
    # Texts in every script contain Latin names and links; Latin texts hardly contain others.
    counts["latin"] //= 2
    # Japanese mixes kana and Han, Chinese has no kana: one tenth of kana decides for Japanese.
    if counts["kana"] * 10 >= counts["kana"] + counts["han"] > 0:
        counts["kana"] += counts.pop("han", 0)
    script, letter_count = counts.most_common(1)[0]
    share = letter_count / counts.total()
    if script in _SOLE_LANGUAGE_BY_SCRIPT or script in {"kana", "han"}:
        language = _SOLE_LANGUAGE_BY_SCRIPT.get(script) or {"kana": "ja", "han": "zh"}[script]
        return (language, share) if share > 0.5 else ("und", share)
    return _detect_within_script(script, text, share)


def _detect_within_script(script: str, text: str, share: float) -> tuple[str, float]:
    """The language among those of one script."""
    for language, letters in _DISTINCTIVE_LETTERS.get(script, ()):
        if re.search(letters, text):
            return language, share
    if script in _DEFAULT_LANGUAGE_BY_SCRIPT:
        return _DEFAULT_LANGUAGE_BY_SCRIPT[script], share
    return _detect_by_model(text, tuple(_MODEL_LANGUAGES_BY_SCRIPT.get(script, "").split()))


def _detect_by_model(text: str, candidates: tuple[str, ...]) -> tuple[str, float]:
    """The model's first choice among the candidates, and its share of the first two."""
    ranking = [
        (code, probability) for code, probability in _load_model().rank(text) if code in candidates
    ]
    total = sum(probability for _, probability in ranking)
    if not total:
        return "und", 0.0
    (language, first), (_, second) = ranking[:2]
    confidence = first / (first + second)
    is_sure = confidence >= MIN_SHARE_OF_TOP_TWO and first >= MIN_SHARE_OF_ALL * total
    return (language if is_sure else "und", confidence)


@lru_cache(maxsize=1)
def _load_model() -> Any:
    """py3langid's identifier, restricted to the languages of the press."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(  # type: ignore[no-untyped-call]
        MODEL_FILE, norm_probs=True
    )
    model.set_languages(
        {code for codes in _MODEL_LANGUAGES_BY_SCRIPT.values() for code in codes.split()}
    )
    return model
