"""The record of a run inside a file of cells: JSON that anybody may have written."""

import json
from collections.abc import Mapping

from anndata import AnnData

from sergiojax._types import Json

RECORD = "sergiojax"  # key in `uns`: one JSON string, which survives every file format

_MOST_LETTERS = 64 << 20  # a network of 20,000 genes and 500,000 edges has about 40 MB
_MOST_DEPTH = 50  # of lists in lists; our own records have 8


def write_record(adata: AnnData, record: Mapping[str, Json]) -> None:
    """Store the record of the run that made the cells; `read_record` returns it.

    Args:
        adata: Cells, changed in place.
        record: JSON values.
    """
    adata.uns[RECORD] = json.dumps(record)


def read_record(adata: AnnData) -> dict[str, Json]:
    """Return the record of the run that made the cells.

    Raises:
        ValueError: If there is none, or it is damaged.
    """
    return parse_record(adata.uns.get(RECORD))


def parse_record(text: object) -> dict[str, Json]:
    """Return the values of a record.

    Args:
        text: The entry in `uns`.

    Raises:
        ValueError: If it is missing or damaged.
    """
    if text is None:
        raise ValueError(
            'These cells hold no record of a simulation: `uns["sergiojax"]` is missing. '
            "Only cells from sergiojax can be repeated."
        )
    try:
        record = parse_shallow_json(str(text))
    except ValueError as error:
        message = f'The record in `uns["sergiojax"]` is damaged: {error}.'
        raise ValueError(message) from error
    if not isinstance(record, dict) or not isinstance(record.get("network"), dict):
        raise ValueError('The record in `uns["sergiojax"]` holds no network.')
    return record


def parse_shallow_json(text: str) -> Json:
    """Parse JSON that is neither deep nor long; deep values would overflow later recursion.

    Raises:
        ValueError: If it is deep, long, or not JSON.
    """
    if len(text) > _MOST_LETTERS:
        raise ValueError(f"it has more than {_MOST_LETTERS >> 20} MB")
    too_deep = f"it is nested more than {_MOST_DEPTH} deep"
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise ValueError(too_deep) from error
    level, depth = [value], 0
    while level:
        if depth > _MOST_DEPTH:
            raise ValueError(too_deep)
        depth += 1
        inner = [item for item in level if isinstance(item, dict | list)]
        level = [
            each for item in inner for each in (item.values() if isinstance(item, dict) else item)
        ]
    return value
