"""Which parameters were filled in, as JSON: "all" of a kind, or names of genes and edges."""

from typing import get_args

import numpy as np

from sergiojax._types import Json, JsonObject
from sergiojax.grn._assumed import EDGE_KINDS, AssumedKind, Mask
from sergiojax.grn._design import Design
from sergiojax.grn._network import GRN
from sergiojax.grn.formats._json_values import JSONReader

_ALL = "all"
_EARLIER = "automatic_basal_rate"  # setting of earlier files: genes with a drawn basal rate


def assumed_names(design: Design) -> JsonObject:
    """Return "all", names of genes, or pairs of names, by kind."""
    names = design.grn.gene_names
    pairs = list(zip(design.grn.regulator.tolist(), design.grn.target.tolist(), strict=True))
    found: JsonObject = {}
    for kind, mask in design.assumed.items():
        places = np.nonzero(mask)[0].tolist()
        if mask.all():
            found[kind] = _ALL
        elif kind in EDGE_KINDS:
            found[kind] = [[names[gene] for gene in pairs[edge]] for edge in places]
        else:
            found[kind] = [names[gene] for gene in places]
    return found


def read_assumed(
    reader: JSONReader, value: Json, settings: JsonObject, grn: GRN
) -> dict[AssumedKind, Mask]:
    """Return which parameters were filled in, also from the settings of an earlier file.

    Args:
        reader: Collects what is wrong.
        value: JSON value of the key "assumed".
        settings: Settings of the design; the one that was replaced by "assumed" is taken out.
        grn: The network.

    Raises:
        GRNFormatError: If a value is of a wrong type, or names something missing from the network.
    """
    given = reader.mapping(value, "assumed")
    drawn = settings.pop(_EARLIER, None)
    if isinstance(drawn, list) and "basal_rate" not in given:
        given = {**given, "basal_rate": [name for name in drawn if name in grn.gene_names]}
    reader.count_unknown(given, get_args(AssumedKind), place="assumed")
    names = grn.gene_names
    ends = zip(grn.regulator.tolist(), grn.target.tolist(), strict=True)
    edges = {(names[one], names[other]): number for number, (one, other) in enumerate(ends)}
    genes = {(name,): number for number, name in enumerate(names)}
    return {
        kind: _read_mask(reader, given[kind], edges if kind in EDGE_KINDS else genes, kind)
        for kind in get_args(AssumedKind)
        if kind in given
    }


def _read_mask(
    reader: JSONReader, items: Json, places: dict[tuple[str, ...], int], kind: str
) -> Mask:
    if items == _ALL:
        return np.ones(len(places), bool)
    if not isinstance(items, list):
        raise reader.error(f"assumed.{kind}", 'must be "all" or a list of names.')
    mask = np.zeros(len(places), bool)
    for item in items:
        named = item if isinstance(item, list) else [item]
        if not all(isinstance(name, str) for name in named) or tuple(named) not in places:
            problem = f"names {item!r}, which is not in the network."
            raise reader.error(f"assumed.{kind}", problem)
        mask[places[tuple(named)]] = True
    return mask
