"""A generator whose wiring is a drawn network: each gene reads its regulators and nothing else.

A knock-out is answered by holding a rate at 0 and drawing again with the same noise, so a cell and
its perturbed twin differ in what lies downstream, and only there. Regulators are read through
dropout, which flattens what is learned: for knock-outs a calibrated network answers better.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optax
from jaxtyping import Array, Float, Int

from sergiojax._types import JsonObject, PRNGKey
from sergiojax.grn import GRN
from sergiojax.learn._cells import Batch, Cells
from sergiojax.learn._config import check_settings, setting
from sergiojax.learn._contract import Scores, Sizes, State
from sergiojax.learn.generate._drawing import (
    Drawing,
    Edge,
    check_edges,
    check_genes,
    drawing_of,
    edges_of,
)
from sergiojax.learn.generate._network_model import (
    Known,
    NetworkModel,
    Trained,
    features_of,
    known_of,
    log_share_of,
    log_shares_of,
    loss_of,
)
from sergiojax.learn.parts import (
    Wiring,
    build_nets,
    draw_log_gamma,
    draw_log_library,
    no_library,
)
from sergiojax.learn.parts._poisson import MOST_LOG_RATE, poisson_quantile

_START_SIZE = 2.0  # θ
_MOST_FACTOR = 1000.0


class Twin(eqx.Module):
    """One cell.

    Attributes:
        share: Rate of every gene as a share of the library, with its overdispersion, before counts
            are drawn.
        counts: Counts.
    """

    share: Float[Array, " genes"]
    counts: Float[Array, " genes"]


@dataclass(frozen=True)
class NetworkGenerator:
    """A drawn network as the wiring of a generator.

    Every regulated gene has a small net that reads the counts of its regulators, with the signs of
    the edges. The cell type reaches genes without regulators only, those that the network does not
    hold included, and loops that nothing outside regulates. An edge of a gene onto itself is not
    read, as a gene's own count would explain it.

    Attributes:
        edges: Edges of the network: regulator, target, and 1 for activation, -1 for repression or
            0 where the sign is not known.
        n_steps: Training steps.
        hidden: Hidden units of every gene's net.
        batch: Cells in a training step.
        rate: Learning rate at the start.
        weight_decay: How strongly weights are pulled to 0.
        sweeps: How often the network is gone through when a cell is drawn; the longest path
            is always covered, and a loop is followed this often.

    Source:
        Zinati, Takiddeen and Emad (2024), GRouNdGAN, Nat. Commun. 15, 4055, for the idea, there
        without signs and loops.

    Example:
        >>> import jax, numpy as np
        >>> from sergiojax.learn import NetworkGenerator, cells_of, fit
        >>> cells = cells_of(np.random.default_rng(0).poisson(3.0, (20, 2)), gene_names=["A", "B"])
        >>> learner = NetworkGenerator(edges=(("A", "B", 1),), n_steps=5)
        >>> fitted = fit(learner, cells, key=jax.random.key(0))
        >>> counts, label = fitted.sample(3, key=jax.random.key(1), knockout=["A"])
        >>> counts[:, 0].tolist()
        [0.0, 0.0, 0.0]
    """

    edges: tuple[Edge, ...] = setting((), advanced=False)
    n_steps: int = setting(1500, least=1, most=100_000, advanced=False)
    hidden: int = setting(16, least=1, most=512)
    batch: int = setting(256, least=1, most=4096)
    rate: float = setting(3e-3, least=1e-6, most=1.0)
    weight_decay: float = setting(1e-3, least=0.0, most=1.0)
    sweeps: int = setting(8, least=1, most=100)

    presets: ClassVar[dict[str, JsonObject]] = {"laptop": {}}
    keeps_best: ClassVar[bool] = False

    def __post_init__(self) -> None:
        check_settings(self)
        check_edges(self.edges)

    @classmethod
    def of(cls, grn: GRN, **settings: Any) -> "NetworkGenerator":
        """Return the configuration with the edges of a network, and the signs of their strengths.

        Args:
            grn: The network.
            **settings: Other settings.

        Example:
            >>> from sergiojax import random_network
            >>> len(NetworkGenerator.of(random_network(12), hidden=8).edges)
            30
        """
        return cls(edges=edges_of(grn), **settings)

    def within(self, gene_names: Sequence[str]) -> "NetworkGenerator":
        """Return the configuration with the edges between these genes only.

        Example:
            >>> NetworkGenerator(edges=(("A", "B", 1), ("B", "C", -1))).within(["A", "B"]).edges
            (('A', 'B', 1),)
        """
        known = set(gene_names)
        return replace(self, edges=tuple(edge for edge in self.edges if known.issuperset(edge[:2])))

    @property
    def cells_per_step(self) -> int:
        """Cells that a step takes."""
        return self.batch

    @property
    def n_sweeps(self) -> int:
        """Sweeps per cell: `sweeps`, or as many as the longest path needs."""
        return max(self.sweeps, self._drawing.depth + 1)

    @property
    def _drawing(self) -> Drawing:
        return drawing_of(self.edges)

    def build(self, sizes: Sizes, *, key: PRNGKey) -> NetworkModel:
        """Return an untrained model."""
        n_targets, n_regulators = self._drawing.n_targets, self._drawing.n_regulators
        per_gene, padded = jnp.zeros(sizes.n_genes), jnp.zeros((n_targets, n_regulators))
        trained = Trained(
            build_nets(n_targets, n_regulators, self.hidden, key=key),
            per_gene,
            jnp.zeros((sizes.n_types, sizes.n_genes)),
            jnp.full(sizes.n_genes, np.log(_START_SIZE)),
        )
        place = jnp.zeros((n_targets, n_regulators), jnp.int32)
        wiring = Wiring(jnp.zeros(n_targets, jnp.int32), place, padded, padded)
        library = no_library(sizes.n_types)
        known = Known(wiring, per_gene, per_gene, per_gene + 1.0, jnp.ones(()), library)
        return NetworkModel(trained, known)

    def prepare(self, model: NetworkModel, data: Cells) -> NetworkModel:
        """Return the model with the wiring, and what is known of the cells before training.

        Raises:
            ValueError: If the network has no edges, or the cells lack some of its genes.
        """
        check_genes(self._drawing, data.gene_names)
        log_share, of_type = log_shares_of(data)
        trained = eqx.tree_at(
            lambda each: (each.log_share, each.of_type), model.trained, (log_share, of_type)
        )
        return NetworkModel(trained, known_of(self._drawing, data))

    def start(self, model: NetworkModel) -> State:
        """Return the state before the first step."""
        trained: Any = model.trained
        return State(model, self._optimiser().init(trained), None, jnp.zeros((), jnp.int32))

    def step(self, state: State, batch: Batch, *, key: PRNGKey) -> tuple[State, Scores]:  # noqa: ARG002
        """Return the state after one step of Adam on the likelihood of counts."""
        model: Any = state.model
        trained: Any = model.trained
        loss, slopes = jax.value_and_grad(loss_of)(trained, model.known, batch)
        updates, optimiser = self._optimiser().update(slopes, state.optimiser, trained)
        moved: Any = optax.apply_updates(trained, updates)
        after = NetworkModel(moved, model.known)
        return State(after, optimiser, None, state.step), {"loss": loss}

    def finish(self, state: State, data: Cells, *, key: PRNGKey) -> eqx.Module:  # noqa: ARG002
        """Return the model."""
        return state.model

    def options(
        self,
        gene_names: Sequence[str],
        *,
        knockout: str | Sequence[str] = (),
        overexpress: Mapping[str, float | int] | None = None,
    ) -> dict[str, Float[Array, " genes"]]:
        """Return the factors on the rates of all genes.

        Args:
            gene_names: Genes of the model.
            knockout: Genes whose rate is 0.
            overexpress: Factors on the rates of other genes, such as 3.0.

        Raises:
            ValueError: If a gene is unknown or given to both, or a factor is below 0 or above 1000.
        """
        held = (knockout,) if isinstance(knockout, str) else tuple(knockout)
        raised = dict(overexpress or {})
        place = {name: column for column, name in enumerate(gene_names)}
        factor = np.ones(len(gene_names), np.float32)
        for name, value in (*((name, 0.0) for name in held), *raised.items()):
            if name not in place:
                nearest = difflib.get_close_matches(name, place, 1)
                hint = f" Did you mean {nearest[0]}?" if nearest else ""
                raise ValueError(f"The model has no gene {name} to perturb.{hint}")
            if not 0 <= value <= _MOST_FACTOR:
                raise ValueError(
                    f"The factor on a gene must be from 0 to {_MOST_FACTOR:g}, but that of {name} "
                    f"is {value}."
                )
            factor[place[name]] = value
        both = sorted(set(held) & raised.keys())
        if both:
            raise ValueError(f"{both[0]} cannot be knocked out and overexpressed at once.")
        return {"factor": jnp.asarray(factor)}

    def sample(
        self,
        model: NetworkModel,
        label: Int[Array, ""],
        *,
        key: PRNGKey,
        factor: Float[Array, " genes"] | None = None,
    ) -> Float[Array, " genes"]:
        """Return the counts of one cell; the same key gives the perturbed twin of a cell.

        Args:
            model: The model.
            label: Type of the cell.
            key: PRNG key.
            factor: Factors on the rates of all genes, from `options`.
        """
        return self.twin(model, label, key=key, factor=factor).counts

    def twin(
        self,
        model: NetworkModel,
        label: Int[Array, ""],
        *,
        key: PRNGKey,
        factor: Float[Array, " genes"] | None = None,
    ) -> Twin:
        """Return one cell with its rates.

        Library, overdispersion and noise are drawn once and held while rates, counts and what
        regulators are read as follow each other.
        """
        trained, known = model.trained, model.known
        library_key, gamma_key, count_key = jax.random.split(key, 3)
        library = jnp.exp(draw_log_library(known.library, label, key=library_key))
        log_size = trained.bounded_log_size
        log_gamma = draw_log_gamma(jnp.exp(log_size), key=gamma_key) - log_size
        uniform = jax.random.uniform(count_key, log_gamma.shape)
        scale = jnp.ones_like(log_gamma) if factor is None else factor

        def sweep(features: Array, _: None) -> tuple[Array, Twin]:
            log_share = log_share_of(trained, known, features, label)
            share = jnp.exp(jnp.minimum(log_share + log_gamma, 0.0)) * scale
            rate = jnp.minimum(share * library, np.exp(MOST_LOG_RATE))
            counts = poisson_quantile(rate, uniform)
            return features_of(known, counts, library), Twin(share, counts)

        last = jax.lax.scan(sweep, jnp.zeros_like(scale), None, length=self.n_sweeps)[1]
        return jax.tree.map(lambda leaf: leaf[-1], last)

    def _optimiser(self) -> optax.GradientTransformation:
        schedule = optax.cosine_decay_schedule(self.rate, self.n_steps)
        return optax.adamw(schedule, weight_decay=self.weight_decay)
