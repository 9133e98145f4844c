"""A GAN of counts without training worth the name: settings, both heads, and how it resumes."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from sergiojax.learn import CountGAN, Sizes, cells_of, fit, load, preset
from sergiojax.learn.generate._gan_training import critic_loss, seen
from tests.learn.small import SMALL, small_cells

KEY = jax.random.key(0)
TINY = {
    "n_steps": 6,
    "batch": 6,
    "critic_steps": 2,
    "latent": 4,
    "generator_layers": (6,),
    "critic_layers": (6,),
}


def test_forty_genes_resume_bit_for_bit(tmp_path):
    random = np.random.default_rng(0)
    cells = cells_of(random.poisson(2.0, (80, 40)), cell_type=["B", "T"] * 40)
    gan = CountGAN(n_steps=40, batch=16, generator_layers=(16,), critic_layers=(16,), latent=8)
    whole = fit(gan, cells, key=KEY, chunk=20)
    fit(gan, cells, key=KEY, until=20, chunk=10).save(tmp_path / "half.sjm")
    later = fit(gan, cells, key=KEY, resume=load(tmp_path / "half.sjm"), chunk=10)
    pairs = list(zip(jax.tree.leaves(whole.state), jax.tree.leaves(later.state), strict=True))
    assert len(pairs) > 40  # weights, their average, and two moments of each
    assert all(np.array_equal(one, other) for one, other in pairs)


def test_the_laptop_preset_is_the_default_and_paper_is_upstream_s():
    assert preset(CountGAN, "laptop") == CountGAN()
    paper = preset(CountGAN, "paper", head="lsn")
    assert (paper.latent, paper.generator_layers) == (128, (256, 512, 1024))
    assert (paper.optimiser, paper.cells_per_step, paper.total) == ("amsgrad", 640, 20_000.0)


def test_settings_out_of_range_are_refused():
    with pytest.raises(ValueError, match="`critic_layers` must name at least one layer"):
        CountGAN(critic_layers=())
    with pytest.raises(ValueError, match="`dropout` must be at most"):
        CountGAN(dropout=1.0)


def test_cells_with_scgan_s_head_have_equal_totals():
    upstream = {"critic_condition": "heads", "optimiser": "amsgrad", "dropout": 0.0, "slope": 0.0}
    gan = CountGAN(head="lsn", total=500.0, **TINY, **upstream)
    drawn, _ = fit(gan, small_cells(), key=KEY).sample(9, key=KEY)
    assert (drawn >= 0).all()
    assert np.allclose(drawn.sum(1), 500, rtol=1e-3)


@pytest.mark.parametrize(
    "settings",
    [{"conditional": False}, {"generator_condition": "layernorm"}, {"generator_condition": "none"}],
)
def test_types_differ_if_the_generator_takes_them(settings):
    fitted = fit(CountGAN(**TINY, **settings), small_cells(), key=KEY)
    one, other = (fitted.sample({name: 40}, key=KEY)[0] for name in ("B", "T"))
    assert np.isfinite(one).all()
    takes_types = settings.get("generator_condition") == "layernorm"
    if settings.get("generator_condition") == "none":  # their libraries still differ
        one, other = (each.sum(0) / each.sum() for each in (one, other))
        assert np.allclose(one, other, atol=0.02)
    else:
        assert np.array_equal(one, other) != takes_types


def test_a_cell_does_not_depend_on_those_drawn_with_it():
    fitted = fit(SMALL["CountGAN"], small_cells(), key=KEY)
    alone, _ = fitted.sample({"B": 2}, key=KEY)
    among_others, _ = fitted.sample({"B": 2, "T": 50, "NK": 9}, key=KEY)
    assert np.array_equal(alone, among_others[:2])


def test_the_rate_falls_exponentially_to_the_final_one():
    gan = CountGAN(rate=1e-4, final_rate=1e-6, n_steps=100)
    found = [float(gan._rate(jnp.int32(step))) for step in (0, 50, 100)]
    assert np.allclose(found, [1e-4, 1e-5, 1e-6], rtol=1e-4)


def test_the_average_follows_the_weights_and_leaves_what_is_constant():
    gan = SMALL["CountGAN"]
    fitted = fit(gan, small_cells(), key=KEY)
    start = fit(gan, small_cells(), key=KEY, until=0)
    before, average, now = (
        np.asarray(each.last.matrix)
        for each in (start.state.average, fitted.state.average, fitted.state.model.maker)
    )
    assert 0 < np.abs(average - now).max() < np.abs(before - now).max()
    library = [np.asarray(each.state.average.head.library.mean) for each in (start, fitted)]
    assert np.array_equal(*library)


def test_the_critic_sees_logs_so_that_no_gene_rules():
    counts = jnp.array([[10_000.0, 10.0, 0.0], [0.0, 0.0, 0.0]])
    scaled = np.asarray(seen(counts, jnp.float32(1_000.0)))
    assert np.allclose(scaled[0], np.log1p(np.array([10_000, 10, 0]) / 10_010 * 1_000), rtol=1e-5)
    assert (scaled[1] == 0).all()  # a cell without counts is not divided by 0


def test_the_penalty_is_that_of_the_gradient_between_cells_of_one_type():
    critic = CountGAN(**TINY).build(Sizes(5, 2), key=KEY).critic
    real, made = jax.random.normal(KEY, (2, 3, 5))
    types, mix = jnp.eye(2)[jnp.array([0, 1, 1])], jnp.array([0.1, 0.5, 0.9])
    loss, distance = critic_loss(critic, real, made, types, mix, 10.0)

    def one(x, of_type):
        return critic(x[None], of_type[None])[0]

    slopes = jax.vmap(jax.grad(one))(made + mix[:, None] * (real - made), types)
    penalty = ((np.linalg.norm(slopes, axis=1) - 1) ** 2).mean()
    assert np.isclose(loss, 10 * penalty - distance, rtol=1e-4)
    assert np.isclose(distance, (critic(real, types) - critic(made, types)).mean(), rtol=1e-4)


def test_no_array_has_a_weak_type_which_would_compile_the_second_chunk_again():
    state = fit(CountGAN(**TINY), small_cells(), key=KEY, until=0).state
    assert not any(leaf.weak_type for leaf in jax.tree.leaves(eqx.filter(state, eqx.is_array)))
