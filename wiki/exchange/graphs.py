"""The map in the formats of other tools: GraphML and DOT."""

import json
from xml.etree import ElementTree

from wiki.map.drawing import Map
from wiki.map.sketch import Node

GRAPHML = "http://graphml.graphdrawing.org/xmlns"
NODE_KEYS = {"title": "string", "area": "string", "status": "string", "x": "int", "y": "int"}


def to_graphml(drawn: Map) -> str:
    """Return a map as GraphML: regions with their attributes, relations with their kinds."""
    root = ElementTree.Element("graphml", xmlns=GRAPHML)
    for name, kind in NODE_KEYS.items():
        key = {"id": name, "for": "node", "attr.name": name, "attr.type": kind}
        ElementTree.SubElement(root, "key", key)
    of_edges = {"id": "kind", "for": "edge", "attr.name": "kind", "attr.type": "string"}
    ElementTree.SubElement(root, "key", of_edges)
    graph = ElementTree.SubElement(root, "graph", edgedefault="directed")
    for node in drawn.nodes:
        _node(graph, node)
    for link in drawn.links:
        ends = {"source": link.source.slug, "target": link.target.slug}
        edge = ElementTree.SubElement(graph, "edge", ends)
        ElementTree.SubElement(edge, "data", key="kind").text = link.kind
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _node(graph: ElementTree.Element, node: Node) -> None:
    element = ElementTree.SubElement(graph, "node", id=node.slug)
    for name in NODE_KEYS:
        if (value := getattr(node, name)) not in (None, ""):
            ElementTree.SubElement(element, "data", key=name).text = str(value)


def to_dot(drawn: Map) -> str:
    """Return a map in Graphviz's language, with each region at its place."""
    lines = ["digraph atlas {", "  node [shape=plain];"]
    for node in drawn.nodes:
        position = f"{node.x / 72:.3f},{-node.y / 72:.3f}!"
        lines.append(
            f"  {_quoted(node.slug)} [label={_quoted(node.title)}, pos={_quoted(position)}];"
        )
    for link in drawn.links:
        ends = f"{_quoted(link.source.slug)} -> {_quoted(link.target.slug)}"
        lines.append(f"  {ends} [label={_quoted(link.kind)}];")
    return "\n".join([*lines, "}", ""])


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
