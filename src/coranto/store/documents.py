"""Documents, their versions and the addresses they are known under."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from coranto.model import Document
from coranto.reading.language import text
from coranto.store import converters
from coranto.store.converters import Row, Values
from coranto.store.database import Database, split_batches
from coranto.store.search import SearchHit, match_all_words


class Documents:
    """The tables `documents`, `addresses`, `versions` and `document_search`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = database.statements("documents")

    def add(self, document: Document, keys: Iterable[str]) -> None:
        """Add a new document, reachable by its own key and `keys`. StoreError if it exists."""
        with self._database.transaction():
            self._sql.write("add_document", **_newest_values(document), key=document.key)
            self._add_version(document)
            self.add_keys(document.id, {document.key, *keys})

    def add_version(self, document: Document) -> None:
        """Add a newer version of a known document, which then waits to be grouped again."""
        # Older versions stay: editions cite them.
        with self._database.transaction():
            self._sql.write("renew_document", **_newest_values(document))
            self._add_version(document)

    def _add_version(self, document: Document) -> None:
        # The index has our own normalised form of the words, as searches do; its row has the
        # number of the version's row.
        number = self._sql.insert("add_version", **_version_values(document))
        self._sql.write(
            "index_version",
            id=number,
            title=text.search_form(document.title),
            text=text.search_form(document.text),
        )

    def add_keys(self, document_id: str, keys: Iterable[str]) -> None:
        """Let further keys lead to a document; a key that leads to one already keeps it."""
        # Sorted, so that the same run writes the same rows in the same order.
        self._sql.write_many(
            "add_address", [{"key": key, "document_id": document_id} for key in sorted(keys)]
        )

    def move_key(self, key: str, document_id: str) -> None:
        """Let a key lead to this document from now on, whatever it led to."""
        self._sql.write("move_address", key=key, document_id=document_id)

    def correct_url(self, document_id: str, url: str) -> None:
        """Let the newest version of a document show this address."""
        self._sql.write("correct_url", id=document_id, url=url)

    def by_key(self, key: str) -> Document | None:
        """The newest version of the document that this key leads to."""
        row = self._sql.row("document_by_key", key=key)
        return None if row is None else document_from_row(row)

    def get(self, document_id: str, version: int | None = None) -> Document | None:
        """One version of a document; the newest when `version` is None."""
        row = self._sql.row("get_document", id=document_id, version=version)
        return None if row is None else document_from_row(row)

    def ids_beginning(self, prefix: str, limit: int) -> list[str]:
        """Up to `limit` ids of documents that begin with `prefix`, sorted."""
        rows = self._sql.rows("ids_beginning", prefix=prefix, limit=limit)
        return [row["id"] for row in rows]

    def by_ids(self, ids: Iterable[str]) -> list[Document]:
        """The newest versions of these documents, in the order asked; unknown ids are left out."""
        wanted_ids = list(ids)
        documents = {
            row["document_id"]: document_from_row(row)
            for row in self._sql.stream("documents_by_id", wanted_ids)
        }
        return [documents[document_id] for document_id in wanted_ids if document_id in documents]

    def versions(self, document_id: str) -> list[Document]:
        """Every version of a document, oldest first."""
        return [document_from_row(row) for row in self._sql.rows("versions_of", id=document_id)]

    def keys(self, document_id: str) -> list[str]:
        """Every key that leads to a document, sorted."""
        return [row["key"] for row in self._sql.rows("keys_of", id=document_id)]

    def recent_articles(self, source_id: str, limit: int) -> list[Document]:
        """The articles of a source that were published (else first seen) last, newest first."""
        rows = self._sql.rows("recent_articles", source_id=source_id, limit=limit)
        return [document_from_row(row) for row in rows]

    def between(self, first: datetime, last: datetime) -> Iterator[Document]:
        """Documents published (else first seen) from `first` until before `last`, oldest first."""
        return self._load_newest(self._sql.rows("ids_between", **_time_span_values(first, last)))

    def ungrouped(self) -> list[tuple[datetime, str]]:
        """Publication (else first sight) and id of each ungrouped document, earliest first."""
        # Not whole documents: a new desk has all of them waiting at once.
        rows = self._sql.rows("waiting")
        return [(converters.to_time(row["ordered_at"]), row["id"]) for row in rows]

    def _load_newest(self, rows: Iterable[Row]) -> Iterator[Document]:
        # Only the ids are in memory at once; texts are loaded in batches, in the same order.
        ids = [row["id"] for row in rows]
        for batch in split_batches(ids):
            yield from self.by_ids(batch)

    def mark_grouped(self, ids: Iterable[str]) -> None:
        """Record that the newest versions of these documents were placed in stories."""
        self._sql.write_many("mark_grouped", [{"id": document_id} for document_id in ids])

    def search(self, words: str, limit: int = 20) -> list[SearchHit]:
        """Documents whose newest version has all the words, the best match first."""
        expression = match_all_words(text.search_form(words))
        if not expression:
            return []
        return [
            SearchHit(
                document_id=row["document_id"],
                version=row["version"],
                source_id=row["source_id"],
                title=row["title"],
                url=row["url"],
                language=row["language"],
                at=converters.to_time(row["ordered_at"]),
                score=row["score"],
            )
            for row in self._sql.rows("search", expression=expression, limit=limit)
        ]

    def arrivals(self, ids: Iterable[str]) -> dict[str, datetime]:
        """When each of these documents was first seen."""
        return {
            row["id"]: converters.to_time(row["first_seen"])
            for row in self._sql.stream("arrivals", ids)
        }

    def count(self) -> int:
        """How many documents there are."""
        number: int = self._sql.value("count_documents")
        return number

    def count_beginnings(self) -> int:
        """How many documents have the beginning of their article only."""
        number: int = self._sql.value("count_beginnings")
        return number

    def counts_by_source(self, first: datetime, last: datetime) -> dict[tuple[str, str], int]:
        """Source id and language → how many documents `between` gives of them."""
        rows = self._sql.rows("count_by_source", **_time_span_values(first, last))
        return {(row["source_id"], row["language"]): row["documents"] for row in rows}

    def counts_by_language(self, first: datetime, last: datetime) -> dict[str, int]:
        """Language → how many documents `between` gives of it, the most frequent first."""
        rows = self._sql.rows("count_by_language", **_time_span_values(first, last))
        return {row["language"]: row["documents"] for row in rows}


