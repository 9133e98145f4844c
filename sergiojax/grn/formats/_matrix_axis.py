"""Which axis of a matrix regulates, by the words in its corner cell."""

import re
from collections.abc import Sequence

from sergiojax.grn.formats._format import Axis

_WORDS = {
    "regulator": "regulator regulators controlling tf tfs source sources from",
    "target": "target targets affected to",
    "rows": "row rows",
    "columns": "col cols column columns",
}
_MEANINGS = {word: meaning for meaning, words in _WORDS.items() for word in words.split()}
_ROLES = ("regulator", "target")
_OPPOSITE: dict[Axis, Axis] = {"rows": "columns", "columns": "rows"}


def find_axis(corner: str) -> Axis | None:
    r"""Return where the regulators are, or None if the words do not say so.

    It understands sentences ("cols regulators/rows targets", "regulators in rows"), the usual
    "rows\columns" ("TF\gene"), and a heading of the column of row names ("TF").
    """
    words = re.findall(r"[^\W\d_]+", corner.lower())
    meanings = [_MEANINGS[word] for word in words if word in _MEANINGS]
    if any(axis in meanings for axis in _OPPOSITE):
        return _read_sentence(meanings)
    if meanings in (["regulator"], ["regulator", "target"]):
        return "rows"
    return "columns" if meanings in (["target"], ["target", "regulator"]) else None


def is_explicit(corner: str) -> bool:
    """Return whether the words name both axes, or one by "rows" or "columns"."""
    words = re.findall(r"[^\W\d_]+", corner.lower())
    return find_axis(corner) is not None and sum(word in _MEANINGS for word in words) > 1


def _read_sentence(meanings: Sequence[str]) -> Axis | None:
    """Read pairs of an axis and a role, in either order; all pairs must agree."""
    said: set[Axis | None] = set()
    for pair in zip(meanings[::2], meanings[1::2], strict=False):
        axis: Axis | None = next((axis for axis in _OPPOSITE if axis in pair), None)
        role = next((role for role in _ROLES if role in pair), None)
        if axis is None or role is None:
            return None
        said.add(axis if role == "regulator" else _OPPOSITE[axis])
    return said.pop() if len(said) == 1 and len(meanings) % 2 == 0 else None
