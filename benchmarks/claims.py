"""What pages claim of date, title and authors: 200 made pages with claims planted in them.

Every page holds an article of a made-up outlet, in one of eight languages, with what its feed says,
and one claim that is not about this article, or not to be believed, or to be believed against
the feed. The right values are known by construction. Prints each wrong one and their counts;
exits with 1 when any is wrong. `--verbose` prints the kinds of claims as well.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from coranto.model import Document, Entry, Source
from coranto.reading import documents, pages

SEEN = datetime(2026, 11, 30, 12, tzinfo=UTC)
PUBLISHED = datetime(2026, 11, 28, 10, tzinfo=UTC)
FEED_DATE = "Sat, 28 Nov 2026 10:00:00 GMT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A made-up article as its outlet has it."""

    language: str
    outlet: str
    title: str
    author: str
    paragraphs: tuple[str, str]
    other_title: str  #: of another article of the outlet
    other_author: str
    updated: str  #: what the outlet writes before a day of modification

    @property
    def url(self) -> str:
        """Its address."""
        return f"https://{self.language}.claims.example/a/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePage:
    """A page with a planted claim, its feed's entry, and the right values."""

    kind: str
    article: Article
    head: str = ""
    above: str = ""  #: markup before the article
    below_heading: str = ""
    behind: str = ""  #: markup behind the article
    feed_date: str = FEED_DATE
    title: str = ""  #: the right title, in page and feed; the article's when empty
    heading_title: str = ""  #: the heading when it differs
    published: datetime | None = PUBLISHED
    authors: tuple[str, ...] = ()


