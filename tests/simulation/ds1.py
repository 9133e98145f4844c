"""SERGIO's network DS1 and the statistics recorded from SERGIO v1; the files are GPL."""

import csv
from typing import NamedTuple

import numpy as np

from sergiojax.grn import GRN

N_TYPES = 9


def read_ds1(shared_data):
    """DS1 with automatic half responses, by a reader of its own in ten lines."""
    folder = shared_data / "sergio" / "DS1"
    edges, hill = [], {}
    for target, count, *fields in _number_rows(folder / "Interaction_cID_4.txt"):
        for regulator, k, n in np.reshape(fields, (3, int(count))).T:
            edges.append((str(int(regulator)), str(int(target)), float(k)))
            hill[edges[-1][:2]] = float(n)
    rates = {str(int(gene)): row for gene, *row in _number_rows(folder / "Regs_cID_4.txt")}
    return GRN.from_edges(edges, basal_rates=rates, hill_coefficient=hill)


class Reference(NamedTuple):
    """Columns of a reference file as (cell types, genes), genes as in the network."""

    columns: dict[str, np.ndarray]

    def __getitem__(self, name):
        return self.columns[name]

    @property
    def is_regulator(self):
        """Master regulators."""
        return self["is_mr"][0] > 0


def read_reference(shared_data, grn, name="ds1_steady_state_reference.csv"):
    """Read a table of gene × type rows; missing entries are NaN."""
    with (shared_data / "sergio" / name).open() as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    row_of = {(row["gene"], int(row["type"])): row for row in rows}
    table = [[row_of[gene, kind] for gene in grn.gene_names] for kind in range(N_TYPES)]
    return Reference(
        {
            column: np.array([[float(row[column] or "nan") for row in line] for line in table])
            for column in rows[0]
        }
    )


def with_recorded_half_response(grn, reference, column="ens_half_response"):
    """DS1 with the half responses that SERGIO's own rule converges to, regulator by regulator."""
    half = reference[column][0][grn.regulator]
    assert np.isfinite(half).all()
    return grn.replace(half_response=half)


def _number_rows(path):
    return [[float(cell) for cell in line.split(",")] for line in path.read_text().split()]
