"""What is drawn of a mutant: which genes, and in which colours on the canvas."""

import numpy as np
import pytest

from sergiojax.grn import Design, random_network
from sergiojax.ui.compare import mutant

FEW, MANY = (Design(random_network(n)) for n in (6, 12))
EFFECT = np.linspace(-0.1, 1.2, 12)  # the last gene changes most


@pytest.fixture
def select(monkeypatch):
    def choose(*genes):
        chosen = {"nodes": list(genes), "edges": []}
        monkeypatch.setattr(mutant.session, "selection", lambda: chosen)

    choose()
    return choose


def test_of_a_few_genes_all_are_drawn(select):
    assert mutant.courses_of(FEW, np.zeros(6)) == list(FEW.grn.gene_names)


def test_of_many_the_changed_come_first_then_the_selected_then_the_most_moved(select):
    names = MANY.grn.gene_names
    assert mutant.courses_of(MANY, EFFECT) == list(names[:5:-1])
    select(names[3], "gone", names[2])
    touched = [names[0], names[1], names[4]]  # two of them leave room for others
    found = mutant.courses_of(MANY, EFFECT, first=touched)
    assert found == [names[0], names[1], names[3], names[2], names[11], names[10]]
    select(*names[:8])  # one place is left for what changes most
    assert mutant.courses_of(MANY, -EFFECT) == [*names[:5], names[11]]


def test_colours_are_full_at_a_factor_of_four_and_what_oscillates_has_none(monkeypatch):
    ids = {name: f"id {name}" for name in FEW.grn.gene_names}
    monkeypatch.setattr(mutant.session, "canvas_ids", lambda: ids)
    change = np.array([1.0, -2.0, 3.0, np.nan, 0.0, -0.5])
    nodes = dict(mutant.lifted(FEW, change)["nodes"])
    names = list(ids.values())
    assert nodes == {names[0]: 0.5, names[1]: -1.0, names[2]: 1.0, names[5]: -0.25}
