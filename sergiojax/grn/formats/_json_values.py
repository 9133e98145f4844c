"""Checked access to JSON values, which may come from anyone."""

import json
import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from sergiojax._types import Json, JsonObject
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import Finding, count
from sergiojax.grn.formats._numbers import LARGEST

_MAX_DEPTH = 100  # networks need 6; Python's own limit depends on the caller
_TOO_DEEP = "the JSON is nested too deeply."


def parse_json(text: str, file: str) -> Json:
    """Parse JSON; refuse NaN, infinity and repeated keys, which Python's parser lets through.

    Raises:
        GRNFormatError: If it is not JSON; the message says where.
    """

    def refuse_constant(name: str) -> None:
        raise ValueError(f"{name} is not a JSON number; use null.")

    def build(pairs: list[tuple[str, Json]]) -> JsonObject:
        item = dict(pairs)
        if len(item) < len(pairs):
            repeated = Counter(key for key, _ in pairs).most_common(1)[0][0]
            raise ValueError(f"the key {repeated!r} appears twice.")
        return item

    try:
        document = json.loads(text, parse_constant=refuse_constant, object_pairs_hook=build)
    except json.JSONDecodeError as error:
        raise GRNFormatError(file, error.lineno, f"this is not valid JSON: {error.msg}.") from error
    except ValueError as error:
        raise GRNFormatError(file, None, f"this is not valid JSON: {error}") from error
    except RecursionError as error:
        raise GRNFormatError(file, None, _TOO_DEEP) from error
    if _is_deep(document):
        raise GRNFormatError(file, None, _TOO_DEEP)
    return document


def _is_deep(document: Json) -> bool:
    """Return whether arrays and objects are nested too deeply to recurse into."""
    level = [document] if isinstance(document, dict | list) else []
    for _ in range(_MAX_DEPTH):
        inner = (item.values() if isinstance(item, dict) else item for item in level)
        level = [each for items in inner for each in items if isinstance(each, dict | list)]
        if not level:
            return False
    return True


class JSONReader:
    """Takes values out of a JSON document; whatever is wrong raises a `GRNFormatError`.

    Places are written as "genes[3].decay".
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._unknown: Counter[str] = Counter()

    def error(self, place: str, problem: str) -> GRNFormatError:
        """Return the error of a place, for the caller to raise."""
        return GRNFormatError(self.file, place, problem)

    def mapping(self, value: Json, place: str) -> JsonObject:
        """Return an object, whatever its keys."""
        if not isinstance(value, dict):
            raise self.error(place, f"must be an object, but is {_show(value)}.")
        return value

    def array(self, item: JsonObject, key: str) -> list[Json]:
        """Return the array under a key, which must exist."""
        value = item.get(key)
        if not isinstance(value, list):
            found = _show(value) if key in item else "missing"
            raise self.error(key, f"must be an array, but is {found}.")
        return value

    def objects(self, item: JsonObject, key: str, known: Sequence[str]) -> list[JsonObject]:
        """Return the array of objects under a key; unknown keys of theirs are counted."""
        values = self.array(item, key)
        items = [self.mapping(value, f"{key}[{number}]") for number, value in enumerate(values)]
        for value in items:
            self.count_unknown(value, known, place=key)
        return items

    def count_unknown(self, item: JsonObject, known: Sequence[str], *, place: str) -> None:
        """Count keys that nothing reads."""
        self._unknown.update(f"{place}: {key!r}" for key in item if key not in known)

    def findings(self) -> tuple[Finding, ...]:
        """Return a finding for each kind of key that nothing reads."""
        return tuple(
            Finding(self.file, None, f"{key} is unknown and was left out ({count(n, 'time')}).")
            for key, n in self._unknown.items()
        )

    def text(self, value: Json, place: str) -> str:
        """Return a text."""
        if not isinstance(value, str):
            raise self.error(place, f"must be text, but is {_show(value)}.")
        return value

    def number(self, value: Json, place: str) -> float:
        """Return a finite number."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(place, f"must be a number, but is {_show(value)}.")
        if not abs(value) <= LARGEST:
            raise self.error(place, "is too large.")
        return float(value)

    def numbers(
        self, items: Sequence[JsonObject], kind: str, key: str, *, default: float | None
    ) -> Float[np.ndarray, " items"]:
        """Return the number under a key of every item.

        Args:
            items: Genes or edges.
            kind: What they are, for the place.
            key: Key of the number.
            default: Number where the key is missing; None if it is required; NaN if it may be null.
        """
        null_is_nan = default is not None and math.isnan(default)
        values = np.empty(len(items))
        for index, item in enumerate(items):
            value = item.get(key, default)
            if key not in item and default is None:
                raise self.error(f"{kind}[{index}].{key}", "must be a number, but is missing.")
            missing = key not in item or (value is None and null_is_nan)
            values[index] = default if missing else self.number(value, f"{kind}[{index}].{key}")
        return values

    def numbers_by_type(
        self, items: Sequence[JsonObject], kind: str, key: str, *, default: float, n_types: int
    ) -> Float[np.ndarray, "cell_types items"]:
        """Return one number, or one for each cell type, under a key of every item."""
        values = np.full((n_types, len(items)), default)
        for index, item in enumerate(items):
            value, place = item.get(key, default), f"{kind}[{index}].{key}"
            if isinstance(value, list) and len(value) != n_types:
                problem = f"has {count(len(value), 'number')}, but there are {n_types} cell types."
                raise self.error(place, problem)
            if isinstance(value, list):
                values[:, index] = [self.number(entry, place) for entry in value]
            else:
                values[:, index] = self.number(value, place)
        return values


def _show(value: Json) -> str:
    """Return a value for a message, shortened."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else f"{text[:40]}…"
