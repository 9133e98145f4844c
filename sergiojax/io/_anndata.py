"""Cells as AnnData: the matrix, the truth behind it, and the run that made it."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import scipy.sparse
from anndata import AnnData
from jaxtyping import Array, Float, Int

from sergiojax._types import Json
from sergiojax.grn import GRN, Design, design_from_dict, design_to_dict
from sergiojax.io._record import read_record, write_record
from sergiojax.noise import TechnicalEffects


def cells_to_anndata(
    expression: Float[Array | np.ndarray, "cells genes"],
    grn: GRN,
    *,
    cell_type: Int[np.ndarray, " cells"],
    effects: TechnicalEffects | None = None,
    record: Mapping[str, Json] | None = None,
) -> AnnData:
    """Bind cells, their network and the record of the run together.

    Args:
        expression: Clean expression (molecules).
        grn: The network that made the cells, every half response given.
        cell_type: Index of every cell's type.
        effects: Counts and what technical noise planted; without it `X` is the clean expression.
        record: Settings of the run as JSON values; the network is added.

    Returns:
        Cells × genes. `X` holds the counts, or the clean expression; `layers["clean"]` always the
        clean expression; `obs["cell_type"]`; `varp["grn"]` the signed strengths, regulator row →
        target column; `uns["sergiojax"]` the record, one JSON string.
    """
    # Copies: each layer has its own memory that can be written to, unlike a JAX array's.
    clean = np.array(expression, np.float32)
    matrix = clean.copy() if effects is None else np.array(effects.counts, np.int32)
    adata = AnnData(
        X=matrix,
        obs=cell_table(grn, cell_type, effects),
        var=gene_table(grn, effects),
        layers={"clean": clean},
        varp={"grn": strength_matrix(grn)},  # pyright: ignore[reportArgumentType] (stub knows arrays only)
    )
    planted = {} if effects is None else {"dropout_midpoint": float(effects.midpoint)}
    write_record(adata, {**(record or {}), **planted, "network": design_to_dict(Design(grn))})
    return adata


def strength_matrix(grn: GRN) -> scipy.sparse.csr_matrix:
    """Return the signed strengths K as a sparse matrix, regulator row → target column."""
    entries = (np.asarray(grn.strength), (grn.regulator, grn.target))
    return scipy.sparse.csr_matrix(entries, shape=(grn.n_genes, grn.n_genes))


def grn_from_anndata(adata: AnnData) -> GRN:
    """Return the network that made the cells, automatic half responses filled in.

    Raises:
        ValueError: If the cells hold no network.
    """
    return design_from_dict(read_record(adata)["network"]).grn


def cell_table(
    grn: GRN, cell_type: Int[np.ndarray, " cells"], effects: TechnicalEffects | None
) -> pd.DataFrame:
    names = np.array(grn.cell_types, object)[cell_type]
    numbers = pd.Series(cell_type).groupby(cell_type).cumcount()
    table = pd.DataFrame(
        {"cell_type": pd.Categorical(names, categories=_text(grn.cell_types))},
        index=pd.Index([f"{name}_{number}" for name, number in zip(names, numbers, strict=True)]),
    )
    if effects is not None:
        table["library_size"] = np.array(effects.library_size, np.float32)
    return table


def gene_table(grn: GRN, effects: TechnicalEffects | None) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "is_master_regulator": (grn.topology.in_degree == 0) & (grn.topology.out_degree > 0),
            "level": grn.topology.levels,
            "decay": np.array(grn.decay),
            "noise_amplitude": np.array(grn.noise_amplitude),
        },
        index=pd.Index(_text(grn.gene_names)),
    )
    if effects is not None:
        table["outlier_factor"] = np.array(effects.outlier_factor, np.float32)
    return table


def _text(names: Sequence[str]) -> list[str]:
    return [str(name) for name in names]
