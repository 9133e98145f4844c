"""What views need of cells: the same for dense and sparse ones, at once or at the desk."""

import anndata
import numpy as np
import pytest
import scipy.sparse

from sergiojax.analysis import normalize, pca
from sergiojax.ui.work import cell_values
from sergiojax.ui.work.job import CancelledError

COUNTS = np.random.default_rng(0).poisson(1.0, (40, 12)).astype(np.float32)
SOME = np.array([1, 4, 7])


def cells(matrix):
    return anndata.AnnData(matrix)


@pytest.mark.parametrize("sparse", [False, True])
def test_counts_are_scaled_by_the_totals_of_whole_cells(sparse):
    made = cells(scipy.sparse.csr_matrix(COUNTS) if sparse else COUNTS)
    name = f"counts {sparse}"
    facts = cell_values.facts(made, name)
    assert facts.kind == "counts"
    np.testing.assert_allclose(facts.total, COUNTS.sum(axis=1))
    np.testing.assert_array_equal(facts.zeros, (COUNTS == 0).sum(axis=1))
    truth = normalize(COUNTS)
    np.testing.assert_allclose(facts.variance, truth.var(axis=0), rtol=1e-4)
    values = cell_values.log_values(made, name, SOME)
    values = values.toarray() if sparse else values
    np.testing.assert_allclose(values, truth[:, SOME], rtol=1e-5)
    np.testing.assert_allclose(cell_values.log_of_gene(made, name, 5), truth[:, 5], rtol=1e-5)
    np.testing.assert_array_equal(cell_values.gene_values(made, 5), COUNTS[:, 5])
    found = cell_values.components(made, name, SOME)
    np.testing.assert_allclose(found, pca(truth[:, SOME]).coordinates, atol=1e-4)


def test_kinds_of_values_are_known():
    kinds = {
        "expression": COUNTS + 0.5,
        "scaled": COUNTS - 1,
    }
    for kind, matrix in kinds.items():
        assert cell_values.facts(cells(matrix), f"kind {kind}").kind == kind
    logs = cells(np.log1p(COUNTS))
    logs.uns["log1p"] = {"base": None}
    assert cell_values.facts(logs, "kind log").kind == "log"
    np.testing.assert_array_equal(cell_values.log_of_gene(logs, "kind log", 3), logs.X[:, 3])


def test_missing_values_are_refused():
    broken = COUNTS.copy()
    broken[3, 4] = np.nan
    with pytest.raises(ValueError, match="missing or infinite"):
        cell_values.facts(cells(broken), "broken")


def test_a_cancelled_work_says_so_and_offers_to_go_on(monkeypatch):
    shown = []
    monkeypatch.setattr(cell_values.st, "info", lambda text, **_: shown.append(text))
    monkeypatch.setattr(cell_values.st, "button", lambda text, **_: shown.append(text))
    with cell_values.cancellable():
        raise CancelledError
    assert shown == ["Cancelled. The cells are kept.", "Go on"]
