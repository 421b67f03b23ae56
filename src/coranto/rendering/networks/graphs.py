"""Write networks as GraphML and GEXF, which Gephi and other programs open. Pure: rows to text.

GraphML 1.0 (graphml.graphdrawing.org) and GEXF 1.3 (gexf.net) are written piece by piece, so
that a large network need not be in memory. No date is written: the same network gives the same
bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import quoteattr

from coranto.rendering import sanitising

#: Types of values that GraphML and GEXF both know.
AttributeKind = Literal["string", "long", "double"]
#: A value of a row; None when it is missing.
AttributeValue = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """A column of the vertices' or edges' rows."""

    name: str
    kind: AttributeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """An undirected network: rows whose values follow the attributes in order.

    Edges refer to vertices by their position, counted from 0.
    """

    of_vertices: Sequence[Attribute]
    of_edges: Sequence[Attribute]
    vertices: Iterable[tuple[str, Sequence[AttributeValue]]]  #: name, values
    edges: Iterable[
        tuple[int, int, float, Sequence[AttributeValue]]
    ]  #: two positions, weight, values


def render_graphml(graph: Graph) -> Iterator[str]:
    """Yield the network as pieces of GraphML."""
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
        # By position, not by name: two accounts' names may be the same without the characters that
        # XML forbids.
        yield f'<node id="n{number}">{_graphml_data("v", (name, *values))}</node>\n'
    for source, target, weight, values in graph.edges:
        data = _graphml_data("e", (weight, *values))
        yield f'<edge source="n{source}" target="n{target}">{data}</edge>\n'
    yield "</graph>\n</graphml>\n"


def render_gexf(graph: Graph) -> Iterator[str]:
    """Yield the network as pieces of GEXF."""
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
    """The text as an XML attribute's value in double quotes, without forbidden characters."""
    # `quoteattr` chooses single quotes for a text with double ones. A leading apostrophe makes it
    # always choose double quotes, and is cut off again.
    inside = quoteattr(f"'{sanitising.strip_unsafe_characters(text)}")
    return f'"{inside[2:-1]}"'
