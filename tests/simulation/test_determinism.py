"""Equal inputs give equal bytes, whatever the number of cells, blocks, devices or transforms."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import jax
import numpy as np
import pytest

from sergiojax import Progress
from sergiojax.grn import GRN
from sergiojax.kinetics import steady_state
from sergiojax.simulation import (
    RunSettings,
    draw_cells,
    simulate_steady_state,
    simulate_time_course,
)
from tests.kinetics.networks import random_network

DEVICES = """
import hashlib, sys
import jax, numpy as np
from tests.simulation.test_determinism import example
from sergiojax.simulation import simulate_steady_state
assert jax.device_count() == 2
cells = simulate_steady_state(example(), 150, key=jax.random.key(0))
print(hashlib.sha256(np.asarray(cells).tobytes()).hexdigest())
"""


def example():
    """Twelve genes with feedback and three cell types."""
    return random_network((0, 0, 1, 2, 3, 1, 2, 2, 1, 4, 1, 1), seed=3, n_types=3)


@pytest.fixture(scope="module")
def cells(key):
    return np.asarray(simulate_steady_state(example(), 150, key=key))


def test_same_key_gives_the_same_bytes(key, cells):
    again = simulate_steady_state(example(), 150, key=key)
    assert np.asarray(again).tobytes() == cells.tobytes()


def test_raw_keys_give_the_same_bytes(key, cells):
    raw = simulate_steady_state(example(), 150, key=jax.random.key_data(key))
    assert np.asarray(raw).tobytes() == cells.tobytes()


@pytest.mark.parametrize(
    "n_cells",
    [1, pytest.param(2, marks=pytest.mark.validate), pytest.param(37, marks=pytest.mark.validate)],
)
def test_fewer_cells_are_the_first_of_more(key, cells, n_cells):
    few = simulate_steady_state(example(), n_cells, key=key)
    assert np.array_equal(few, cells[:, :n_cells])


@pytest.mark.parametrize(
    "block_size",
    [1, 8, *(pytest.param(size, marks=pytest.mark.validate) for size in (3, 64, 1000))],
)
def test_block_size_changes_nothing(key, cells, block_size):
    blocked = simulate_steady_state(example(), 150, key=key, block_size=block_size)
    assert np.asarray(blocked).tobytes() == cells.tobytes()


@pytest.mark.validate
def test_unequal_numbers_of_cells_change_nothing(key, cells):
    drawn = draw_cells(example(), [5, 0, 150], RunSettings(), key=key)
    assert drawn.cell_type.tolist() == 5 * [0] + 150 * [2]
    assert np.array_equal(drawn.expression[:5], cells[0, :5])
    assert np.array_equal(drawn.expression[5:], cells[2])


@pytest.mark.validate
def test_number_of_devices_changes_nothing(cells):
    root = Path(__file__).parents[2]
    flags = os.environ.get("XLA_FLAGS", "") + " --xla_force_host_platform_device_count=2"
    run = subprocess.run(
        [sys.executable, "-c", DEVICES],
        env=os.environ | {"XLA_FLAGS": flags, "JAX_PLATFORMS": "cpu"},
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == hashlib.sha256(cells.tobytes()).hexdigest()


def test_vmap_over_keys_gives_the_cells_of_separate_runs(key):
    keys = jax.random.split(key, 3)
    grn = example()

    def simulate(key):
        return simulate_steady_state(grn, 20, key=key, burn_in=2.0)

    together = jax.jit(jax.vmap(simulate))(keys)
    apart = [simulate(each) for each in keys]
    np.testing.assert_allclose(together, apart, rtol=1e-4, atol=1e-4)


@pytest.mark.validate
def test_time_course_keeps_its_first_cells(key):
    times = np.array([0.5, 1.0, 3.0])
    many = simulate_time_course(example(), 40, times=times, key=key)
    few = simulate_time_course(example(), 9, times=times, key=key)
    np.testing.assert_allclose(few, many[:, :9], rtol=1e-4, atol=1e-4)
    again = simulate_time_course(example(), 40, times=times, key=key)
    assert np.asarray(again).tobytes() == np.asarray(many).tobytes()


@pytest.mark.validate
def test_trajectory_gives_the_same_bytes(key):
    runs = [simulate_steady_state(example(), 20, key=key, sampling="trajectory") for _ in range(2)]
    assert np.asarray(runs[0]).tobytes() == np.asarray(runs[1]).tobytes()


@pytest.mark.parametrize("n_types", [8, 57, 64])
def test_every_cell_starts_at_the_level_of_its_type(key, n_types):
    """Also where the number of types is that of the cells in a block."""
    grn = GRN.from_edges(
        [("A", "B", 3.0)],
        basal_rates={"A": [float(rate) for rate in range(1, n_types + 1)]},
        noise_amplitude=0.0,
    )
    found = simulate_steady_state(grn, 3, key=key, burn_in=0.0, block_size=n_types)
    expected = np.repeat(np.asarray(steady_state(grn))[:, None], 3, axis=1)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_progress_reaches_the_end_and_can_stop_the_run(key):
    seen = []
    simulate_steady_state(example(), 40, key=key, block_size=50, progress=seen.append)
    assert seen == [Progress("Simulating", cells, 120) for cells in (50, 100, 120)]

    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate_steady_state(example(), 40, key=key, progress=stop)
