"""What a run needs before its first step: half responses, step, burn-in and start, with notes."""

import math
import warnings
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np

from sergiojax._checks import check_choice, check_positive, is_traced
from sergiojax._types import GivenLevels, HalfResponsePolicy, Initial, Scalar, Start
from sergiojax.grn import GRN
from sergiojax.kinetics import (
    feedback_rate,
    fill_half_response,
    share_of_fastest,
    slowest_relaxation,
    steady_state,
    upper_level,
)
from sergiojax.simulation._perturbation import perturb
from sergiojax.simulation._settings import RunSettings

STEP_SHARE = {"dpd": 0.08, "sp": 0.08, "spd": 0.02}  # λ_max · dt of the exponential method
EULER_STEP = 0.01  # time; SERGIO's own
# feedback_rate · dt: variances lie at most 1.3 % above those of small steps, Euler's 2 %.
FEEDBACK_SHARE = {"exponential": 0.1, "euler": 0.03}
SMOOTH_SHARE = 0.1  # λ_max · dt of a Runge-Kutta step without noise: its error is then 1e-6
SMOOTH_FEEDBACK_SHARE = 0.2  # feedback_rate · dt; then 1e-5
LARGEST_SHARE = {"exponential": 1.0, "euler": 0.5}  # λ_max · dt beyond which results mean nothing
_LONG = 2.0  # FEEDBACK_SHAREs; a longer step gets a note
LONG_STEP = "The step is long"
"""The beginning of the note on a step that is long for the feedback of the network."""

RELAXATIONS = 8.0  # e⁻⁸: what is left of the start
LONGEST = 50.0  # slowest decays; a switch or an oscillator may never forget its start
MOST_STEPS = 50_000


class Plan(NamedTuple):
    """A planned run.

    Attributes:
        grn: Network to run, every half response given; perturbed if a perturbation is set.
        wild_type: The same without perturbation.
        dt: Step (time).
        n_steps: Steps before a cell is taken.
        start: Levels at the start (molecules), `(cell_types, genes)` or
            `(cell_types, cells, genes)`; for a random start the upper levels.
        random_start: Whether each cell starts at a uniform share of `start`.
        followed: Edges whose half response follows the present mean of the regulator; the one in
            `grn` is then the value that the plan assumes. None if no edge's does.
        notes: One sentence per automatic choice that a reader of the result should know.
    """

    grn: GRN
    wild_type: GRN
    dt: Scalar
    n_steps: int
    start: Start
    random_start: bool
    followed: Any
    notes: tuple[str, ...]


def plan_run(grn: GRN, settings: RunSettings) -> Plan:
    """Check the settings of a run against the network and fill those that are None.

    Raises:
        ValueError: If a setting is out of range; the message names it.
    """
    check_genes(grn)
    chain = settings.sampling == "trajectory"
    initial = "steady_state" if chain and settings.initial is None else settings.initial
    burn_in = 0.0 if chain and settings.burn_in is None else settings.burn_in
    wild_type, followed, notes = _fill(grn, settings.half_response)
    # Mutants take as many steps as the wild type: with more, their draws would differ.
    dt = choose_step(wild_type, settings)
    n_steps, burn_in_notes = _burn_in_steps(wild_type, dt, burn_in, settings)
    filled = wild_type
    if settings.perturbation is not None:
        filled = perturb(wild_type, settings.perturbation)
        if burn_in is None and not is_traced(filled.kinetics, dt):
            needed, _ = _burn_in_steps(filled, dt, None, settings)
            if needed > n_steps:
                burn_in_notes += (
                    f"Burn-in is that of the wild type, {n_steps * float(dt):.3g} time units; the "
                    f"mutant's own would be {needed * float(dt):.3g}.",
                )
    start, random_start = choose_start(filled, initial)
    if chain and np.ndim(start) == 3:
        raise ValueError(
            "`initial` must have one level per gene, or per cell type and gene, for trajectories."
        )
    step_notes = note_long_step(wild_type, dt, settings) or note_long_step(filled, dt, settings)
    notes += step_notes + burn_in_notes + _note_few_molecules(filled)
    return Plan(filled, wild_type, dt, n_steps, start, random_start, followed, notes)


