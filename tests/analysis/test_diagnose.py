"""Sanity lights: each is on where it should be, and off where nothing is wrong."""

import numpy as np
import pytest

from sergiojax import list_examples, load_example, simulate_steady_state
from sergiojax.analysis import Diagnosis, diagnose
from sergiojax.grn import GRN, assume_kinetics, random_network
from sergiojax.simulation import RunSettings, plan_run

CHAIN = GRN.from_edges(
    [("A", "B", 40.0), ("B", "C", -30.0)],
    basal_rates={"A": [5.0, 40.0]},
    half_response={("A", "B"): 20.0, ("B", "C"): 20.0},
)


def lights(grn: GRN, *, least: str = "warning", **options) -> dict[str, Diagnosis]:
    wanted = ("problem", "warning", "note")[: ("problem", "warning", "note").index(least) + 1]
    return {each.check: each for each in diagnose(grn, **options) if each.severity in wanted}


def test_a_sound_network_has_no_warning():
    assert lights(CHAIN) == {}


@pytest.mark.parametrize("name", ["toggle-switch", "repressilator", "gata1-pu1", "mcad", "cascade"])
def test_motifs_that_work_have_no_warning(name):
    assert lights(load_example(name)) == {}


def test_the_worst_comes_first_and_sentences_are_whole():
    for example in list_examples():
        found = diagnose(load_example(example.name))
        ranks = [("problem", "warning", "note").index(each.severity) for each in found]
        assert ranks == sorted(ranks)
        for each in found:
            assert each.problem.endswith(".")
            assert not each.remedy or each.remedy.endswith(".")


def test_an_empty_network_says_what_to_do():
    none = np.zeros(0)
    grn = GRN.from_edges([("A", "B", 1.0)], basal_rates={"A": 1.0})
    kinetics = dict.fromkeys(
        ("strength", "hill_coefficient", "half_response", "decay", "noise_amplitude"), none
    )
    empty = grn.replace(
        gene_names=(), regulator=[], target=[], product=[], basal_rate=none[None], **kinetics
    )
    assert [str(each) for each in diagnose(empty)] == ["The network has no genes. Add a gene."]


def test_genes_without_edges():
    grn = GRN.from_edges([("A", "B", 40.0)], basal_rates={"A": 20.0, "C": 9.0, "D": 9.0})
    found = lights(grn)["isolated"]
    assert found.genes == ("C", "D")
    assert found.problem == "Genes C and D have no edges."
    assert "isolated" not in lights(GRN.from_edges([], basal_rates={"A": 20.0}))


def test_a_master_regulator_without_rate_is_a_problem():
    grn = CHAIN.replace(basal_rate=CHAIN.basal_rate * 0)
    found = lights(grn, least="problem")["master-without-rate"]
    assert found.genes == ("A",)
    assert "its own basal rate is 0 in every cell type" in found.problem
    no_rate_needed = GRN.from_edges([("A", "A", 40.0), ("A", "B", 4.0)], basal_rates={})
    assert "master-without-rate" not in lights(no_rate_needed)


@pytest.mark.parametrize(
    ("strengths", "kind"),
    [
        ((1, 1, 1), "Positive"),
        ((-1, 1, 1), "Negative"),
        ((-1, -1, 1), "Positive"),
        ((-1,) * 3, "Neg"),
    ],
)
def test_loops_have_the_sign_of_their_product(strengths, kind):
    pairs = [("A", "B"), ("B", "C"), ("C", "A")]
    edges = [(*pair, 40.0 * strength) for pair, strength in zip(pairs, strengths, strict=True)]
    grn = GRN.from_edges([*edges, ("A", "X", 1.0)], basal_rates={"A": 20.0})
    (found,) = [each for each in diagnose(grn) if each.check == "feedback"]
    assert found.problem.startswith(kind)
    assert "loop of 3 genes: A → B → C → A" in found.problem
    assert (set(found.genes), set(found.edges)) == ({"A", "B", "C"}, set(pairs))


def test_every_loop_is_listed_once_and_many_are_cut():
    pair = GRN.from_edges(
        [("A", "A", 1.0), ("A", "B", 1.0), ("B", "A", 1.0)], basal_rates={"A": 9.0}
    )
    loops = [each for each in diagnose(pair) if each.check == "feedback"]
    assert [len(each.edges) for each in loops] == [1, 2]
    genes = [f"G{number}" for number in range(12)]
    complete = [(one, other, 1.0) for one in genes for other in genes]
    loops = [
        each
        for each in diagnose(GRN.from_edges(complete, basal_rates={}))
        if each.check == "feedback"
    ]
    assert len(loops) == 51
    assert loops[-1].problem.startswith("There are more than 50 feedback loops")


def test_targets_that_never_change():
    off = lights(CHAIN.replace(half_response=np.array([2000.0, 20.0])))
    assert off["never-on"].genes == ("B",)
    assert off["dead-edge"].edges == (("A", "B"), ("B", "C"))
    on = lights(CHAIN.replace(half_response=np.array([0.2, 20.0])))
    assert on["always-on"].genes == ("B",)
    assert on["saturated-edge"].edges == (("A", "B"),)
    assert on["saturated-edge"].problem == (
        "Edge A → B is saturated: its regulator stays far above the half response in every cell "
        "type."
    )


