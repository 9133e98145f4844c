"""Exported models in libRoadRunner, and the same trajectories from our own equations."""

from collections.abc import Sequence

import numpy as np
import roadrunner
from scipy.integrate import solve_ivp

from sergiojax.grn import GRN, read_grn
from sergiojax.kinetics import fill_half_response, production_rate

roadrunner.Logger.setLevel(roadrunner.Logger.LOG_ERROR)

TIMES = np.linspace(0.0, 30.0, 16)
CLOSE = {"rtol": 1e-4, "atol": 1e-6}


def product_loop() -> GRN:
    """Return a coherent feed-forward loop: both activators and no repressor are felt together."""
    return GRN.from_edges(
        [("X", "Y", 4.0), ("X", "Z", 3.0), ("Y", "Z", 5.0), ("R", "Z", -2.0), ("R", "Q", -2.5)],
        basal_rates={"X": 2.0, "R": 0.4, "Z": 0.1},
        hill_coefficient={("X", "Y"): 1.0, ("Y", "Z"): 2.5, ("R", "Z"): 3.0},
        decay={"X": 0.8, "Y": 0.3, "Z": 1.5},
        logic={"Z": "product", "Q": "product"},
    )


def one_type(grn: GRN) -> GRN:
    """Return the network of the first cell type, with the half responses of all."""
    filled = fill_half_response(grn).grn
    factor = None if grn.strength_factor is None else grn.strength_factor[:1]
    return filled.replace(
        cell_types=grn.cell_types[:1], basal_rate=grn.basal_rate[:1], strength_factor=factor
    )


def load_ds1(shared_data: object) -> GRN:
    """Return SERGIO's smallest data set: 100 genes, nine cell types."""
    folder = shared_data / "sergio" / "DS1"
    return read_grn(folder / "Interaction_cID_4.txt", master_regulators=folder / "Regs_cID_4.txt")


def integrate(grn: GRN, start: Sequence[float]) -> np.ndarray:
    """Return the levels of one cell type at `TIMES`, from our own production rates."""

    def change(_: float, levels: np.ndarray) -> np.ndarray:
        return production_rate(grn, levels[None])[0] - np.asarray(grn.decay, float) * levels

    span = (TIMES[0], TIMES[-1])
    found = solve_ivp(change, span, start, "LSODA", TIMES, rtol=1e-9, atol=1e-10)
    return found.y.T


def run(sbml: str) -> np.ndarray:
    """Return the levels at `TIMES`, in the order of the species."""
    return np.array(_load(sbml).simulate(TIMES[0], TIMES[-1], len(TIMES)))


def find_rest(sbml: str, *, start: Sequence[float] | None = None) -> np.ndarray:
    """Return the fixed point to which Newton's method leads from the start of the model."""
    model = _load(sbml)
    if start is not None:
        model.model.setFloatingSpeciesAmounts(list(start))
    model.steadyState()
    return np.array(model.model.getFloatingSpeciesAmounts())


def _load(sbml: str) -> roadrunner.RoadRunner:
    model = roadrunner.RoadRunner(sbml)
    model.integrator.relative_tolerance = 1e-9
    model.integrator.absolute_tolerance = 1e-10
    model.timeCourseSelections = model.model.getFloatingSpeciesIds()
    return model
