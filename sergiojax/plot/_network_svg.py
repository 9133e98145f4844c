"""A drawn network as SVG, for papers and slides: genes as boxes, arrows activate, bars repress.

Texts next to the network are in italics.
"""

import math
import textwrap
from collections.abc import Sequence
from html import escape

import numpy as np
from jaxtyping import Float, Int

# Okabe and Ito: distinct with every common kind of colour vision.
_ACTIVATE, _REPRESS = "#0072B2", "#D55E00"
_FONT = 14.0  # pixels
_CHARACTER = 0.62  # of the font size, about the mean width
_WIDE = 1.0  # of the font size; from here on, characters are as wide as they are high
_FIRST_WIDE = "\u1100"
_HEIGHT = 38.0
_NARROWEST = 58.0
_MARGIN = 40.0
_HEAD = 10.0  # length of an arrow head
_BAR = 4.0  # gap between a bar and the box that it shuts off
_BEND = 20.0  # pixels between the middles of two opposite edges and the straight line
_LOOP = 46.0  # height of a self loop
_LINE = 1.3  # of the font size, from line to line of a text
_LONGEST_LINE = 36  # characters

Point = tuple[float, float]


def network_svg(
    xy: Float[np.ndarray, "genes 2"],
    *,
    gene_names: Sequence[str],
    regulator: Int[np.ndarray, " edges"],
    target: Int[np.ndarray, " edges"],
    strength: Float[np.ndarray, " edges"],
    texts: Sequence[tuple[str, float, float]] = (),
) -> str:
    """Draw a network as SVG text on a transparent background.

    Args:
        xy: Middle of every gene (pixels), y growing downwards.
        gene_names: One name per gene.
        regulator: Gene index of every edge's regulator.
        target: Gene index of every edge's target.
        strength: Signed strength of every edge; widths grow with its logarithm.
        texts: What is written next to the network, and where its middle is (pixels).

    Returns:
        A whole SVG document.
    """
    widths = np.array([_label_width(name) for name in gene_names])
    unit = float(np.median(np.abs(strength))) if len(strength) else 1.0
    pairs = set(zip(regulator.tolist(), target.tolist(), strict=True))
    edges = []
    for one, other, size in zip(regulator.tolist(), target.tolist(), strength, strict=True):
        width = min(7.0, 1.5 + 1.5 * math.log2(1 + abs(size) / (unit or 1.0)))
        bend = _BEND if (other, one) in pairs else 0.0
        gap = _BAR if size < 0 else _HEAD + 2
        if one == other:
            line = _loop(xy[one], gap=gap)
        else:
            line = _curve(xy[one], xy[other], box=float(widths[other]), bend=bend, gap=gap)
        edges.append(_edge(*line, width=width, represses=bool(size < 0)))
    genes = [
        _gene(float(x), float(y), float(width), name)
        for (x, y), width, name in zip(xy, widths, gene_names, strict=True)
    ]
    places = [(_lines(text), x, y) for text, x, y in texts]
    written = [_text(*place) for place in places]
    return _document(_reach(xy, widths, places), [*edges, *genes, *written])


def _label_width(name: str) -> float:
    signs = sum(_WIDE if character >= _FIRST_WIDE else _CHARACTER for character in name)
    return max(_NARROWEST, _FONT * signs + 28)


def _gene(x: float, y: float, width: float, name: str) -> str:
    return (
        f'<g class="gene"><rect x="{x - width / 2:.1f}" y="{y - _HEIGHT / 2:.1f}" '
        f'width="{width:.1f}" height="{_HEIGHT:.1f}" rx="12" fill="#F3F4F5" stroke="#858B90" '
        'stroke-width="1.5"/>'
        f'<text x="{x:.1f}" y="{y:.1f}" dy="0.35em">{escape(name)}</text></g>'
    )


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    return [part for line in lines for part in textwrap.wrap(line, _LONGEST_LINE) or [""]]


def _text(lines: Sequence[str], x: float, y: float) -> str:
    step = _FONT * _LINE
    top = y - step * (len(lines) - 1) / 2
    spans = "".join(
        f'<tspan x="{x:.1f}" y="{top + step * row:.1f}" dy="0.35em">{escape(line)}</tspan>'
        for row, line in enumerate(lines)
    )
    return f'<text class="annotation">{spans}</text>'


