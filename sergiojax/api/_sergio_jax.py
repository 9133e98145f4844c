"""The class of SERGIO-JAX, name for name and shape for shape, on this package's simulator.

Code written for SERGIO-JAX runs with the import changed; docs/differences.md says where the
numbers differ and why. New code is better served by `simulate` and `simulate_steady_state`.
"""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, ArrayLike, Bool, Float, Int, Num, ScalarLike

from sergiojax._checks import check_choice, check_count, check_positive, check_values
from sergiojax._types import NoiseType, PerGene, PRNGKey
from sergiojax.api._adjacency import (
    as_numbers,
    build_network,
    find_edges,
    knock_out,
    learn_rates,
    tell_apart,
)
from sergiojax.grn import GRN
from sergiojax.noise import (
    add_outlier_genes,
    apply_dropout,
    draw_umi_counts,
    scale_library_size,
)
from sergiojax.simulation import simulate_steady_state

Expression = Num[Array | np.ndarray, "cell_types genes cells"]


class SergioJAX:
    """SERGIO-JAX's simulator: one trajectory per cell type, with half responses that follow it.

    Call `custom_graph`, `simulate` and `getExpressions` in this order. Arrays have SERGIO-JAX's
    shapes: [cell types, genes, cells]. What is wrong there is corrected here: gradients are finite,
    "spd" is SERGIO's noise, the README's call with `data` works, and no step handles genes × genes
    arrays. Under `jax.grad` or `jax.jit`, make the object inside the function.

    Attributes:
        n_genes: Number of genes.
        n_cell_types: Number of cell types.
        number_sc: Cells per cell type.
        noise_type: "dpd", "sp" or "spd".
        noise_amplitude: q of every gene; `custom_graph` reads it.
        decays: λ of every gene (per time); `custom_graph` reads it.
        sampling_state: Length of the trajectory per cell (steps).
        init_steps: Where the trajectory starts.
        dt: Step (time).
        safety_steps: Steps before the first that may become a cell.

    Args:
        n_genes: Number of genes.
        n_cell_types: Number of cell types.
        n_sc: Cells per cell type.
        noise_amplitude: q, one number or one per gene.
        noise_type: Independent noise on production and decay ("dpd"), on production ("sp"), or
            one on both ("spd").
        decays: λ (per time), one number or one per gene.
        sampling_state: Steps per cell: a trajectory has `sampling_state * n_sc` of them.
        init_steps: 0 starts at the basal rates. Any other number starts at the noise-free steady
            state, at which SERGIO-JAX's sweeps of x ← P(x) / λ end.
        dt: Step (time) of the Euler-Maruyama scheme, clipped at 0.
        safety_steps: Steps that are discarded first.

    Raises:
        TypeError: If a count is not a whole number, or numbers are not numbers.
        ValueError: If a number is out of range or an array has the wrong shape.

    Source:
        Dibaeinia and Sinha (2020), Cell Systems 11(3), 252-271; the interface is that of
        SERGIO-JAX by Ouyang and Hägele.
    """

    def __init__(  # noqa: PLR0917 -- SERGIO-JAX's order
        self,
        n_genes: int,
        n_cell_types: int,
        n_sc: int,
        noise_amplitude: ArrayLike = 1.0,
        noise_type: NoiseType = "dpd",
        decays: ArrayLike = 0.8,
        sampling_state: int = 10,
        init_steps: int = 10,
        dt: float = 0.01,
        safety_steps: int = 0,
    ) -> None:
        check_choice("noise_type", noise_type, NoiseType)
        check_positive("dt", dt)
        self.n_genes = check_count("n_genes", n_genes)
        self.n_cell_types = check_count("n_cell_types", n_cell_types)
        self.number_sc = check_count("n_sc", n_sc)
        self.noise_type: NoiseType = noise_type
        self.noise_amplitude = self._by_gene("noise_amplitude", noise_amplitude)
        self.decays = self._by_gene("decays", decays, positive=True)
        self.sampling_state = check_count("sampling_state", sampling_state)
        self.init_steps = check_count("init_steps", init_steps, least=0)
        self.dt = dt
        self.safety_steps = check_count("safety_steps", safety_steps, least=0)
        self._grn: GRN | None = None
        self._states: Float[Array | np.ndarray, "cell_types states genes"] | None = None

    @property
    def grn(self) -> GRN:
        """The network, for the rest of this package; genes are "0", "1", ….

        Raises:
            RuntimeError: If `custom_graph` was not called yet.
        """
        if self._grn is None:
            raise RuntimeError("There is no network yet: call `custom_graph` first.")
        return self._grn

    @property
    def contribution_rates(self) -> Float[Array, "cell_types genes genes"]:
        """K of every regulator (row) on every target (column), 0 where there is no edge."""
        grn = self.grn
        shape = (self.n_cell_types, self.n_genes, self.n_genes)
        factor = 1.0 if grn.strength_factor is None else grn.strength_factor
        return jnp.zeros(shape).at[:, grn.regulator, grn.target].set(grn.strength * factor)

    @property
    def basal_rates(self) -> Float[Array | np.ndarray, "cell_types genes"]:
        """Basal rate b of every gene, 0 for genes with regulators."""
        return self.grn.basal_rate

    def custom_graph(
        self,
        graph: ArrayLike,
        contribution_rates: ArrayLike,
        basal_rates: ArrayLike | None = None,
        hill: ArrayLike | None = None,
        data: ArrayLike | None = None,
    ) -> None:
        """Give the network, or learn its rates from cells.

        Both positional calls of SERGIO-JAX's README work; their dimensions distinguish them:
        `custom_graph(graph, k, basal_rates, hill)` and `custom_graph(graph, k, hill, data)`.
        With `data` the rates are those of `inference.fit_ridge` with `held_out=0.0`: ridge
        regression of λx on the Hill responses, all |K| ≥ 0, and b = λ · mean.

        Args:
            graph: [genes, genes] of 0 and 1; graph[i, j] = 1: gene i regulates gene j. Loops and
                self loops are allowed.
            contribution_rates: K (molecules per time), [genes, genes] or [cell types, genes,
                genes]; negative represses. With `data` only the signs count, [genes, genes].
            basal_rates: b (molecules per time), [cell types, genes]. As in SERGIO-JAX, those of
                genes with regulators count as 0; a `GRN` takes them.
            hill: n, one number or, as in SERGIO-JAX, one per regulating gene; 2 by default.
            data: Clean expression (molecules), [cell types, genes, cells], to learn from.

        Raises:
            TypeError: If an array does not hold numbers, or `graph` or `data` is traced.
            ValueError: If a shape or number is wrong, an edge has no sign to learn with or changes
                it between cell types, or not exactly one of `basal_rates` and `data` is given.
        """
        basal_rates, hill, data = tell_apart(basal_rates, hill, data)
        if (basal_rates is None) == (data is None):
            raise ValueError("`custom_graph` needs either `basal_rates` or `data`, and not both.")
        n_types, genes = self.n_cell_types, (self.n_genes,)
        learns = data is not None
        rate_shapes = (
            [(*genes, *genes)] if learns else [(*genes, *genes), (n_types, *genes, *genes)]
        )
        grn = build_network(
            find_edges(graph, self.n_genes),
            as_numbers("contribution_rates", contribution_rates, *rate_shapes),
            basal_rates=np.zeros((n_types, *genes), np.float32)
            if learns
            else as_numbers("basal_rates", basal_rates, (n_types, *genes)),
            hill=as_numbers("hill", 2.0 if hill is None else hill, (), genes),
            decays=self.decays,
            noise_amplitude=self.noise_amplitude,
        )
        self._grn = learn_rates(grn, data) if learns else grn
        self._states = None

    def simulate(self, rng: PRNGKey, kout: ArrayLike | None = None) -> None:
        """Run one trajectory per cell type; `getExpressions` then reads cells off it.

        The half response of every edge is the mean over cell types of the regulator's present
        level, at every step. With a knock-out it is that of the wild type, which runs along with
        the same random numbers; in SERGIO-JAX it followed the mutant, so that a regulator knocked
        down in all types had almost no effect on its targets.

        Args:
            rng: JAX random key. The same key gives the same noise, with and without knock-out.
            kout: Share of its production that each gene loses, 0 to 1: 1 is a knock-out. None
                leaves all unchanged.

        Raises:
            RuntimeError: If `custom_graph` was not called yet.
            TypeError: If `rng` is not a key, or `kout` is traced.
            ValueError: If `kout` has the wrong shape or leaves 0 to 1, or `dt` is too large for the
                decay rates.
        """
        grn = self.grn
        _check_key(rng)
        perturbation = None if kout is None else knock_out(grn, kout)
        self._states = None
        # As many draws as steps. They are independent given the trajectory, so any subset that is
        # chosen without regard to the values is a draw with replacement from it.
        self._states = simulate_steady_state(
            grn,
            self.number_sc * self.sampling_state,
            key=rng,
            noise_type=self.noise_type,
            sampling="trajectory",
            method="euler",
            dt=self.dt,
            initial="steady_state" if self.init_steps else grn.basal_rate,
            half_response="dynamic",
            burn_in=(self.safety_steps + 1) * self.dt,  # the start itself is not a cell
            steps_per_cell=1,
            perturbation=perturbation,
        )

    def getExpressions(  # noqa: N802 -- SERGIO-JAX's name
        self, rng: PRNGKey
    ) -> Float[Array | np.ndarray, "cell_types genes cells"]:
        """Return cells: points of the trajectories at random times, the same for all types.

        Args:
            rng: JAX random key; another one reads other points of the same trajectories.

        Returns:
            Clean expression (molecules), [cell types, genes, cells].

        Raises:
            RuntimeError: If `simulate` was not called since `custom_graph`.
            TypeError: If `rng` is not a key.
        """
        if self._states is None:
            raise RuntimeError("There are no cells yet: call `simulate` first.")
        _check_key(rng)
        # Ranks of uniform numbers: `jax.random.choice` would compile for a second.
        rank = jax.random.uniform(rng, (self._states.shape[1],))
        chosen = jax.lax.top_k(rank, self.number_sc)[1]
        return jnp.asarray(self._states)[:, chosen].transpose(0, 2, 1)

    @staticmethod
    def outlier_effect(
        rng: PRNGKey,
        scData: Expression,  # noqa: N803 -- SERGIO-JAX's name, here and below
        outlier_prob: ScalarLike = 0.01,
        mean: ScalarLike = 0.0,
        scale: ScalarLike = 1.0,
    ) -> Float[Array, "cell_types genes cells"]:
        """Multiply some genes by a log-normal factor, the same in all cells: the first step.

        Args:
            rng: JAX random key.
            scData: Clean expression (molecules).
            outlier_prob: Probability that a gene is an outlier.
            mean: Mean of the factor's natural logarithm.
            scale: Standard deviation of the factor's natural logarithm.

        Returns:
            Scaled expression.
        """
        cells = _genes_last(rng, scData)
        scaled, _ = add_outlier_genes(cells, key=rng, probability=outlier_prob, mean=mean, sd=scale)
        return scaled.transpose(0, 2, 1)

    @staticmethod
    def lib_size_effect(
        rng: PRNGKey,
        scData: Expression,  # noqa: N803
        mean: ScalarLike = 0.0,
        scale: ScalarLike = 1.0,
    ) -> tuple[Float[Array, "cell_types cells"], Float[Array, "cell_types genes cells"]]:
        """Scale every cell to a log-normal total: the second step.

        Args:
            rng: JAX random key.
            scData: Expression (molecules).
            mean: Mean of the total's natural logarithm.
            scale: Standard deviation of the total's natural logarithm.

        Returns:
            The total of every cell, and the scaled expression. An empty cell stays empty.
        """
        scaled, size = scale_library_size(_genes_last(rng, scData), key=rng, mean=mean, sd=scale)
        return size, scaled.transpose(0, 2, 1)

    @staticmethod
    def dropout_indicator(
        rng: PRNGKey,
        scData: Expression,  # noqa: N803
        shape: ScalarLike = 1.0,
        percentile: ScalarLike = 65.0,
    ) -> Bool[Array, "cell_types genes cells"]:
        """Return which entries dropout keeps: the third step is this, times the expression.

        Args:
            rng: JAX random key.
            scData: Expression (molecules), with its library size.
            shape: Steepness of the logistic in log(1 + expression).
            percentile: Percentile of log(1 + expression), over the whole array, that is kept half
                of the time.

        Returns:
            True where an entry is kept.
        """
        cells = _genes_last(rng, scData)
        _, kept = apply_dropout(cells, key=rng, steepness=shape, percentile=percentile)
        return kept.transpose(0, 2, 1)

    @staticmethod
    def convert_to_UMIcounts(  # noqa: N802
        rng: PRNGKey,
        scData: Num[Array | np.ndarray, "*batch genes cells"],  # noqa: N803
    ) -> Int[Array, "*batch genes cells"]:
        """Draw Poisson counts: the fourth step.

        Args:
            rng: JAX random key.
            scData: Mean of every count (molecules), genes before cells; a matrix will do.

        Returns:
            Counts (int32).
        """
        _check_key(rng)
        return draw_umi_counts(jnp.swapaxes(scData, -1, -2), key=rng).swapaxes(-1, -2)

    def _by_gene(self, name: str, value: ArrayLike, *, positive: bool = False) -> PerGene:
        array = as_numbers(name, value, (), (self.n_genes,))
        spread = array * np.ones(self.n_genes, np.float32)
        check_values(f"`{name}`", spread, lambda gene: f"gene {gene}", positive=positive)
        return spread


def _check_key(rng: Any) -> None:
    dtype, shape = getattr(rng, "dtype", None), np.shape(rng)
    is_new = dtype is not None and jnp.issubdtype(dtype, jax.dtypes.prng_key)
    if not (is_new and shape == ()) and not (dtype == np.uint32 and shape == (2,)):
        raise TypeError(f"`rng` must be one JAX key, as from jax.random.key(0), but is {rng!r}.")


def _genes_last(rng: Any, expression: Expression) -> Float[Array, "cell_types cells genes"]:
    _check_key(rng)
    if np.ndim(expression) != 3:
        raise ValueError(
            f"`scData` must have shape (cell types, genes, cells), but has {np.shape(expression)}."
        )
    return jnp.asarray(expression, jnp.float32).transpose(0, 2, 1)
