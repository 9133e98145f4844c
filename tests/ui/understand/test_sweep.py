"""A sweep begins with what is selected, and its words name where states appear."""

from types import SimpleNamespace

import numpy as np
import pytest

from sergiojax.grn import GRN, Parameter, list_parameters
from sergiojax.ui.understand import sweep

GENES = GRN.from_edges([("A", "B", 3.0), ("B", "A", -2.0)], basal_rates={"A": [1.0]})
PARAMETERS = list_parameters(GENES, sweep._KINDS)


@pytest.mark.parametrize(
    ("nodes", "edges", "of"),
    [(["B"], [], "B"), ([], [("B", "A")], ("B", "A")), (["gone"], [("A", "A")], PARAMETERS[0].of)],
)
def test_the_first_parameter_of_what_is_selected_is_suggested(monkeypatch, nodes, edges, of):
    chosen = {"nodes": nodes, "edges": edges}
    monkeypatch.setattr(sweep.session, "selection", lambda: chosen)
    place = sweep._suggested(PARAMETERS)
    assert PARAMETERS[place].of == of
    assert of not in [each.of for each in PARAMETERS[:place]]


def test_a_repression_has_its_own_arrow():
    labels = {each.of: sweep._label(each, GENES) for each in PARAMETERS if each.kind == "strength"}
    assert labels == {("A", "B"): "K A → B", ("B", "A"): "K B ⊣ A"}
    assert sweep._label(Parameter("half_response", ("B", "A")), GENES) == "h B ⊣ A"
    assert sweep._label(Parameter("decay", "A"), GENES) == "λ A"


@pytest.mark.parametrize(
    ("folds", "hopf", "words"),
    [
        ([], [], "Over this range, no state appears or vanishes."),
        ([-2.0, 3.14159], [], "States appear or vanish at 2, 3.14."),
        ([1.0], [5.0], "States appear or vanish at 1. An oscillation begins or ends at 5."),
    ],
)
def test_where_states_appear_is_said_as_sizes(folds, hopf, words):
    assert sweep._words(SimpleNamespace(folds=np.array(folds), hopf=np.array(hopf))) == words
