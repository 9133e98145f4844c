"""Logical models of GINsim: .ginml, and the archive .zginml that contains one.

Source:
    Naldi et al. (2018), Front. Physiol. 9, 646; http://doc.ginsim.org/format-ginml.html.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import Finding, ReadReport, enumerate_names
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._archive import list_parts, read_part
from sergiojax.grn.formats._draft import Draft, complete
from sergiojax.grn.formats._format import Format, ReadOptions, only_file
from sergiojax.grn.formats._ginsim_edges import Regulations, read_regulations
from sergiojax.grn.formats._numbers import parse_number, parse_whole
from sergiojax.grn.formats._parallel import merge_parallel
from sergiojax.grn.formats._qual_species import MORE_LEVELS
from sergiojax.grn.formats._xml_tree import Element, parse_xml

_LABEL = "GINsim (logical model)"
_DEFAULTS = (
    "GINsim's models never hold rates, strengths or noise: λ is 0.8, q is 1, h is automatic, and "
    "regulators add up unless the logic says that any activator suffices and any repressor shuts "
    "off."
)
_PART = "GINsim-data/regulatoryGraph.ginml"
_MARK = re.compile(r"<gxl[\s>]")
_SNIFFED = 5_000
_SIZE = (45.0, 25.0)  # pixels of a box whose style does not give them


def _sniff(files: Sequence[SourceFile]) -> bool:
    if len(files) != 1:
        return False
    if list_parts(files[0]):
        return any(name.endswith(".ginml") for name in list_parts(files[0]))
    start = files[0].text[:_SNIFFED]
    return start.lstrip().startswith("<") and bool(_MARK.search(start))


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read a regulatory graph.

    Raises:
        GRNFormatError: If the archive or the XML is broken, or it is not a regulatory graph.
    """
    file = _unpack(only_file(files, "a GINsim model"))
    _ = file.text  # refuses what is not text or too large in one sentence
    root = parse_xml(file)
    graph = root.find("graph")
    if graph is None or graph.attributes.get("class", "regulatory") != "regulatory":
        problem = "GINsim's file holds no regulatory graph, but perhaps a graph of states; save "
        raise GRNFormatError(file.name, root.line, f"{problem}the model itself.")
    return complete(_draft(file.name, graph), options)


def _unpack(file: SourceFile) -> SourceFile:
    parts = list_parts(file)
    if not parts:
        return file
    models = [name for name in parts if name.endswith(".ginml")]
    if not models:
        problem = "the archive holds no model of GINsim (.ginml)."
        raise GRNFormatError(file.name, None, problem)
    return read_part(file, _PART if _PART in models else models[0])


def _draft(file: str, graph: Element) -> Draft:
    nodes = _read_nodes(file, graph)
    regulations = read_regulations(graph, nodes, file=file)
    edges, repeats = merge_parallel(regulations.edges, file=file)
    several = [name for name, node in nodes.items() if _highest_level(node) > 1]
    warnings = [*regulations.find_doubts(file), *repeats]
    if several:
        problem = MORE_LEVELS.format(enumerate_names(several))
        warnings.insert(0, Finding(file, None, problem, "Check their half responses."))
    return Draft(
        label=_LABEL,
        defaults=_DEFAULTS,
        files=(file,),
        genes=tuple(nodes),
        edges=edges,
        product=regulations.product,
        positions=_read_positions(graph, nodes),
        warnings=warnings,
        dropped=_find_inputs(file, regulations),
    )


def _read_nodes(file: str, graph: Element) -> dict[str, Element]:
    """Return the nodes by their ids, which are what GINsim shows."""
    nodes: dict[str, Element] = {}
    for element in graph.children:
        if element.tag == "node":
            name = element.attributes.get("id", "").strip()
            if not name or name in nodes:
                problem = f"the node has the id {name!r}, which must be unique."
                raise GRNFormatError(file, element.line, problem)
            nodes[name] = element
    return nodes


def _highest_level(node: Element) -> int:
    return parse_whole(node.attributes.get("maxvalue", "").strip()) or 1


def _find_inputs(file: str, regulations: Regulations) -> list[Finding]:
    if not regulations.inputs:
        return []
    names = enumerate_names(regulations.inputs)
    problem = f"self-regulation of inputs, which hold their own level: {names}."
    return [Finding(file, None, problem)]


def _read_positions(graph: Element, nodes: Mapping[str, Element]) -> dict[str, tuple[float, float]]:
    """Return the middle of each box; what has no place is placed by us."""
    styles = {
        element.attributes.get("name", ""): element
        for element in graph.children
        if element.tag == "nodestyle"
    }
    positions = {}
    for name, node in nodes.items():
        drawn = node.find("nodevisualsetting")
        box = drawn and (drawn.find("rect") or drawn.find("ellipse") or drawn)
        if drawn is not None and box is not None:
            style = styles.get(drawn.attributes.get("style", ""))
            layers = [box, *filter(None, (style, styles.get("")))]
            with suppress(ValueError):
                positions[name] = _middle(layers)
    return positions


def _middle(layers: Sequence[Element]) -> tuple[float, float]:
    """Return the middle of a box, whose size may stand in its style."""
    corner = [parse_number(layers[0].attributes.get(axis, "").strip()) for axis in ("x", "y")]
    size = [
        next((layer.attributes[key] for layer in layers if key in layer.attributes), str(default))
        for key, default in zip(("width", "height"), _SIZE, strict=True)
    ]
    x, y = (
        start + parse_number(text.strip()) / 2 for start, text in zip(corner, size, strict=True)
    )
    return x, y


FORMAT = Format(
    name="ginsim",
    label=_LABEL,
    holds="who regulates whom, with signs and positions, of a logical model",
    suffixes=(".zginml", ".ginml"),
    file_names=("network.ginml",),
    defaults=_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=None,
    losses=lambda design: (),  # noqa: ARG005 (only read)
    is_binary=True,
)
