"""An edition in its other languages: the same edition, with what is not current marked. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from coranto.editing import translations
from coranto.model import PublishedEdition
from coranto.rendering import sanitising
from coranto.rendering.i18n import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A language that an edition is told in, and its page."""

    language: str
    name: str  #: in that language
    path: str  #: from the site's root
    here: bool  #: it is the page that shows it


def versions(edition: PublishedEdition) -> Iterator[PublishedEdition]:
    """The edition in each of its other languages, as readers of that language meet it."""
    for translation in edition.draft.translations:
        said = words(translation.language)
        draft = translations.in_language(
            edition.draft,
            translation,
            notes={"missing": said["untranslated"], "stale": said["stale"]},
        )
        yield replace(edition, draft=draft)


def path(edition: PublishedEdition, *, of: PublishedEdition) -> str:
    """Where a version's page stands; that of the edition's first language has no name."""
    number, language = edition.draft.number, edition.draft.language
    return _path(number, "" if language == of.draft.language else language)


def ways(edition: PublishedEdition, *, here: str) -> list[Way]:
    """The languages of an edition, its first one first; none when there is only one."""
    draft = edition.draft
    if not draft.translations:
        return []
    return [
        Way(
            language=language,
            name=words(language).tongue(language),
            path=_path(draft.number, "" if at == 0 else language),
            here=language == here,
        )
        for at, language in enumerate(
            [draft.language, *(one.language for one in draft.translations)]
        )
    ]


def _path(number: int, language: str) -> str:
    folder = f"{sanitising.name(language.lower())}/" if language else ""
    return f"editions/{number}/{folder}index.html"
