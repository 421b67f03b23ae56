"""An edition in its other languages, with untranslated and outdated parts marked. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from coranto.editing import translations
from coranto.model import PublishedEdition
from coranto.rendering import sanitising
from coranto.rendering.i18n import words_for


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageLink:
    """A language that an edition is published in, and its page."""

    language: str
    name: str  #: in that language
    path: str  #: from the site's root
    here: bool  #: whether this is the page that shows the link


def translated_editions(edition: PublishedEdition) -> Iterator[PublishedEdition]:
    """Yield the edition in each of its other languages."""
    for translation in edition.draft.translations:
        words = words_for(translation.language)
        draft = translations.draft_in_language(
            edition.draft,
            translation,
            notes={"missing": words["untranslated"], "stale": words["stale"]},
        )
        yield replace(edition, draft=draft)


def edition_path(edition: PublishedEdition, *, of: PublishedEdition) -> str:
    """The path of the page of `edition`, one language version `of` the original edition."""
    number, language = edition.draft.number, edition.draft.language
    # The first language has no folder: an edition's address stays when translations are added.
    return _language_path(number, "" if language == of.draft.language else language)


def language_links(edition: PublishedEdition, *, here: str) -> list[LanguageLink]:
    """A link to each language of an edition, the original first; empty when there is only one."""
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
