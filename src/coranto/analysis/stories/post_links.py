"""Find the article that a post links to, and the posts that link to an article. Pure."""

from collections.abc import Iterable, Iterator

from coranto.analysis.stories.compared import PlacedDocument
from coranto.model import Document
from coranto.reading import urls


class PostLinks:
    """The documents in memory, by their address and by the addresses that they link to."""

    def __init__(self) -> None:
        self._documents_by_address: dict[str, PlacedDocument] = {}
        self._posts_by_link: dict[str, list[PlacedDocument]] = {}

    def add(self, document: Document, placed: PlacedDocument) -> None:
        """Add a document."""
        if document.kind != "post":
            self._documents_by_address[placed.key] = placed
        for key in placed.links:
            self._posts_by_link.setdefault(key, []).append(placed)

    def forget(self, dropped: Iterable[PlacedDocument]) -> None:
        """Drop documents."""
        dropped = list(dropped)
        numbers = {placed.number for placed in dropped}
        for placed in dropped:
            if self._documents_by_address.get(placed.key) is placed:
                del self._documents_by_address[placed.key]
        for link in {link for placed in dropped for link in placed.links}:
            posts = [
                post for post in self._posts_by_link.pop(link, ()) if post.number not in numbers
            ]
            if posts:
                self._posts_by_link[link] = posts

    def partners(self, document: Document) -> Iterator[PlacedDocument]:
        """The articles that a post links to; then the posts that link to a document."""
        if document.kind == "post":
            for key in linked_keys(document):
                if key in self._documents_by_address:
                    yield self._documents_by_address[key]
        posts = self._posts_by_link.get(document.key, ())
        yield from sorted(posts, key=lambda post: (post.second, post.id))


def linked_keys(document: Document) -> list[str]:
    """The keys of the addresses that a document links to."""
    keys = (urls.document_key(link) for link in document.links)
    return [key for key in keys if key]
