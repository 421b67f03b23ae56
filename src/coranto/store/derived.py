"""Empty the tables that can be derived again from the archive and the judgements."""

from coranto.store.database import Database

#: Statements in the order they run: rows go before those that they refer to.
FORGET_STATEMENTS = (
    "forget_all_summaries",
    "forget_all_orders",
    "forget_all_contexts",
    "forget_judged_moves",
    "forget_all_network_posts",
    "forget_all_networks",
    "forget_copies",
    "forget_storylines",
    "forget_topics",
    "forget_placements",
    "forget_search",
    "forget_versions",
    "forget_addresses",
    "forget_documents",
    "forget_entries",
    "forget_captures",
    "forget_page_claims",
    "forget_repeated_lines",
    "reset_pages",
)


class DerivedTables:
    """The tables marked "derived" in schema.sql."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = database.statements("derived")

    def forget(self) -> None:
        """Empty the derived tables, all or none."""
        with self._database.transaction():
            for name in FORGET_STATEMENTS:
                self._sql.write(name)
