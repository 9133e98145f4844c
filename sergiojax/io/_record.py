"""The record of a run inside a file of cells: JSON that anybody may have written."""

import json
from collections.abc import Mapping

from anndata import AnnData

from sergiojax._shallow_json import parse_shallow_json
from sergiojax._types import Json

RECORD = "sergiojax"  # key in `uns`: one JSON string, which survives every file format


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
