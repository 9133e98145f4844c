"""The models that the page offers: what each is for, in words, and its configuration."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sergiojax.grn import GRN
from sergiojax.learn import LEARNERS, preset


class Offer(NamedTuple):
    """A model to choose.

    Attributes:
        title: Its name in the menu.
        learner: Name of the class of its configuration.
        about: What it is, and what it is good for.
        time: How long it takes.
        is_wired: Whether its configuration is made from the drawn network.
    """

    title: str
    learner: str
    about: str
    time: str
    is_wired: bool = False


_OFFERS = (
    Offer(
        "Quick",
        "Copula",
        "Gene distributions and their correlations; nothing is trained",
        "seconds",
    ),
    Offer("Balanced", "CountVAE", "A variational autoencoder with counts", "under a minute"),
    Offer("Closest", "CountGAN", "Two networks that compete", "a few minutes"),
    Offer(
        "Wired",
        "NetworkGenerator",
        "Your network is its wiring: it answers knock-outs",
        "under a minute",
        True,
    ),
)


def offers(grn: GRN, gene_names: Sequence[str]) -> list[Offer]:
    """Return the models for these cells, the quickest first.

    Args:
        grn: The drawn network: a wired model is offered if it connects genes of the cells.
        gene_names: Genes of the cells.
    """
    known = [offer for offer in _OFFERS if offer.learner in LEARNERS]
    can_be_wired = _shares_an_edge(grn, gene_names)
    return [offer for offer in known if can_be_wired or not offer.is_wired]


def presets_of(offer: Offer) -> list[str]:
    """Return the names of the presets of a model."""
    return list(getattr(LEARNERS[offer.learner], "presets", {"laptop": {}}))


def configuration(offer: Offer, name: str, grn: GRN, gene_names: Sequence[str]) -> Any:
    """Return the configuration of a model with the settings of a preset.

    Args:
        offer: The model.
        name: Name of the preset.
        grn: The drawn network.
        gene_names: Genes of the cells; edges of others are left out.
    """
    learner: Any = LEARNERS[offer.learner]
    if not offer.is_wired:
        return preset(learner, name)
    return preset(learner, name, edges=learner.of(grn).within(gene_names).edges)


def title_of(learner: Any) -> str:
    """Return the name in the menu of a configuration's model, or of its class."""
    name = type(learner).__name__
    return next((offer.title for offer in _OFFERS if offer.learner == name), name)


def _shares_an_edge(grn: GRN, gene_names: Sequence[str]) -> bool:
    """Return whether the network connects two genes that the cells have."""
    known = {place for place, name in enumerate(grn.gene_names) if name in set(gene_names)}
    edges = zip(grn.regulator.tolist(), grn.target.tolist(), strict=True)
    return any(source != target and {source, target} <= known for source, target in edges)
