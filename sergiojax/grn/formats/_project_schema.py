"""The project file's schema: from a design to JSON values and, with every check, back.

A gene needs its name, an edge its genes and its strength. Everything else has a default, which
makes share links short.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from sergiojax._types import Json, JsonObject
from sergiojax.grn._annotation import Annotation
from sergiojax.grn._design import Design
from sergiojax.grn._edge_list import DEFAULTS
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._invisible import clean
from sergiojax.grn._kinetics import Kinetics
from sergiojax.grn._limits import check_size
from sergiojax.grn._network import GRN
from sergiojax.grn._report import Finding
from sergiojax.grn.formats._assumed_names import assumed_names, read_assumed
from sergiojax.grn.formats._json_values import JSONReader
from sergiojax.grn.formats._numbers import shortest

VERSION = 1
"""Raise it when a reader of the old version would misunderstand a file."""

_TOP_KEYS = (
    "sergiojax",
    "cell_types",
    "genes",
    "edges",
    "settings",
    "notes",
    "annotations",
    "assumed",
)
_GENE_KEYS = ("name", "position", "basal_rate", "decay", "noise_amplitude", "logic")
_ANNOTATION_KEYS = ("text", "position")
_EDGE_KEYS = (
    "regulator",
    "target",
    "strength",
    "hill_coefficient",
    "half_response",
    "strength_factor",
)


def to_document(design: Design) -> JsonObject:
    """Return a design as JSON values; float32 numbers get the fewest digits, NaN becomes None."""
    grn = design.grn
    document = {
        "sergiojax": VERSION,
        "cell_types": list(grn.cell_types),
        "genes": _genes(design),
        "edges": _edges(grn),
        "settings": dict(design.settings),
        "notes": design.notes,
    }
    texts = [{"text": text, "position": [x, y]} for text, x, y in design.annotations]
    around = {"annotations": texts, "assumed": assumed_names(design)}
    return document | {key: value for key, value in around.items() if value}


def drop_defaults(document: JsonObject) -> JsonObject:
    """Return a document without the values that `from_document` assumes anyway."""
    no_rates = [0.0] * len(document["cell_types"])
    defaults = {**DEFAULTS, "half_response": None, "logic": "sum", "basal_rate": no_rates}

    def shorten(item: JsonObject) -> JsonObject:
        # Compared as text, because -0.0 equals 0.0 but is a different number.
        return {
            key: value for key, value in item.items() if repr(value) != repr(defaults.get(key, ...))
        }

    short = {key: document[key] for key in ("sergiojax", "cell_types")}
    short |= {kind: [shorten(item) for item in document[kind]] for kind in ("genes", "edges")}
    around = ("settings", "notes", "annotations", "assumed")
    return short | {key: document[key] for key in around if document.get(key)}


def from_document(document: Json, file: str) -> tuple[Design, tuple[Finding, ...]]:
    """Check JSON values and turn them into a design.

    Args:
        document: What a JSON parser returned.
        file: File name, for messages.

    Returns:
        The design, and a finding for each kind of unknown key.

    Raises:
        GRNFormatError: If something is missing, of a wrong type, out of range or too new.
    """
    reader = JSONReader(file)
    _check_version(reader, document)
    reader.count_unknown(document, _TOP_KEYS, place="project")
    cell_types = [
        _name(reader, name, f"cell_types[{number}]")
        for number, name in enumerate(reader.array(document, "cell_types"))
    ]
    genes = reader.objects(document, "genes", _GENE_KEYS)
    edges = reader.objects(document, "edges", _EDGE_KEYS)
    has_factor = any("strength_factor" in edge for edge in edges)
    try:
        check_size(len(genes), len(edges), len(cell_types), by_type_and_edge=has_factor)
        grn = _network(reader, genes, edges, cell_types)
        settings = dict(reader.mapping(document.get("settings", {}), "settings"))
        assumed = read_assumed(reader, document.get("assumed", {}), settings, grn)
        design = Design(
            grn,
            positions=_positions(reader, genes),
            settings=settings,
            notes=reader.text(document.get("notes", ""), "notes"),
            annotations=_annotations(reader, document),
            assumed=assumed,
        )
    except GRNFormatError:
        raise
    except (ValueError, TypeError) as error:  # errors that only the whole network shows
        raise GRNFormatError(file, None, str(error)) from error
    return design, reader.findings()


def _genes(design: Design) -> list[JsonObject]:
    grn = design.grn
    rates, decay, noise = map(np.asarray, (grn.basal_rate, grn.decay, grn.noise_amplitude))
    genes = []
    for number, name in enumerate(grn.gene_names):
        gene: JsonObject = {"name": name}
        if name in design.positions:
            gene["position"] = list(design.positions[name])
        gene["basal_rate"] = [shortest(rate) for rate in rates[:, number]]
        gene["decay"] = shortest(decay[number])
        gene["noise_amplitude"] = shortest(noise[number])
        gene["logic"] = "product" if grn.product[number] else "sum"
        genes.append(gene)
    return genes


def _edges(grn: GRN) -> list[JsonObject]:
    strength, hill, half = map(np.asarray, (grn.strength, grn.hill_coefficient, grn.half_response))
    factor = None if grn.strength_factor is None else np.asarray(grn.strength_factor)
    edges = []
    for number in range(grn.n_edges):
        edge: JsonObject = {
            "regulator": grn.gene_names[grn.regulator[number]],
            "target": grn.gene_names[grn.target[number]],
            "strength": shortest(strength[number]),
            "hill_coefficient": shortest(hill[number]),
            "half_response": None if math.isnan(half[number]) else shortest(half[number]),
        }
        if factor is not None:
            edge["strength_factor"] = [shortest(value) for value in factor[:, number]]
        edges.append(edge)
    return edges


def _check_version(reader: JSONReader, document: Json) -> None:
    version = document.get("sergiojax") if isinstance(document, dict) else None
    if version is None:
        problem = "this is JSON, but not a sergiojax project: the key 'sergiojax' is missing."
        raise GRNFormatError(reader.file, None, problem)
    if type(version) is not int or version < 1:
        raise reader.error("sergiojax", "must be the version of the project file, such as 1.")
    if version > VERSION:
        problem = f"the file has version {version}, but this program reads versions up to {VERSION}"
        raise reader.error("sergiojax", f"{problem}; update sergiojax.")


def _network(
    reader: JSONReader,
    genes: Sequence[JsonObject],
    edges: Sequence[JsonObject],
    cell_types: Sequence[str],
) -> GRN:
    names = _names(reader, genes)
    index = {name: number for number, name in enumerate(names)}
    n_types = len(cell_types)

    def per_gene(key: str) -> np.ndarray:
        return reader.numbers(genes, "genes", key, default=DEFAULTS[key])

    def per_edge(key: str) -> np.ndarray:
        return reader.numbers(edges, "edges", key, default=DEFAULTS.get(key))

    def by_type(kind: str, items: Sequence[JsonObject], key: str, default: float) -> np.ndarray:
        return reader.numbers_by_type(items, kind, key, default=default, n_types=n_types)

    has_factor = any("strength_factor" in edge for edge in edges)
    kinetics = Kinetics(
        strength=per_edge("strength"),
        hill_coefficient=per_edge("hill_coefficient"),
        half_response=per_edge("half_response"),
        basal_rate=by_type("genes", genes, "basal_rate", 0.0),
        decay=per_gene("decay"),
        noise_amplitude=per_gene("noise_amplitude"),
        strength_factor=by_type("edges", edges, "strength_factor", 1.0) if has_factor else None,
    )
    return GRN(
        names,
        cell_types,
        regulator=_gene_indices(reader, edges, "regulator", index),
        target=_gene_indices(reader, edges, "target", index),
        product=_product(reader, genes),
        kinetics=kinetics,
    )


def _names(reader: JSONReader, genes: Sequence[JsonObject]) -> list[str]:
    return [
        _name(reader, gene.get("name"), f"genes[{number}].name")
        for number, gene in enumerate(genes)
    ]


def _name(reader: JSONReader, value: Json, place: str) -> str:
    """Return a name without the invisible characters that earlier versions let through."""
    return clean(reader.text(value, place)).strip()


def _gene_indices(
    reader: JSONReader, edges: Sequence[JsonObject], key: str, index: Mapping[str, int]
) -> list[int]:
    indices = []
    for number, edge in enumerate(edges):
        place = f"edges[{number}].{key}"
        name = _name(reader, edge.get(key), place)
        if name not in index:
            raise reader.error(place, f"there is no gene {name!r} in the list of genes.")
        indices.append(index[name])
    return indices


def _product(reader: JSONReader, genes: Sequence[JsonObject]) -> list[bool]:
    for number, gene in enumerate(genes):
        if gene.get("logic", "sum") not in ("sum", "product"):
            raise reader.error(f"genes[{number}].logic", "must be 'sum' or 'product'.")
    return [gene.get("logic") == "product" for gene in genes]


def _positions(reader: JSONReader, genes: Sequence[JsonObject]) -> dict[str, tuple[float, float]]:
    return {
        clean(gene["name"]).strip(): _pair(reader, gene["position"], f"genes[{number}].position")
        for number, gene in enumerate(genes)
        if "position" in gene
    }


def _annotations(reader: JSONReader, document: JsonObject) -> list[Annotation]:
    if "annotations" not in document:
        return []
    items = reader.objects(document, "annotations", _ANNOTATION_KEYS)
    places = [f"annotations[{number}]" for number in range(len(items))]
    return [
        Annotation(
            reader.text(item.get("text"), f"{place}.text"),
            *_pair(reader, item.get("position"), f"{place}.position"),
        )
        for item, place in zip(items, places, strict=True)
    ]


def _pair(reader: JSONReader, pair: Json, place: str) -> tuple[float, float]:
    if not isinstance(pair, list) or len(pair) != 2:
        raise reader.error(place, "must be two numbers, x and y.")
    x, y = (reader.number(value, place) for value in pair)
    return x, y
