"""Sparse cells are read in little more memory than they take: at most three times their CSR."""

import os
import subprocess
import sys
from pathlib import Path

import anndata
import numpy as np
import pytest
import scipy.sparse
from scipy.io import mmwrite

from tests.io.readers import samples

ROOT = Path(__file__).parents[3]
SLACK = 60 << 20  # bytes of blocks, of the names of cells and genes, and of the allocator
SIZES = [
    pytest.param((8_000, 10_000, 400), id="8,000 × 10,000"),
    pytest.param((50_000, 30_000, 1_200), id="50,000 × 30,000", marks=pytest.mark.validate),
]


def _cells(n_cells: int, n_genes: int, per_cell: int) -> scipy.sparse.csr_matrix:
    """Return counts with the same number of values in every cell, at genes of even distance."""
    rng = np.random.default_rng(0)
    step = n_genes // per_cell
    indices = (np.arange(per_cell) * step)[None] + rng.integers(step, size=(n_cells, 1))
    values = rng.integers(1, 20, n_cells * per_cell).astype(np.float32)
    ends = np.arange(n_cells + 1) * per_cell
    return scipy.sparse.csr_matrix(
        (values, indices.ravel().astype(np.int32), ends), (n_cells, n_genes)
    )


def _h5ad(folder, matrix):
    anndata.AnnData(matrix).write_h5ad(path := folder / f"{matrix.format}.h5ad")
    return path


def _h5ad_by_columns(folder, matrix):
    return _h5ad(folder, scipy.sparse.csc_matrix(matrix))


def _tenx(folder, matrix):
    n_cells, n_genes = matrix.shape
    return samples.write_tenx_h5(
        folder / "a.h5",
        data=matrix.data.astype(np.int32),
        indices=matrix.indices.astype(np.int64),
        indptr=matrix.indptr.astype(np.int64),
        shape=np.array([n_genes, n_cells]),
        barcodes=np.array([f"cell{number}" for number in range(n_cells)], "S"),
        **{f"features/{key}": np.array(_genes(n_genes), "S") for key in ("id", "name")},
        features__feature_type=np.array(["Gene Expression"] * n_genes, "S"),
    )


def _mtx(folder, matrix):
    n_cells, n_genes = matrix.shape
    made = folder / "mtx"
    made.mkdir()
    by_cell = scipy.sparse.coo_matrix(matrix)
    turned = scipy.sparse.coo_matrix(
        (by_cell.data.astype(np.int32), (by_cell.col, by_cell.row)), shape=(n_genes, n_cells)
    )
    mmwrite(made / "matrix.mtx", turned, symmetry="general")
    (made / "genes.tsv").write_text("".join(f"{gene}\t{gene}\n" for gene in _genes(n_genes)))
    (made / "barcodes.tsv").write_text("".join(f"cell{number}\n" for number in range(n_cells)))
    return made


def _genes(n_genes):
    return [f"gene{number}" for number in range(n_genes)]


@pytest.mark.slow
@pytest.mark.skipif(not os.access("/proc/self/clear_refs", os.W_OK), reason="Linux measures memory")
@pytest.mark.parametrize("size", SIZES)
def test_reading_takes_at_most_three_times_the_matrix(size, tmp_path):
    matrix = _cells(*size)
    csr = matrix.data.nbytes + matrix.indices.nbytes + matrix.indptr.nbytes
    writers = (_h5ad, _h5ad_by_columns, _tenx, _mtx)
    paths = [write(tmp_path, matrix) for write in writers]
    small = samples.write_tenx_h5(tmp_path / "small.h5")
    command = [sys.executable, "-m", "tests.io.readers.measure", *map(str, (small, *paths))]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    lines = [list(map(int, line.split())) for line in ended.stdout.splitlines()]
    for write, (rise, *found) in zip(writers, lines, strict=True):
        assert found == [matrix.nnz, *matrix.shape]
        print(f"{write.__name__}: {rise / csr:.2f} times {csr / 1e6:.0f} MB")
        assert rise < 3 * csr + SLACK
