"""Real cells that the tests of the card share."""

from typing import NamedTuple

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.model_selection import train_test_split

from sergiojax.io import read_h5ad


class Split(NamedTuple):
    """Real cells in training and held-out ones, every type in the same share."""

    train: sp.csr_array
    held_out: sp.csr_array
    train_type: np.ndarray
    held_out_type: np.ndarray
    names: np.ndarray

    @property
    def codes(self):
        """Number of the type of every training and held-out cell."""
        return [np.searchsorted(self.names, each) for each in (self.train_type, self.held_out_type)]


@pytest.fixture(scope="session")
def pbmc(shared_data) -> Split:
    """490 training and 210 held-out cells of the 700 of 10x Genomics' donor A."""
    adata = read_h5ad(shared_data / "learned" / "pbmc68k_700x765_counts.h5ad")
    counts, label = sp.csr_array(adata.X), adata.obs["cell_type"].to_numpy().astype(str)
    train, held_out = train_test_split(
        np.arange(700), test_size=0.3, stratify=label, random_state=0
    )
    return Split(counts[train], counts[held_out], label[train], label[held_out], np.unique(label))
