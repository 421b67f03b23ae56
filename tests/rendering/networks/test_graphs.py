"""Network files, read back by another library."""

import io

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from coranto.rendering.networks import graphs

NAMES = st.lists(st.text(max_size=12), min_size=2, max_size=6)


def graph(names, note="x"):
    return graphs.Graph(
        of_vertices=[graphs.Attribute(name="posts", kind="long")],
        of_edges=[
            graphs.Attribute(name="finding", kind="string"),
            graphs.Attribute(name="expected", kind="double"),
        ],
        vertices=[(name, (at,)) for at, name in enumerate(names)],
        edges=[(0, at, at + 0.5, (note, None)) for at in range(1, len(names))],
    )


def read(made, reader):
    return reader(io.BytesIO("".join(made).encode()))


def test_graphml_is_read_with_its_attributes():
    found = read(
        graphs.render_graphml(graph(["ada", "بهار"], note="beyond chance")), nx.read_graphml
    )

    assert not found.is_directed()
    assert found.nodes["n1"] == {"label": "بهار", "posts": 1}
    assert found.edges["n0", "n1"] == {"weight": 1.5, "finding": "beyond chance"}


def test_gexf_is_read_with_its_attributes():
    made = graphs.render_gexf(graph(["ada", "بهار"], note="beyond chance"))

    found = read(made, lambda stream: nx.read_gexf(stream, version="1.3"))

    assert found.nodes["n1"] == {"label": "بهار", "posts": 1}
    assert found.edges["n0", "n1"]["weight"] == 1.5
    assert found.edges["n0", "n1"]["finding"] == "beyond chance"


@given(NAMES, st.text(max_size=20))
def test_whatever_accounts_call_themselves_the_files_are_well_formed(names, note):
    for write, reader in (
        (graphs.render_graphml, nx.read_graphml),
        (graphs.render_gexf, lambda stream: nx.read_gexf(stream, version="1.3")),
    ):
        found = read(write(graph(names, note)), reader)

        assert len(found.nodes) == len(names)
        assert len(found.edges) == len(names) - 1
