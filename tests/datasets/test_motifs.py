"""Each small motif shows its point in the cells that the gallery suggests, not only on paper."""

import jax
import numpy as np

from sergiojax.datasets import load_design, load_example
from sergiojax.simulation import noise_free_course, simulate_time_course

TIMES = np.arange(1, 601) * 0.05


def course(name, cell_type=None):
    """Return the noise-free levels by gene name, from the start that the gallery suggests."""
    design = load_design(name)
    number = 0 if cell_type is None else design.grn.cell_types.index(cell_type)
    levels = noise_free_course(design.grn, times=TIMES, initial=design.settings["initial"])
    return dict(zip(design.grn.gene_names, np.asarray(levels)[number].T, strict=True))


def by_gene(name, cells, cell_type=None):
    """Return the cells of one type by gene name."""
    grn = load_example(name)
    number = 0 if cell_type is None else grn.cell_types.index(cell_type)
    return dict(zip(grn.gene_names, cells(name)[number].T, strict=True))


def time_above(levels, threshold):
    """Return the first time at which the levels are above a threshold."""
    return TIMES[np.argmax(levels > threshold)]


def time_below(levels, threshold):
    """Return the last time at which the levels are above a threshold."""
    return TIMES[np.nonzero(levels > threshold)[0][-1]]


def near(values, level, width):
    """Count the values within a band around a level."""
    return int((np.abs(values - level) < width).sum())


def test_toggle_parts_the_cells_in_two_equal_groups(cells):
    lac_i, tet_r = by_gene("toggle-switch", cells).values()
    n_cells = len(lac_i)
    between = (lac_i > 10) & (lac_i < 30)
    assert between.sum() < 0.03 * n_cells
    assert ((lac_i > 30) != (tet_r > 30)).mean() > 0.97  # one of the two is on
    # By symmetry half of the cells; 4 standard errors of a share of one half.
    assert abs((lac_i > tet_r).mean() - 0.5) < 4 * 0.5 / np.sqrt(n_cells)


def test_blood_progenitors_stay_undecided_or_choose_one_of_two_fates(cells):
    gata1, pu1 = by_gene("gata1-pu1", cells).values()
    share = {
        "red": ((gata1 > 120) & (pu1 < 40)).mean(),
        "undecided": ((gata1 > 40) & (gata1 < 120) & (pu1 > 40) & (pu1 < 120)).mean(),
        "white": ((gata1 < 40) & (pu1 > 120)).mean(),
    }
    assert min(share.values()) > 0.1
    assert sum(share.values()) > 0.9
    # By symmetry as many red as white cells, 4 standard errors of the difference.
    decided = share["red"] + share["white"]
    assert abs(share["red"] - share["white"]) < 4 * np.sqrt(decided / len(gata1))
    # Three peaks along the line from red to white, with valleys at the saddles ±82.
    line = gata1 - pu1
    peaks = [near(line, level, 20) for level in (-160, 0, 160)]
    valleys = [near(line, level, 20) for level in (-82, 82)]
    assert max(valleys) < 0.5 * min(peaks)


def test_repressilator_cells_are_spread_over_the_whole_cycle(cells):
    expression = np.stack(list(by_gene("repressilator", cells).values()))
    log = np.log(expression)
    angle = np.angle(np.exp(2j * np.pi / 3 * np.arange(3)) @ (log - log.mean(1, keepdims=True)))
    # Around the cycle: no direction is preferred, and no sixth of it is empty.
    assert abs(np.exp(1j * angle).mean()) < 0.3
    assert np.histogram(angle, 6, (-np.pi, np.pi))[0].min() > 0.05 * len(angle)
    # Each gene comes near both ends of its noise-free course, 10.3 to 68.3 molecules.
    assert (np.quantile(expression, 0.1, axis=1) < 15).all()
    assert (np.quantile(expression, 0.9, axis=1) > 60).all()


def test_positive_autoregulation_makes_two_peaks_and_the_target_copies_them(cells):
    com_k, com_g = by_gene("positive-autoregulation", cells).values()
    low, high = (com_k < 20).mean(), (com_k > 50).mean()
    assert min(low, high) > 0.3
    assert low + high > 0.93
    # A start is uniform up to 85, and those below the saddle at 35.4 fall: 0.416 without noise,
    # to which noise adds 0.02.
    assert abs(low - 0.416) < 0.02 + 4 * np.sqrt(0.416 * 0.584 / len(com_k))
    assert ((com_k > 35) == (com_g > 40)).mean() > 0.93


