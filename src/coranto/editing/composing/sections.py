"""The sections of an edition: their ids, titles and order. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from coranto.editing.wording import Wording
from coranto.reading.language import packs

#: Section of stories in several languages, by the ISO 639-2 code for that.
SEVERAL_LANGUAGES = "mul"
#: Section of stories that have posts only.
POSTS_SECTION = "posts"
#: Section of stories of several independent outlets, where a language's section would overflow.
SEVERAL_OUTLETS = "outlets"
#: Section of stories whose own section is full.
BRIEF = "brief"
#: Section of stories in an undetermined language, by its ISO 639-2 code.
UNKNOWN_LANGUAGE = "und"


def sections_in_order(
    filled: Collection[str],
    *,
    languages: Sequence[str],
    own_titles: Mapping[str, str],
    wording: Wording,
) -> Iterator[tuple[str, str]]:
    """The filled sections, id and title: the desk's own, several outlets, languages, posts.

    `own_titles` has the desk's own in order, `languages` the first of the languages.
    """
    titles = dict(own_titles) | {
        SEVERAL_OUTLETS: wording["several_outlets"],
        SEVERAL_LANGUAGES: wording["several"],
    }
    language_order = [packs.primary_subtag(language) for language in languages]
    other_languages = sorted(
        set(filled) - {*titles, *language_order, UNKNOWN_LANGUAGE, BRIEF, POSTS_SECTION}
    )
    order = [*titles, *language_order, *other_languages, UNKNOWN_LANGUAGE, BRIEF, POSTS_SECTION]
    titles |= {BRIEF: wording["brief"], POSTS_SECTION: wording["posts"]}
    for section_id in dict.fromkeys(order):
        if section_id in filled:
            yield section_id, titles.get(section_id) or wording.language_heading(section_id)
