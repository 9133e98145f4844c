"""CMA-ES, an evolution strategy: finds a minimum without gradients."""

import math
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

Vector = Float[np.ndarray, " parameters"]

SMALLEST_VARIANCE = 1e-20
"""Of an axis of the cloud; rounding must not make it negative."""


class Evolution:
    """CMA-ES: a cloud of candidates that moves towards the better ones and learns their shape.

    Symbols are those of the source.

    Args:
        start: First mean; the first candidates lie about 1 from it in every direction.
        random: Source of the steps.

    Source:
        Hansen (2016), The CMA evolution strategy: a tutorial, arXiv:1604.00772.
    """

    def __init__(self, start: Vector, *, random: np.random.Generator) -> None:
        n = start.size
        self.n_offspring = 4 + int(3 * math.log(n))
        rank = np.arange(1, self.n_offspring // 2 + 1)
        weights = math.log((self.n_offspring + 1) / 2) - np.log(rank)
        self.weights = weights / weights.sum()
        self.mu = 1 / np.sum(self.weights**2)
        self.c_sigma = (self.mu + 2) / (n + self.mu + 5)
        excess = max(0.0, math.sqrt((self.mu - 1) / (n + 1)) - 1)
        self.damping = 1 + 2 * excess + self.c_sigma
        self.c_c = (4 + self.mu / n) / (n + 4 + 2 * self.mu / n)
        self.c_1 = 2 / ((n + 1.3) ** 2 + self.mu)
        rank_mu = 2 * (self.mu - 2 + 1 / self.mu) / ((n + 2) ** 2 + self.mu)
        self.c_mu = min(1 - self.c_1, rank_mu)
        self.normal_length = math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n**2))
        self.random = random
        self.generation = 0
        self.mean, self.sigma, self.covariance = start, 1.0, np.eye(n)
        self.p_sigma, self.p_c = np.zeros(n), np.zeros(n)
        self.axes, self.lengths = np.eye(n), np.ones(n)  # covariance = axes lengths² axesᵀ

    @property
    def spread(self) -> float:
        """Standard deviation of the candidates along their longest axis."""
        return float(self.sigma * self.lengths.max())

    def ask(self) -> Float[np.ndarray, "candidates parameters"]:
        """Return the next candidates."""
        size = self.n_offspring, self.mean.size
        steps = (self.random.standard_normal(size) * self.lengths) @ self.axes.T
        return self.mean + self.sigma * steps

    def tell(
        self, candidates: Float[np.ndarray, "candidates parameters"], losses: Sequence[float]
    ) -> None:
        """Learn from the losses of the candidates."""
        self.generation += 1
        best = np.argsort(losses, kind="stable")[: self.weights.size]
        steps = (candidates[best] - self.mean) / self.sigma
        step = self.weights @ steps
        self.mean = self.mean + self.sigma * step
        whitened = self.axes @ (self.axes.T @ step / self.lengths)
        gain = math.sqrt(self.c_sigma * (2 - self.c_sigma) * self.mu)
        self.p_sigma = (1 - self.c_sigma) * self.p_sigma + gain * whitened
        length = float(np.linalg.norm(self.p_sigma)) / self.normal_length
        # A path that is long because σ lags behind would stretch the covariance; it waits.
        settled = math.sqrt(1 - (1 - self.c_sigma) ** (2 * self.generation))
        is_steady = length < (1.4 + 2 / (self.mean.size + 1)) * settled
        gain = math.sqrt(self.c_c * (2 - self.c_c) * self.mu) * is_steady
        self.p_c = (1 - self.c_c) * self.p_c + gain * step
        lost = 0.0 if is_steady else self.c_c * (2 - self.c_c)
        self.covariance = (
            (1 - self.c_1 - self.c_mu + self.c_1 * lost) * self.covariance
            + self.c_1 * np.outer(self.p_c, self.p_c)
            + self.c_mu * (self.weights * steps.T) @ steps
        )
        self.sigma *= math.exp(self.c_sigma / self.damping * (length - 1))
        variances, self.axes = np.linalg.eigh(self.covariance)
        self.lengths = np.sqrt(np.maximum(variances, SMALLEST_VARIANCE))
