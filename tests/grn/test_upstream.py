"""The part of a network that decides what some genes do."""

import numpy as np
import pytest

from sergiojax.grn import GRN, random_network, upstream_network
from sergiojax.simulation import noise_free_course


def test_regulators_of_regulators_come_along_and_nothing_else():
    edges = [("A", "B", 1.0), ("B", "C", -2.0), ("X", "Y", 1.0), ("C", "D", 1.0)]
    grn = GRN.from_edges(edges, basal_rates={"A": 1.0, "X": 2.0})
    part = upstream_network(grn, ["C"])
    assert part.gene_names == ("A", "B", "C")
    assert part.strength.tolist() == [1.0, -2.0]
    assert upstream_network(grn, []).n_genes == 0


@pytest.mark.parametrize("acyclic", [True, False])
def test_genes_do_in_their_part_what_they_do_in_the_whole(acyclic):
    grn = random_network(60, n_cell_types=2, acyclic=acyclic, seed=1)
    genes = grn.gene_names[40:43]
    part = upstream_network(grn, genes)
    times = np.linspace(0.5, 10, 5)
    places = [[net.gene_names.index(gene) for gene in genes] for net in (grn, part)]
    whole, own = (
        np.asarray(noise_free_course(net, times=times, initial="off"))[..., place]
        for net, place in zip((grn, part), places, strict=True)
    )
    np.testing.assert_allclose(own, whole, rtol=2e-4, atol=1e-4)


def test_an_unknown_gene_is_named():
    with pytest.raises(ValueError, match="no gene 'nobody'"):
        upstream_network(random_network(5), ["nobody"])
