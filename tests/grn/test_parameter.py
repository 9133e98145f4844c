"""Single numbers of a network by name."""

import numpy as np
import pytest

import sergiojax as sj
from sergiojax.grn import Parameter, list_parameters

GRN = sj.GRN.from_edges(
    [("A", "B", 3.0), ("B", "A", -2.0)],
    basal_rates={"A": [1.0, 4.0]},
    cell_types=["one", "two"],
    half_response=1.5,
)


def test_every_listed_number_is_read_and_set_alone():
    kinds = ("strength", "hill_coefficient", "half_response", "basal_rate", "decay")
    parameters = list_parameters(GRN, kinds)
    assert len(parameters) == 3 * 2 + 2 + 2
    for parameter in parameters:
        changed = parameter.set(GRN, 2 * parameter.value(GRN))
        assert parameter.value(changed) == pytest.approx(2 * parameter.value(GRN))
        others = [other for other in parameters if other != parameter]
        assert [other.value(changed) for other in others] == [other.value(GRN) for other in others]


def test_a_basal_rate_without_a_cell_type_is_that_of_all():
    rate = Parameter("basal_rate", "A")
    assert rate.value(GRN) == 2.5
    assert np.asarray(rate.set(GRN, 2.0).basal_rate)[:, 0].tolist() == [2.0, 2.0]


def test_labels_are_short():
    assert Parameter("strength", ("A", "B")).label == "K A→B"
    assert Parameter("basal_rate", "A", "two").label == "b A (two)"


@pytest.mark.parametrize(
    ("parameter", "words"),
    [
        (Parameter("strength", ("A", "A")), "no edge A → A"),
        (Parameter("strength", "A"), "a pair"),
        (Parameter("decay", "Z"), "no gene 'Z'; it has A, B"),
        (Parameter("basal_rate", "A", "three"), "no cell type 'three'; it has one, two"),
        (Parameter("colour", "A"), "kind"),  # pyright: ignore[reportArgumentType]
    ],
)
def test_unknown_names_are_said(parameter, words):
    with pytest.raises(ValueError, match=words):
        parameter.locate(GRN)
