"""Systems whose behaviour is known: a lone gene's law, linear noise, and motifs with fixed points.

Everything here is NumPy in double precision and shares no code with the simulator.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from scipy.linalg import solve_continuous_lyapunov
from scipy.special import ndtr
from threadpoolctl import threadpool_limits

from sergiojax.grn import GRN

LEVELS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)  # b/λ (molecules) of the lone genes


def lone_genes(*, levels=LEVELS, decay=0.8, noise_amplitude=1.0, n_types=1):
    """Genes that nothing regulates, one per level b/λ."""
    rates = {f"gene_{level:g}": [level * decay] * n_types for level in levels}
    return GRN.from_edges([], basal_rates=rates, decay=decay, noise_amplitude=noise_amplitude)


class Law(NamedTuple):
    """A distribution on x ≥ 0 as weights on a fine grid."""

    x: np.ndarray
    weight: np.ndarray

    @property
    def mean(self):
        return self.weight @ self.x

    @property
    def variance(self):
        return self.weight @ (self.x - self.mean) ** 2

    @property
    def variance_error(self):
        """Standard deviation of one cell's (x − mean)², so that variances get standard errors."""
        return np.sqrt(self.weight @ ((self.x - self.mean) ** 2 - self.variance) ** 2)

    def cdf(self, x):
        return np.interp(x, self.x, np.cumsum(self.weight) - self.weight / 2)


@cache
def lone_gene_law(level, noise_type, q=1.0):
    """Stationary law of dx = λ(m − x) dt + σ dW, reflected at 0, with m = `level`.

    Its density is 1/σ² exp ∫ 2λ(m − x)/σ² dx; with s = √(x/m):
    dpd: (x + m)^(4m/q² − 1) e^(−2x/q²), a gamma law cut at m and shifted;
    sp: e^(−(x − m)²/(q² m)), a normal law cut at 0;
    spd: (1 + s)^(−2 − 8m/q²) exp(4m/q² · (2s − s²/2)).
    """
    m, power = level, 4 * level / q**2
    top = m + 14 * max(q * np.sqrt(m), q**2) * (2 if noise_type == "spd" else 1)
    root = (np.arange(40_000) + 0.5) / 40_000 * np.sqrt(top)
    x, s = root**2, root / np.sqrt(m)
    log_density = {
        "dpd": (power - 1) * np.log(x + m) - 2 * x / q**2,
        "sp": -((x - m) ** 2) / (q**2 * m),
        "spd": power * (2 * s - s**2 / 2) - (2 + 2 * power) * np.log1p(s),
    }[noise_type]
    weight = np.exp(log_density - log_density.max()) * root  # dx = 2 root d(root)
    return Law(x, weight / weight.sum())


@cache
@threadpool_limits.wrap(limits=1)  # fifty times as fast where other processes run
def lone_gene_scheme_law(level, noise_type, *, method="exponential", share=0.08, q=1.0):
    """Stationary law of the discrete chain itself, `share` = λ dt: no Monte Carlo.

    The balance equation w = w K is solved on 300 Gauss-Legendre nodes in √x (relative error of
    the moments 1e-6); K's densities are normal, folded at 0 ("exponential") or cut there ("euler").
    """
    top = level + 14 * max(q * np.sqrt(level), q**2) * (2 if noise_type == "spd" else 1)
    node, width = np.polynomial.legendre.leggauss(300)
    root = (node + 1) / 2 * np.sqrt(top)
    x, width = root**2, width * np.sqrt(top) * root
    if method == "euler":
        x, width = np.append(x, 0.0), np.append(width, 1.0)  # clipping puts mass on 0 itself
    mean, sd = (part[:, None] for part in _lone_gene_step(x, level, noise_type, method, share, q))
    kernel = np.exp(-(((x - mean) / sd) ** 2) / 2) / sd
    if method == "euler":
        kernel[:, -1:] = np.sqrt(2 * np.pi) * ndtr(-mean / sd)
    else:
        kernel += np.exp(-(((x + mean) / sd) ** 2) / 2) / sd
    kernel *= width
    balance = kernel.T / kernel.sum(1) - np.eye(len(x))
    balance[-1] = 1.0
    return Law(x, np.linalg.solve(balance, np.eye(len(x))[-1]))


