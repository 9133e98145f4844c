"""The card: what is left out and why, which cells are refused, and that a file can hold it."""

import jax
import numpy as np
import pytest
import scipy.sparse as sp

from sergiojax._progress import StopEarly
from sergiojax.analysis import RealismCard, realism
from sergiojax.analysis.realism import _work, discriminability

N, GENES = 60, 14


def cells(seed, n=N, *, types=2):
    """Counts of two types that differ in half of the genes, and their labels."""
    rng = np.random.default_rng(seed)
    kind = np.arange(n) % types
    mean = np.where((np.arange(GENES) % 2)[None] == kind[:, None] % 2, 1.5, 6.0)
    counts = rng.poisson(mean * rng.gamma(8, 1 / 8, (n, GENES)))
    return counts, np.array(["A", "B", "C", "D"])[kind]


def with_ten_trees(*points, n_trees, seed):
    return discriminability(*points, n_trees=min(n_trees, 10), seed=seed)


@pytest.fixture(scope="module", autouse=True)
def small_forests():
    """Forests of ten trees: what they find is tested on real cells."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_work, "discriminability", with_ten_trees)
        yield


@pytest.fixture(scope="module")
def small():
    return cells(0), cells(1), cells(2)


@pytest.fixture(scope="module")
def card(small):
    (real, label), (generated, other), (train, third) = small
    return realism(
        real,
        generated,
        train=train,
        cell_type=label,
        other_cell_type=other,
        train_cell_type=third,
        key=jax.random.key(0),
    )


def test_cells_of_the_same_distribution_are_red_in_nothing(card):
    assert not card.red
    assert card["mmd2"].light == card["zeros"].light == "green"
    assert not any(row.left_out for row in card.rows)
    assert "none is clearly different" in card.verdict


def test_every_row_is_there_in_order(card):
    assert [row.name for row in card.rows][:11] == [
        *("discriminability", "mmd2", "mixing", "correlation", "zeros", "library"),
        *("fold_changes", "transfer", "nearness", "copies", "twins"),
    ]
    assert all(row.found.low <= row.value <= row.found.high for row in card.rows)
    assert card["zeros"].second >= abs(card["zeros"].value)
    with pytest.raises(KeyError, match="not other"):
        card["other"]


def test_equal_keys_give_equal_bytes_and_a_file_holds_the_card(card, small):
    (real, label), (generated, other), (train, third) = small
    again = realism(
        sp.csr_matrix(real),
        sp.csc_array(generated),
        train=sp.coo_array(train),
        cell_type=label.tolist(),
        other_cell_type=other,
        train_cell_type=third,
        key=jax.random.key(0),
    )
    assert again.to_json() == card.to_json()
    assert RealismCard.from_json(card.to_json()) == card
    assert card.to_frame().set_index("row").loc["mmd2", "value"] == card["mmd2"].value


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"realism": 2}', '{"realism": 1, "rows": [{}]}'])
def test_text_that_is_not_a_card_is_refused(text):
    with pytest.raises(ValueError, match="This is not a realism card"):
        RealismCard.from_json(text)


def test_a_file_against_itself_is_the_same_cells(small):
    (real, label), *_ = small
    found = realism(
        real, real.copy(), cell_type=label, other_cell_type=label, key=jax.random.key(0)
    )
    assert found.are_same
    assert found["discriminability"].value <= 0.1
    assert {"discriminability", "twins"} <= set(found.red)
    assert found["twins"].value == 1
    assert found["mmd2"].value < 0
    assert found.verdict.startswith("These are the same cells")


def test_without_training_cells_three_rows_are_left_out(small):
    (real, label), (generated, other), _ = small
    found = realism(real, generated, cell_type=label, other_cell_type=other, key=jax.random.key(0))
    left_out = {row.name for row in found.rows if row.left_out}
    assert left_out == {"transfer", "nearness", "copies"}
    assert found["nearness"].left_out == "It needs the training cells."
    assert (found.n_cells, found.n_cells_control) == (N, N // 2)
    assert any("halves of the real cells, 30 on each side" in note for note in found.notes)
    assert found["mmd2"].control is not None


def test_types_without_common_names_leave_the_type_rows_out(small):
    (real, label), (generated, _), _ = small
    found = realism(
        real, generated, cell_type=label, other_cell_type=["x"] * N, key=jax.random.key(0)
    )
    assert "no cell type of the same name" in found["fold_changes"].left_out
    plain = realism(real, generated, key=jax.random.key(0))
    assert plain["fold_changes"].left_out == "Not every set of cells has cell types."
    one = realism(
        real, generated, cell_type=["x"] * N, other_cell_type=["x"] * N, key=jax.random.key(0)
    )
    assert "share one cell type (x)" in one["fold_changes"].left_out


def test_a_type_with_one_cell_takes_part_in_all_but_fold_changes(small):
    (real, label), (generated, other), (train, third) = small
    label, third = label.copy(), third.copy()
    label[0] = third[0] = "only one"
    found = realism(
        real,
        generated,
        train=train,
        cell_type=label,
        other_cell_type=other,
        train_cell_type=third,
        key=jax.random.key(0),
    )
    assert 0.8 < found["fold_changes"].value < 1.2  # 14 genes and 60 cells: scatters by .06
    assert found["transfer"].value > 0.8


def test_types_of_simulated_cells_are_taken_in_the_real_proportions():
    real, label = cells(0, 200)
    generated, other = cells(1, 200)
    few = (other == "A") | (np.arange(200) < 60)  # mostly A, the real ones are half and half
    extra, _ = cells(5, 20)
    found = realism(
        real,
        np.concatenate([generated[few], extra]),
        cell_type=label,
        other_cell_type=[*other[few], *["unknown"] * 20],
        key=jax.random.key(0),
    )
    assert "only the generated cells have are left out: 20." in " ".join(found.notes)
    assert abs(found["mmd2"].value) < 0.02


def test_genes_are_matched_by_name_and_the_rest_is_listed(small):
    (real, _), (generated, _), _ = small
    names = [f"G{number}" for number in range(GENES)]
    others = ["g0", *reversed(names[1:-1]), "other"]
    order = [0, *reversed(range(1, GENES - 1)), GENES - 1]
    found = realism(
        real,
        generated[:, order],
        gene_names=names,
        other_gene_names=others,
        key=jax.random.key(0),
    )
    direct = realism(real[:, :-1], generated[:, :-1], key=jax.random.key(0))
    assert found.n_genes == GENES - 1
    assert found["mmd2"].value == direct["mmd2"].value
    assert found.notes[:3] == (
        "Genes matched without regard to case: G0 is g0.",
        "Genes of the real cells that are left out: G13.",
        "Genes of the generated cells that are left out: other.",
    )


def test_values_that_are_not_counts_are_taken_as_they_are(small):
    (real, _), (generated, _), _ = small
    scaled = generated / generated.sum(1, keepdims=True) * 20.0
    found = realism(real, scaled, key=jax.random.key(0))
    assert not found.are_counts
    assert "The generated cells are not counts: some values are not whole." in found.notes
    assert found["library"].light == "red"
    other = realism(scaled, generated, key=jax.random.key(0))
    assert other["mmd2"].copula is None
    assert other["mmd2"].shuffled is not None


def test_empty_cells_and_genes_are_allowed(small):
    (real, _), (generated, _), _ = small
    real, generated = real.copy(), generated.copy()
    real[:, 3], generated[:, 3], generated[:, 4], generated[:5] = 0, 0, 0, 0
    found = realism(real, generated, key=jax.random.key(0))
    assert all(np.isfinite(row.value) for row in found.rows if row.found is not None)
    assert "Generated cells without counts in the shared genes: 5." in found.notes
    nothing = realism(real, np.zeros_like(generated), key=jax.random.key(0))
    assert nothing["twins"].left_out == "All generated cells are empty."
    assert "zeros" in nothing.red


def test_few_cells_leave_rows_out(small):
    (real, _), (generated, _), (train, _) = small
    found = realism(real[:14], generated[:12], train=train[:10], key=jax.random.key(0))
    assert found.n_cells == 12
    assert "more than 30 cells" in found["mixing"].left_out
    assert "at least 50 cells" in found["copies"].left_out


def test_training_cells_as_the_real_ones_leave_nearness_out(small):
    (real, _), (generated, _), _ = small
    found = realism(real, generated, train=real, key=jax.random.key(0))
    assert found["nearness"].left_out == "100% of the real cells are training cells."


REFUSED = {
    "few genes": ({"real": np.ones((20, 9)), "generated": np.ones((20, 9))}, "at least 10 genes"),
    "few cells": ({"generated": np.ones((3, GENES))}, "at least 10 generated cells, but there are"),
    "one cell": ({"real": np.ones((1, GENES))}, "at least 10 real cells, but there is one"),
    "other genes": ({"generated": np.ones((20, 30))}, "14 genes and the generated ones 30"),
    "negative": ({"generated": -np.ones((20, GENES))}, "not negative, but one is -1. Pass counts"),
    "missing": ({"train": np.full((20, GENES), np.nan)}, "Training cells must be finite"),
    "train genes": ({"train": np.ones((20, 13))}, "must have the genes of the real ones"),
    "labels": ({"cell_type": ["a"] * 3}, r"one label per cell \(60\), but has 3"),
    "names": ({"gene_names": ["a"] * 3, "other_gene_names": ["a"] * GENES}, "name every gene"),
    "one name": ({"gene_names": ["a"] * GENES}, "Give both `gene_names` and `other_gene_names`"),
    "empty": ({"real": np.zeros((20, GENES))}, "real cells are all empty"),
}


@pytest.mark.parametrize(("change", "sentence"), REFUSED.values(), ids=REFUSED)
def test_cells_that_cannot_be_compared_are_refused(small, change, sentence):
    (real, _), (generated, _), _ = small
    with pytest.raises(ValueError, match=sentence):
        realism(**{"real": real, "generated": generated, "key": jax.random.key(0)} | change)


def test_rows_appear_as_they_come_and_stopping_keeps_them(small):
    (real, _), (generated, _), _ = small
    seen = []

    def stop_at_the_forests(progress):
        seen.append(progress)
        if progress.phase == "Growing the forests" and progress.best["discriminability"].found:
            raise StopEarly

    found = realism(real, generated, key=jax.random.key(0), progress=stop_at_the_forests)
    assert seen[0].best["mmd2"].found is None
    assert seen[1].best["mmd2"].found is not None
    assert seen[1].best["mmd2"].light == "open"
    assert found["discriminability"].found is not None
    assert found["discriminability"].control is None
    assert [each.share for each in seen] == sorted(each.share for each in seen)

    def stop_at_once(progress):
        raise StopEarly

    with pytest.raises(StopEarly):
        realism(real, generated, key=jax.random.key(0), progress=stop_at_once)


def test_sparse_cells_are_never_made_dense_whole(monkeypatch):
    real, generated = (sp.random_array((3_000, 40), density=0.2, rng=seed) for seed in (0, 1))
    largest = []
    original = sp.csr_array.toarray
    monkeypatch.setattr(
        sp.csr_array,
        "toarray",
        lambda self, *a: largest.append(self.shape[0]) or original(self, *a),
    )
    whole = [(each * 9).astype(int).tocsr() for each in (real, generated)]

    class EnoughError(Exception):
        pass

    def stop(progress):
        if progress.step == 2:
            raise EnoughError

    with pytest.raises(EnoughError):
        realism(*whole, train=whole[0], key=jax.random.key(0), progress=stop)
    assert max(largest) <= 1_000
