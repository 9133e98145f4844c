"""What a file, a table or a drawing lacks is filled in by one rule, and kept in mind as such."""

import numpy as np
import pandas as pd
import pytest

from sergiojax.grn import GRN, SourceFile, assume_kinetics, read_files
from sergiojax.kinetics import fixed_points, limit_cycles
from sergiojax.ui.canvas import design_of
from sergiojax.ui.open_menu import blank_design
from sergiojax.ui.tables import edge_table, gene_table, with_edge_table, with_gene_table
from tests.kinetics.wirings import WIRINGS


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
        assert len(limit_cycles(designs[0].grn).period) == 1


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
