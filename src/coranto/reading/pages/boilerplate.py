"""Lines that stand in an article but are not of it: pointers elsewhere, appeals, notices.

Pure. Only whole lines are dropped, never parts of one, so what stays is exactly
what the outlet wrote. The tables are plain words a contributor can add to.
"""

import re
from collections.abc import Collection, Sequence

#: A line that starts so and is short sends the reader elsewhere.
POINTER_PREFIXES: dict[str, tuple[str, ...]] = {
    "en": (
        "read more", "read also", "also read", "read next", "see also", "see more:", "more:",
        "related:", "related post", "related stor", "related article", "[related:", "also:",
        "don't miss", "don’t miss", "watch:", "also on ", "you may also like",
        "you might also like",
        "most read", "most popular", "popular on ", "more on this story", "explore further",
        "recommended:", "editor's pick", "editors' pick", "filed under", "continue reading",
    ),
    "de": ("lesen sie auch", "lesen sie mehr", "mehr zum thema", "auch interessant", "siehe auch",
           "weiterlesen", "zum thema:", "das könnte sie auch interessieren"),
    "fr": ("lire aussi", "à lire aussi", "a lire aussi", "à lire :", "lire la suite",
           "voir aussi", "lire également", "sur le même sujet"),
    "es": ("lea también", "lee también", "leer más", "le puede interesar", "te puede interesar",
           "ver también", "más información:", "te recomendamos"),
    "pt": ("leia também", "leia mais", "veja também", "saiba mais", "leia ainda"),
    "it": ("leggi anche", "(leggi anche", "leggi tutto", "per approfondire",
           "potrebbe interessarti"),
    "nl": ("lees ook", "lees meer", "lees verder", "bekijk ook"),
    "pl": ("czytaj też", "czytaj także", "czytaj więcej", "zobacz także", "zobacz też"),
    "ru": ("читайте также", "читать далее", "читать также", "смотрите также", "по теме:",
           "подробнее:", "материалы по теме"),
    "uk": ("читайте також", "читати далі", "дивіться також"),
    "sr": ("pročitajte i", "pročitajte još", "pročitaj još", "прочитајте и", "прочитајте још"),
    "sq": ("lexo edhe", "lexoni edhe", "lexo më shumë", "lexoni më shumë", "shiko edhe"),
    "tr": ("ilgili haber", "ayrıca okuyun", "devamını oku", "bunlar da ilginizi çekebilir"),
    "ar": ("اقرأ أيضا", "اقرأ أيضًا", "إقرأ أيضا", "اقرأ المزيد", "شاهد أيضا", "شاهد أيضًا",
           "مواضيع ذات صلة", "اقرأ ايضا"),
    "fa": ("بیشتر بخوانید", "همچنین بخوانید", "بخوانید:", "مطالب مرتبط", "اخبار مرتبط",
           "بیشتر ببینید", "در همین زمینه"),
    "zh": ("相关阅读", "延伸阅读", "相关新闻", "更多新闻", "相關新聞", "延伸閱讀", "更多報導"),
    "ja": ("関連記事", "あわせて読みたい", "続きを読む"),
    "ko": ("관련기사", "관련 기사", "[관련기사]"),
}  # fmt: skip

#: A line that starts so and is short asks the reader for something.
APPEAL_PREFIXES: dict[str, tuple[str, ...]] = {
    "en": (
        "subscribe to ", "subscribe now", "sign up for ", "sign up to ", "sign up:", "sign up now",
        "get the latest ", "follow us", "click here to ", "click here for ", "share this",
        "like this story? share", "like what you see", "tell us what you think",
        "thanks for signing",
        "thank you for signing", "thank you for subscribing", "there was an error processing",
        "an error has occurred, please", "this article has been sent", "keep an eye on your inbox",
        "enter your email", "join our newsletter", "join our whatsapp", "join our telegram",
        "download our app", "download the app", "support our journalism", "support independent",
        "if you buy something through", "we may earn a commission", "this story has been shared",
        "order reprints", "print article", "please enable javascript",
        "your browser does not support",
        "leave a comment", "leave a reply", "post a comment", "have a tip?",
        "this copy is for your personal",
    ),
    "de": ("abonnieren sie", "jetzt abonnieren", "newsletter abonnieren", "folgen sie uns",
           "artikel teilen", "melden sie sich"),
    "fr": ("abonnez-vous", "inscrivez-vous", "suivez-nous", "partager cet article", "partagez cet"),
    "es": ("suscríbete", "suscríbase", "síguenos", "comparte est", "compartir en", "regístrate"),
    "pt": ("assine a", "assine o", "inscreva-se", "siga-nos", "compartilhe est",
           "receba as notícias"),
    "it": ("iscriviti", "seguici", "condividi", "abbonati"),
    "nl": ("schrijf je in", "volg ons", "abonneer"),
    "pl": ("zapisz się", "obserwuj nas", "subskrybuj"),
    "ru": ("подписывайтесь", "подпишитесь", "поделиться", "присоединяйтесь к нам",
           "следите за нами"),
    "uk": ("підписуйтесь", "підпишіться", "поділитися"),
    "sq": ("abonohu", "na ndiqni", "ndiqni ne", "shpërndaje", "regjistrohu"),
    "tr": ("abone ol", "bizi takip edin", "haberi paylaş"),
    "ar": ("اشترك", "تابعونا", "تابعنا على", "شارك هذا", "انضم إلى"),
    "fa": ("عضو شوید", "ما را دنبال کنید", "اشتراک گذاری", "به کانال", "در خبرنامه"),
    "zh": ("订阅", "关注我们", "分享到", "扫描二维码", "訂閱", "加入我們"),
    "ja": ("フォローする", "シェアする", "メルマガ登録"),
    "ko": ("구독하기", "공유하기"),
}  # fmt: skip

