"""Heatmaps: the table as it is, and a strip that tells the cell types by their colours."""

import numpy as np
import pytest

from sergiojax.plot import color_of, heatmap

CELL_TYPE = ["b"] * 3 + ["a"] * 5


@pytest.fixture(scope="module")
def table():
    return np.random.default_rng(0).normal(size=(4, 8)).astype(np.float32)


def test_table_is_shown_as_it_is(table):
    cells = heatmap(table, row_names=["4", "3", "2", "1"], cell_type=CELL_TYPE).data[0]
    assert np.array_equal(cells.z, table)
    assert list(cells.y) == ["4", "3", "2", "1"]
    assert cells.zsmooth is False


def test_first_row_is_on_top_and_numbers_are_names(table):
    axis = heatmap(table, row_names=["4", "3", "2", "1"], cell_type=CELL_TYPE).layout.yaxis
    assert axis.autorange == "reversed"
    assert axis.type == "category"


def test_strip_has_the_colors_of_the_cell_types(table):
    strip = heatmap(table, row_names=list("wxyz"), cell_type=CELL_TYPE).data[1]
    assert strip.z.dtype == np.uint8
    n_types = 2
    for code, name in zip(strip.z[0], CELL_TYPE, strict=True):
        position = (code - strip.zmin) / (strip.zmax - strip.zmin)
        assert position == pytest.approx((code + 0.5) / n_types)
        shade = [color for limit, color in strip.colorscale if limit <= position][-1]
        assert shade == color_of(CELL_TYPE)[name]


def test_names_stand_below_the_middle_of_their_cells(table):
    figure = heatmap(table, row_names=list("wxyz"), cell_type=CELL_TYPE)
    assert np.array_equal(figure.layout.xaxis.tickvals, [1.0, 5.0])
    assert list(figure.layout.xaxis.ticktext) == ["b", "a"]
    assert [line.x0 for line in figure.layout.shapes] == [2.5]


@pytest.mark.parametrize(("n_rows", "named"), [(60, True), (61, False)])
def test_many_genes_are_not_named(n_rows, named):
    names = [f"G{number}" for number in range(n_rows)]
    figure = heatmap(np.zeros((n_rows, 8), np.float32), row_names=names, cell_type=CELL_TYPE)
    assert figure.layout.yaxis.showticklabels is named


def test_signed_values_have_zero_in_the_middle(table):
    signed = heatmap(table, row_names=list("wxyz"), cell_type=CELL_TYPE, diverging=True).data[0]
    plain = heatmap(table, row_names=list("wxyz"), cell_type=CELL_TYPE).data[0]
    assert signed.zmid == 0
    assert plain.zmid is None
    assert signed.colorscale != plain.colorscale


def test_largest_table_is_less_than_a_megabyte():
    table = np.random.default_rng(0).normal(size=(400, 300))
    names = [f"Gene {number}" for number in range(400)]
    figure = heatmap(table, row_names=names, cell_type=["a"] * 150 + ["b"] * 150, diverging=True)
    assert len(figure.to_json()) < 1e6


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"row_names": ["x"]}, "There are 4 rows, but 1 row names"),
        ({"cell_type": ["a"]}, "There are 8 cells, but 1 labels"),
    ],
)
def test_names_that_do_not_belong_are_refused(table, change, message):
    settings = {"row_names": list("wxyz"), "cell_type": CELL_TYPE} | change
    with pytest.raises(ValueError, match=message):
        heatmap(table, **settings)