def _fill(grn: GRN, policy: HalfResponsePolicy) -> tuple[GRN, Any, tuple[str, ...]]:
    if policy != "dynamic":
        filled, notes = fill_half_response(grn, policy)
        return filled, None, notes
    warning = warn_of_one_type(grn, policy)
    followed = (jnp if is_traced(grn.half_response) else np).isnan(grn.half_response)
    note = "Half responses follow the present mean of the regulator; stored is the mean in time."
    if not is_traced(followed) and not followed.any():
        return grn, followed, ()
    return fill_half_response(grn).grn, followed, (note, *warning)


def warn_of_one_type(grn: GRN, policy: HalfResponsePolicy) -> tuple[str, ...]:
    """Warn where a policy takes the mean over cell types and there is one; return the note."""
    gaps = is_traced(grn.half_response) or bool(np.isnan(grn.half_response).any())
    if not gaps or grn.n_cell_types > 1:
        return ()
    sentence = (
        f"With one cell type, the half response policy {policy!r} takes the regulator's own mean, "
        "so its effect is about half of the full one whatever it does. Give half responses, or use "
        "'deterministic'."
    )
    warnings.warn(sentence, stacklevel=2)
    return (sentence,)


def check_genes(grn: GRN) -> None:
    """Refuse an empty network.

    Raises:
        ValueError: If there are no genes.
    """
    if grn.n_genes == 0:
        raise ValueError("The network has no genes. Add a gene first.")


def choose_step(grn: GRN, settings: RunSettings) -> Scalar:
    """Return the step (time), by default a fixed share of the fastest relaxation.

    Raises:
        ValueError: If `dt` is not positive, or too large for the fastest decay.
    """
    dt, method = settings.dt, settings.method
    fastest = grn.decay.max()
    if dt is None:
        return _default_step(grn, settings)
    check_positive("dt", dt)
    limit = LARGEST_SHARE[method]
    if not is_traced(dt, fastest) and float(dt * fastest) > limit:
        raise ValueError(
            f"`dt` must be at most {limit / float(fastest):.3g} for the fastest decay rate "
            f"{float(fastest):.3g} and method {method!r}, but is {float(dt):.3g}."
        )
    return dt


def note_long_step(grn: GRN, dt: Scalar, settings: RunSettings) -> tuple[str, ...]:
    """Return a note if a step is long for the feedback: one that was given, or a mutant's."""
    if is_traced(grn.kinetics, dt):
        return ()
    advised = float(_default_step(grn, settings))
    share = feedback_rate(grn) * float(dt) / FEEDBACK_SHARE[settings.method]
    if share <= _LONG:
        return ()
    return (
        f"{LONG_STEP} for the feedback of this network: variances may come out too large with "
        f"{float(dt):.3g} time units; {advised:.3g} are short enough.",
    )


def _note_few_molecules(grn: GRN) -> tuple[str, ...]:
    """Return a note on genes with so few molecules that the Langevin equation does not hold."""
    if is_traced(grn.kinetics):
        return ()
    highest = np.asarray(upper_level(grn)).max(axis=0)
    few = np.nonzero((highest > 0) & (highest < np.asarray(grn.noise_amplitude) ** 2))[0]
    if not len(few):
        return ()
    more = f" and {len(few) - 1:,} more genes hold" if len(few) > 1 else " holds"
    return (
        f"{grn.gene_names[few[0]]}{more} less than q² molecules even fully on: the Langevin "
        "equation does not hold there.",
    )


def smooth_step(grn: GRN) -> Scalar:
    """Return the longest step (time) for following the skeleton."""
    return share_of_fastest(grn, SMOOTH_SHARE, of_feedback=SMOOTH_FEEDBACK_SHARE)


