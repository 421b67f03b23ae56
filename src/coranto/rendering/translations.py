"""An edition in its other languages: the same edition, with what is not current marked. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from coranto.editing import translations
from coranto.model import PublishedEdition
from coranto.rendering import sanitising
from coranto.rendering.i18n import words_for


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageLink:
    """A language that an edition is told in, and its page."""

    language: str
    name: str  #: in that language
    path: str  #: from the site's root
    here: bool  #: it is the page that shows it


def translated_editions(edition: PublishedEdition) -> Iterator[PublishedEdition]:
    """The edition in each of its other languages, as readers of that language meet it."""
    for translation in edition.draft.translations:
        words = words_for(translation.language)
        draft = translations.draft_in_language(
            edition.draft,
            translation,
            notes={"missing": words["untranslated"], "stale": words["stale"]},
        )
        yield replace(edition, draft=draft)


def edition_path(edition: PublishedEdition, *, of: PublishedEdition) -> str:
    """Where a version's page stands; that of the edition's first language has no name."""
    number, language = edition.draft.number, edition.draft.language
    return _language_path(number, "" if language == of.draft.language else language)


def language_links(edition: PublishedEdition, *, here: str) -> list[LanguageLink]:
    """The languages of an edition, its first one first; none when there is only one."""
    draft = edition.draft
    if not draft.translations:
        return []
    return [
        LanguageLink(
            language=language,
            name=words_for(language).tongue(language),
            path=_language_path(draft.number, "" if position == 0 else language),
            here=language == here,
        )
        for position, language in enumerate(
            [draft.language, *(translation.language for translation in draft.translations)]
        )
    ]


def _language_path(number: int, language: str) -> str:
    folder = f"{sanitising.safe_file_name(language.lower())}/" if language else ""
    return f"editions/{number}/{folder}index.html"
