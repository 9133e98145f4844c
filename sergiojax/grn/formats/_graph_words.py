"""The names that programs give to attributes of nodes and edges, and the numbers in them."""

import re
from functools import lru_cache

from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import Finding, enumerate_names
from sergiojax.grn.formats._numbers import parse_number
from sergiojax.grn.formats._property_graph import Place, PropertyGraph

MISSING = ("", "nan", "na", "n/a", "none", "null", "auto", "automatic")
"""Texts of an attribute that has no value, in lower case."""

RATE = "basal_rate:"
"""How the names of basal rates begin; the name of the cell type follows."""

# Names without spaces, underscores and capitals. Single letters are left out, except for
# positions: in a foreign graph "n" or "h" may mean anything.
_NODE_NAMES = {
    "name": "name",
    "shared_name": "sharedname",
    "label": "label nodelabel",
    "gene_name": "gene genename genesymbol symbol",
    "x": "x",
    "y": "y",
    "decay": "decay decayrate degradation degradationrate",
    "noise_amplitude": "noiseamplitude",
    "logic": "logic",
    "basal_rate": "basalrate",
}
_EDGE_NAMES = {
    "sign": "sign interaction sharedinteraction interactiontype type edgetype regulation "
    "regulationtype effect mode mor modeofregulation label",
    "arrow": "arrow arrowhead targetarrow targetarrowshape",
    "strength": "strength",
    "weight": "weight edgeweight score coefficient",
    "importance": "importance",
    "hill_coefficient": "hillcoefficient hill cooperativity",
    "half_response": "halfresponse",
}
_NODE_ROLES = {name: role for role, names in _NODE_NAMES.items() for name in names.split()}
_EDGE_ROLES = {name: role for role, names in _EDGE_NAMES.items() for name in names.split()}


@lru_cache(maxsize=10_000)
def node_role(key: str) -> str | None:
    """Return the role of an attribute of nodes; "basal_rate:stem" is a basal rate."""
    if key.startswith(RATE):  # the rest is the name of a cell type, which may be anything
        return "basal_rate"
    return _NODE_ROLES.get(_plain(key))


@lru_cache(maxsize=10_000)
def edge_role(key: str) -> str | None:
    """Return the role of an attribute of edges."""
    return _EDGE_ROLES.get(_plain(key))


def read_number(
    file: str, place: Place, text: str, what: str, *, positive: bool = False
) -> float | None:
    """Return the number in an attribute, or None if it is empty.

    Args:
        file: File name.
        place: Where the attribute is.
        text: The attribute.
        what: What the number is, to begin a sentence.
        positive: Whether it must be above 0.

    Raises:
        GRNFormatError: If it is not such a number.
    """
    if text.strip().lower() in MISSING:
        return None
    try:
        value = parse_number(text.strip())
    except ValueError as error:
        raise GRNFormatError(file, place, f"{what} {error}") from error
    if positive and value <= 0:
        raise GRNFormatError(file, place, f"{what} must be positive, but is {text.strip()}.")
    return value


def find_unused(graph: PropertyGraph) -> list[Finding]:
    """Report the attributes that are not used."""
    unused = {
        "nodes": {
            key: None for node in graph.nodes for key in node.attributes if not node_role(key)
        },
        "edges": {
            key: None for edge in graph.edges for key in edge.attributes if not edge_role(key)
        },
    }
    return [
        Finding(
            graph.file,
            None,
            f"unused attributes of {kind}: {enumerate_names(list(keys), most=10)}.",
        )
        for kind, keys in unused.items()
        if keys
    ]


def _plain(key: str) -> str:
    return re.sub(r"[\W_]", "", key).lower()
