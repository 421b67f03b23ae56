"""The folders of the desk's list of feeds, by document: for tiers and for sections. Reads only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from coranto.model import Story
from coranto.steps.desk import Desk
from coranto.store.sources import make_slug


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderSections:
    """Sections made of the outermost folders."""

    titles: Mapping[str, str] = field(default_factory=dict)  #: section's id → title, in order
    by_document: Mapping[str, str] = field(default_factory=dict)  #: document's id → section's


def folder_by_document(desk: Desk, stories: Iterable[Story]) -> dict[str, tuple[str, ...]]:
    """By document, the folder of the feed that it came from; of several, the first by name.

    Documents of feeds outside of folders are left out.
    """
    folders = {feed.id: feed.folder for feed in desk.store.feeds.with_removed() if feed.folder}
    if not folders:
        return {}
    document_ids = [document.id for story in stories for document in story.documents]
    paths: dict[str, tuple[str, ...]] = {}
    for document_id, feed_id in desk.store.entries.feeds_of_documents(document_ids):
        path = folders.get(feed_id)
        if path:
            paths[document_id] = min(path, paths.get(document_id, path))
    return paths


def folder_sections(desk: Desk, stories: Iterable[Story]) -> FolderSections:
    """The sections by folder, where the desk wants them; they are in the folders' order."""
    if desk.settings.edition.sections != "folders":
        return FolderSections()
    titles: dict[str, str] = {}
    ids: dict[str, str] = {}
    paths = folder_by_document(desk, stories)
    for title in sorted({path[0] for path in paths.values()}):
        # A prefix: a folder may be called as a language's section is, "de" or "posts".
        section_id = f"folder-{make_slug(title)}"
        while section_id in titles:
            section_id += "-2"
        titles[section_id] = title
        ids[title] = section_id
    return FolderSections(
        titles=titles,
        by_document={document_id: ids[path[0]] for document_id, path in paths.items()},
    )