def _time_span_values(first: datetime, last: datetime) -> Values:
    return {"first": converters.from_time(first), "last": converters.from_time(last)}


def _newest_values(document: Document) -> Values:
    return {
        "id": document.id,
        "source_id": document.source_id,
        "kind": document.kind,
        "version": document.version,
        "language": document.language,
        "published": converters.from_time_or_none(document.published),
        "seen": converters.from_time(document.seen),
    }


def _version_values(document: Document) -> Values:
    return {
        "document_id": document.id,
        "version": document.version,
        "url": document.url,
        "title": document.title,
        "text": document.text,
        "language": document.language,
        "published": converters.from_time_or_none(document.published),
        "published_raw": document.published_raw,
        "precise": document.precise,
        "authors": converters.from_list(document.authors),
        "site_name": document.site_name,
        "links": converters.from_list(document.links),
        "title_from": document.title_from,
        "text_from": document.text_from,
        "published_from": document.published_from,
        "language_from": document.language_from,
        "seen": converters.from_time(document.seen),
        "capture": document.capture,
        "text_sha256": document.text_sha256,
        "is_beginning": int(document.is_beginning),
        "judged": converters.from_map(dict(document.judged)),
    }


def document_from_row(row: Row) -> Document:
    """The document of a row with the columns of both `documents` and `versions`."""
    plain_fields: dict[str, Any] = {name: row[name] for name in _PLAIN_COLUMNS}
    return Document(
        **plain_fields,
        id=row["document_id"],
        published=converters.to_time_or_none(row["published"]),
        authors=converters.to_tuple(row["authors"]),
        links=converters.to_tuple(row["links"]),
        seen=converters.to_time(row["seen"]),
        is_beginning=bool(row["is_beginning"]),
        judged=() if row["judged"] == "{}" else tuple(converters.to_map(row["judged"]).items()),
    )


#: Columns whose values need no conversion.
_PLAIN_COLUMNS = (
    "version",
    "source_id",
    "kind",
    "key",
    "url",
    "title",
    "text",
    "language",
    "published_raw",
    "precise",
    "site_name",
    "title_from",
    "text_from",
    "published_from",
    "language_from",
    "capture",
    "text_sha256",
)
