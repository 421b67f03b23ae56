"""The topic and settings of the example desk, as an editor would write them into coranto.toml."""

from datetime import date

TOPIC = "The Floating Library of Lake Ombra"
SERIES = "The Ombra Digest"
DESCRIPTION = (
    "A weekly review of what three shores say about one ship: the library Benevolent "
    "Catalogue, its 40,000 books, its fines and its cat. Everything in it is invented."
)
FIRST_NUMBER = 1
FIRST_DAY = date(2026, 11, 9)  #: a Monday
LAST_DAY = date(2026, 11, 15)
TIME_ZONE = "Etc/GMT-1"  #: one hour ahead of UTC; POSIX signs count the other way
#: In the order in which an edition prints them.
LANGUAGES = ("en", "fr", "de", "ru", "fa", "ar", "sq", "es")
#: Name that the desk watches for → its variants in other scripts and languages.
WATCH_WORDS: dict[str, tuple[str, ...]] = {
    "Benevolent Catalogue": (
        "Catalogue bienveillant",
        "Wohlwollender Katalog",
        "Wohlwollenden Katalogs",
        "Благосклонный каталог",
        "فهرست نیکخواه",
        "الفهرس الكريم",
        "Katalogu Dashamirës",
        "Catálogo Benévolo",
    ),
    "floating library": (
        "bibliothèque flottante",
        "schwimmende Bibliothek",
        "плавучая библиотека",
        "کتابخانهٔ شناور",
        "المكتبة العائمة",
        "biblioteka lundruese",
        "biblioteca flotante",
    ),
    "Mira Castellan": (
        "Мира Кастеллан",
        "میرا کاستلان",
        "ميرا كاستلان",
        "Mira Kastelani",
    ),
    "Lake Ombra": (
        "lac d’Ombra",
        "Ombrasee",
        "озеро Омбра",
        "دریاچهٔ امبرا",
        "بحيرة أومبرا",
        "liqeni i Ombrës",
        "lago Ombra",
    ),
    "Colophon": ("Kolophon", "Колофон", "کولوفون", "كولوفون", "Kolofoni", "Colofón"),
    "atlases": ("atlas", "Atlanten", "атласы", "اطلس", "أطالس", "atlaset", "atlas de mapas"),
}
