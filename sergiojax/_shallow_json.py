"""JSON that anybody may have written: refused if it is deep or long, before anything walks it."""

import json

from sergiojax._types import Json

_MOST_LETTERS = 64 << 20  # a network of 20,000 genes and 500,000 edges has about 40 MB
_MOST_DEPTH = 50  # of lists in lists; our own records have 8


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
