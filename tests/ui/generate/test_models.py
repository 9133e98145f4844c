"""Which models are offered for which cells."""

import pytest

import sergiojax as sj
from sergiojax.learn import LEARNERS
from sergiojax.ui.generate import models


class Wired:
    """A model whose wiring is a network."""


@pytest.fixture
def with_wired(monkeypatch):
    monkeypatch.setattr(models, "LEARNERS", {**LEARNERS, "NetworkGenerator": Wired})


@pytest.mark.parametrize(
    ("genes", "is_offered"),
    [(["A", "B", "X"], True), (["A", "C"], False), (["X", "Y"], False), (["B"], False)],
)
def test_a_wired_model_is_offered_if_the_network_connects_genes_of_the_cells(
    with_wired, genes, is_offered
):
    grn = sj.GRN.from_edges([("A", "B", 3.0), ("B", "C", -2.0)], basal_rates={"A": 1.0})
    titles = [offer.title for offer in models.offers(grn, genes)]
    assert titles[0] == "Quick"
    assert ("Wired" in titles) == is_offered


def test_every_learner_that_draws_cells_is_offered_under_its_own_title():
    known = {offer.learner for offer in models._OFFERS}
    assert {name for name, learner in LEARNERS.items() if hasattr(learner, "presets")} <= known
    assert models.title_of(LEARNERS["Copula"]()) == "Quick"
    assert models.title_of(Wired()) == "Wired"
