"""Words on a drawing: texts with a place, which are not part of the network."""

import math
from collections.abc import Sequence
from typing import NamedTuple

LONGEST_ANNOTATION = 300
"""Most characters of an annotation."""

MOST_ANNOTATIONS = 200
"""Most annotations of a drawing."""


class Annotation(NamedTuple):
    r"""A text on the drawing.

    Attributes:
        text: What is written; lines are separated by "\n".
        x: Horizontal position of its middle (pixels).
        y: Vertical position of its middle (pixels), growing downwards.
    """

    text: str
    x: float
    y: float


def check_annotations(annotations: Sequence[Annotation]) -> tuple[Annotation, ...]:
    """Return a checked copy.

    Args:
        annotations: Texts with places.

    Raises:
        TypeError: If a text is not a string.
        ValueError: If there are too many, or one is empty, too long, not Unicode or has no place.
    """
    if len(annotations) > MOST_ANNOTATIONS:
        raise ValueError(
            f"A drawing holds at most {MOST_ANNOTATIONS} annotations, but has {len(annotations)}."
        )
    return tuple(_check(*annotation) for annotation in annotations)


def _check(text: str, x: float, y: float) -> Annotation:
    if not isinstance(text, str):
        raise TypeError(f"An annotation must be text, but is a {type(text).__name__}.")
    if not text.strip() or len(text) > LONGEST_ANNOTATION:
        raise ValueError(
            f"An annotation must have 1 to {LONGEST_ANNOTATION} characters: {text[:40]!r}"
        )
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"An annotation cannot be written as Unicode: {error.reason}.") from error
    if not math.isfinite(x + y):
        raise ValueError(f"The annotation {text[:40]!r} has no place.")
    return Annotation(text, float(x), float(y))
