"""Quotations: does a false one reach readers, and is a true one refused?

    python benchmarks/quotations.py [--count N] [--seed N] [--show]

False: random Markdown (10,000 texts) with one false quotation planted in a random place and
between random marks is rendered as pages are. The marks are drawn from Unicode by their names and
categories, not from the tables of the checks: a mark that the checks do not know counts. What is
quoted is read off the rendered page, by code that shares nothing with the checks. Where the
planted words stand between marks there, or in a block quote, and the checks report no error, a
false quotation passed.
True: 300 quotations in twelve languages, in the forms that journalists use, made of made-up
articles by fixed rules. Exit status 1 where one passed or was refused.
"""

import argparse
import html
import random
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

from coranto.editing import citations
from coranto.editing.checks import Context, check_draft
from coranto.model import Citation, Document, Draft, Finding, Item, Section, Source
from coranto.rendering import prose
from coranto.rendering.prose import CitationMark

#: Checks whose errors stop a false quotation.
GATES = frozenset({"quotation", "uncited quotation", "html", "link", "unknown mark", "broken mark"})
DAY = date(2026, 11, 9)
MOMENT = datetime(2026, 11, 10, 9, tzinfo=UTC)

# --- articles -----------------------------------------------------------------

#: By language: a paragraph, its quotation marks.
ARTICLES: dict[str, tuple[str, str]] = {
    "en": (("The old lighthouse of Ombra shone again on Monday, and forty boats from three "
           "villages came to the harbour to see it. The keeper lit it by hand at dusk."), "“”"),
    "de": (("Der alte Leuchtturm von Ombra brannte am Montag wieder, und vierzig Boote aus drei "
           "Dörfern kamen in den Hafen. Der Wärter zündete ihn in der Dämmerung von Hand an."),
           "„“"),
    "fr": (("Le vieux phare d’Ombra brillait de nouveau lundi, et quarante bateaux de trois "
           "villages sont venus au port. Le gardien l’a allumé à la main au crépuscule."), "«»"),
    "es": (("El viejo faro de Ombra brilló de nuevo el lunes, y cuarenta barcos de tres pueblos "
           "llegaron al puerto. El guardián lo encendió a mano al anochecer."), "«»"),
    "pt": (("O velho farol de Ombra brilhou de novo na segunda, e quarenta barcos de três aldeias "
           "vieram ao porto. O guarda acendeu a luz à mão ao anoitecer."), "“”"),
    "it": (("Il vecchio faro di Ombra ha brillato ancora lunedì, e quaranta barche di tre paesi "
           "sono venute al porto. Il guardiano accese la luce a mano al tramonto."), "«»"),
    "sq": (("Fari i vjetër i Ombrës ndriçoi përsëri të hënën, dhe dyzet varka nga tre fshatra "
           "erdhën në port. Roja e ndezi dritën me dorë në muzg."), "“”"),
    "ru": (("Старый маяк Омбры снова зажёгся в понедельник, и сорок лодок из трёх деревень пришли "
           "в гавань. Смотритель зажёг его вручную в сумерках."), "«»"),
    "uk": (("Старий маяк Омбри знову засвітився в понеділок, і сорок човнів із трьох сіл прийшли "
           "до гавані. Доглядач запалив його вручну в сутінках."), "«»"),
    "fa": (("فانوس کهنه امبرا روز دوشنبه دوباره روشن شد و چهل قایق از سه روستا به بندر آمدند. "
           "نگهبان آن را هنگام غروب با دست روشن کرد و مردم می‌خندیدند."), "«»"),
    "ar": (("أضاءت منارة أومبرا القديمة من جديد يوم الاثنين، وجاء أربعون قاربا من ثلاث قرى إلى "
           "الميناء. أشعلها الحارس بيده عند الغروب أمام الجميع."), "«»"),
    "tr": (("Ombra'nın eski feneri pazartesi günü yeniden yandı ve üç köyden kırk tekne limana "
           "geldi. Bekçi onu akşam karanlığında elle yaktı ve herkes alkışladı."), "“”"),
}  # fmt: skip


def document(language: str) -> Document:
    return Document(
        id=f"d{language}", version=1, source_id="ombra", kind="article", language=language,
        key=f"https://ombra.example/{language}", url=f"https://ombra.example/{language}",
        title="Ombra", text=ARTICLES[language][0], published=MOMENT, precise="second", seen=MOMENT,
    )  # fmt: skip


