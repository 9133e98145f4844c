"""A design in a link: short text that survives an address bar, and may have been tampered with."""

import base64
import binascii
import json
import re
import zlib

from sergiojax._types import Json, JsonObject
from sergiojax.grn._annotation import Annotation
from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._limits import MAX_LINK_ENTRIES, check_size
from sergiojax.grn.formats._json_values import parse_json
from sergiojax.grn.formats._project_schema import (
    VERSION,
    drop_defaults,
    from_document,
    to_document,
)

MAX_TEXT = 2 * 2**20  # bytes of JSON; a short link can be made to unpack to gigabytes

_NAME = "share link"
_LINK_VERSION = 1  # first byte; stands for the packing here and the dictionary below
# What designs have in common: even the first occurrence then costs nothing.
_DICTIONARY = (
    b'"noise_amplitude":"logic":["product"],"half_response":[null,"hill_coefficient":"settings":{'
    b'"notes":"type_3","type_2"{"cell_types":["type_1"],"genes":{"name":["A","B","C"],"x":[,"y":['
    b'"basal_rate":[[0,"decay":[]},"edges":{"regulator":[0,1,2,3,"target":[1,2,0],"strength":['
)


def encode_design(design: Design) -> str:
    """Return a design as text for a link: letters, digits, "-" and "_".

    Args:
        design: Design; positions are rounded to whole pixels, everything else stays exact.

    Returns:
        About 400 characters for 20 genes with 40 edges, 2,000 for 100 genes with 250 edges.

    Raises:
        ValueError: If the design is too large for `decode_design`.
    """
    grn = design.grn
    check_size(
        grn.n_genes,
        grn.n_edges,
        grn.n_cell_types,
        by_type_and_edge=grn.strength_factor is not None,
        most_entries=MAX_LINK_ENTRIES,
    )
    places = {gene: (float(round(x)), float(round(y))) for gene, (x, y) in design.positions.items()}
    texts = [
        Annotation(text, float(round(x)), float(round(y))) for text, x, y in design.annotations
    ]
    document = drop_defaults(to_document(design.replace(positions=places, annotations=texts)))
    text = json.dumps(_pack(document), separators=(",", ":"), ensure_ascii=False).encode()
    if len(text) > MAX_TEXT:
        raise ValueError("The design is too large for a link. Save it as a file instead.")
    packer = zlib.compressobj(9, zdict=_DICTIONARY)
    data = bytes([_LINK_VERSION]) + packer.compress(text) + packer.flush()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode_design(text: str) -> Design:
    """Return the design in a link.

    Args:
        text: What `encode_design` returned; anybody may have written it.

    Raises:
        GRNFormatError: If it is anything else.
    """
    packed = parse_json(_unzip(text.strip()), _NAME)
    _check_size(packed)
    design, unknown = from_document(_unpack(packed), _NAME)
    if unknown:
        raise _broken()
    return design


def _broken() -> GRNFormatError:
    problem = "the link is incomplete or was changed; ask for it again."
    return GRNFormatError(_NAME, None, problem)


def _unzip(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise GRNFormatError(_NAME, None, "the link is too long.")
    try:
        # By hand, because Python's decoder skips unknown characters.
        if not re.fullmatch(r"[A-Za-z0-9_-]+", text):
            raise _broken()
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        if data[0] > _LINK_VERSION:
            problem = "the link was made by a newer version; update sergiojax."
            raise GRNFormatError(_NAME, None, problem)
        unpacker = zlib.decompressobj(zdict=_DICTIONARY)
        content = unpacker.decompress(data[1:], MAX_TEXT)
        if unpacker.unconsumed_tail:
            raise GRNFormatError(_NAME, None, "the design in the link is too large.")
        if data[0] < _LINK_VERSION or not unpacker.eof or unpacker.unused_data:
            raise _broken()
        return content.decode()
    except (binascii.Error, zlib.error, UnicodeDecodeError) as error:
        raise _broken() from error


def _pack(document: JsonObject) -> JsonObject:
    """Turn lists of genes and edges into columns, which do not repeat keys and names."""
    index = {gene["name"]: number for number, gene in enumerate(document["genes"])}
    genes, edges = [], []
    for gene in document["genes"]:
        place = gene.pop("position", None)
        genes.append(gene if place is None else {**gene, "x": place[0], "y": place[1]})
    for edge in document["edges"]:
        ends = {key: index[edge[key]] for key in ("regulator", "target")}
        edges.append({**edge, **ends})
    packed = {**document, "genes": _to_columns(genes), "edges": _to_columns(edges)}
    del packed["sergiojax"]
    return packed


def _to_columns(items: list[JsonObject]) -> dict[str, list[Json]]:
    columns: dict[str, list[Json]] = {}
    for number, item in enumerate(items):
        for key, value in item.items():
            column = columns.setdefault(key, [])
            column += [None] * (number - len(column))  # for earlier ones that lack the key
            column.append(_shorten(value))
    return columns


def _shorten(value: Json) -> Json:
    """Write 3.0 as 3, and the same number for all cell types only once."""
    if isinstance(value, list):
        short = [_shorten(entry) for entry in value]
        return short[0] if len(set(map(repr, short))) == 1 else short
    is_whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e6
    return int(value) if is_whole and repr(value) != "-0.0" else value


def _check_size(packed: Json) -> None:
    """Refuse a link that would unpack to far more than it holds, before it is unpacked."""
    columns = packed if isinstance(packed, dict) else {}
    types, genes, edges = (columns.get(name) for name in ("cell_types", "genes", "edges"))
    try:
        check_size(
            _length(genes),
            _length(edges),
            len(types) if isinstance(types, list) else 0,
            by_type_and_edge=isinstance(edges, dict) and "strength_factor" in edges,
            most_entries=MAX_LINK_ENTRIES,
        )
    except ValueError as error:
        raise GRNFormatError(_NAME, None, str(error)) from error


def _length(columns: Json) -> int:
    values = columns.values() if isinstance(columns, dict) else ()
    return max((len(column) for column in values if isinstance(column, list)), default=0)


def _unpack(packed: Json) -> JsonObject:
    """Undo `_pack`; `from_document` checks whether the values make sense."""
    if not isinstance(packed, dict) or "sergiojax" in packed:
        raise _broken()
    genes, edges = (_to_items(packed.get(kind)) for kind in ("genes", "edges"))
    for gene in genes:
        if "x" in gene or "y" in gene:
            gene["position"] = [gene.pop("x", None), gene.pop("y", None)]
    for edge in edges:
        for key in ("regulator", "target"):
            number = edge.get(key)
            if type(number) is not int or not 0 <= number < len(genes):
                raise _broken()
            edge[key] = genes[number].get("name")
    return {**packed, "sergiojax": VERSION, "genes": genes, "edges": edges}


def _to_items(columns: Json) -> list[JsonObject]:
    if not isinstance(columns, dict) or not all(isinstance(c, list) for c in columns.values()):
        raise _broken()
    items: list[JsonObject] = [{} for _ in range(_length(columns))]
    for key, column in columns.items():
        for item, value in zip(items, column, strict=False):
            if value is not None:
                item[key] = value
    return items
