import json
from dataclasses import replace

import jax
import numpy as np
import pytest

from sergiojax.learn import Augmentation, AugmentationRow, Copula, augmentation, cells_of, fit
from tests.learn.small import small_cells

KEY = jax.random.key(0)
NAMES = ("nothing", "class_weight", "again", "smote", "copula", "generator", "withheld")


@pytest.fixture(scope="module")
def table():
    return augmentation(
        small_cells(90), "NK", learner=Copula(), key=KEY, n_kept=4, n_added=10, n_repeats=2
    )


def made(**values: tuple[float, ...]) -> Augmentation:
    """Return a table in which both classifiers have the same F1."""
    found = dict.fromkeys(NAMES, (0.5, 0.5)) | values
    rows = [AugmentationRow(name, name, each, each) for name, each in found.items()]
    return Augmentation("NK", 8, 60, 100, "CountVAE", tuple(rows))


def test_table_has_nothing_the_free_rows_generators_and_the_withheld_cells(table):
    assert tuple(row.name for row in table.rows) == NAMES
    assert all(len(row.forest) == len(row.linear) == 2 for row in table.rows)
    assert all(0 <= value <= 1 for row in table.rows for value in row.forest + row.linear)
    assert table.n_held_out == 12
    assert "NK" in str(table)
    assert json.loads(json.dumps(table.to_json()))["sentence"] == table.sentence


def test_a_repeat_depends_on_the_key_and_its_number_alone(table):
    again = augmentation(
        small_cells(90), "NK", learner=Copula(), key=KEY, n_kept=4, n_added=10, n_repeats=1
    )
    for one, other in zip(table.rows, again.rows, strict=True):
        assert (one.forest[:1], one.linear[:1]) == (other.forest, other.linear)


def test_every_sentence_warns(table):
    for each in (table, made(), made(generator=(0.9, 0.9))):
        assert each.sentence.endswith("not new evidence; never test markers on them.")


def test_no_gain_is_claimed_where_class_weights_are_level_in_one_repeat():
    level = made(class_weight=(0.7, 0.8), generator=(0.9, 0.8))
    assert not level.gains("forest")
    assert level.sentence.startswith("Class weights alone give as much.")
    worse = made(class_weight=(0.7, 0.8), generator=(0.6, 0.6))
    assert worse.sentence.startswith("Class weights alone give more.")


def test_no_gain_is_claimed_where_another_free_row_is_level():
    smote = made(smote=(0.9, 0.7), generator=(0.8, 0.8))
    assert not smote.gains("forest")
    assert "cannot be distinguished" in smote.sentence


def test_a_gain_in_every_repeat_is_named_for_its_classifier_alone():
    table = made(generator=(0.9, 0.8))
    rows = [replace(r, linear=(0.4, 0.4)) if r.name == "generator" else r for r in table.rows]
    mixed = replace(table, rows=tuple(rows), n_held_out=12)
    assert "With a random forest, cells of CountVAE beat" in mixed.sentence
    assert "With a logistic regression: class weights alone give more." in mixed.sentence
    assert "Only 12 held-out cells" in mixed.sentence


def test_what_cannot_be_measured_is_refused():
    with pytest.raises(ValueError, match="no cell type Mast"):
        augmentation(small_cells(), "Mast", key=KEY)
    with pytest.raises(ValueError, match="at least 16, but there are 10"):
        augmentation(small_cells(30), "NK", key=KEY)
    with pytest.raises(ValueError, match="of one type"):
        augmentation(cells_of(np.ones((50, 4))), "all", key=KEY)
    with pytest.raises(TypeError, match="must be the configuration"):
        augmentation(small_cells(), "NK", learner=fit(Copula(), small_cells(), key=KEY), key=KEY)


@pytest.mark.validate
def test_class_weights_give_most_of_the_gain_for_monocytes(shared_data):
    from anndata import read_h5ad

    adata = read_h5ad(shared_data / "learned" / "pbmc68k_700x765_counts.h5ad")
    cells = cells_of(adata.X, cell_type=adata.obs["cell_type"])
    table = augmentation(cells, "CD14+ Monocyte", key=KEY)
    for classifier in ("forest", "linear"):
        assert table["nothing"].mean(classifier) < 0.35
        assert table["class_weight"].mean(classifier) > table["nothing"].mean(classifier) + 0.3
    assert not table.gains("linear")
    assert table["withheld"].mean("forest") > 0.7
    assert (
        "Class weights alone give" in table.sentence or "class weights alone give" in table.sentence
    )
