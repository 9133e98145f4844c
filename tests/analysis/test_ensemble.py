"""Ensembles: what many draws of the parameters do, the same as one by one, and how it is said."""

import jax
import numpy as np
import pytest

from sergiojax.analysis import (
    Ensemble,
    ensemble,
    ensemble_words,
    filled_in_words,
    vary_filled_in,
)
from sergiojax.grn import GRN, Design, Parameter, assume_kinetics
from sergiojax.kinetics import attractors, fill_half_response, fixed_points, limit_cycles
from tests.kinetics.wirings import WIRINGS

KEY = jax.random.key(3)


def network(name):
    edges = [(one, other, float(sign)) for one, other, sign in WIRINGS[name].edges]
    return assume_kinetics(GRN.from_edges(edges, basal_rates={}))[0]


def draws(grn, n_models, seed=0):
    """Every parameter times 2^U(-1, 1), the rows as `attractors` takes them."""
    filled, rng = fill_half_response(grn).grn, np.random.default_rng(seed)
    kinds = ("strength", "hill_coefficient", "half_response", "basal_rate", "decay")
    own = {kind: np.atleast_2d(np.asarray(getattr(filled, kind), float)) for kind in kinds}
    return {
        kind: values * 2.0 ** rng.uniform(-1, 1, (n_models, values.shape[1]))
        for kind, values in own.items()
    }


def one_by_one(grn, numbers, row):
    per_edge = {kind: values[row] for kind, values in numbers.items() if kind != "basal_rate"}
    return grn.replace(basal_rate=numbers["basal_rate"][row : row + 1], **per_edge)


@pytest.mark.parametrize("name", ["self-activating toggle", "ring of 3"])
def test_a_batch_counts_what_single_networks_have(name):
    grn, n_models = network(name), 8
    numbers = draws(grn, n_models)
    found = attractors(grn, numbers)
    singles = [one_by_one(grn, numbers, row) for row in range(n_models)]
    stable = [int(fixed_points(single, n_starts=16).stable.sum()) for single in singles]
    assert found.n_stable.tolist() == stable
    assert (found.oscillates == (found.n_stable == 0)).all()


@pytest.mark.validate
@pytest.mark.parametrize(
    ("name", "n_models", "least"),
    [
        ("toggle", 200, 0.99),
        ("self-activating toggle", 200, 0.99),
        ("ring of 4", 200, 0.99),
        ("ring of 5", 200, 0.99),
        # 97 % of 200 models: fewer starts than `fixed_points` has miss small basins.
        ("epithelial-mesenchymal", 100, 0.97 - 2 * (0.03 * 0.97 / 100) ** 0.5),
    ],
)
def test_models_agree_with_single_networks(name, n_models, least):
    grn = network(name)
    numbers = draws(grn, n_models, seed=1)
    found = attractors(grn, numbers)
    singles = [one_by_one(grn, numbers, row) for row in range(n_models)]
    stable = [int(fixed_points(single).stable.sum()) for single in singles]
    share = np.mean(found.n_stable == stable)
    print(f"{name}: stable states agree in {share:.1%}")
    assert share >= least
    turns = [len(limit_cycles(single, n_starts=16).period) > 0 for single in singles[:40]]
    assert np.mean(found.oscillates[:40] == turns) >= 0.95


def test_a_key_is_an_ensemble_and_draws_do_not_depend_on_what_else_varies():
    grn = network("toggle")
    once, again = (ensemble(grn, 40, key=KEY) for _ in range(2))
    assert once.n_stable.tolist() == again.n_stable.tolist()
    other = ensemble(grn, 40, key=jax.random.key(4))
    assert other.n_stable.tolist() != once.n_stable.tolist()
    kinds = ("strength", "hill_coefficient", "half_response", "decay")
    assert ensemble(grn, 40, key=KEY, vary=kinds).n_stable.tolist() == once.n_stable.tolist()


def test_what_does_not_vary_stays():
    grn = network("toggle")
    for vary in ((), ("noise_amplitude",), ("basal_rate",)):
        found = ensemble(grn, 20, key=KEY, vary=vary)
        assert found.sentence() == "two states in 20 of 20"
    assert ensemble(grn, 20, key=KEY, around=1).sentence() == "two states in 20 of 20"
    one = Parameter("half_response", ("A", "B"))
    assert ensemble(grn, 20, key=KEY, vary=[one, one]).parameters == (one,)


def test_a_factor_is_within_its_bounds_and_may_be_large():
    grn = GRN.from_edges([("A", "A", 40.0)], basal_rates={"A": 0.8}, hill_coefficient=4.0)
    near, far = (ensemble(grn, 200, key=KEY, around=around) for around in (1.1, 10.0))
    assert near.own().n_models == 200
    assert 20 < far.own().n_models < 150


def test_each_cell_type_has_its_own_answer():
    grn = GRN.from_edges(
        [("A", "A", 40.0)],
        basal_rates={"A": [0.8, 40.0]},
        cell_types=["low", "high"],
        hill_coefficient=4.0,
    )
    found = ensemble(grn, 30, key=KEY, vary=[Parameter("basal_rate", "A")])
    assert found.own("low").words == "two states"
    assert found.sentence("high") == "one state in 30 of 30"


def test_loops_below_a_loop_that_oscillates_are_no_trouble():
    edges = [("A", "B", -40.0), ("B", "C", -40.0), ("C", "A", -40.0), ("A", "D", 40.0)]
    grn = GRN.from_edges([*edges, ("D", "D", 40.0)], basal_rates={}, hill_coefficient=4.0)
    found = ensemble(grn, 10, key=KEY, around=1.05)
    assert found.sentence() == "oscillation in 10 of 10"


def test_words_and_intervals():
    n_stable = np.array([[2] + [2] * 143 + [1] * 57])
    found = Ensemble(("only",), n_stable, n_stable == 1, (), 2.0)
    assert found.sentence() == "two states in 143 of 200"
    assert ensemble_words(found) == "Two states in 143 of 200 draws within 2-fold."
    most, rest = found.shares("only")
    assert (most.low, most.high) == pytest.approx((0.649, 0.773), abs=2e-3)  # Wilson
    assert rest.words == "one state and oscillation"


def test_what_was_filled_in_is_said_and_varied():
    grn = network("toggle")
    nothing = Design(grn)
    assert filled_in_words(nothing) == ""
    assert vary_filled_in(nothing, 5, key=KEY) is None
    noise = Design(grn, assumed={"noise_amplitude": [True, True], "sign": [True, False]})
    assert filled_in_words(noise) == "2 parameters and 1 sign of this network were filled in."
    assert vary_filled_in(noise, 5, key=KEY) is None
    design = Design(grn, assumed={"strength": [True, False]})
    assert filled_in_words(design) == "1 parameter of this network was filled in."
    assert vary_filled_in(design, 5, key=KEY).parameters == (Parameter("strength", ("A", "B")),)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_models": 0}, "`n_models` must be at least 1"),
        ({"around": 0.5}, "`around` must be at least 1 and finite, but is 0.5"),
        ({"vary": [Parameter("decay", "X")]}, "no gene 'X'"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        ensemble(network("toggle"), key=KEY, **arguments)
