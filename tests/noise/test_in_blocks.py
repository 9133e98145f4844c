"""Technical noise in blocks: the bytes of all cells at once, whatever the blocks."""

import jax
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sergiojax.noise import PROFILES, dropout_midpoint, simulate_technical_noise
from sergiojax.noise._draws import uniform, uniform_rows
from sergiojax.noise._dropout import find_position
from sergiojax.noise._in_blocks import count_block, find_midpoint_in_blocks, scale_block

NOISE = PROFILES["DS1"].noise.replace(outlier_probability=0.1)


@pytest.mark.parametrize(
    ("shape", "size"),
    [
        ((300, 37), 70),
        pytest.param((20, 1210), 7, marks=pytest.mark.validate),
        pytest.param((300, 37), 7, marks=pytest.mark.validate),
        pytest.param((300, 37), 16, marks=pytest.mark.validate),
    ],
)
def test_blocks_have_the_bytes_of_the_whole(key, shape, size):
    rng = np.random.default_rng(1)
    clean = rng.gamma(1.0, 3.0, shape).astype(np.float32) * (rng.random(shape) < 0.9)
    whole = simulate_technical_noise(clean, NOISE, key=key)
    firsts = range(0, len(clean), size)
    blocks = [
        scale_block(clean[first : first + size], NOISE, key=key, first_cell=first)
        for first in firsts
    ]
    midpoint = find_midpoint_in_blocks(
        lambda: (block.expression for block in blocks),
        n_entries=clean.size,
        percentile=NOISE.dropout_percentile,
    )
    assert midpoint == whole.midpoint
    counts = [
        count_block(block, NOISE, key=key, first_cell=first, midpoint=midpoint)
        for first, block in zip(firsts, blocks, strict=True)
    ]
    assert np.concatenate(counts).tobytes() == np.asarray(whole.counts).tobytes()
    sizes = np.concatenate([block.library_size for block in blocks])
    assert np.array_equal(sizes, whole.library_size)
    assert np.array_equal(blocks[-1].outlier_factor, whole.outlier_factor)


LEVELS = st.floats(0, 1e6, width=32)


@given(
    hnp.arrays(np.float32, st.tuples(st.integers(1, 6), st.just(3)), elements=LEVELS),
    st.floats(0, 100),
    st.integers(1, 6),
)
def test_midpoint_is_exact_with_ties_and_zeros(expression, percentile, size):
    found = find_midpoint_in_blocks(
        lambda: np.array_split(expression, size), n_entries=expression.size, percentile=percentile
    )
    assert found == dropout_midpoint(expression, percentile=percentile)


def test_ranks_beyond_int32_are_counted():
    position = find_position(75.0, 1 << 33)
    rank = int(position.whole) * position.hundreds + int(position.beyond)
    assert rank == pytest.approx(0.75 * ((1 << 33) - 1), abs=100)


@pytest.mark.parametrize("shape", [(40,), (40, 24)])
def test_rows_are_those_of_the_whole_array(key, shape):
    whole = uniform(key, shape=shape)
    rows = uniform_rows(key, first_row=13, shape=(8, *shape[1:]))
    assert np.array_equal(rows, whole[13:21])
    assert np.array_equal(uniform_rows(key, first_row=None, shape=shape), whole)


def test_places_beyond_32_bits_are_told_apart(key):
    far, near = (uniform_rows(key, first_row=row, shape=(2, 1 << 10)) for row in ((1 << 22) - 1, 0))
    assert not np.any(far[1] == near[0])  # place 2³², whose lower word is 0
    assert np.array_equal(far[1], uniform_rows(key, first_row=1 << 22, shape=(1, 1 << 10))[0])


def test_keys_of_other_generators_are_refused():
    key = jax.random.key(0, impl="rbg")
    with pytest.raises(ValueError, match="keys of the kind threefry2x32"):
        uniform_rows(key, first_row=0, shape=(8,))
