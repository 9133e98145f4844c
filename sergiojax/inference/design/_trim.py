"""Resetting the changes that a design does not need, smallest first, each verified."""

import numpy as np

from sergiojax.inference.design._optimise import Best, Problem, at_start, look

_WORSE = 1e-3  # by which what is missing may grow


def trim(problem: Problem, best: Best, n_starts: int) -> Best:
    """Return the design with as many changes reset to exactly 0 as its targets allow.

    Prefixes of the changes in order of size are tried at once, as many as there are starts: the
    longest one that does no harm is taken, and a change that is needed is kept.
    """
    missing = np.maximum(np.nan_to_num(best.excess, nan=np.inf), 0.0)
    allowed = np.where(missing > 0, missing + _WORSE, 0.0)  # what is met stays met
    waiting = [int(v) for v in np.argsort(np.abs(best.change)) if best.change[v] != 0]
    while waiting:
        trial = np.repeat(best.change[None], n_starts, axis=0)
        for row, variable in enumerate(waiting[:n_starts]):
            trial[row:, variable] = 0.0
        step = look(problem, trial)
        harmless = np.all(np.asarray(step.measured.excess) <= allowed, axis=1)
        n_tried = min(n_starts, len(waiting))
        fitting = [row for row in range(n_tried) if harmless[row]]
        if fitting:
            best = at_start(step, fitting[-1])
        waiting = waiting[fitting[-1] + 1 if fitting else 1 :]
    return best
