"""The two developmental networks have the fates that were published, and cells reach all of them.

Sources: Giacomantonio and Goodhill (2010), PLoS Computational Biology 6, e1000936; Krumsiek, Marr,
Schroeder and Theis (2011), PLoS ONE 6, e22649.
"""

import numpy as np
import pytest

from sergiojax.datasets import load_example
from sergiojax.grn import GRN
from sergiojax.kinetics import upper_level
from sergiojax.simulation import noise_free_course

CORTEX = {
    "front": frozenset({"Fgf8", "Pax6", "Sp8"}),
    "back": frozenset({"Emx2", "Coup-tfi"}),
}
BLOOD = {
    "red cell": frozenset({"Gata1", "Fog1", "Eklf", "Scl"}),
    "megakaryocyte": frozenset({"Gata1", "Fog1", "Fli1", "Scl"}),
    "monocyte": frozenset({"Pu1", "Cebpa", "cJun", "EgrNab"}),
    "granulocyte": frozenset({"Pu1", "Cebpa", "Gfi1"}),
}
FULL = 40.0  # molecules of a gene that is fully on


def genes_on(grn: GRN, levels: np.ndarray) -> list[frozenset[str]]:
    """Return for every row of levels the genes above half of fully on."""
    return [
        frozenset(name for name, level in zip(grn.gene_names, row, strict=True) if level > FULL / 2)
        for row in levels
    ]


def final_states(grn: GRN, n_starts: int = 200) -> set[frozenset[str]]:
    """Return the sets of genes that are on after a long time, from uniform starts without noise."""
    start = np.random.default_rng(0).uniform(size=(n_starts, grn.n_genes)) * upper_level(grn)
    copies = grn.replace(  # a cell type for each start: all are followed in one run
        cell_types=[str(number) for number in range(n_starts)],
        basal_rate=np.repeat(grn.basal_rate, n_starts, axis=0),
    )
    end = np.asarray(noise_free_course(copies, times=np.array([40.0]), initial=start))[:, 0]
    # At a steady state every gene is clearly on or off, so half is a fair threshold.
    assert ((end < 0.2 * FULL) | (end > 0.8 * FULL)).all()
    return set(genes_on(grn, end))


def with_basal_rate(grn: GRN, gene: str, rate: float) -> GRN:
    """Return the network with another basal rate of one gene."""
    chosen = np.array(grn.gene_names) == gene
    return grn.replace(basal_rate=np.where(chosen, rate, grn.basal_rate))


def check_shares(grn: GRN, expression: np.ndarray, fates: dict[str, frozenset[str]]) -> None:
    """Check that cells are in the fates, each fate with a tenth of them or more."""
    found = genes_on(grn, expression)
    shares = [found.count(fate) / len(found) for fate in fates.values()]
    assert min(shares) > 0.1
    assert sum(shares) > 0.9


def test_cortex_has_a_front_and_a_back():
    assert final_states(load_example("mcad")) == set(CORTEX.values())


@pytest.mark.validate
def test_cortical_cells_are_front_or_back(cells):
    check_shares(load_example("mcad"), cells("mcad")[0], CORTEX)


@pytest.mark.validate
def test_cortex_is_all_back_with_a_basal_rate_of_emx2():
    """The story says so."""
    grn = with_basal_rate(load_example("mcad"), "Emx2", 16)
    assert final_states(grn) == {CORTEX["back"]}


def test_blood_has_the_four_published_fates():
    assert final_states(load_example("krumsiek11")) == set(BLOOD.values())


def test_blood_keeps_two_fates_with_a_basal_rate_of_gata1():
    """The story says so."""
    grn = with_basal_rate(load_example("krumsiek11"), "Gata1", 16)
    assert final_states(grn) == {BLOOD["red cell"], BLOOD["megakaryocyte"]}


def test_blood_cells_are_in_one_of_the_four_fates(cells):
    check_shares(load_example("krumsiek11"), cells("krumsiek11")[0], BLOOD)


def test_blood_has_two_states_more_with_equal_edges_and_no_basal_rate():
    """What the notes of the example say, and why Cebpa differs from the other genes."""
    grn = load_example("krumsiek11")
    equal = grn.replace(half_response=FULL / 2, basal_rate=0.0)
    surplus = {frozenset[str](), frozenset({"Pu1", "cJun", "EgrNab"})}
    assert final_states(equal) == set(BLOOD.values()) | surplus
