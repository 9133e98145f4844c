"""Two designs in one figure: genes by name, cell types by name or because there is no other."""

import numpy as np
import pytest

from sergiojax.grn import GRN, Design
from sergiojax.ui.compare import designs
from sergiojax.ui.compare.designs import _change, _columns, _partner


def design(*cell_types, **rates):
    grn = GRN.from_edges([], basal_rates={gene: list(rate) for gene, rate in rates.items()})
    return Design(grn.replace(cell_types=cell_types))


def test_genes_are_matched_by_name_and_those_that_are_missing_are_empty():
    grn = design("t", A=[1], B=[2], C=[3]).grn
    values = np.arange(12.0).reshape(2, 2, 3)
    found = _columns(values, grn, ["C", "X", "A"])
    np.testing.assert_array_equal(found[..., 0], values[..., 2])
    np.testing.assert_array_equal(found[..., 2], values[..., 0])
    assert np.isnan(found[..., 1]).all()


@pytest.mark.parametrize(
    ("pinned", "present", "partner"),
    [
        (("x", "y"), ("y", "x"), 1),  # of the chosen name, which is the first
        (("one",), ("other",), 0),
        (("x", "y"), ("z",), None),
        (("x",), ("y", "z"), None),
    ],
)
def test_a_cell_type_is_compared_with_the_one_of_its_name_or_the_only_one(
    state, pinned, present, partner
):
    one, other = (
        design(*types, A=[1.0] * len(types), B=[1.0] * len(types)) for types in (pinned, present)
    )
    assert _partner(one, other) == partner
    if partner is None:
        assert _change(one, other) is None


def test_the_chosen_cell_type_is_the_one_that_is_compared(state):
    state["compare_cell_type"] = "y"
    types = design("x", "y", A=[1, 2])
    assert _partner(types, types) == 1


def test_a_change_is_that_of_b_against_a_and_a_new_gene_has_none(state, monkeypatch):
    known = {"A": 7.0, "B": 0.0, "C": 1.0}  # molecules
    before, after = design("t", A=[1], B=[1]), design("t", B=[1], A=[1], C=[1])
    twice = {"A": 15.0, "B": 0.0, "C": 1.0}

    def levels(of, perturbations):
        assert not perturbations
        wanted = known if of is before else twice
        return np.array([[[wanted[gene] for gene in of.grn.gene_names]]])

    monkeypatch.setattr(designs.perturbed, "levels", levels)
    monkeypatch.setattr(designs, "log2_fold_change", lambda a, b: np.log2(b + 1) - np.log2(a + 1))
    assert dict(zip(after.grn.gene_names, _change(before, after), strict=True)) == {
        "A": pytest.approx(1.0),
        "B": 0.0,
        "C": 0.0,
    }
