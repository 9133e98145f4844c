"""The plane of two genes: field, nullclines, steady states and trajectories."""

import numpy as np
import pytest

from sergiojax.datasets import load_example
from sergiojax.grn import GRN
from sergiojax.kinetics import (
    fixed_points,
    phase_plane,
    phase_trajectory,
    production_rate,
    steady_state,
)
from sergiojax.kinetics._contour import zero_lines
from tests.systems import MOTIFS


def velocity(grn, points, genes, held):
    """Velocity of two genes by the equations as they stand."""
    index = [grn.gene_names.index(name) for name in genes]
    found = []
    for point in points:
        levels = np.array(held, float)
        levels[:, index] = point
        rate = np.asarray(production_rate(grn, levels), float) - np.asarray(grn.decay) * levels
        found.append(rate[0, index])
    return np.array(found)


@pytest.mark.parametrize("name", ["toggle n=2", "toggle n=3", "GATA1-PU.1, tristable"])
def test_of_two_genes_the_points_are_all_steady_states(name):
    grn = MOTIFS[name].grn
    plane, whole = phase_plane(grn, ("A", "B")), fixed_points(grn)
    assert len(plane.points) == len(whole.expression)
    for point, eigenvalues in zip(plane.points, plane.eigenvalues, strict=True):
        distance = np.abs(whole.expression - point).max(1)
        assert distance.min() < 1e-7
        np.testing.assert_allclose(eigenvalues, whole.eigenvalues[distance.argmin()], atol=1e-6)


def test_the_order_of_the_genes_is_that_of_the_axes():
    grn = load_example("krumsiek11")
    one, other = phase_plane(grn, ("Pu1", "Gata1")), phase_plane(grn, ("Gata1", "Pu1"))
    np.testing.assert_allclose(one.velocity, other.velocity.transpose(1, 0, 2)[..., ::-1])
    np.testing.assert_allclose(np.sort(one.points[:, 0]), np.sort(other.points[:, 1]), atol=1e-9)


def test_fields_and_nullclines_are_those_of_the_equations_with_the_others_held():
    grn, genes = load_example("krumsiek11"), ("Gata1", "Pu1")
    held = np.linspace(0.0, 20.0, grn.n_genes)
    plane = phase_plane(grn, genes, held=held, most=(40.0, 50.0), n_arrows=3, n_fine=21)
    grid = np.stack(np.meshgrid(plane.arrow_x, plane.arrow_y), -1)
    expected = velocity(grn, grid.reshape(-1, 2), genes, held[None]).reshape(3, 3, 2)
    np.testing.assert_allclose(plane.arrows, expected, rtol=1e-5, atol=1e-5)
    assert plane.velocity.shape == (21, 21, 2)
    assert (plane.x[-1], plane.y[-1]) == (40.0, 50.0)
    for gene in range(2):
        for line in plane.nullclines[gene]:
            still = velocity(grn, line, genes, held[None])[:, gene]
            np.testing.assert_allclose(still, 0.0, atol=1e-3)


def test_a_nullcline_without_self_regulation_is_the_response_curve():
    plane = phase_plane(MOTIFS["toggle n=3"].grn, ("A", "B"))
    (line,) = plane.nullclines[0]
    np.testing.assert_allclose(line[:, 0], 5 / (1 + (line[:, 1] / 1.5) ** 3), rtol=1e-4)
    assert np.ptp(line[:, 1]) == pytest.approx(plane.y[-1], rel=1e-6)


def test_steady_states_lie_on_both_nullclines():
    plane = phase_plane(load_example("gata1-pu1"), ("GATA1", "PU.1"))
    size = plane.x[1] - plane.x[0]
    for lines in plane.nullclines:
        for point in plane.points:
            assert min(np.linalg.norm(line - point, axis=1).min() for line in lines) < size


def test_trajectories_start_where_asked_and_end_at_a_stable_point():
    grn = MOTIFS["toggle n=3"].grn
    way = phase_trajectory(grn, ("A", "B"), start=(1.0, 1.2), duration=60.0)
    np.testing.assert_allclose(way[0], [1.0, 1.2])
    np.testing.assert_allclose(way[-1], [0.1317, 4.9966], atol=1e-4)
    assert way.shape == (200, 2)


def test_a_trajectory_is_the_closed_form_where_nothing_regulates():
    grn = GRN.from_edges([], basal_rates={"A": 4.0, "B": 1.0}, decay={"A": 0.5})
    times = np.linspace(0, 10.0, 50)
    way = phase_trajectory(grn, ("B", "A"), start=(3.0, 1.0), duration=10.0, n_points=50)
    np.testing.assert_allclose(way[:, 0], 1.25 + 1.75 * np.exp(-0.8 * times), atol=2e-4)
    np.testing.assert_allclose(way[:, 1], 8.0 - 7.0 * np.exp(-0.5 * times), atol=1e-3)


def test_other_genes_are_held_at_the_steady_state_of_the_cell_type():
    grn = load_example("random-100")
    genes = grn.gene_names[60], grn.gene_names[99]
    plane = phase_plane(grn, genes, cell_type=grn.cell_types[2], n_fine=11)
    np.testing.assert_allclose(plane.points, steady_state(grn)[2:3, [60, 99]], rtol=1e-5)


def test_crossing_lines_and_closed_lines_are_followed():
    grid = np.linspace(-1.0, 1.0, 42)  # no node at 0
    x, y = np.meshgrid(grid, grid)

    def circle(at):
        return (at**2).sum(1) - 0.5

    (line,) = zero_lines(circle, grid, grid, values=x**2 + y**2 - 0.5)
    np.testing.assert_array_equal(line[0], line[-1])
    np.testing.assert_allclose(np.linalg.norm(line, axis=1), np.sqrt(0.5), atol=1e-6)
    length = np.linalg.norm(np.diff(line, axis=0), axis=1).sum()
    assert length == pytest.approx(2 * np.pi * np.sqrt(0.5), rel=1e-2)

    lines = zero_lines(lambda at: at[:, 0] * at[:, 1], grid, grid, values=x * y)
    ends = np.concatenate([line[[0, -1]] for line in lines])
    assert np.abs(ends).max(1) == pytest.approx(np.ones(4))
    assert len(lines) == 2


def test_wrong_questions_are_refused():
    grn = MOTIFS["toggle n=3"].grn
    with pytest.raises(ValueError, match="two different"):
        phase_plane(grn, ("A", "A"))
    with pytest.raises(ValueError, match="no gene 'C'"):
        phase_plane(grn, ("A", "C"))
    with pytest.raises(ValueError, match="`held`"):
        phase_plane(grn, ("A", "B"), held=np.array([1.0]))
    with pytest.raises(ValueError, match="`most`"):
        phase_plane(grn, ("A", "B"), most=(1.0, 0.0))
    with pytest.raises(ValueError, match="`start`"):
        phase_trajectory(grn, ("A", "B"), start=(1.0, -1.0))
