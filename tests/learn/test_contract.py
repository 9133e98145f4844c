"""Every learner through the contract: what holds for one holds for all."""

import dataclasses

import equinox as eqx
import jax
import numpy as np
import pytest

from sergiojax import StopEarly
from sergiojax._progress import Progress
from sergiojax.learn import LEARNERS, Sizes, cells_of, fit, from_json, load, to_json
from tests.learn.small import N_GENES, SMALL, TYPES, small_cells

KEY = jax.random.key(0)
HALF = 10  # steps after which a training is cut


def same(one: object, other: object) -> bool:
    """Return whether all arrays are equal, bit for bit."""
    pairs = zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True)
    return all(np.array_equal(np.asarray(a), np.asarray(b), equal_nan=True) for a, b in pairs)


@pytest.fixture(scope="module", params=list(LEARNERS))
def case(request):
    """A learner with what it learned of the small cells."""
    learner = SMALL[request.param]  # a learner without a small configuration fails here
    return learner, fit(learner, small_cells(), key=KEY)


def test_the_skeleton_has_the_shapes_of_the_model(case):
    learner, fitted = case
    sizes = Sizes(N_GENES, len(TYPES), fitted.n_rows)
    skeleton = eqx.filter_eval_shape(lambda: learner.build(sizes, key=KEY))
    found = [(leaf.shape, leaf.dtype) for leaf in jax.tree.leaves(fitted.model)]
    assert found == [(leaf.shape, leaf.dtype) for leaf in jax.tree.leaves(skeleton)]


def test_the_same_key_gives_the_same_bytes(case):
    learner, fitted = case
    again = fit(learner, small_cells(), key=KEY)
    assert same((fitted.state, fitted.model), (again.state, again.model))


def test_a_cut_training_goes_on_to_the_same_bytes(case, tmp_path):
    learner, fitted = case
    half = fit(learner, small_cells(), key=KEY, until=HALF, chunk=7)
    half.save(tmp_path / "half.sjm")
    whole = fit(learner, small_cells(), key=KEY, resume=load(tmp_path / "half.sjm"))
    assert same((fitted.state, fitted.model), (whole.state, whole.model))
    assert whole.step == learner.n_steps


def test_the_length_of_chunks_changes_nothing(case):
    learner, fitted = case
    again = fit(learner, small_cells(), key=KEY, chunk=3)
    assert same((fitted.state, fitted.model), (again.state, again.model))


def test_a_stop_keeps_what_was_learned(case):
    learner, _ = case

    def stop(progress: Progress) -> None:
        if progress.phase == "Training":
            raise StopEarly

    stopped = fit(learner, small_cells(), key=KEY, chunk=4, progress=stop)
    assert stopped.step == min(4, learner.n_steps)
    assert stopped.sample(3, key=KEY)[0].shape == (3, N_GENES)


