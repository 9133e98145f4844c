"""What a file, a table or a drawing lacks is filled in by one rule, and kept in mind as such."""

import re

import jax
import numpy as np
import pandas as pd
import pytest

from sergiojax.analysis import vary_filled_in
from sergiojax.grn import GRN, SourceFile, assume_kinetics, encode_design, read_files
from sergiojax.kinetics import fill_half_response, fixed_points, limit_cycles
from sergiojax.ui.controls import filled_in
from sergiojax.ui.controls.parameters import apply_slider, slider_groups
from sergiojax.ui.design.open_menu import blank_design
from sergiojax.ui.design.tables import edge_table, gene_table, with_edge_table, with_gene_table
from sergiojax.ui.drawing import design_of, with_network
from sergiojax.ui.work.desk import desk
from tests.kinetics.wirings import WIRINGS, Wiring
from tests.ui.visits import visit_of


def from_file(name, text):
    return read_files([SourceFile(name, text.encode())])[0]


def csv(wiring):
    lines = [f"{one},{other},{'+' if sign > 0 else '-'}" for one, other, sign in wiring.edges]
    return from_file("net.csv", "\n".join(["regulator,target,sign", *lines]))


def sif(wiring):
    words = {1: "activates", -1: "represses"}
    return from_file("net.sif", "\n".join(f"{a}\t{words[s]}\t{b}" for a, b, s in wiring.edges))


def topo(wiring):
    lines = [f"{one} {other} {1 if sign > 0 else 2}" for one, other, sign in wiring.edges]
    return from_file("net.topo", "\n".join(["Source Target Type", *lines]))


def table(wiring):
    design = blank_design()
    rows = pd.DataFrame([{"Gene": name} for name in wiring.genes])
    rows.index = [f"new {number}" for number in range(len(rows))]
    design = with_gene_table(design, pd.concat([gene_table(design), rows]))
    names = ["Regulator", "Target", "Strength K"]
    lines = pd.DataFrame([(one, other, 40.0 * sign) for one, other, sign in wiring.edges])
    lines.columns = names
    return with_edge_table(design, lines.reindex(columns=edge_table(design).columns))


def canvas(wiring):
    """Gene by gene and edge by edge, as a hand draws."""
    graph, design = {"nodes": [], "edges": [], "texts": []}, blank_design()
    for name in wiring.genes:
        graph["nodes"].append({"id": name, "name": name, "x": 0.0, "y": 0.0, "attrs": {}})
        design = design_of(graph, design)
    for one, other, sign in wiring.edges:
        edge = {"source": one, "target": other, "strength": 40.0 * sign, "attrs": {}}
        graph["edges"].append(edge)
        design = design_of(graph, design)
    return design


DOORS = (csv, sif, topo, table, canvas)


@pytest.mark.parametrize("name", WIRINGS)
def test_signs_alone_behave_as_their_kind_does_through_every_door(name):
    wiring = WIRINGS[name]
    designs = [door(wiring) for door in DOORS]
    numbers = [kinetics_by_name(design.grn) for design in designs]
    assert all(each == numbers[0] for each in numbers)
    points = fixed_points(designs[0].grn)
    assert wiring.fewest <= points.stable.sum() <= wiring.most
    decay = float(designs[0].grn.decay[0])
    assert np.abs(points.eigenvalues.real).min() > 0.01 * decay
    if wiring.most == 0:
        assert len(limit_cycles(designs[0].grn, n_starts=4).period) == 1


def test_a_moving_slider_keeps_automatic_half_responses_where_they_were():
    design = csv(Wiring((("X", "Y", 1),), 1, 1))
    assert np.isnan(design.grn.half_response[0])
    [of_edge, *_] = slider_groups(design, {"nodes": [], "edges": [("X", "Y")]}, 0)
    half = {slider["id"]: slider["value"] for slider in of_edge["sliders"]}["h:0"]
    assert half == 6.25  # a quarter of b/λ: there is a slider for an automatic one, too
    lower = apply_slider(design, "b:0", 2.0, 0)
    assert lower.grn.half_response[0] == half
    before, after = (fixed_points(each.grn).expression[0, 1] for each in (design, lower))
    assert after < 0.1 * before  # with its h along, X would have no effect on Y
    assert lower.assumed["half_response"].all()
    assert not lower.assumed["basal_rate"][0]
    assert "half_response" not in apply_slider(design, "h:0", 3.0, 0).assumed


