"""Assumed kinetics: one set of values, SERGIO's ranges, known values kept, all of it said."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sergiojax.grn import GRN, assume_kinetics, random_network
from tests.grn.networks import assert_same_network, networks


def signed(*edges: tuple[str, str, float]) -> GRN:
    return GRN.from_edges(edges, basal_rates={})


LARGE = random_network(400, seed=5)


def test_a_small_network_gets_one_set_of_values():
    grn, sentences = assume_kinetics(signed(("A", "B", -1.0), ("B", "C", 1.0), ("C", "C", 1.0)))
    assert grn.strength.tolist() == [-40.0, 40.0, 40.0]
    assert grn.hill_coefficient.tolist() == [4.0] * 3
    assert np.isnan(grn.half_response).all()
    assert grn.basal_rate.tolist() == [[20.0, 0.0, 0.0]]
    assert grn.decay == pytest.approx([0.8] * 3)
    assert grn.noise_amplitude.tolist() == [1.0] * 3
    assert sentences == (
        "The strength |K| of all 3 edges is taken as 40.",
        "The basal rate b of 1 of 3 genes, without regulators, is taken as 20.",
        "The Hill coefficient n of all 3 edges is taken as 4.",
        "The decay rate λ of all 3 genes is taken as 0.8.",
        "The noise amplitude q of all 3 genes is taken as 1.",
    )


def test_size_or_name_chooses_the_ranges():
    chain = [(f"G{number}", f"G{number + 1}", 1.0) for number in range(50)]
    small, large = signed(*chain[:49]), signed(*chain)
    assert assume_kinetics(small)[0].strength.tolist() == [40.0] * 49
    assert assume_kinetics(large)[0].strength.max() <= 5
    assert assume_kinetics(large, ranges="fixed")[0].strength.tolist() == [40.0] * 50
    drawn, _ = assume_kinetics(small, ranges="sergio", seed=3)
    assert 1 <= drawn.strength.min() < drawn.strength.max() <= 5
    assert set(drawn.hill_coefficient.tolist()) == {2.0}


def test_the_rest_is_filled_in_on_the_scale_of_what_is_known():
    weights = signed(("A", "B", 1.0), ("B", "C", -3.0), ("A", "C", 1.0))
    lacks_one = np.array([False, False, True])
    grn, _ = assume_kinetics(
        weights.replace(decay=[0.4, 1.0, 1.0]),
        missing={
            "strength": lacks_one,
            "decay": np.array([False, True, True]),
            "basal_rate": np.ones(3, bool),
        },
    )
    assert grn.strength.tolist() == [1.0, -3.0, 2.0]
    assert grn.basal_rate.tolist() == [[1.0, 0.0, 0.0]]  # half of the median |K|
    assert grn.decay == pytest.approx([0.4] * 3)
    rated = weights.replace(basal_rate=[[7.0, 0.0, 0.0]])
    assert assume_kinetics(rated, missing=("strength",))[0].strength.tolist() == [14, -14, 14]


def test_known_half_responses_decide_how_high_regulators_get():
    grn = signed(("A", "B", 1.0), ("B", "C", -1.0), ("D", "B", 1.0)).replace(
        half_response=[2.0, 5.0, np.nan]
    )
    grn, _ = assume_kinetics(grn, missing=("strength", "basal_rate"))
    assert grn.basal_rate[0, 0] / 0.8 == pytest.approx(4 * 2.0)
    assert np.abs(grn.strength[[0, 2]]).sum() / 0.8 == pytest.approx(4 * 5.0)


def test_a_scale_does_not_change_what_a_loop_does():
    toggle = signed(("A", "A", 2.0))
    grn, _ = assume_kinetics(toggle, missing=("basal_rate", "hill_coefficient"))
    assert grn.basal_rate[0, 0] == pytest.approx(0.02 * 2.0)


def test_everything_is_in_sergios_ranges():
    grn, _ = assume_kinetics(LARGE, cell_types=9, seed=1)
    size = np.abs(grn.strength)
    assert 1 <= size.min() < 1.05
    assert 4.95 < size.max() <= 5
    assert abs(size.mean() - 3) < 5 * (4 / np.sqrt(12)) / np.sqrt(grn.n_edges)
    assert (np.sign(grn.strength) == np.sign(LARGE.strength)).all()
    assert (grn.hill_coefficient == 2).all()
    assert (grn.decay == np.float32(0.8)).all()
    masters = grn.topology.in_degree == 0
    assert not grn.basal_rate[:, ~masters].any()
    rates = grn.basal_rate[:, masters]
    low = (rates >= 1) & (rates <= 2.5)
    high = (rates >= 3.5) & (rates <= 5)
    assert (low | high).all()
    assert abs(high.mean() - 0.5) < 5 * 0.5 / np.sqrt(high.size)


def test_unknown_signs_repress_as_often_as_asked():
    grn, sentences = assume_kinetics(LARGE, missing=("sign",), seed=2)
    share = (grn.strength < 0).mean()
    assert abs(share - 0.25) < 5 * np.sqrt(0.25 * 0.75 / grn.n_edges)
    assert (np.abs(grn.strength) == np.abs(LARGE.strength)).all()
    assert sentences == (
        f"The sign of all {grn.n_edges:,} edges is unknown and was drawn; "
        f"{(grn.strength < 0).sum()} repress (seed 2).",
    )
    none, _ = assume_kinetics(LARGE, missing=("sign",), repressor_fraction=0.0)
    assert (none.strength > 0).all()


def test_known_values_stay_where_a_mask_says_so():
    grn = signed(("A", "B", -2.5), ("B", "C", -1.0), ("A", "C", 1.0)).replace(
        hill_coefficient=[3.0, 1.0, 1.0]
    )
    filled, sentences = assume_kinetics(
        grn,
        missing={
            "sign": np.array([False, False, True]),
            "strength": np.array([False, True, True]),
            "hill_coefficient": np.array([False, True, False]),
        },
    )
    assert filled.strength[:2].tolist() == [-2.5, -2.5]
    assert abs(filled.strength[2]) == 2.5
    assert filled.hill_coefficient.tolist() == [3, 2, 1]  # the median of 3 and 1
    assert sentences[1:] == (
        "The strength |K| of 2 of 3 edges is taken as 2.5.",
        "The Hill coefficient n of 1 of 3 edges is taken as 2.",
    )
    assert not filled.basal_rate.any()


@settings(max_examples=20)
@given(networks(), st.integers(0, 2**40))
def test_a_seed_is_a_network(grn, seed):
    once, said = assume_kinetics(grn, seed=seed)
    again, said_again = assume_kinetics(grn, seed=seed)
    assert_same_network(once, again)
    assert said == said_again


@settings(max_examples=20)
@given(networks())
def test_nothing_missing_changes_nothing(grn):
    same, sentences = assume_kinetics(grn, missing=())
    assert_same_network(same, grn)
    assert sentences == ()


def test_draws_do_not_depend_on_what_else_is_missing():
    everything, _ = assume_kinetics(LARGE, seed=3)
    strengths, _ = assume_kinetics(LARGE, seed=3, missing=("strength",))
    assert (everything.strength == strengths.strength).all()
    few, _ = assume_kinetics(LARGE, seed=3, cell_types=2)
    many, _ = assume_kinetics(LARGE, seed=3, cell_types=5)
    assert (many.basal_rate[:2] == few.basal_rate).all()


@pytest.mark.parametrize(
    ("edges", "product", "driven"),
    [
        ([("A", "B", 1.0)], "", "A"),
        ([("A", "A", 1.0)], "", "A"),  # a self-activator would stay off for ever
        ([("A", "A", -1.0)], "", ""),
        ([("A", "B", 1.0), ("B", "A", 1.0)], "", "AB"),
        ([("A", "B", -1.0), ("B", "A", -1.0)], "", ""),  # a toggle is on by itself
        ([("A", "B", 1.0), ("B", "A", 1.0), ("X", "A", 1.0)], "", "X"),
        ([("A", "B", 1.0), ("B", "A", 1.0), ("X", "A", -1.0)], "", "X"),
        ([("A", "B", 1.0), ("B", "A", 1.0), ("X", "A", -1.0)], "A", "ABX"),
        ([("A", "A", 1.0), ("A", "B", 1.0), ("B", "C", 1.0), ("C", "B", 1.0)], "", "A"),
    ],
)
def test_rates_go_to_genes_that_nothing_else_switches_on(edges, product, driven):
    grn = signed(*edges)
    grn = grn.replace(product=[name in product for name in grn.gene_names])
    filled, _ = assume_kinetics(grn)
    rated = {name for name, b in zip(grn.gene_names, filled.basal_rate[0], strict=True) if b > 0}
    assert rated == set(driven)


def test_known_rates_of_one_cell_type_hold_in_all():
    grn = GRN.from_edges([("A", "B", 1.0)], basal_rates={"A": 2.0})
    filled, _ = assume_kinetics(grn, missing=("strength",), cell_types=["stem", "blood"])
    assert filled.cell_types == ("stem", "blood")
    assert filled.basal_rate.tolist() == [[2, 0], [2, 0]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"missing": ("strenght",)}, "`missing` must be one of 'sign', .* but is 'strenght'"),
        ({"missing": {"sign": np.ones(5, bool)}}, r"`missing\['sign'\]` must have 1 entries"),
        (
            {"missing": ("sign",), "cell_types": 3},
            "parameters for 2 cell types, but 3 were requested",
        ),
        ({"ranges": "wide"}, "`ranges` must be one of 'fixed', 'sergio', but is 'wide'"),
        ({"cell_types": 0}, "`cell_types` must be at least 1, but is 0"),
        ({"cell_types": []}, "`number of cell types` must be at least 1, but is 0"),
        ({"cell_types": 10**9}, "`cell_types` must be at most 1,000"),
        ({"cell_types": "stem"}, "a number or a list of names, not one name"),
        ({"seed": -1}, "`seed` must be at least 0, but is -1"),
        ({"repressor_fraction": 1.5}, "`repressor_fraction` must be between 0 and 1, but is 1.5"),
    ],
)
def test_bad_arguments_are_named(unchecked, arguments, message):
    grn = GRN.from_edges([("A", "B", 1.0)], basal_rates={"A": [1.0, 2.0]})
    with pytest.raises(ValueError, match=message):
        assume_kinetics(grn, **arguments)
