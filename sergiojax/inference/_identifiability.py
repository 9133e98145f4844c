"""Which parameters of a network the means and covariances of cells determine, and how well.

Means of n cells vary with covariance C / n, their covariances with (C_ik C_jl + C_il C_jk) / n,
independently of each other; the slopes of both by the parameters turn this into Fisher information.
Its inverse is the least covariance that any unbiased estimate can have. Where it has no inverse,
moving the parameters along that direction changes nothing that was observed.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Array, Bool, Float, Int
from scipy.linalg import solve_triangular

from sergiojax._checks import check_choice, check_count
from sergiojax._types import NoiseType
from sergiojax.grn import GRN, Parameter, ParameterKind, list_parameters
from sergiojax.inference._covariance_slopes import covariance_slopes
from sergiojax.inference._moment_problem import Statistic
from sergiojax.inference._moments import (
    Pairs,
    mean_slopes,
    observed_pairs,
    predict,
    steady_state_near,
)
from sergiojax.kinetics import fill_half_response

_KINDS: tuple[ParameterKind, ...] = ("strength", "half_response", "basal_rate")
_READING_ERROR = (1e-3, 1e-6)  # share of a level, and molecules: a gene without noise has one too
_UNKNOWN = 100.0  # standard error of a log change above which nothing is known: a factor of e^100
_RANK = 1e-9  # singular value, relative to the largest, that is rounding of 0
_TAKES_PART = 1e-4  # squared share of a parameter in such directions: an error of 1 and more
_LINKED = 0.1  # cosine between two parameters there, below which they are free separately
_RIDGE = 1e-10  # on correlations, so that genes that vary together have a root
_NAMED = 6  # parameters named in a sentence


class Direction(NamedTuple):
    """Parameters that the observation cannot distinguish.

    Attributes:
        parameters: The parameters.
        n_open: Number of independent ways to move them that change nothing.
        log_change: One such way, as log changes of the parameters with the largest entry 1.
        sentence: The same in words.
    """

    parameters: tuple[Parameter, ...]
    n_open: int
    log_change: Float[np.ndarray, " numbers"]
    sentence: str


class IdentifiabilityRow(NamedTuple):
    """One parameter of a network, and how well it is determined.

    Attributes:
        parameter: The parameter.
        value: Its value.
        standard_error: Of its logarithm.
        sentence: What that means, in words.
    """

    parameter: Parameter
    value: float
    standard_error: float
    sentence: str


class Identifiability(NamedTuple):
    """How well parameters are determined.

    Attributes:
        parameters: The parameters, in the order of all arrays.
        value: Their values.
        standard_error: Least standard error of log |p| that an unbiased estimate of all of them
            together can have: 0.1 is about 10 %. Infinite if not determined: not even a factor
            of e^100 would be seen.
        eigenvalues: Of the Fisher information of the log parameters, largest first; 0 where
            nothing is determined.
        eigenvectors: The combinations that belong to them, one per row.
        not_determined: Groups of parameters of which only combinations are determined, or nothing.
    """

    parameters: tuple[Parameter, ...]
    value: Float[np.ndarray, " parameters"]
    standard_error: Float[np.ndarray, " parameters"]
    eigenvalues: Float[np.ndarray, " parameters"]
    eigenvectors: Float[np.ndarray, "parameters parameters"]
    not_determined: tuple[Direction, ...]

    @property
    def n_determined(self) -> int:
        """Number of independent combinations that are determined."""
        return int(np.count_nonzero(self.eigenvalues))

    def rows(self) -> tuple[IdentifiabilityRow, ...]:
        """Return a table, one row per parameter."""
        columns = zip(
            self.parameters, self.value.tolist(), self.standard_error.tolist(), strict=True
        )
        return tuple(IdentifiabilityRow(*each, _verdict(each[2])) for each in columns)


def identifiability(
    grn: GRN,
    *,
    parameters: Sequence[Parameter] | None = None,
    observed: Sequence[Statistic] = ("means",),
    cell_types: Sequence[str] | None = None,
    genes: Sequence[str] | None = None,
    n_cells: int = 300,
    levels: Float[Array | np.ndarray, "cell_types genes"] | None = None,
    noise_type: NoiseType = "dpd",
) -> Identifiability:
    """Determine which parameters could be learned from the means and covariances of cells.

    The answer is local: it holds near the network's own parameters, with all other parameters
    known. Signs and topology are taken as given, and cells as normally distributed around the
    noise-free state. Automatic half responses are filled in first. These are the least possible
    errors, not those of a fit: `fit_moments` also has bias, which grows with the noise and does not
    shrink with more cells.

    Args:
        grn: Network with known parameters.
        parameters: Parameters to judge; by default all strengths, half responses and basal rates
            that are not 0.
        observed: "means", "covariances" or both; with more than 40 genes the variances alone.
        cell_types: Names of the cell types that are observed; by default all.
        genes: Names of the genes that are observed; by default all.
        n_cells: Cells per cell type.
        levels: Stable steady state (molecules); by default that of `steady_state`.
        noise_type: How cells are noisy; see `lna`.

    Returns:
        Standard errors, the spectrum, and what is not determined.

    Raises:
        ValueError: If a name is unknown, nothing is observed or asked for, or a cell type has no
            stable steady state.

    Source:
        Komorowski, Costa, Rand and Stumpf (2011), PNAS 108(21), 8645-8650.
    """
    for name in observed:
        check_choice("observed", name, Statistic)
    check_count("n_cells", n_cells)
    grn = fill_half_response(grn).grn
    asked = tuple(_listed(grn) if parameters is None else parameters)
    rows = _places("cell type", grn.cell_types, cell_types)
    columns = _places("gene", grn.gene_names, genes)
    if not (asked and len(rows) and len(columns) and observed):
        raise ValueError(
            "There is nothing to determine: name at least one parameter, cell type, gene and "
            "statistic."
        )
    root = _information_root(
        grn,
        asked,
        observed=observed,
        cell_types=rows,
        genes=columns,
        start=levels,
        noise_type=noise_type,
    )
    return _read(grn, asked, np.sqrt(n_cells) * root)


def _listed(grn: GRN) -> list[Parameter]:
    return [each for each in list_parameters(grn, _KINDS) if each.value(grn) != 0]


def _places(what: str, known: tuple[str, ...], names: Sequence[str] | None) -> np.ndarray:
    for name in names or ():
        if name not in known:
            raise ValueError(f"The network has no {what} {name!r}; it has {', '.join(known[:8])}.")
    return np.array([place for place, name in enumerate(known) if names is None or name in names])


def _information_root(
    grn: GRN,
    parameters: tuple[Parameter, ...],
    *,
    observed: Sequence[Statistic],
    cell_types: Int[np.ndarray, " types"],
    genes: Int[np.ndarray, " observed"],
    start: Float[Array | np.ndarray, "cell_types genes"] | None,
    noise_type: NoiseType,
) -> Float[np.ndarray, "rows parameters"]:
    """Return R with RᵀR the Fisher information of one cell per type."""
    levels = steady_state_near(grn) if start is None else np.asarray(start, float)
    by_mean = mean_slopes(grn, levels, parameters)
    moments = predict(grn, levels, noise_type)
    pairs = observed_pairs(genes)
    share, least = _READING_ERROR
    blur = (share * levels) ** 2 + least**2
    known = moments.covariance + blur[:, None] * np.eye(grn.n_genes)
    parts = [np.zeros((0, len(parameters)))]
    if "means" in observed:
        inner = known[:, genes[:, None], genes]
        parts += [_whiten(inner[row], by_mean[row, genes]) for row in cell_types]
    if "covariances" in observed:
        slopes = covariance_slopes(
            grn, moments, by_mean=by_mean, parameters=parameters, pairs=pairs
        )
        parts += [_whiten(_scatter(known[row], pairs), slopes[row]) for row in cell_types]
    return np.concatenate(parts)


def _scatter(
    covariance: Float[np.ndarray, "genes genes"], pairs: Pairs
) -> Float[np.ndarray, "pairs pairs"]:
    """Return the covariance of the entries of a sample's covariance, times the number of cells.

    Source:
        Isserlis (1918), Biometrika 12(1-2), 134-139.
    """
    row, column = pairs
    straight = covariance[np.ix_(row, row)] * covariance[np.ix_(column, column)]
    return straight + covariance[np.ix_(row, column)] * covariance[np.ix_(column, row)]


def _whiten(
    covariance: Float[np.ndarray, "rows rows"], slopes: Float[np.ndarray, "rows parameters"]
) -> Float[np.ndarray, "rows parameters"]:
    """Return the slopes of independent combinations of variance 1."""
    scale = np.sqrt(np.diagonal(covariance))
    correlation = covariance / scale / scale[:, None] + _RIDGE * np.eye(len(scale))
    root = np.linalg.cholesky(correlation)
    return solve_triangular(root, slopes / scale[:, None], lower=True)


def _read(
    grn: GRN, parameters: tuple[Parameter, ...], root: Float[np.ndarray, "rows parameters"]
) -> Identifiability:
    """Return errors, spectrum and open groups from the root of the information."""
    short = max(len(parameters) - len(root), 0)
    size, vectors = np.linalg.svd(np.pad(root, ((0, short), (0, 0))), full_matrices=False)[1:]
    known = size > max(_RANK * size.max(initial=0.0), 1 / _UNKNOWN)
    free = vectors[~known]
    errors = np.sqrt(np.square(vectors[known] / size[known, None]).sum(0))
    errors[np.square(free).sum(0) > _TAKES_PART] = np.inf
    return Identifiability(
        parameters,
        np.array([each.value(grn) for each in parameters]),
        errors,
        np.where(known, size**2, 0.0),
        vectors,
        _directions(parameters, free),
    )


def _directions(
    parameters: tuple[Parameter, ...], free: Float[np.ndarray, "directions parameters"]
) -> tuple[Direction, ...]:
    """Return groups of parameters that share directions, the smallest first."""
    projector = free.T @ free
    share = np.sqrt(np.diagonal(projector))
    is_open = share**2 > _TAKES_PART
    linked = np.abs(projector) > _LINKED * share * share[:, None]
    linked &= is_open & is_open[:, None]
    found, waiting = [], np.nonzero(is_open)[0].tolist()
    while waiting:
        group = _reached(linked, waiting[0])
        waiting = [each for each in waiting if each not in group]
        part = projector[np.ix_(group, group)]
        way = part[:, int(np.argmax(np.diagonal(part)))]
        way = way / way[int(np.argmax(np.abs(way)))]
        names = tuple(parameters[each] for each in group)
        n_open = round(float(np.trace(part)))
        found.append(Direction(names, n_open, way, _say(names, n_open, way)))
    return tuple(sorted(found, key=lambda each: len(each.parameters)))


def _reached(linked: Bool[np.ndarray, "parameters parameters"], first: int) -> list[int]:
    """Return all parameters that are linked with one, directly or through others."""
    found = np.zeros(len(linked), bool)
    found[first] = True
    while (wider := linked[found].any(0) | found).sum() > found.sum():
        found = wider
    return np.nonzero(found)[0].tolist()


def _say(parameters: tuple[Parameter, ...], n_open: int, way: Float[np.ndarray, " numbers"]) -> str:
    labels = [each.label for each in parameters]
    if len(labels) == 1:
        return f"{labels[0]} is not determined at all."
    named = ", ".join(labels[:_NAMED]) + (", …" if len(labels) > _NAMED else "")
    if len(labels) == n_open:
        return f"{named} are not determined at all."
    if len(labels) > 2:
        return (
            f"{named} are determined only together: {len(labels) - n_open} combinations of these "
            f"{len(labels)} parameters."
        )
    factors = [f"{label} × {2**share:.3g}" for label, share in zip(labels, way, strict=True)]
    both, moves = " and ".join(labels), " with ".join(factors)
    return f"{both} are determined only together: {moves} changes nothing."


def _verdict(error: float) -> str:
    if np.isinf(error):
        return "Not determined."
    if error > 1:
        return "Poorly determined: known to a factor of more than e."
    return f"Known to a factor of {np.exp(error):.3g}."