def _default_step(grn: GRN, settings: RunSettings) -> Scalar:
    """Return the step that fits the fastest decay and the feedback."""
    share = FEEDBACK_SHARE[settings.method]
    if settings.method == "exponential":
        return share_of_fastest(grn, STEP_SHARE[settings.noise_type], of_feedback=share)
    step = share_of_fastest(grn, 0.1, of_feedback=share)
    return EULER_STEP if is_traced(step) else min(EULER_STEP, float(step))


def choose_start(grn: GRN, initial: Initial | GivenLevels | None) -> tuple[Start, bool]:
    """Return the start and whether each cell draws a share of it.

    Raises:
        ValueError: If a name is unknown, or an array has the wrong shape or negative entries.
    """
    if initial is None:
        initial = "random" if grn.topology.has_feedback else "steady_state"
    if isinstance(initial, str):
        check_choice("initial", initial, Initial)
        if initial == "off":
            return np.zeros((grn.n_cell_types, grn.n_genes), np.float32), False
        chosen = upper_level(grn) if initial == "random" else steady_state(grn)
        return chosen, initial == "random"
    return _check_start(grn, initial), False


def _check_start(grn: GRN, given: GivenLevels) -> Start:
    levels = jnp.asarray(given) if is_traced(given) else np.asarray(given, np.float32)
    shape = np.shape(levels)
    fits = shape[:1] == (grn.n_cell_types,) and shape[-1:] == (grn.n_genes,)
    if shape != (grn.n_genes,) and (not fits or len(shape) not in (2, 3)):
        raise ValueError(
            f"`initial` must have shape ({grn.n_genes},), ({grn.n_cell_types}, {grn.n_genes}) or "
            f"({grn.n_cell_types}, cells, {grn.n_genes}), but has {shape}."
        )
    if not is_traced(levels) and not (np.isfinite(levels) & (np.asarray(levels) >= 0)).all():
        raise ValueError("`initial` must be finite and not negative.")
    if len(shape) == 1:
        return jnp.broadcast_to(levels, (grn.n_cell_types, grn.n_genes))
    return levels


def _burn_in_steps(
    grn: GRN, dt: Scalar, burn_in: float | None, settings: RunSettings
) -> tuple[int, tuple[str, ...]]:
    if burn_in is not None:
        if not (math.isfinite(burn_in) and burn_in >= 0):
            raise ValueError(f"`burn_in` must be finite and not negative, but is {burn_in}.")
        if is_traced(dt):
            raise ValueError("With a traced decay rate, give `dt` together with `burn_in`.")
        return _check_steps(math.ceil(burn_in / float(dt) - 1e-6), burn_in), ()
    if is_traced(grn.kinetics, dt):
        if settings.dt is not None:
            raise ValueError("With traced kinetics, give `burn_in` together with `dt`.")
        # The values are not known: take the steps that equal decay rates would need.
        exponential = settings.method == "exponential"
        share = STEP_SHARE[settings.noise_type] if exponential else 0.8 * EULER_STEP
        return math.ceil(RELAXATIONS / share), ()
    longest = LONGEST / float(grn.decay.min())
    needed = RELAXATIONS * slowest_relaxation(grn)
    n_steps = math.ceil(min(needed, longest) / float(dt) - 1e-6)
    if needed <= longest and n_steps <= MOST_STEPS:
        return n_steps, ()
    n_steps = min(n_steps, MOST_STEPS)
    note = (
        f"Burn-in capped at {n_steps * float(dt):.3g} time units: cells may remember their start."
    )
    return n_steps, (note,)


def _check_steps(n_steps: int, burn_in: float) -> int:
    if n_steps > 100 * MOST_STEPS:
        raise ValueError(f"`burn_in` of {burn_in:g} would take {n_steps:,} steps. Use less.")
    return n_steps
