"""SERGIO's data sets as our network and as sergio-rs's."""

import os
from pathlib import Path
from typing import Any

import sergiojax as sj

_FILES = {"DS1": "cID_4.txt", "DS2": "cID_5.txt", "DS3": "cID_6.txt"}
CELL_TYPES = 9


def data_folder() -> Path:
    """Return the folder of SERGIO's files, which are under the GPL and not part of the project.

    Raises:
        SystemExit: If the folder does not exist.
    """
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("SERGIOJAX_DATA", default)) / "sergio"
    if not folder.is_dir():
        raise SystemExit(f"SERGIO's files are not in {folder}. Set SERGIOJAX_DATA to their folder.")
    return folder


def load(name: str) -> sj.GRN:
    """Return a data set of SERGIO."""
    folder = data_folder() / name
    regulators = folder / f"Regs_{_FILES[name]}"
    return sj.read_grn(folder / f"Interaction_{_FILES[name]}", master_regulators=regulators)


def sergio_rs_task(grn: sj.GRN, n_cells: int) -> Any:
    """Return a call of sergio-rs on the same edges: 10 steps of 0.01 per cell, no burn-in."""
    import sergio_rs

    other = sergio_rs.GRN()
    genes = [sergio_rs.Gene(f"{gene:05d}", 0.8) for gene in range(grn.n_genes)]
    for regulator, target, strength in zip(grn.regulator, grn.target, grn.strength, strict=True):
        other.add_interaction(genes[regulator], genes[target], float(strength), None, 2)
    other.set_mrs()
    profile = sergio_rs.MrProfile.from_random(
        other, CELL_TYPES, low_range=(0.2, 0.5), high_range=(0.7, 1.0), seed=1
    )

    def task() -> Any:
        simulation = sergio_rs.Sim(other, n_cells, 0, 10, 0.01, 1.0, seed=2)
        return simulation.simulate(profile).shape

    return task
