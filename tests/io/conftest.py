"""A small network with two cell types, and cells of it, clean and as counts."""

import anndata
import pytest

from sergiojax import GRN, simulate


@pytest.fixture(scope="session")
def grn() -> GRN:
    edges = [("A", "B", 30.0), ("B", "C", -20.0)]
    rates = {"A": [10.0, 40.0], "C": 25.0}
    return GRN.from_edges(edges, basal_rates=rates, cell_types=["stem", "T cell"])


@pytest.fixture(scope="session")
def _clean(grn: GRN) -> anndata.AnnData:
    return simulate(grn, {"stem": 3, "T cell": 5}, seed=1)


@pytest.fixture(scope="session")
def _counts(grn: GRN) -> anndata.AnnData:
    return simulate(grn, {"stem": 3, "T cell": 5}, seed=1, technical_noise="DS4")


@pytest.fixture
def clean(_clean: anndata.AnnData) -> anndata.AnnData:
    """Eight clean cells: three of type "stem", five of type "T cell"."""
    return _clean.copy()


@pytest.fixture
def counts(_counts: anndata.AnnData) -> anndata.AnnData:
    """The same cells, as counts."""
    return _counts.copy()
