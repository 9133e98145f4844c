"""Draws curves on two logarithmic axes as a small SVG, for the figures of docs/*.md."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sergiojax.plot import color_of

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 480, 30, 340


class Axis(NamedTuple):
    """A logarithmic axis.

    Attributes:
        name: What it measures.
        ends: Its range.
        ticks: Value and label of every grid line.
    """

    name: str
    ends: tuple[float, float]
    ticks: Mapping[float, str]


def draw(
    title: str, curves: Mapping[str, Sequence[tuple[float, float]]], *, x: Axis, y: Axis
) -> str:
    """Return the figure: one line with dots and a name for every curve; (x, y) must be positive."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="13" role="img">',
        f"<title>{title}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for value, text in x.ticks.items():
        across = _across(value, x)
        lines += [_rule(across, TOP, across, BOTTOM), _label(across, BOTTOM + 20, text, "middle")]
    for value, text in y.ticks.items():
        down = _down(value, y)
        lines += [_rule(LEFT, down, RIGHT, down), _label(LEFT - 8, down + 4, text, "end")]
    lines.append(_label((LEFT + RIGHT) / 2, HEIGHT - 18, x.name, "middle"))
    lines.append(_label(LEFT - 50, TOP - 12, y.name, "start"))
    colors = color_of(tuple(curves))
    for place, (name, points) in enumerate(curves.items()):
        color = colors[name]
        dots = [(_across(value, x), _down(error, y)) for value, error in points]
        path = " ".join(f"{across:.1f},{down:.1f}" for across, down in dots)
        lines.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2.5"/>')
        lines += [_dot(across, down, 4, color) for across, down in dots]
        row = TOP + 20 + 24 * place
        lines += [_dot(RIGHT + 20, row, 5, color), _label(RIGHT + 32, row + 4, name, "start")]
    return "\n".join([*lines, "</svg>"]) + "\n"


def _across(value: float, axis: Axis) -> float:
    return LEFT + (RIGHT - LEFT) * _share(value, axis.ends)


def _down(value: float, axis: Axis) -> float:
    return BOTTOM - (BOTTOM - TOP) * _share(value, axis.ends)


def _share(value: float, ends: tuple[float, float]) -> float:
    return math.log(value / ends[0]) / math.log(ends[1] / ends[0])


def _dot(across: float, down: float, radius: int, color: str) -> str:
    return f'<circle cx="{across:.1f}" cy="{down:.1f}" r="{radius}" fill="{color}"/>'


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        'stroke="#dddddd" stroke-width="1"/>'
    )


def _label(across: float, down: float, text: str, anchor: str) -> str:
    return (
        f'<text x="{across:.1f}" y="{down:.1f}" text-anchor="{anchor}" fill="#333333">{text}</text>'
    )