DOCUMENTS = {language: document(language) for language in ARTICLES}
CITATIONS = {
    language: citations.cite_passage(one, 0, len(one.text)) for language, one in DOCUMENTS.items()
}
CONTEXT = Context(
    documents={(one.id, 1): one for one in DOCUMENTS.values()},
    sources={"ombra": Source(id="ombra", name="Ombra Courier")},
)


def edition(body: str, language: str, cited: Citation, **more: str) -> Draft:
    item = Item(story_id="", heading=more.get("heading", "Light"), body=body, line=6, body_line=8)
    return Draft(
        number=1, title="The Digest", first=DAY, last=DAY, language=language,
        headline=more.get("headline", "A week"), lead=more.get("lead", ""), lead_line=3,
        sections=(Section(id="mul", title="Several", items=(item,)),), citations=(cited,),
    )  # fmt: skip


def gate_errors(draft: Draft) -> list[Finding]:
    return [one for one in check_draft(draft, CONTEXT) if one.check in GATES]


# --- false ones ---------------------------------------------------------------

FALSE_WORDS = (
    "the keeper sold the lamp", "no boat came near", "Der Turm ist abgerissen", "маяк сгорел",
    "le gardien a menti", "فانوس فروخته شد", "فنار احترق", "el faro fue vendido",
    "bekçi lambayı sattı", "灯塔被卖掉了", "fari u dogj krejt", "it’s the keeper’s lie",
)  # fmt: skip
PAIRS = (
    "“”", "„“", "„”", "«»", "»«", "‹›", "›‹", "‘’", "‚‘", "‚’", "‛’", "‟”", "””", '""', "''",
    "「」", "『』", "〝〞", "〝〟", "﹁﹂", "﹃﹄", "｢｣", "＂＂", "＇＇", "⹂”", "❝❞", "❛❜", "❮❯",
    "🙶🙷", "״״", "‘'", '“"', '"”', "`´", "‹›",
)  # fmt: skip
# What Unicode names like a quotation mark or puts into a category of them.
_QUOTING_NAME_PATTERN = re.compile(
    r"QUOTATION MARK|\bPRIME\b|GERESH|GERSHAYIM|APOSTROPHE|DITTO MARK|MUCH (?:LESS|GREATER)-THAN"
    r"|(?:ACUTE|GRAVE) ACCENT|MODIFIER LETTER (?:TURNED|REVERSED) COMMA|ANGLE BRACKET"
    r"|CORNER BRACKET|HALF BRACKET|(?:TOP|BOTTOM) (?:LEFT|RIGHT) CORNER$|ORNATE (?:LEFT|RIGHT)"
)
_DOUBLE_NAME_PATTERN = re.compile(
    r"DOUBLE|TRIPLE|QUADRUPLE|GERSHAYIM|DITTO|BRACKET|ANGLE|CORNER|ORNATE|MUCH"
    r"|^(?!.*SINGLE).*QUOTATION"
)


def is_quoting(sign: str) -> bool:
    name, category = unicodedata.name(sign, ""), unicodedata.category(sign)
    return category in {"Pi", "Pf"} or (
        category not in {"Mn", "Mc", "Me", "Cf", "Lu", "Ll"}
        and _QUOTING_NAME_PATTERN.search(name) is not None
    )


def mirrored(sign: str) -> str:
    """The sign of the opposite direction; itself where Unicode has none."""
    swaps = {"LEFT": "RIGHT", "RIGHT": "LEFT", "LESS": "GREATER", "GREATER": "LESS"}
    name = re.sub("|".join(swaps), lambda match: swaps[match[0]], unicodedata.name(sign))
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return sign


def unicode_pairs() -> Iterator[tuple[str, str]]:
    """Each mark of Unicode with its partner, with itself, and written twice where it is single."""
    for sign in filter(is_quoting, map(chr, range(0x20000))):
        yield sign, mirrored(sign)
        yield sign, sign
        if mirrored(sign) == sign and not _DOUBLE_NAME_PATTERN.search(unicodedata.name(sign)):
            yield sign * 2, sign * 2