def _lone_gene_step(x, m, noise_type, method, share, q):
    """Mean and standard deviation of the step from x, in units in which λ is 1."""
    if method == "euler":
        amplitude = {
            "dpd": np.sqrt(m + x),
            "sp": np.sqrt(m + 0 * x),
            "spd": np.sqrt(m) + np.sqrt(x),
        }[noise_type]
        return x + (m - x) * share, q * amplitude * np.sqrt(share)
    keep = np.exp(-share)
    mean = x * keep + m * (1 - keep)
    variance = {
        "dpd": (1 - keep) * (m + x * keep),
        "sp": (1 - keep**2) / 2 * (m + 0 * x),
        "spd": (1 - keep) * (m + x * keep) + np.sqrt(m * (x + mean) / 2) * (1 - keep**2),
    }[noise_type]
    return mean, q * np.sqrt(variance)


class Motif(NamedTuple):
    """A small circuit with edges (regulator, target, K, n, h), decay 0.8 and known fixed points.

    A fixed point is stable if the largest real part of the Jacobian's eigenvalues is negative.
    """

    edges: tuple[tuple[str, str, float, float, float], ...]
    fixed_points: dict[tuple[float, ...], float]
    basal_rates: Mapping[str, float] = MappingProxyType({})

    @property
    def grn(self):
        return GRN.from_edges(
            [(a, b, float(k)) for a, b, k, _, _ in self.edges],
            basal_rates=self.basal_rates,
            hill_coefficient={(a, b): float(n) for a, b, _, n, _ in self.edges},
            half_response={(a, b): float(h) for a, b, _, _, h in self.edges},
        )


def ring(k, n, h, genes="ABC"):
    """Edges of a ring of equal edges; the signs make it a repressilator if K is negative."""
    return tuple((a, b, k, n, h) for a, b in zip(genes, genes[1:] + genes[0], strict=True))


def _cross_inhibition(own, k, n, h):
    edges = ring(k, n, h, "AB")
    return (*edges, ("A", "A", own, n, h), ("B", "B", own, n, h)) if own else edges


MOTIFS = {
    "negative autoregulation": Motif((("A", "A", -3, 2, 1),), {(1.3406,): -1.828}),
    "positive autoregulation": Motif(
        (("A", "A", 3.2, 4, 2),),
        {(0.2510,): -0.787, (1.7693,): 0.904, (4.0188,): -0.627},
        {"A": 0.2},
    ),
    "toggle n=2": Motif(
        _cross_inhibition(0, -3.2, 2, 1.5), {(0.6771, 3.3229): -0.2, (1.7237, 1.7237): 0.1105}
    ),
    "toggle n=3": Motif(
        _cross_inhibition(0, -4, 3, 1.5), {(0.1317, 4.9966): -0.738, (1.8112, 1.8112): 0.731}
    ),
    "GATA1-PU.1, tristable": Motif(
        _cross_inhibition(1.6, -1.6, 4, 1),
        {(2.0, 2.0): -0.446, (0.0078, 3.9922): -0.794, (0.9768, 3.0232): 0.859},
    ),
    "GATA1-PU.1, bistable": Motif(
        _cross_inhibition(0.8, -1.6, 4, 1),
        {(0.0248, 2.9876): -0.787, (1.2747, 1.2747): 0.701},
    ),
    "repressilator n=4": Motif(ring(-4, 4, 1), {(1.2992,) * 3: 0.384}),
    "repressilator n=3": Motif(ring(-4, 3, 1), {(1.3794,) * 3: 0.069}),
    "repressilator n=2": Motif(ring(-4, 2, 1), {(1.5160,) * 3: -0.243}),
    "repressilator n=2, strong": Motif(ring(-8, 2, 0.5), {(1.2959,) * 3: -0.104}),
    "activator-inhibitor": Motif(
        (("A", "B", 4, 4, 1.5), ("B", "A", -4, 4, 1.5)), {(1.3358, 1.9304): -0.8}
    ),
}


def jacobian(grn, levels):
    """∂(P − λx)/∂x of a network of sums without strength factors, at levels of one cell type."""
    x = np.asarray(levels, float)[grn.regulator]
    n, h = np.asarray(grn.hill_coefficient, float), np.asarray(grn.half_response, float)
    result = -np.diag(np.asarray(grn.decay, float))
    slope = grn.strength * n * x ** (n - 1) * h**n / (h**n + x**n) ** 2
    np.add.at(result, (grn.target, grn.regulator), slope)
    return result


def linear_noise(grn, levels, noise_type="dpd"):
    """Stationary covariance around a stable state by the linear noise approximation."""
    share = {"dpd": 2, "sp": 1, "spd": 4}[noise_type]
    noise = share * np.asarray(grn.noise_amplitude, float) ** 2 * grn.decay * levels
    return solve_continuous_lyapunov(jacobian(grn, levels), -np.diag(noise))