@pytest.mark.validate
def test_noise_at_zero_is_where_the_mean_really_shifts(key):
    """The rule is b / (λ q²) < 2; docs/model.md has the shifts of single genes."""
    levels = {"low": 1.5, "edge": 3.0, "high": 20.0}
    grn = GRN.from_edges([], basal_rates={name: 0.8 * x for name, x in levels.items()})
    assert lights(grn)["noise-at-zero"].genes == ("low",)
    cells = np.asarray(simulate_steady_state(grn, 100_000, key=key))[0]
    shift = cells.mean(axis=0) / list(levels.values()) - 1
    assert shift[0] > 0.008
    assert abs(shift[2]) < 4 * np.sqrt(1 / 20.0 / 100_000)


def test_fast_decay_leaves_too_few_molecules_for_the_langevin_equation():
    grn = GRN.from_edges([], basal_rates={"A": 10.0, "B": 10.0}, decay={"A": 1000.0, "B": 0.8})
    found = lights(grn)["few-molecules"]
    assert found.genes == ("A",)
    assert "A stays below q² molecules (one at q = 1): the Langevin equation does" in found.problem
    assert "few-molecules" not in lights(grn.replace(decay=[5.0, 0.8]))
    assert "few-molecules" not in lights(grn.replace(noise_amplitude=0.05))
    notes = plan_run(grn, RunSettings()).notes
    assert any(note.startswith("A holds less than q² molecules") for note in notes)
    assert not plan_run(grn.replace(decay=[5.0, 0.8]), RunSettings()).notes


def test_a_step_that_is_long_for_the_feedback():
    grn = GRN.from_edges(
        [("A", "A", -30.0)], basal_rates={}, half_response=10.0, hill_coefficient=12.0
    )
    assert "step" not in lights(grn)
    found = lights(grn, dt=0.1)["step"]
    assert found.severity == "warning"
    assert "0.1 time units" in found.problem


def test_cell_types_that_noise_makes_indistinguishable():
    """Two lone genes: the distance is Δ / √x̄ for q = 1, so it is known."""
    grn = GRN.from_edges([], basal_rates={"A": [8.0, 10.0, 40.0]}, cell_types=["a", "b", "c"])
    found = lights(grn)["equal-types"]
    expected = (12.5 - 10.0) / np.sqrt(11.25)
    assert f"a and b ({expected:.1f} SD)" in found.problem
    assert "c" not in found.problem.split(":")[1].replace("cell", "")
    assert "equal-types" not in lights(grn.replace(noise_amplitude=0.1))


def test_large_networks_count_every_gene_for_itself():
    grn = random_network(200, n_cell_types=2, seed=1)
    equal = grn.replace(basal_rate=np.repeat(np.asarray(grn.basal_rate)[:1], 2, axis=0))
    assert "equal-types" not in lights(grn)
    assert "(0.0 SD)" in lights(equal)["equal-types"].problem


def test_automatic_half_responses_where_the_rule_cannot_work():
    one_type = GRN.from_edges([("A", "B", 40.0)], basal_rates={"A": 20.0})
    found = lights(one_type, least="note")["half-response"]
    assert "of 1 edge is a quarter of the regulator's maximum: with one cell type" in found.problem
    toggle = GRN.from_edges(
        [("A", "B", -40.0), ("B", "A", -40.0)], basal_rates={"A": [1.0, 2.0], "B": [1.0, 1.0]}
    )
    assert "feedback loop" in lights(toggle, least="note")["half-response"].problem
    automatic = CHAIN.replace(half_response=np.full(2, np.nan))
    assert "half-response" not in lights(automatic, least="note")


def test_what_was_filled_in_is_not_complained_about():
    signs = GRN.from_edges([("A", "B", 1.0), ("B", "C", 1.0), ("A", "D", -1.0)], basal_rates={})
    found = lights(assume_kinetics(signs)[0])
    assert found.keys() <= {"never-on"}  # D, which A represses
    given = assume_kinetics(signs)[0].replace(half_response=6.25)
    assert {"always-on", "saturated-edge"} <= lights(given).keys()


def test_a_step_too_large_and_a_burn_in_too_short():
    assert "`dt` must be at most" in lights(CHAIN, dt=5.0)["settings"].problem
    short = lights(CHAIN, burn_in=1.0)["slow"]
    assert "the slowest relaxation takes 1.25 time units" in short.problem
    assert "slow" not in lights(CHAIN, burn_in=10.0)
    slow = CHAIN.replace(decay=np.array([0.0001, 1.0, 1.0]))
    assert "Burn-in capped" in lights(slow)["slow"].problem


def test_the_cost_grows_with_the_cells():
    few = lights(CHAIN, least="note", n_cells={"type_1": 10, "type_2": 20})["cost"].problem
    assert few.startswith("30 cells of 3 genes take about 0.1 s and 1 kB")
    many = lights(CHAIN, least="note", n_cells=100_000_000)["cost"].problem
    assert "min and 2.4 GB" in many