UNICODE_PAIRS = tuple(dict.fromkeys(unicode_pairs()))
DIGRAPHS = (("``", "''"), (",,", "''"), ("<<", ">>"), ("‘‘", "’’"), ("‹‹", "››"), ("''", "''"))
NOISE = (
    "*", "**", "_", "`", "[", "]", "(", ")", "![", "](", "https://a.example/x", "<", ">", "&amp;",
    "&#8220;", "\\", "#", "- ", "1. ", "> ", "\n", "\n\n", "    ", "~~", "|", ":", "water ",
    "boats came ", "he’d ", '5" ', " ", "—", "…", "[…]", "نور ", "свет ", "灯", "\u200b", "\u202e",
    "\u00ad", "{#x}", "\t", "+ ", "=====\n", "```\n", "'", "’",
)  # fmt: skip
PLACES: tuple[Callable[[str], str], ...] = (
    "{}".format, "- {}".format, "> {}".format, "- > {}".format, "> - {}".format, "> > {}".format,
    "1. a\n   - {}".format, "#### {}".format, "{}\n===".format, "**{}**".format, "*{}*".format,
    "    {}".format, "```\n{}\n```".format, "~~~\n{}\n~~~".format, "[{}](https://a.example/x)".format,
    "![{}](https://a.example/x.png)".format, '[a {} b](https://a.example "t")'.format,
    "[{}](javascript:x)".format, "[{}][r]".format, "| {} | b |\n|---|---|".format,
    "> real\n{}".format, "> x\n>\n> — {}".format, "`{}`".format, "a\\\n{}".format, "{}  \nb".format,
)  # fmt: skip


def written(signs: str, chance: random.Random) -> str:
    """A mark as itself, as an entity of some kind, or behind a backslash."""
    form = chance.randrange(6)
    if form == 0:
        return "".join(f"&#{ord(sign)};" for sign in signs)
    if form == 1:
        return "".join(f"&#x{ord(sign):X};" for sign in signs)
    if form == 2:
        return "".join(f"\\{sign}" if sign in "\"'`<>," else sign for sign in signs)
    return signs


def noise(chance: random.Random) -> str:
    return "".join(chance.choice(NOISE) for _ in range(chance.randrange(8)))


def random_pair(chance: random.Random) -> tuple[str, str]:
    pair = chance.choice(
        chance.choice((PAIRS, PAIRS, PAIRS, UNICODE_PAIRS, UNICODE_PAIRS, DIGRAPHS))
    )
    return pair[0], pair[1]


def planted(chance: random.Random) -> tuple[str, str]:
    """Markdown with a false quotation, and its words."""
    words = chance.choice(FALSE_WORDS)
    opening, closing = random_pair(chance)
    quoted = f"{written(opening, chance)}{words}{written(closing, chance)}"
    if chance.random() < 0.5:
        quoted += f"[^{CITATIONS['en'].mark}]"
    body = chance.choice(PLACES)(f"{chance.choice(('', 'He said '))}{quoted}")
    if chance.random() < 0.3:
        return body, words
    if chance.random() < 0.5:
        return f"{noise(chance)}\n\n{body}\n\n{noise(chance)}", words
    return f"{noise(chance)} {body}{noise(chance)}", words


_TAG_PATTERN = re.compile(r"<[^>]*>")
_BLOCK_PATTERN = re.compile(r"</?(?:p|li|ul|ol|pre|h\d|blockquote|hr)\b[^>]*>")
_SUP_PATTERN = re.compile(r"<sup.*?</sup>")


def shown_in_marks(page: str, words: str) -> bool:
    """Whether a rendered page shows the words between quotation marks, or in a block quote."""
    for quoted_block in re.findall(r"(?s)<blockquote.*?</blockquote>", page):
        if words in html.unescape(_TAG_PATTERN.sub("", quoted_block)):
            return True
    for block in _BLOCK_PATTERN.split(_SUP_PATTERN.sub("", page)):
        text = html.unescape(_TAG_PATTERN.sub("", block))
        for opening, closing in PAIRS_AS_SHOWN:
            shown = f"{opening}{words}{closing}"
            at = text.find(shown)
            behind = text[at + len(shown) : at + len(shown) + 1]
            # A single mark between letters is an apostrophe to every reader.
            is_single = len(closing) == 1 and not _DOUBLE_NAME_PATTERN.search(
                unicodedata.name(closing)
            )
            if at >= 0 and not (is_single and behind.isalnum()):
                return True
    return False


PAIRS_AS_SHOWN = tuple((pair[0], pair[1]) for pair in (*PAIRS, *UNICODE_PAIRS, *DIGRAPHS))