def test_negative_autoregulation_narrows_the_distribution(cells):
    tet_r, control = by_gene("negative-autoregulation", cells).values()
    n_cells = len(tet_r)
    mean_error = np.sqrt((tet_r.var() + control.var()) / n_cells)
    assert abs(tet_r.mean() - control.mean()) < 0.5 + 4 * mean_error  # 0.5: the Hill function bends
    assert abs(control.var() / 30 - 1) < 4 * np.sqrt(2 / n_cells)  # Fano factor 1, exactly
    # Linear noise approximation: Fano factor 1 / (1 + n H) = 0.230; its own error is below 10 %.
    assert abs(tet_r.var() / 30 / 0.230 - 1) < 0.1 + 4 * np.sqrt(2 / n_cells)


def test_negative_autoregulation_rises_faster():
    levels = course("negative-autoregulation")
    assert abs(time_above(levels["Control"], 15) - np.log(2) / 0.8) < 0.06
    assert time_above(levels["TetR"], 15) < 0.2 * time_above(levels["Control"], 15)


def test_coherent_loop_delays_the_end_but_not_the_start():
    levels = course("coherent-feed-forward", "signal ends")
    start = time_above(levels["FliL"], 10) - time_above(levels["Control"], 10)
    end = time_below(levels["FliL"], 10) - time_below(levels["Control"], 10)
    assert abs(start) < 1
    assert end > 6
    lasting = course("coherent-feed-forward", "signal stays")
    assert min(lasting["FliL"][-1], lasting["Control"][-1]) > 45


def test_coherent_loop_holds_on_in_noisy_cells(key):
    grn = load_example("coherent-feed-forward")
    late = np.asarray(simulate_time_course(grn, 100, times=np.array([17.0]), key=key))[0, :, 0]
    of = dict(zip(grn.gene_names, late.T, strict=True))
    assert (of["FliL"] > of["Control"] + 10).mean() > 0.8


def test_incoherent_loop_makes_a_pulse_and_arrives_sooner():
    levels = course("incoherent-feed-forward", "without glucose")
    end = levels["GalE"][-1]
    assert levels["GalE"].max() > 3 * end
    assert abs(levels["Control"][-1] / end - 1) < 0.05
    assert time_above(levels["GalE"], end / 2) < 0.5 * time_above(levels["Control"], end / 2)


def test_incoherent_pulse_is_seen_in_every_cell():
    grn = load_example("incoherent-feed-forward")
    gal_e = np.asarray(
        simulate_time_course(grn, 100, times=np.array([2.0, 15.0]), key=jax.random.key(1))
    )
    pulse, rest = gal_e[0, :, :, grn.gene_names.index("GalE")].T
    assert (pulse > rest + 15).mean() > 0.95


TARGETS = ("First", "Second", "Third", "Fourth")


def test_single_input_module_starts_its_targets_in_order():
    levels = course("single-input-module", "high")
    starts = [time_above(levels[target], 25) for target in TARGETS]
    assert (np.diff(starts) > 0.8).all()


def test_single_input_module_tells_cell_types_apart_by_the_targets_that_are_on(cells):
    switched_on = {}
    for cell_type in ("low", "medium", "high"):
        expression = by_gene("single-input-module", cells, cell_type)
        switched_on[cell_type] = [bool(np.median(expression[name]) > 25) for name in TARGETS]
    assert switched_on == {
        "low": [True, False, False, False],
        "medium": [True, True, False, False],
        "high": [True, True, True, True],
    }


CASCADE = ("Signal", "First", "Second", "Third", "Fourth")


def test_cascade_delays_every_step():
    levels = course("cascade", "strong signal")
    times = [time_above(levels[gene], 18) for gene in CASCADE]
    assert (np.diff(times) > 0.7).all()


def test_cascade_sharpens_the_response_and_amplifies_noise(cells):
    strong, threshold, weak = (
        by_gene("cascade", cells, name) for name in ("strong signal", "threshold", "weak signal")
    )
    ratio = [strong[gene].mean() / weak[gene].mean() for gene in CASCADE]
    assert (np.diff(ratio) > 0).all()
    assert ratio[0] < 4
    assert ratio[-1] > 50
    variation = [threshold[gene].std() / threshold[gene].mean() for gene in CASCADE]
    # The standard error of a coefficient of variation v is about v √((1/2 + v²) / n), below 0.07.
    assert (np.diff(variation) > 0.03).all()
    assert variation[-1] > 3 * variation[0]
