from dataclasses import replace

import jax
import numpy as np
import pytest
import scipy.sparse

from sergiojax.learn import CountVAE, cells_of, fit
from sergiojax.learn._sample import draw_cells
from tests.learn.small import SMALL, small_cells

KEY = jax.random.key(0)


@pytest.fixture(scope="module")
def fitted():
    return fit(SMALL["CountVAE"], small_cells(), key=KEY)


def test_cells_are_placed_in_the_latent_space(fitted):
    assert fitted.transform(small_cells()).shape == (60, 3)


def test_an_origin_of_latent_values_belongs_to_another_setting():
    config = object.__new__(CountVAE)  # the tests check the types of arguments before it does
    object.__setattr__(config, "latent", "kernel")
    with pytest.raises(TypeError, match="latents='kernel'"):
        config.__post_init__()


def test_settings_out_of_range_are_refused():
    with pytest.raises(ValueError, match="`latent` must be at least 1, but is 0"):
        CountVAE(latent=0)


@pytest.mark.parametrize("latents", ["prior", "kernel"])
def test_every_origin_of_latent_values_draws_cells(fitted, latents):
    learner = replace(SMALL["CountVAE"], latents=latents)
    model = learner.finish(fitted.state, small_cells(), key=KEY)
    drawn = draw_cells(learner, model, np.array([0, 1, 2]), key=KEY)
    assert drawn.shape == (3, 12)
    assert np.isfinite(drawn).all()


def test_sparse_and_dense_cells_give_the_same_model(fitted):
    dense = small_cells()
    sparse = cells_of(
        scipy.sparse.csr_matrix(dense.counts),
        cell_type=np.array(dense.type_names)[dense.label],
        gene_names=dense.gene_names,
        type_names=dense.type_names,
    )
    again = fit(SMALL["CountVAE"], sparse, key=KEY)
    pairs = zip(jax.tree.leaves(fitted.model), jax.tree.leaves(again.model), strict=True)
    assert all(np.array_equal(one, other) for one, other in pairs)


def test_five_cells_are_enough_to_draw_from():
    drawn, _ = fit(SMALL["CountVAE"], small_cells(5), key=KEY).sample(10, key=KEY)
    assert np.isfinite(drawn).all()


def test_output_starts_at_the_mean_shares():
    cells = small_cells()
    model = fit(SMALL["CountVAE"], cells, key=KEY, until=0).state.model
    share = np.asarray(cells.counts).sum(0) / np.asarray(cells.counts).sum()
    assert np.allclose(model.network.decoder[-1].bias, np.log(share), atol=1e-3)