def rendered(body: str) -> str:
    marks = {
        one.mark: CitationMark(number="1", passage=one.text, language="en")
        for one in CITATIONS.values()
    }
    parsed = prose.parse_markdown(body, known_marks=frozenset(marks))
    return str(prose.to_html(parsed, marks=marks, link_targets={}, language="en"))


def passed(chance: random.Random) -> tuple[str, str]:
    """The place of a planted quotation, and the text where it passes; "" where it does not."""
    body, words = planted(chance)
    place = chance.choice(("body", "body", "body", "lead", "heading", "headline"))
    cited = CITATIONS["en"]
    if place in {"heading", "headline"}:
        opening, closing = random_pair(chance)
        line = f"Light: {opening}{words}{closing}"
        return place, "" if gate_errors(edition("Plain.", "en", cited, **{place: line})) else line
    if not shown_in_marks(rendered(body), words):
        return "not shown", ""
    draft = (
        edition("Plain.", "en", cited, lead=body) if place == "lead" else edition(body, "en", cited)
    )
    return place, "" if gate_errors(draft) else body


# --- true ones ----------------------------------------------------------------


def true_forms(language: str) -> Iterator[tuple[str, str]]:
    """Name of a form, and Markdown that quotes the language's article in it."""
    text, marks = ARTICLES[language]
    opening, closing = marks
    first, second = (sentence.rstrip(".") for sentence in text.split(". ", 1))
    words, later = first.split(" "), second.split(" ")
    head, tail = " ".join(words[:4]), " ".join(words[-3:])
    forms = {
        "whole": f"{first}.",
        "shortened": first,
        "start": head,
        "end": " ".join(later[-3:]),
        "[…]": f"{head} […] {tail}",
        "(…)": f"{head} (…) {tail}",
        "…": f"{head} … {tail}",
        "...": f"{head} [...] {tail}",
        "… at the start": f"… {tail}",
        "[…] at the start": f"[…] {tail}",
        "… at the end": f"{head}…",
        "[…] at the end": f"{head} […]",
        "two sentences": f"{head} […] {' '.join(later[:4])}",
        "insertion": f"{' '.join(words[:3])} [2026] {' '.join(words[3:6])}",
        "[sic]": f"{head} [sic] {' '.join(words[4:7])}",
        "insertion at the start": f"[Ombra:] {head}",
        "changed capital": f"[{head[0].swapcase()}]{head[1:]}",
        "comma inside": f"{head},",
        "stop inside": f"{head}.",
        "no-break spaces": head.replace(" ", "\u00a0"),
        "spaces inside": f"\u202f{head}\u00a0",
        "soft hyphens": "".join(f"{char}\u00ad" if char.isalpha() else char for char in head),
        "decomposed": unicodedata.normalize("NFD", head),
        "joiners": head.replace("\u200c", ""),
        "emphasis": f"{words[0]} **{words[1]}** {words[2]} [our emphasis]",
    }
    mark = f"[^{CITATIONS[language].mark}]"
    for name, quoted in forms.items():
        yield name, f"{opening}{quoted}{closing}{mark}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=15)
    parser.add_argument("--show", action="store_true", help="Show what passed or was refused.")
    # As for every benchmark; nothing is read from there.
    parser.add_argument("--data", help=argparse.SUPPRESS)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    places, passes = Counter[str](), 0
    started = time.perf_counter()
    while places.total() - places["not shown"] < options.count:
        place, text = passed(chance)
        places[place] += 1
        passes += bool(text)
        if text and options.show:
            print(f"passed in {place}: {text!r}")
    seconds = time.perf_counter() - started
    shown = places.total() - places["not shown"]
    unshown = places.pop("not shown")
    listed = ", ".join(f"{count} in {place}" for place, count in places.most_common())
    print(f"planted false quotations that readers see and that pass: {passes} of {shown}")
    print(f"({listed}; {unshown} more were none once rendered; {seconds:.0f} seconds)")
    refused, total = 0, 0
    for language in ARTICLES:
        for name, body in true_forms(language):
            total += 1
            errors = gate_errors(edition(body, language, CITATIONS[language]))
            refused += bool(errors)
            if errors and options.show:
                print(f"refused in {language}, {name}: {body}\n    {errors[0].message}")
    print(f"true quotations in journalists' forms that are refused: {refused} of {total} "
          f"in {len(ARTICLES)} languages")  # fmt: skip
    sys.exit(1 if passes or refused else 0)


if __name__ == "__main__":
    main()