def test_whatever_else_a_listener_raises_ends_the_work(case):
    learner, _ = case

    def cancel(progress: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit(learner, small_cells(), key=KEY, progress=cancel)


def test_a_saved_model_is_the_same(case, tmp_path):
    _, fitted = case
    fitted.save(tmp_path / "model.sjm")
    loaded = load(tmp_path / "model.sjm")
    assert same((fitted.state, fitted.model), (loaded.state, loaded.model))
    assert same(fitted.sample(9, key=KEY), loaded.sample(9, key=KEY))
    loaded.save(tmp_path / "again.sjm")
    assert (tmp_path / "model.sjm").read_bytes() == (tmp_path / "again.sjm").read_bytes()


def test_samples_have_the_types_asked_for_in_their_order(case):
    _, fitted = case
    counts, label = fitted.sample({"T": 5, "B": 0, "NK": 7}, key=KEY)
    assert [TYPES[each] for each in label] == ["T"] * 5 + ["NK"] * 7
    assert counts.shape == (12, N_GENES)
    assert (counts >= 0).all()
    assert (counts == np.rint(counts)).all()
    assert fitted.sample({"B": 0}, key=KEY)[0].shape == (0, N_GENES)


def test_a_total_is_drawn_in_the_proportions_of_training(case):
    _, fitted = case
    _, label = fitted.sample(31, key=KEY)
    assert sorted(np.bincount(label).tolist()) == [10, 10, 11]


def test_unknown_types_are_refused(case):
    _, fitted = case
    with pytest.raises(ValueError, match="knows no cell type Mast"):
        fitted.sample({"Mast": 3}, key=KEY)
    with pytest.raises(ValueError, match="must not be negative"):
        fitted.sample({"B": -1}, key=KEY)
    with pytest.raises(ValueError, match="nonsense"):
        fitted.sample(1, key=KEY, nonsense=True)


def test_other_names_of_the_types_change_nothing_else(case):
    learner, fitted = case
    names = ("one", "two", "three")
    renamed = fit(learner, small_cells(names=names), key=KEY)
    drawn, _ = fitted.sample({"NK": 4, "B": 2}, key=KEY)
    again, label = renamed.sample({"two": 4, "one": 2}, key=KEY)
    assert np.array_equal(drawn, again)
    assert [renamed.type_names[each] for each in label] == ["two"] * 4 + ["one"] * 2


def test_genes_keep_their_names_and_order(case):
    _, fitted = case
    assert fitted.gene_names == small_cells().gene_names


def test_configurations_survive_json(case):
    learner, _ = case
    again = from_json(type(learner), to_json(learner))
    assert again == learner
    assert hash(again) == hash(learner)


def test_a_second_fit_of_the_same_sizes_compiles_nothing(case, compilations):
    learner, _ = case
    fit(learner, small_cells(), key=KEY).sample(3, key=KEY)
    with compilations() as compiled:
        fit(learner, small_cells(seed=5), key=jax.random.key(9)).sample(7, key=KEY)
    assert not compiled


@pytest.mark.parametrize("kind", ["one type", "one cell in a type", "empty cells", "silent genes"])
def test_unusual_cells_are_learned(case, kind):
    learner, _ = case
    counts = np.array(small_cells().counts)
    labels = np.array(TYPES)[small_cells().label]
    if kind == "one type":
        labels[:] = "B"
    if kind == "one cell in a type":
        labels[labels == "NK"] = "T"
        labels[0] = "NK"
    if kind == "empty cells":
        counts[:5] = 0
    if kind == "silent genes":
        counts[:, :3] = 0
    cells = cells_of(counts, cell_type=labels, gene_names=small_cells().gene_names)
    drawn, _ = fit(learner, cells, key=KEY).sample(20, key=KEY)
    assert np.isfinite(drawn).all()


@pytest.mark.parametrize("what", ["cut", "longer", "other", "version", "learner", "key", "shape"])
def test_damaged_files_get_one_sentence(case, what, tmp_path):
    _, fitted = case
    fitted.save(tmp_path / "model.sjm")
    content = (tmp_path / "model.sjm").read_bytes()
    line, rest = content.split(b"\n", 1)
    damaged = {
        "cut": content[:-9],
        "longer": content + b"x",
        "other": b"\x89HDF" + content,
        "version": line.replace(b'"version": 1', b'"version": 7') + b"\n" + rest,
        "learner": line.replace(type(fitted.learner).__name__.encode(), b"Nobody") + b"\n" + rest,
        "key": line.replace(b'"type_counts"', b'"counts"') + b"\n" + rest,
        "shape": line.replace(b'"G0", ', b"") + b"\n" + rest,
    }[what]
    with pytest.raises(ValueError, match=r"[Tt]his (is not a )?model") as caught:
        load(damaged)
    assert "\n" not in str(caught.value)


def test_every_field_is_documented_for_the_form(case):
    learner, _ = case
    text = type(learner).__doc__ or ""
    assert all(f"{field.name}:" in text for field in dataclasses.fields(learner))
