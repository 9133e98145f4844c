import jax
import jax.numpy as jnp
import numpy as np

from sergiojax.learn.parts import (
    Places,
    cells_to_place,
    draw_latents,
    draw_near_a_cell,
    fit_latents,
    no_latents,
)

SIZES = np.array([400, 1, 0])


def some_places():
    random = np.random.default_rng(0)
    label = np.repeat([0, 1], [400, 1])
    mean = random.normal(size=(401, 2)) @ np.array([[1.0, 0.5], [0.0, 2.0]])
    return Places(mean + 3 * label[:, None], np.full((401, 2), 0.25), label)


def test_a_large_type_has_its_own_mean_and_covariance():
    places = some_places()
    latents = fit_latents(places, SIZES, keeps_cells=False)
    own, w = places.mean[:400], 400 / 410
    covariance = w * np.cov(own.T, bias=True) + (1 - w) * 0.3 * np.cov(places.mean.T, bias=True)
    factor = np.asarray(latents.factor[0])
    assert np.allclose(latents.mean[0], own.mean(0), atol=1e-5)
    assert np.allclose(factor @ factor.T, covariance + 0.25 * np.eye(2), atol=1e-4)


def test_types_of_one_cell_and_of_none_borrow_their_spread_from_all():
    places = some_places()
    latents = fit_latents(places, SIZES, keeps_cells=False)
    everywhere = 0.3 * np.cov(places.mean.T, bias=True)
    for place, w, center in ((1, 1 / 11, places.mean[400]), (2, 0.0, places.mean.mean(0))):
        factor = np.asarray(latents.factor[place])
        assert np.allclose(latents.mean[place], center, atol=1e-5)
        assert np.allclose(factor @ factor.T, (1 - w) * everywhere + 0.25 * np.eye(2), atol=1e-4)


def test_chosen_cells_stand_for_all_cells_of_their_type():
    places = some_places()
    thinned = Places(*(part[np.r_[:200, 400]] for part in places))
    whole = fit_latents(
        Places(*(np.r_[p, p[:200]][np.r_[:200, 401:601, 400]] for p in places)),
        SIZES,
        keeps_cells=False,
    )
    found = fit_latents(thinned, SIZES, keeps_cells=False)
    assert np.allclose(found.factor, whole.factor, atol=1e-5)


def test_large_types_are_represented_by_2048_cells_and_small_ones_by_all():
    label = np.repeat([0, 1], [5_000, 7])
    chosen = cells_to_place(label, np.random.default_rng(0))
    assert np.bincount(label[chosen]).tolist() == [2_048, 7]
    assert len(set(chosen.tolist())) == len(chosen)


def test_single_cells_are_kept_up_to_512_and_drawn_near_themselves(key):
    latents = fit_latents(some_places(), SIZES, keeps_cells=True)
    assert latents.n_kept.tolist() == [400, 1, 1]
    assert latents.cell_mean.shape == (3, 512, 2)
    keys = jax.random.split(key, 2_000)
    drawn = np.asarray(
        jax.vmap(lambda each: draw_near_a_cell(latents, jnp.int32(1), key=each))(keys)
    )
    assert np.abs(drawn.mean(0) - some_places().mean[400]).max() < 4 * 0.5 / 2_000**0.5
    assert np.allclose(drawn.std(0), 0.5, rtol=4 / 4_000**0.5)


def test_draws_have_the_mean_and_the_covariance_of_the_type(key):
    latents = fit_latents(some_places(), SIZES, keeps_cells=False)
    keys = jax.random.split(key, 4_000)
    drawn = np.asarray(jax.vmap(lambda each: draw_latents(latents, jnp.int32(0), key=each))(keys))
    factor = np.asarray(latents.factor[0])
    wanted = factor @ factor.T
    assert np.allclose(drawn.mean(0), latents.mean[0], atol=4 * 2.2 / 4_000**0.5)
    assert np.allclose(np.cov(drawn.T), wanted, atol=4 * 5 * (2 / 4_000) ** 0.5)


def test_one_latent_value_is_enough():
    label = np.zeros(5, int)
    places = Places(np.arange(5.0)[:, None], np.ones((5, 1)), label)
    latents = fit_latents(places, np.array([5]), keeps_cells=True)
    empty = no_latents(1, 1, keeps_cells=True)
    assert jax.tree.map(jnp.shape, latents) == jax.tree.map(jnp.shape, empty)
    assert np.isfinite(latents.factor).all()
