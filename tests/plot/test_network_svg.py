"""The picture of a network: every gene and edge is there, and names are only names."""

import re

import numpy as np
import pytest
from defusedxml.ElementTree import fromstring as parse

from sergiojax.plot import network_svg

SVG = "{http://www.w3.org/2000/svg}"


def draw(names, edges, xy=None):
    regulator, target, strength = (np.array(column) for column in zip(*edges, strict=True))
    places = (
        np.stack([np.arange(len(names)) * 160.0, np.zeros(len(names))], 1) if xy is None else xy
    )
    picture = network_svg(
        places, gene_names=names, regulator=regulator, target=target, strength=strength * 1.0
    )
    return parse(picture)


def groups(root, kind):
    return [group for group in root.iter(f"{SVG}g") if group.get("class") == kind]


def test_genes_and_edges_are_all_there():
    root = draw(["A", "B", "C"], [(0, 1, 2), (1, 2, -1), (2, 2, 3)])
    assert [text.text for text in root.iter(f"{SVG}text")] == ["A", "B", "C"]
    assert len(groups(root, "activation")) == 2
    assert len(groups(root, "repression")) == 1


def test_texts_beside_the_network_are_broken_into_lines_inside_the_picture():
    none = np.zeros(0, int)
    picture = network_svg(
        np.zeros((1, 2)),
        gene_names=["A"],
        regulator=none,
        target=none,
        strength=none * 1.0,
        texts=[("<b>\n" + "long " * 12, 500.0, -90.0)],
    )
    root = parse(picture)
    (text,) = [text for text in root.iter(f"{SVG}text") if text.get("class") == "annotation"]
    lines = [(line.text, float(line.get("y"))) for line in text]
    assert [line for line, _ in lines] == ["<b>", "long " * 6 + "long", "long " * 4 + "long"]
    assert np.mean([y for _, y in lines]) == pytest.approx(-90.0)
    left, top, width, height = map(float, root.get("viewBox").split())
    assert left < 380
    assert left + width > 620
    assert top < lines[0][1] < lines[-1][1] < top + height


@pytest.mark.parametrize("name", ["<script>", 'a"b&c', "é💡", "x" * 60])
def test_names_are_text(name):
    root = draw([name, "B"], [(0, 1, 1)])
    assert next(root.iter(f"{SVG}text")).text == name
    (box,) = [float(rect.get("width")) for rect in root.iter(f"{SVG}rect")][:1]
    assert box >= 0.5 * 14 * len(name)


@pytest.mark.parametrize("strength", [1, -1])
@pytest.mark.parametrize("angle", np.linspace(0, 2 * np.pi, 7))
def test_edges_end_at_the_border_of_the_target(strength, angle):
    xy = np.array([[0.0, 0.0], [300 * np.cos(angle), 300 * np.sin(angle)]])
    root = draw(["A", "B"], [(0, 1, strength)], xy)
    (group,) = groups(root, "activation" if strength > 0 else "repression")
    line = group.find(f"{SVG}path").get("d")
    end = np.array([float(number) for number in re.findall(r"-?[\d.]+", line)[-2:]]) - xy[1]
    outside = (np.abs(end) - [29.0, 19.0]).max()  # half of the smallest box
    assert 0 < outside <= 12.5


def test_opposite_edges_do_not_cover_each_other():
    root = draw(["A", "B"], [(0, 1, 1), (1, 0, -1)])
    bends = [re.findall(r"Q(\S+) (\S+) ", path.get("d")) for path in root.iter(f"{SVG}path")]
    heights = [float(bend[0][1]) for bend in bends if bend]
    assert heights[0] * heights[1] < 0


def test_all_lies_inside_the_picture_even_without_genes():
    empty = network_svg(
        np.zeros((0, 2)),
        gene_names=[],
        regulator=np.zeros(0, int),
        target=np.zeros(0, int),
        strength=np.zeros(0),
    )
    assert parse(empty).get("viewBox")
    root = draw(["A", "B"], [(0, 0, 1), (0, 1, 1)])
    left, top, width, height = map(float, root.get("viewBox").split())
    for rect in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(rect.get(key)) for key in ("x", "y", "width", "height"))
        assert left < x < x + w < left + width
        assert top < y < y + h < top + height
