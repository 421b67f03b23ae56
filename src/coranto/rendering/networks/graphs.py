"""Networks as GraphML and GEXF, which Gephi and others open. Pure: rows in, text out.

GraphML 1.0 (graphml.graphdrawing.org) and GEXF 1.3 (gexf.net), written piece by piece: a
large network need not be held. No date is written: the same network gives the same bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import quoteattr

from coranto.rendering import sanitising

AttributeKind = Literal["string", "long", "double"]
AttributeValue = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """A column of vertices or edges. Missing values are left out."""

    name: str
    kind: AttributeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """An undirected network: rows whose values follow the attributes in order.

    Edges name vertices by their place among the vertices, from 0: two accounts' names may
    look the same once they are fit for XML.
    """

    of_vertices: Sequence[Attribute]
    of_edges: Sequence[Attribute]
    vertices: Iterable[tuple[str, Sequence[AttributeValue]]]  #: name, values
    edges: Iterable[tuple[int, int, float, Sequence[AttributeValue]]]  #: two places, weight, values


def render_graphml(graph: Graph) -> Iterator[str]:
    """The network as GraphML, in pieces."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for letter, purpose, attributes in _declared_attributes(graph):
        for number, attribute in enumerate(attributes):
            name = _quote_attribute(attribute.name)
            yield (
                f'<key id="{letter}{number}" for="{purpose}" attr.name={name} '
                f'attr.type="{attribute.kind}"/>\n'
            )
    yield '<graph edgedefault="undirected">\n'
    for number, (name, values) in enumerate(graph.vertices):
        yield f'<node id="n{number}">{_graphml_data("v", (name, *values))}</node>\n'
    for source, target, weight, values in graph.edges:
        data = _graphml_data("e", (weight, *values))
        yield f'<edge source="n{source}" target="n{target}">{data}</edge>\n'
    yield "</graph>\n</graphml>\n"


def render_gexf(graph: Graph) -> Iterator[str]:
    """The network as GEXF, in pieces."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
    yield "<meta><creator>Coranto</creator></meta>\n"
    yield '<graph defaultedgetype="undirected" mode="static">\n'
    for purpose, attributes in (("node", graph.of_vertices), ("edge", graph.of_edges)):
        yield f'<attributes class="{purpose}">\n'
        for number, attribute in enumerate(attributes):
            name = _quote_attribute(attribute.name)
            yield f'<attribute id="{number}" title={name} type="{attribute.kind}"/>\n'
        yield "</attributes>\n"
    yield "<nodes>\n"
    for number, (name, values) in enumerate(graph.vertices):
        yield f'<node id="n{number}" label={_quote_attribute(name)}>{_gexf_values(values)}</node>\n'
    yield "</nodes>\n<edges>\n"
    for number, (source, target, weight, values) in enumerate(graph.edges):
        yield (
            f'<edge id="{number}" source="n{source}" target="n{target}" '
            f'weight="{_format_value(weight)}">{_gexf_values(values)}</edge>\n'
        )
    yield "</edges>\n</graph>\n</gexf>\n"


def _declared_attributes(graph: Graph) -> Iterator[tuple[str, str, Sequence[Attribute]]]:
    yield "v", "node", (Attribute(name="label", kind="string"), *graph.of_vertices)
    yield "e", "edge", (Attribute(name="weight", kind="double"), *graph.of_edges)


def _graphml_data(letter: str, values: Sequence[AttributeValue]) -> str:
    return "".join(
        f'<data key="{letter}{number}">{_quote_attribute(_format_value(value))[1:-1]}</data>'
        for number, value in enumerate(values)
        if value is not None
    )


def _gexf_values(values: Sequence[AttributeValue]) -> str:
    elements = "".join(
        f'<attvalue for="{number}" value={_quote_attribute(_format_value(value))}/>'
        for number, value in enumerate(values)
        if value is not None
    )
    return f"<attvalues>{elements}</attvalues>" if elements else ""


def _format_value(value: AttributeValue) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _quote_attribute(text: str) -> str:
    """A value as XML holds it: without characters that XML forbids, always in double quotes."""
    inside = quoteattr(f"'{sanitising.strip_unsafe_characters(text)}")
    return f'"{inside[2:-1]}"'