def test_a_network_that_takes_the_place_sets_what_it_changed():
    design = csv(WIRINGS["toggle"])
    filled = fill_half_response(design.grn).grn
    found = with_network(design, filled.replace(strength=[-40.0, -35.0]))
    assert found.assumed["half_response"].all()
    assert found.assumed["strength"].tolist() == [True, False]


def test_typing_in_a_table_sets_what_is_typed():
    design = csv(WIRINGS["toggle"])
    rows = edge_table(design)
    rows.loc[0, ["Strength K", "Half response h"]] = [-30.0, 9.0]
    typed = with_edge_table(design, rows)
    assert typed.assumed["strength"].tolist() == [False, True]
    assert typed.assumed["half_response"].tolist() == [False, True]
    assert typed.assumed["hill_coefficient"].all()
    rows = edge_table(typed)
    rows.loc[0, "Half response h"] = np.nan  # emptied: automatic again
    assert with_edge_table(typed, rows).assumed["half_response"].all()
    genes = gene_table(design)
    genes.loc[1, ["Basal rate b", "Decay λ"]] = [3.0, 0.5]
    typed = with_gene_table(design, genes)
    assert typed.assumed["basal_rate"].tolist() == typed.assumed["decay"].tolist() == [True, False]


@pytest.mark.slow
def test_a_page_says_what_was_filled_in_until_it_is_accepted(visit):
    design = csv(WIRINGS["toggle"])
    app = visit("understand", g=encode_design(design))
    words = "10 parameters of this network were filled in."
    assert words in captions(app)  # the models are drawn in the background
    name = filled_in.digest_of(design)
    key = jax.random.key(0)
    desk().join(name, lambda _: vary_filled_in(design, key=key), visitor="test").future.result()
    app.run()
    [line] = [text for text in captions(app) if text.startswith(words)]
    assert re.fullmatch(rf"{words} Two states in 1[0-9]{{2}} of 200 draws within 2-fold\.", line)
    app.session_state["understand_filled_in_which"] = True
    app.run()
    app.button(key="understand_filled_in_accept").click().run()
    assert not visit_of(app).design.assumed
    assert not [text for text in captions(app) if text.startswith(words)]
    assert not app.exception


def captions(app):
    return [caption.value for caption in app.caption]


@pytest.mark.validate
@pytest.mark.parametrize("name", WIRINGS)
def test_the_shares_of_sergios_ranges_are_said(name):
    wiring = WIRINGS[name]
    signs = GRN.from_edges(
        [(one, other, float(sign)) for one, other, sign in wiring.edges], basal_rates={}
    )
    held = 0
    for seed in range(20):
        grn, _ = assume_kinetics(signs, ranges="sergio", seed=seed)
        points = fixed_points(grn)
        held += wiring.fewest <= points.stable.sum() <= wiring.most
        assert len(points.stable)
    print(f"{name}: as its kind in {held} of 20 seeds")


def kinetics_by_name(grn):
    names = grn.gene_names
    ends = zip(grn.regulator.tolist(), grn.target.tolist(), strict=True)
    edges = zip(grn.strength, grn.hill_coefficient, np.isnan(grn.half_response), strict=True)
    genes = zip(grn.basal_rate.T.tolist(), grn.decay, grn.noise_amplitude, strict=True)
    by_edge = {
        (names[a], names[b]): tuple(map(float, edge))
        for (a, b), edge in zip(ends, edges, strict=True)
    }
    return by_edge, {name: tuple(map(str, gene)) for name, gene in zip(names, genes, strict=True)}