def _edge(path: str, end: Point, direction: Point, *, width: float, represses: bool) -> str:
    """Draw a line and its head; `direction` points from the line into the target."""
    (x, y), (dx, dy) = end, direction
    color = _REPRESS if represses else _ACTIVATE
    half = 5.0 + width / 2
    if represses:
        head = (
            f'<path d="M{x - dy * half:.1f} {y + dx * half:.1f}L{x + dy * half:.1f} '
            f'{y - dx * half:.1f}" stroke="{color}" stroke-width="{width + 1:.1f}"/>'
        )
    else:
        tip = (x + dx * _HEAD, y + dy * _HEAD)
        head = (
            f'<path d="M{tip[0]:.1f} {tip[1]:.1f}L{x - dy * half:.1f} {y + dx * half:.1f}'
            f'L{x + dy * half:.1f} {y - dx * half:.1f}Z" fill="{color}"/>'
        )
    kind = "repression" if represses else "activation"
    return (
        f'<g class="{kind}"><path d="{path}" fill="none" stroke="{color}" '
        f'stroke-width="{width:.1f}"/>{head}</g>'
    )


def _curve(
    start: np.ndarray, stop: np.ndarray, *, box: float, bend: float, gap: float
) -> tuple[str, Point, Point]:
    """Return a curve between two middles that ends before the target's box, and its direction."""
    x0, y0, x1, y1 = map(float, (*start, *stop))
    length = math.hypot(x1 - x0, y1 - y0) or 1.0
    mx = (x0 + x1) / 2 - (y1 - y0) / length * 2 * bend
    my = (y0 + y1) / 2 + (x1 - x0) / length * 2 * bend
    dx, dy = _unit(x1 - mx, y1 - my)
    back = _to_border(dx, dy, box) + gap
    end = (x1 - dx * back, y1 - dy * back)
    return f"M{x0:.1f} {y0:.1f}Q{mx:.1f} {my:.1f} {end[0]:.1f} {end[1]:.1f}", end, (dx, dy)


def _loop(middle: np.ndarray, *, gap: float) -> tuple[str, Point, Point]:
    """Return a loop above a box."""
    x, y = map(float, middle)
    top = y - _HEIGHT / 2
    end = (x + 12, top - gap)
    path = (
        f"M{x - 12:.1f} {top:.1f}C{x - 40:.1f} {top - _LOOP:.1f} {x + 40:.1f} {top - _LOOP:.1f} "
        f"{end[0]:.1f} {end[1]:.1f}"
    )
    return path, end, _unit(-0.3, 1.0)


def _to_border(dx: float, dy: float, width: float) -> float:
    """Return the distance from the middle of a box to its border in a direction."""
    across = width / 2 / abs(dx) if dx else math.inf
    return min(across, _HEIGHT / 2 / abs(dy) if dy else math.inf)


def _unit(dx: float, dy: float) -> Point:
    length = math.hypot(dx, dy)
    return (dx / length, dy / length) if length else (0.0, 1.0)


def _reach(
    xy: np.ndarray, widths: np.ndarray, texts: Sequence[tuple[Sequence[str], float, float]]
) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of all that is drawn."""
    boxes = [
        (x - width / 2, y - _HEIGHT / 2 - _LOOP, x + width / 2, y + _HEIGHT / 2)
        for (x, y), width in zip(xy, widths, strict=True)
    ]
    for lines, x, y in texts:
        wide = max(map(_label_width, lines)) / 2
        high = _FONT * _LINE * len(lines) / 2
        boxes.append((x - wide, y - high, x + wide, y + high))
    corners = np.array(boxes or [(0.0, 0.0, 0.0, 0.0)])
    left, top = corners[:, :2].min(axis=0)
    right, bottom = corners[:, 2:].max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def _document(reach: tuple[float, float, float, float], parts: Sequence[str]) -> str:
    left, top, right, bottom = reach
    box = (left - _MARGIN, top - _MARGIN, right - left + 2 * _MARGIN, bottom - top + 2 * _MARGIN)
    view = " ".join(f"{number:.1f}" for number in box)
    style = (
        f"text{{font:600 {_FONT:.0f}px sans-serif;fill:#0B131A;text-anchor:middle}}"
        f".annotation{{font:italic {_FONT:.0f}px sans-serif;fill:#56616B}}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" width="{box[2]:.0f}" '
        f'height="{box[3]:.0f}"><style>{style}</style>\n' + "\n".join(parts) + "\n</svg>\n"
    )