ARTICLES = (
    Article(
        language="en", outlet="The Kesta Ledger", title="Bridge closed to heavy carts",
        author="Nell Harrow", other_title="Goose wins the village race", other_author="Tom Wick",
        updated="Updated",
        paragraphs=(
            ("The old bridge at Kesta was closed to heavy carts on Saturday, after its middle arch "
            "had sunk by a finger's breadth in the rain of the week."),
            ("Carters now take the ferry, which is slower and asks for two coins, until the masons "
            "have looked at the arch, the council said in a note."),
        ),
    ),
    Article(
        language="de", outlet="Kestaer Bote", title="Brücke für schwere Karren gesperrt",
        author="Greta Holm", other_title="Gans gewinnt das Dorfrennen", other_author="Jost Kiel",
        updated="Aktualisiert",
        paragraphs=(
            ("Die alte Brücke von Kesta ist seit Samstag für schwere Karren gesperrt, weil ihr "
            "mittlerer Bogen sich im Regen der Woche um einen Fingerbreit gesenkt hat."),
            ("Die Fuhrleute nehmen nun die Fähre, die langsamer ist und zwei Münzen kostet, bis "
            "die Maurer den Bogen angesehen haben, teilt der Rat mit."),
        ),
    ),
    Article(
        language="fr", outlet="La Feuille de Kesta", title="Le pont fermé aux lourdes charrettes",
        author="Élise Brun", other_title="Une oie gagne la course", other_author="Marc Noir",
        updated="Mis à jour le",
        paragraphs=(
            ("Le vieux pont de Kesta est fermé aux lourdes charrettes depuis samedi, car son arche "
            "du milieu s'est abaissée d'un doigt sous la pluie de la semaine."),
            ("Les charretiers prennent le bac, plus lent et qui coûte deux pièces, jusqu'à ce que "
            "les maçons aient regardé l'arche, annonce le conseil."),
        ),
    ),
    Article(
        language="es", outlet="El Farol de Kesta", title="Cierran el puente a los carros pesados",
        author="Alma Duarte", other_title="Una oca gana la carrera", other_author="Rui Pardo",
        updated="Actualizado el",
        paragraphs=(
            ("El viejo puente de Kesta está cerrado a los carros pesados desde el sábado, porque "
            "el arco del centro bajó el ancho de un dedo con la lluvia de la semana."),
            ("Los carreteros toman la barca, más lenta y que cuesta dos monedas, hasta que los "
            "albañiles hayan mirado el arco, anuncia el concejo."),
        ),
    ),
    Article(
        language="ru", outlet="Кестинский листок", title="Мост закрыли для тяжёлых телег",
        author="Анна Ветрова", other_title="Гусь выиграл забег", other_author="Пётр Лодкин",
        updated="Обновлено:",
        paragraphs=(
            ("Старый мост в Кесте закрыт для тяжёлых телег с субботы, потому что его средняя арка "
            "осела на палец после дождей, которые шли всю неделю."),
            ("Возчики едут на пароме, он медленнее и стоит две монеты, пока каменщики не осмотрят "
            "арку, говорится в сообщении городского совета."),
        ),
    ),
    Article(
        language="fa", outlet="روزنامه کستا", title="پل به روی گاری‌های سنگین بسته شد",
        author="سارا کشتی‌بان", other_title="غاز برنده مسابقه شد", other_author="امید پارو",
        updated="به‌روزرسانی:",
        paragraphs=(
            ("پل قدیمی کستا از روز شنبه به روی گاری‌های سنگین بسته شد، زیرا طاق میانی آن در باران "
            "هفته گذشته به اندازه یک انگشت پایین رفته است."),
            ("گاری‌چی‌ها اکنون با قایق می‌روند که کندتر است و دو سکه می‌گیرد، تا زمانی که بنّاها طاق را "
            "ببینند، شورای شهر در یادداشتی نوشت."),
        ),
    ),
    Article(
        language="ar", outlet="صحيفة كستا", title="إغلاق الجسر أمام العربات الثقيلة",
        author="ليلى البحري", other_title="إوزة تفوز بالسباق", other_author="سامي الموج",
        updated="آخر تحديث:",
        paragraphs=(
            ("أغلق جسر كستا القديم أمام العربات الثقيلة منذ يوم السبت، لأن قوسه الأوسط هبط بعرض "
            "إصبع بعد الأمطار التي هطلت طوال الأسبوع الماضي."),
            ("يركب أصحاب العربات العبّارة الآن وهي أبطأ وتكلف قطعتين، إلى أن يفحص البنّاؤون القوس، "
            "كما جاء في بيان نشره مجلس المدينة."),
        ),
    ),
    Article(
        language="zh", outlet="凯斯塔报", title="旧桥禁止重车通行等待检查",
        author="李文舟", other_title="村中赛跑白鹅夺冠", other_author="王小桨",
        updated="更新：",
        paragraphs=(
            ("凯斯塔的旧桥从星期六起禁止重车通行，因为连日下雨之后，桥中间的拱券下沉了一指之宽，"
            "镇上的人都担心它会继续下沉，石匠们也说不能再等。"),
            ("车夫们现在改乘渡船过河，渡船比较慢，还要付两枚硬币，直到石匠检查完拱券为止，"
            "镇议会在公告中这样写道，并请大家耐心等待。"),
        ),
    ),
)  # fmt: skip


# --- what is planted ------------------------------------------------------------


def _ld(*values: object) -> str:
    return "".join(
        f'<script type="application/ld+json">{json.dumps(value, ensure_ascii=False)}</script>'
        for value in values
    )


def _own(article: Article) -> dict[str, object]:
    return {
        "@type": "NewsArticle",
        "headline": article.title,
        "datePublished": "2026-11-28T10:00:00Z",
        "author": {"@type": "Person", "name": article.author},
    }


def _other(article: Article) -> dict[str, object]:
    return {
        "@type": "NewsArticle",
        "headline": article.other_title,
        "datePublished": "2019-05-05T00:00:00Z",
        "author": {"@type": "Person", "name": article.other_author},
        "url": article.url.replace("/1", "/2"),
    }


def _made(kind: str, article: Article, **planted: object) -> MadePage:
    made = MadePage(kind=kind, article=article)
    return replace(made, **planted)  # type: ignore[arg-type]


