"""Colours: one per label whatever the figure, and all of them told apart by everybody."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sergiojax.plot import PALETTE, color_of
from sergiojax.plot._colors import diverging_scale, sequential_scale, translucent
from sergiojax.plot._theme import page_color

# Machado, Oliveira and Fernandes (2009): complete deficiency of one kind of cones.
VISION = {
    "normal": np.eye(3),
    "protan": [[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]],
    "deutan": [[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]],
    "tritan": [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]],
}


def linear_rgb(color):
    if color.startswith("#"):
        channels = [int(color[start : start + 2], 16) for start in (1, 3, 5)]
    else:
        channels = [float(number) for number in re.findall(r"[\d.]+", color)]
    share = np.array(channels) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def contrast(first, second):
    """Return the contrast ratio of WCAG."""
    levels = [linear_rgb(color) @ [0.2126, 0.7152, 0.0722] + 0.05 for color in (first, second)]
    return max(levels) / min(levels)


def oklab(color, vision="normal"):
    """Return a colour in a space of equal perceived distances: Ottosson (2020)."""
    cones = [[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]]
    lab = [[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]]
    seen = np.clip(np.array(VISION[vision]) @ linear_rgb(color), 0, 1)
    return np.array(lab) @ np.cbrt(np.array(cones) @ seen)


@given(st.permutations([f"type_{number}" for number in range(12)]))
def test_colors_do_not_hang_on_the_order_of_labels(labels):
    assert color_of(labels) == color_of(sorted(labels))
    assert list(color_of(labels)) == labels


def test_numbers_in_names_are_counted():
    assert color_of(["type_10", "type_2", "type_2"]) == {
        "type_10": PALETTE[1],
        "type_2": PALETTE[0],
    }


def test_labels_share_a_color_only_beyond_the_palette():
    few = color_of([str(number) for number in range(len(PALETTE))])
    many = color_of([str(number) for number in range(len(PALETTE) + 1)])
    assert len(set(few.values())) == len(few)
    assert len(set(many.values())) == len(PALETTE)


def test_known_labels_keep_their_colors_while_others_come_and_go():
    before = color_of(["B", "C", "D"])
    after = color_of(["A", "B", "D"], known=before)
    assert list(after) == ["B", "D", "A"]
    assert (after["B"], after["D"]) == (before["B"], before["D"])
    assert after["A"] == before["C"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("color", PALETTE)
def test_palette_shows_on_both_pages(color, theme):
    assert contrast(color, page_color(theme)) > 2.2


@pytest.mark.parametrize("vision", VISION)
def test_palette_is_told_apart(vision):
    points = np.stack([oklab(color, vision) for color in PALETTE])
    distance = np.linalg.norm(points[:, None] - points, axis=-1)
    np.fill_diagonal(distance, np.inf)
    assert distance.min() > 0.04  # twice what is just noticed
    assert distance[:6, :6].min() > (0.08 if vision == "normal" else 0.06)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISION)
def test_sequential_scale_leaves_the_page_in_even_steps(theme, vision):
    points = np.stack([oklab(color, vision) for color in sequential_scale(theme)])
    lightness = np.diff(points[:, 0])
    assert np.all(lightness < 0) if theme == "light" else np.all(lightness > 0)
    if vision == "normal":
        step = np.linalg.norm(np.diff(points, axis=0), axis=1)
        assert step.max() / step.min() < 1.4


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISION)
def test_diverging_scale_leaves_the_page_on_both_sides(theme, vision):
    points = np.stack([oklab(color, vision) for color in diverging_scale(theme)])
    from_page = np.abs(points[:, 0] - oklab(page_color(theme))[0])
    assert np.all(np.diff(from_page[:4]) < 0)
    assert np.all(np.diff(from_page[3:]) > 0)
    assert np.linalg.norm(points[1] - points[-2]) > 0.15


def test_opacity_is_added():
    assert translucent("#0072B2", 0.25) == "rgba(0,114,178,0.25)"
