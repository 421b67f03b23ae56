"""The engine of networks on this machine."""

from coranto.edges.engine import STREAMED_ROWS, open_duckdb


def test_streamed_rows_are_those_of_the_query_however_many(tmp_path):
    """A graph of millions of edges is written without a list of them."""
    query = "SELECT range AS number FROM range(25005) ORDER BY number"
    with open_duckdb(tmp_path, memory="250MB", threads=1) as engine:
        assert len(engine.rows(query)) > 2 * STREAMED_ROWS
        assert list(engine.stream(query)) == engine.rows(query)
        assert list(engine.stream("SELECT 1 WHERE 1 = 0")) == []