def _byline(article: Article) -> str:
    return f'<p class="byline"><a rel="author" href="/p">{article.author}</a></p>'


def _with_json_ld(article: Article) -> Iterator[MadePage]:
    own, other, author = _own(article), _other(article), (article.author,)
    own_only = {"authors": author}
    yield _made("another article's node first", article, head=_ld(other, own), **own_only)
    yield _made("another article's node behind", article, head=_ld(own, other), **own_only)
    listed = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": other}]}
    yield _made("a list of others", article, head=_ld(listed, own), **own_only)
    site = {"@type": "WebPage", "name": article.outlet, "datePublished": "2015-01-01"}
    yield _made("the site's own node", article, head=_ld(site, own), **own_only)
    event = {"@type": "Event", "name": article.other_title, "startDate": "2026-11-20"}
    yield _made("an event", article, head=_ld(event))
    comment = {"@type": "Comment", "datePublished": "2026-11-29", "author": article.other_author}
    yield _made("a comment's node", article, head=_ld(comment, own), **own_only)
    modified = {"@type": "NewsArticle", "headline": article.title, "dateModified": "2026-11-29"}
    yield _made("only a day of modification", article, head=_ld(modified), feed_date="",
                published=None)  # fmt: skip
    addressed = {**own, "headline": "!", "url": article.url}
    yield _made("own node by its address", article, head=_ld(addressed), feed_date="", **own_only)