#: A line that says only this, but for punctuation, is furniture.
FURNITURE_KEYS = frozenset(
    """advertisement advert ad ads sponsored promoted comments comment share tags tag print email
    loading related more sorry thankyou listen anzeige werbung kommentare teilen publicité
    publicite partager commentaires publicidad comentarios compartir publicidade comentários
    compartilhar pubblicità commenti condividi advertentie reklama komentarze реклама
    комментарии коментарі поделиться теги reklamë reklame komente shpërndaje reklam yorumlar
    paylaş إعلان اعلان التعليقات تعليقات مشاركة تبلیغات آگهی نظرات اشتراک 广告 評論 评论 分享
    廣告 広告 コメント 광고 댓글 somethingtoconsider dontmiss""".split()
)

_BOILERPLATE_PREFIXES = tuple(
    phrase for words in (*POINTER_PREFIXES.values(), *APPEAL_PREFIXES.values()) for phrase in words
)
_FOLLOW_US_PATTERN = re.compile(
    r"(?:follow|find|join|like|e-?mail|contact|reach|write to) .{1,120}?"
    r"(?:\bon (?:facebook|twitter|instagram|x|youtube|telegram|whatsapp|bluesky|mastodon)\b|@)"
)
_READING_TIME_PATTERN = re.compile(
    r"(?:\d+ ?min(?:ute)?s? read|tempo de leitura|lesezeit|temps de lecture|tiempo de lectura"
    r"|tempo di lettura|время чтения|زمان مطالعه|阅读时间)"
)
#: What blog software adds to each item of a feed.
_FIRST_APPEARED_PATTERN = re.compile(
    r"(?:the (?:post|article)|cet article|l['’]article|der beitrag|la entrada|l['’]articolo|o post"
    r"|сообщение|запись) .{1,200} (?:appeared first on|first appeared on|est apparu en premier"
    r"|erschien zuerst auf|se publicó primero|aparece primero|proviene da|apareceu primeiro"
    r"|появил\w+ сначала на)"
)
_YEAR_PATTERN = re.compile(r"(?<!\d)(?:[12]\d{3}|[۱۲][۰-۹]{3}|[١٢][٠-٩]{3})(?!\d)")
_BYLINE_PATTERN = re.compile(
    r"(?:by|von|par|por|di|nga|door|автор:?|текст:?|نویسنده ?:|بقلم|كتب|记者|作者)\s", re.IGNORECASE
)
_NON_WORD_PATTERN = re.compile(r"\W+")

#: Longer lines are prose, whatever they begin with.
MAX_BOILERPLATE_CHARACTERS = 220
#: How many lines at the top are searched for the headline.
HEADLINE_SEARCH_LINES = 5


def line_key(line: str) -> str:
    """A line's letters and digits, case folded: equal for two printings of the same line."""
    return _NON_WORD_PATTERN.sub("", line).casefold()


def is_boilerplate(line: str) -> bool:
    """Whether a line is a pointer, an appeal or furniture, wherever it is in the text."""
    if len(line) > MAX_BOILERPLATE_CHARACTERS:
        return False
    folded = line.casefold().lstrip("-–—•►▶»>*| ")
    return (
        folded.startswith(_BOILERPLATE_PREFIXES)
        or line_key(folded) in FURNITURE_KEYS
        or _READING_TIME_PATTERN.match(folded) is not None
        or _FOLLOW_US_PATTERN.match(folded) is not None
        or _FIRST_APPEARED_PATTERN.match(folded) is not None
    )


def is_dateline(line: str) -> bool:
    """Whether a short line under a headline gives only date or author."""
    # A sentence may name a year, too; a dateline is short and does not end like a sentence.
    if len(line) > 70 or line.endswith((".", "!", "?", "؟", "。")):
        return False
    return _YEAR_PATTERN.search(line) is not None or _BYLINE_PATTERN.match(line) is not None


def without_boilerplate(
    lines: Sequence[str], *, title: str = "", pointers: Collection[str] = ()
) -> list[str]:
    """The article's own lines.

    The headline `title` is left out. `pointers` holds the `line_key` of every paragraph that
    is one link and nothing else, which leads readers to another page.
    """
    article_lines = _lines_after_headline(lines, title)
    article_lines = [line for line in article_lines if not is_boilerplate(line)]
    return _without_pointers(article_lines, pointers)


def _lines_after_headline(lines: Sequence[str], title: str) -> list[str]:
    """The lines without a headline near the top, those above it and the datelines below it."""
    start, title_key = 0, line_key(title)
    for number, line in enumerate(lines[:HEADLINE_SEARCH_LINES]):
        if title_key and line_key(line) == title_key:
            start = number + 1
            break
        # A long line is prose: the text has begun, and a later headline is a repetition.
        if len(line) > 120:
            break
    # Only below a headline that was found, so that no text loses its first line for a year in it.
    while start and start < len(lines) and is_dateline(lines[start]):
        start += 1
    return list(lines[start:])


def _without_pointers(lines: list[str], pointers: Collection[str]) -> list[str]:
    if not pointers:
        return lines
    article_lines = [line for line in lines if line_key(line) not in pointers]
    # A page that is mostly links is a list that its editors made: the links are its text.
    return article_lines if 2 * sum(map(len, article_lines)) > sum(map(len, lines)) else lines
