"""The network: what it holds, what it refuses and by which words, and copies with changes."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from sergiojax.grn import GRN, Kinetics
from tests.grn.networks import assert_same_network


def cascade(**parameters: object) -> GRN:
    return GRN.from_edges([("A", "B", 3.0), ("B", "C", -2.0)], basal_rates={"A": 1.0}, **parameters)


def test_from_edges_orders_genes_by_first_mention():
    grn = GRN.from_edges(
        [("z", "b", 3.0), ("b", "a", -2.0), ("a", "b", 1.5)],
        basal_rates={"z": [1.0, 4.0], "q": 2.0},
    )
    assert grn.gene_names == ("z", "b", "a", "q")
    assert grn.cell_types == ("type_1", "type_2")
    assert (grn.n_genes, grn.n_edges, grn.n_cell_types) == (4, 3, 2)
    assert grn.regulator.tolist() == [0, 1, 2]
    assert grn.target.tolist() == [1, 2, 1]
    assert grn.strength.tolist() == [3.0, -2.0, 1.5]
    assert grn.basal_rate.tolist() == [[1, 0, 0, 2], [4, 0, 0, 2]]


def test_from_edges_takes_sergios_defaults():
    grn = cascade()
    assert grn.hill_coefficient.tolist() == [2, 2]
    assert np.isnan(grn.half_response).all()
    assert grn.decay == pytest.approx(np.full(3, 0.8))
    assert grn.noise_amplitude.tolist() == [1, 1, 1]
    assert not grn.product.any()
    assert grn.strength_factor is None


def test_from_edges_takes_parameters_by_name_and_fills_the_gaps():
    grn = cascade(
        cell_types=["stem", "blood"],
        decay={"B": 0.5},
        noise_amplitude=0.25,
        hill_coefficient={("B", "C"): 4.0},
        half_response={("A", "B"): 1.5},
        logic={"C": "product"},
    )
    assert grn.cell_types == ("stem", "blood")
    assert grn.decay == pytest.approx([0.8, 0.5, 0.8])
    assert grn.noise_amplitude.tolist() == [0.25] * 3
    assert grn.hill_coefficient.tolist() == [2, 4]
    assert grn.half_response[0] == 1.5
    assert np.isnan(grn.half_response[1])
    assert grn.product.tolist() == [False, False, True]
    assert grn.basal_rate.tolist() == [[1, 0, 0], [1, 0, 0]]


def test_no_edges_is_a_network_and_so_are_loops():
    assert GRN.from_edges([], basal_rates={"A": 1.0}).n_edges == 0
    assert GRN.from_edges([], basal_rates={}).n_genes == 0
    loop = GRN.from_edges(
        [("A", "A", -1.0), ("A", "B", 1.0), ("B", "A", 1.0)], basal_rates={"B": 1.0}
    )
    assert loop.n_edges == 3


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"decay": {"X": 1.0}}, r"`decay` is given for 'X', which is not in the network"),
        ({"hill_coefficient": {("A", "C"): 2.0}}, r"`hill_coefficient` is given for \('A', 'C'\)"),
        ({"logic": {"X": "sum"}}, "`logic` is given for 'X'"),
        ({"logic": {"C": "and"}}, "`logic` must be 'sum' or 'product', but is 'and' for C"),
        ({"cell_types": "stem"}, "`cell_types` must be a list of names, not one name"),
        ({"cell_types": []}, "at least one cell type"),
        ({"cell_types": ["a", "a"]}, "cell type name 'a' appears twice"),
        ({"decay": {"B": 0.0}}, "Decay rate λ must be positive and finite, but is 0 for gene B"),
        ({"noise_amplitude": {"C": -1.0}}, "Noise amplitude q must be .* -1 for gene C"),
        ({"hill_coefficient": np.nan}, "Hill coefficient n must be .* nan for edge A → B"),
        ({"half_response": {("B", "C"): 0.0}}, "Half response h must be .* 0 for edge B → C"),
        ({"half_response": np.inf}, "Half response h must be .* inf for edge A → B"),
    ],
)
def test_from_edges_names_the_culprit(unchecked, parameters, message):
    with pytest.raises(ValueError, match=message):
        cascade(**parameters)


@pytest.mark.parametrize(
    ("edges", "rates", "message"),
    [
        ([("A", "B")], {}, r"Edge 0 must be \(regulator, target, strength\), but is \('A', 'B'\)"),
        (["ABC"], {}, "Edge 0 must be"),
        ([("A", "B", 1.0), ("B", "A", 1.0), ("A", "B", 2.0)], {}, "The edge A → B appears twice"),
        ([("A", "B", np.nan)], {}, "Strength K must be finite, but is nan for edge A → B"),
        ([("A", "B", np.inf)], {}, "Strength K must be finite, but is inf for edge A → B"),
        ([("", "B", 1.0)], {}, "gene at position 0 has no name"),
        ([("A ", "B", 1.0)], {}, "gene name 'A ' must not begin or end with a space"),
        ([("A\n1", "B", 1.0)], {}, "contains a control character"),
        ([("A\ud800", "B", 1.0)], {}, "contains a control character"),
        ([("A\u202eB", "B", 1.0)], {}, r"contains an invisible character \(U\+202E\)"),
        ([("A" * 201, "B", 1.0)], {}, "longer than 200 characters"),
        (
            [("A", "B", 1.0)],
            {"A": -1.0},
            "Basal rate b must be finite and not negative, but is -1 for gene A",
        ),
        ([("A", "B", 1.0)], {"A": [1.0, np.nan]}, "Basal rate b must be .* nan for gene A"),
        (
            [],
            {"A": [1.0, 2.0], "B": [1.0, 2.0, 3.0]},
            "B has 3 basal rates, but there are 2",
        ),
    ],
)
def test_edges_and_rates_are_checked(unchecked, edges, rates, message):
    with pytest.raises(ValueError, match=message):
        GRN.from_edges(edges, basal_rates=rates, cell_types=["a", "b"] if len(rates) == 2 else None)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"target": [1, 3]}, "`target` holds a gene index outside 0 to 2"),
        ({"regulator": [-1, 1]}, "`regulator` holds a gene index outside 0 to 2"),
        ({"target": [1]}, "one gene index per edge"),
        ({"product": [False]}, r"`product` needs one entry per gene \(3\)"),
        ({"strength": [1.0] * 3}, r"`strength` must have shape \(2,\), but has \(3,\)"),
        ({"basal_rate": [1.0] * 3}, r"`basal_rate` must have shape \(1, 3\), but has \(3,\)"),
        ({"strength_factor": [[1.0]]}, r"`strength_factor` must have shape \(1, 2\)"),
        ({"strength_factor": [[1.0, -1.0]]}, "Strength factor must be .* -1 for edge B → C"),
        ({"strength": [1.0, np.nan]}, "Strength K must be finite, but is nan for edge B → C"),
    ],
)
def test_replace_checks_indices_shapes_and_values(unchecked, change, message):
    with pytest.raises(ValueError, match=message):
        cascade().replace(**change)


def test_indices_must_be_whole_numbers(unchecked):
    with pytest.raises(TypeError, match="`target` must hold whole numbers"):
        cascade().replace(target=[1.0, 2.0])


def test_replace_spreads_numbers_and_leaves_the_original():
    grn = cascade()
    other = grn.replace(decay=0.5, strength=np.array([1.0, -1.0]), gene_names=["X", "Y", "Z"])
    assert other.decay.tolist() == [0.5] * 3
    assert other.strength.tolist() == [1, -1]
    assert other.edge_name(1) == "Y → Z"
    assert grn.strength.tolist() == [3, -2]
    assert_same_network(grn.replace(), grn)


def test_replace_takes_and_drops_factors_by_cell_type():
    grn = cascade().replace(strength_factor=[[0.5, 2.0]])
    assert grn.strength_factor.tolist() == [[0.5, 2.0]]
    assert grn.replace(strength_factor=None).strength_factor is None
    assert grn.replace(kinetics=cascade().kinetics).strength_factor is None


def test_replace_names_what_it_does_not_know():
    with pytest.raises(
        TypeError, match=r"A network has no `strenght`; it has gene_names, .*strength"
    ):
        cascade().replace(strenght=1.0)


def test_numbers_are_float32_and_stay_on_their_device():
    grn = cascade()
    assert all(leaf.dtype == np.float32 for leaf in jax.tree.leaves(grn.kinetics))
    assert isinstance(grn.strength, np.ndarray)
    assert isinstance(grn.replace(strength=jnp.ones(2)).strength, jax.Array)


def test_gradients_and_vmap_go_through_a_network():
    grn = cascade()

    def total(kinetics: Kinetics) -> jax.Array:
        return (grn.replace(kinetics=kinetics).strength ** 2).sum()

    gradient = jax.grad(total)(jax.tree.map(jnp.asarray, grn.kinetics))
    assert gradient.strength.tolist() == [6, -4]

    def scaled(factor: jax.Array) -> jax.Array:
        return grn.replace(strength=factor * jnp.asarray(grn.strength)).strength

    assert jax.vmap(scaled)(jnp.arange(3.0)).tolist() == [[0, 0], [3, -2], [6, -4]]


def test_a_network_is_frozen():
    with pytest.raises(AttributeError):
        cascade().gene_names = ("X",)


def test_the_topology_is_static():
    dynamic, static = eqx.partition(cascade(), eqx.is_array)
    assert len(jax.tree.leaves(dynamic)) == 6
    assert static.topology == cascade().topology


def test_digest_tells_networks_apart():
    grn = cascade()
    assert grn.digest() == cascade().digest()
    changed = [
        grn.replace(gene_names=["X", "B", "C"]),
        grn.replace(cell_types=["other"]),
        grn.replace(product=[True, False, False]),
        grn.replace(target=[1, 0]),
        grn.replace(strength=np.array([3.0, -2.0000002])),
        grn.replace(half_response=1.0),
    ]
    assert len({other.digest() for other in [grn, *changed]}) == len(changed) + 1