def _with_metas(article: Article) -> Iterator[MadePage]:
    meta = '<meta property="article:{}" content="{}">'
    yield _made("a modified time", article, feed_date="", published=None,
                head=meta.format("modified_time", "2026-11-29T10:00:00Z"))  # fmt: skip
    yield _made("an ambiguous day", article, head=meta.format("published_time", "10/11/2026"))
    yield _made("an ambiguous day with a weekday", article,
                head=meta.format("published_time", "Tue, 07/11/2023 - 17:57"))  # fmt: skip
    yield _made("its own, other day", article, published=datetime(2026, 11, 20, 8, tzinfo=UTC),
                head=meta.format("published_time", "2026-11-20T08:00:00Z"))  # fmt: skip
    quoted = f'{article.title} "{article.author}" 7'
    yield _made("a title with quotation marks", article, title=quoted,
                head=f'<meta property="og:title" content="{quoted}">')  # fmt: skip
    broken = json.dumps(_own(article), ensure_ascii=False).replace(article.title, quoted)
    yield _made("a JSON headline with quotation marks", article, title=quoted,
                authors=(article.author,),
                head=f'<script type="application/ld+json">{broken}</script>')  # fmt: skip
    words = f"{article.title} <video> 7"
    escaped = words.replace("<", "&lt;").replace(">", "&gt;")
    yield _made("a title about a tag", article, title=words, heading_title=escaped,
                head=f'<meta property="og:title" content="{escaped}">')  # fmt: skip
    stump = article.title[: len(article.title) * 2 // 3].rstrip()
    yield _made("a title cut short", article,
                head=f'<meta property="og:title" content="{stump}">')  # fmt: skip


def _with_shown_dates(article: Article) -> Iterator[MadePage]:
    teaser = f'<time datetime="2024-02-02">2024</time><a href="/x">{article.other_title}</a>'
    picture = '<img src="/uploads/2024/03/05/a.jpg">'
    yield _made("an upload folder", article, below_heading=picture, feed_date="", published=None)
    yield _made("a teaser", article, behind=f"<aside><h3>+</h3>{teaser}</aside>")
    yield _made("a teaser, and no feed's date", article, behind=f"<div><h3>+</h3>{teaser}</div>",
                feed_date="", published=None)  # fmt: skip
    comment = (
        f'<div class="k"><b class="author">{article.other_author}</b>'
        f'<time datetime="2026-11-{{}}">x</time><p>{article.paragraphs[1]}</p></div>'
    )
    comments = "".join(comment.format(day) for day in (27, 28, 29))
    yield _made("readers' comments", article, behind=f'<div class="z">{comments}</div>',
                feed_date="", published=None)  # fmt: skip
    clock = '<header><span class="now">30.11.2026</span></header>'
    footer = "<footer>© <time datetime=2017-01-01>2017-01-01</time></footer>"
    yield _made("the site's clock and footer", article, above=clock, behind=footer, feed_date="",
                published=None)  # fmt: skip
    updated = f"<p>{article.updated} 29.11.2026</p>"
    yield _made("a line of update", article, below_heading=updated, feed_date="", published=None)
    shown = '<p class="meta"><time datetime="2026-11-20T08:00:00Z">20.11.</time></p>'
    yield _made("another day that is shown", article, below_heading=shown)
    yield _made("a day that is shown alone", article, below_heading=shown, feed_date="",
                published=datetime(2026, 11, 20, 8, tzinfo=UTC))  # fmt: skip


def _with_bylines(article: Article) -> Iterator[MadePage]:
    river = "".join(
        f'<span class="byline">1 <a rel="author">{article.other_author}</a></span>'
        for _ in range(2)
    )
    yield _made("a river of bylines", article, below_heading=_byline(article),
                behind=f'<div class="river"><h3>+</h3>{river}</div>',
                authors=(article.author,))  # fmt: skip


PLANTERS: tuple[Callable[[Article], Iterator[MadePage]], ...] = (
    _with_json_ld, _with_metas, _with_shown_dates, _with_bylines,
)  # fmt: skip


def made_pages() -> Iterator[MadePage]:
    """All pages, by language and kind."""
    for article in ARTICLES:
        for planter in PLANTERS:
            yield from planter(article)


# --- reading ----------------------------------------------------------------------


def markup(made: MadePage) -> str:
    """The page as its site sends it."""
    article = made.article
    title = made.heading_title or made.title or article.title
    words = "".join(f"<p>{paragraph}</p>" for paragraph in article.paragraphs)
    return (
        f'<!doctype html><html lang="{article.language}"><head><meta charset="utf-8">'
        f"<title>{title} | {article.outlet}</title>{made.head}</head><body>{made.above}"
        f"<article><h1>{title}</h1>{made.below_heading}{words}</article>{made.behind}</body></html>"
    )


def read(made: MadePage) -> Document:
    """The document of a page and its feed's entry."""
    article = made.article
    entry = Entry(
        key="1",
        url=article.url,
        title=made.title or article.title,
        published_raw=made.feed_date,
        summary=article.paragraphs[0],
    )
    page = pages.read_page(
        markup(made).encode(),
        url=article.url,
        content_type="text/html",
        announced_title=entry.title,
    )
    return documents.build_document(
        entry=entry,
        page=page,
        feed_language=article.language,
        source=Source(id="made", name=article.outlet, languages=(article.language,)),
        url=article.url,
        seen=SEEN,
        capture="",
    )


def wrong_claims(made: MadePage) -> Iterator[tuple[str, object, object]]:
    """Each wrong value: its name, what it should be and what was read."""
    document = read(made)
    rows: tuple[tuple[str, object, object], ...] = (
        ("dates", made.published, document.published),
        ("titles", made.title or made.article.title, document.title),
        ("authors", made.authors, document.authors),
    )
    for name, right, found in rows:
        if right != found:
            yield name, right, found


def main() -> None:
    """Print what was read wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="print the kinds of claims as well")
    options = parser.parse_args()
    wrong: Counter[str] = Counter()
    made = list(made_pages())
    for one in made:
        for name, right, found in wrong_claims(one):
            wrong[name] += 1
            print(f"{one.article.language} {one.kind}: {name}: {found!r}, not {right!r}")
    if options.verbose:
        for kind, count in Counter(one.kind for one in made).items():
            print(f"{count:4} {kind}")
    print(f"{len(made)} pages in {len(ARTICLES)} languages: wrong", end=" ")
    print(", ".join(f"{name} {wrong[name]}" for name in ("dates", "titles", "authors")))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
