"""Numbers and ids in text: what is one, what is not, and the shortest way to write it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sergiojax.grn.formats._numbers import (
    is_number,
    order_genes,
    parse_number,
    parse_whole,
    tidy_ids,
    write_number,
)


@pytest.mark.parametrize(
    ("cell", "number"),
    [("2", 2), ("-2.50", -2.5), (".5", 0.5), ("+1e-3", 1e-3), ("2.", 2), ("−3", -3), ("1E2", 100)],
)
def test_numbers_are_read(cell, number):
    assert parse_number(cell) == number
    assert is_number(cell)


@pytest.mark.parametrize("cell", ["", "x", "1_000", "0x10", "1,5", "1 2", "--1", "1e", "٣"])
def test_other_texts_are_not(cell):
    assert not is_number(cell)
    with pytest.raises(ValueError, match=r"must be a number, but is"):
        parse_number(cell)


@pytest.mark.parametrize("cell", ["nan", "NaN", "inf", "-Infinity"])
def test_numbers_must_be_finite(cell):
    assert is_number(cell)
    with pytest.raises(ValueError, match="must be finite"):
        parse_number(cell)


@pytest.mark.parametrize("cell", ["1e39", "-1e400"])
def test_numbers_must_fit_float32(cell):
    with pytest.raises(ValueError, match="is too large"):
        parse_number(cell)


def test_decimal_commas():
    assert parse_number("2,5", decimal_comma=True) == 2.5
    with pytest.raises(ValueError, match="must be a number"):
        parse_number("1,234,567", decimal_comma=True)


def test_ids_are_whole_numbers():
    assert [parse_whole(cell) for cell in ("53.0", "53", "007", "5.5", "-1", "A", "9" * 30)] == [
        53, 53, 7, None, None, None, None,
    ]  # fmt: skip
    assert tidy_ids(["1.0", "53"]) == {"1.0": "1", "53": "53"}
    assert tidy_ids(["1.0", "A"]) == {"1.0": "1.0", "A": "A"}
    assert order_genes(["10", "9", "10", "1"]) == ("1", "9", "10")
    assert order_genes(["10", "9", "A", "10"]) == ("10", "9", "A")


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_what_is_written_is_read_back(number):
    text = write_number(np.float32(number))
    assert np.float32(parse_number(text)).tobytes() == np.float32(number).tobytes()


def test_nan_is_an_empty_cell():
    assert write_number(np.float32("nan")) == ""
    assert write_number(np.float32(0.1)) == "0.1"
