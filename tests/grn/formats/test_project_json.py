"""Project files: designs come back to the bit, and wrong values are named by their place."""

import json
import math
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sergiojax.grn import (
    GRN,
    Annotation,
    Design,
    GRNFormatError,
    SourceFile,
    design_from_dict,
    design_to_dict,
    list_losses,
    read_files,
)
from tests.grn.networks import NAMES, assert_same_network, designs, to_text

EXACT = st.floats(-1e9, 1e9)

GENE = '{"name": "A"}'
EDGE = '{"regulator": "A", "target": "A", "strength": 1}'

UNKNOWN = (
    "this is JSON, but not in a known network format. These JSON formats are read: sergiojax's"
    " projects, Cytoscape.js, CX2, node-link (networkx, D3), lists of edges with regulator and"
    " target, and dictionaries of targets."
)


def read_json(text: str, **options: object):
    return read_files([SourceFile("net.json", text.encode())], **options)


def project(genes: str = GENE, edges: str = "", rest: str = "") -> str:
    """Return a project of one cell type."""
    return f'{{"sergiojax": 1, "cell_types": ["t"], "genes": [{genes}], "edges": [{edges}]{rest}}}'


@settings(max_examples=20)
@given(designs(coordinates=EXACT))
def test_designs_come_back_to_the_bit(design):
    text = to_text(design, "project")["network.json"]
    again, report = read_json(text)
    assert_same_network(again.grn, design.grn)
    assert again.positions == design.positions
    assert json.dumps(again.settings) == json.dumps(design.settings)
    assert again.notes == design.notes
    assert again.annotations == design.annotations
    assert list_losses(design, "project") == ()
    assert (report.assumed, report.warnings, report.dropped) == ((), (), ())
    assert to_text(again, "project")["network.json"] == text


@settings(max_examples=20)
@given(designs(coordinates=EXACT))
def test_designs_come_back_from_json_values(design):
    values = json.loads(json.dumps(design_to_dict(design), allow_nan=False))
    assert_same_network(design_from_dict(values).grn, design.grn)


@given(st.floats(width=32, allow_nan=False, allow_infinity=False, allow_subnormal=True))
def test_every_float32_is_written_in_its_shortest_form(number):
    grn = GRN.from_edges([("A", "B", number)], basal_rates={})
    (edge,) = design_to_dict(Design(grn))["edges"]
    assert np.float32(edge["strength"]).tobytes() == np.float32(number).tobytes()
    assert len(f"{edge['strength']}") <= len("-1.12345678e-38") + len("00000000")


def test_a_file_reads_well():
    grn = GRN.from_edges(
        [("Gata1", "β-globin", 3.1)],
        basal_rates={"Gata1": [1.0, 4.0]},
        logic={"β-globin": "product"},
    )
    texts = [Annotation("off", 3.0, -1.5)]
    design = Design(grn, {"Gata1": (0.0, -52.5)}, {"cells": 300}, "why\nnot", texts)
    assert (
        to_text(design, "project")["network.json"]
        == """{
 "sergiojax": 1,
 "cell_types": ["type_1", "type_2"],
 "genes": [
  {"name": "Gata1", "position": [0.0, -52.5], "basal_rate": [1.0, 4.0], "decay": 0.8, \
"noise_amplitude": 1.0, "logic": "sum"},
  {"name": "β-globin", "basal_rate": [0.0, 0.0], "decay": 0.8, "noise_amplitude": 1.0, \
"logic": "product"}
 ],
 "edges": [
  {"regulator": "Gata1", "target": "β-globin", "strength": 3.1, "hill_coefficient": 2.0, \
"half_response": null}
 ],
 "settings": {"cells": 300},
 "notes": "why\\nnot",
 "annotations": [
  {"text": "off", "position": [3.0, -1.5]}
 ]
}
"""
    )


def test_all_but_names_and_strengths_has_a_default():
    design, _ = read_json(project('{"name": "A"}, {"name": "B", "basal_rate": 2}', EDGE))
    expected = GRN.from_edges([("A", "A", 1.0)], basal_rates={"B": 2.0}, cell_types=["t"])
    assert_same_network(design.grn, expected)
    assert (design.positions, design.settings, design.notes) == ({}, {}, "")


def test_factors_by_cell_type_are_1_where_they_are_missing():
    other = '{"regulator": "A", "target": "B", "strength": 2, "strength_factor": [0.5]}'
    design, _ = read_json(project(f'{GENE}, {{"name": "B"}}', f"{EDGE}, {other}"))
    assert design.grn.strength_factor.tolist() == [[1, 0.5]]


def test_unknown_keys_are_warned_of_once_a_kind():
    genes = '{"name": "A", "color": 1}, {"name": "B", "color": 2}'
    _, report = read_json(project(genes, rest=', "author": "me"'))
    assert [str(finding) for finding in report.warnings] == [
        "net.json: project: 'author' is unknown and was left out (1 time).",
        "net.json: genes: 'color' is unknown and was left out (2 times).",
    ]


def test_cell_types_can_be_renamed_but_not_added():
    design, _ = read_json(project(), cell_types=["stem"])
    assert design.grn.cell_types == ("stem",)
    assert read_json(project(), cell_types=1)[0].grn.cell_types == ("t",)
    with pytest.raises(
        GRNFormatError, match=r"net.json: the file has 1 cell type, but 3 were requested"
    ):
        read_json(project(), cell_types=3)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "net.json, line 1: this is not valid JSON: Expecting property name enclosed in"
         " double quotes."),
        ('{"sergiojax": 1,\n"genes": [}', "net.json, line 2: this is not valid JSON: Expecting"
         " value."),
        ("[" * 100_000, "net.json: the JSON is nested too deeply."),
        ('{"a": 1, "a": 2}', "net.json: this is not valid JSON: the key 'a' appears twice."),
        (project(GENE, '{"strength": NaN}'), "net.json: this is not valid JSON: NaN is not a JSON"
         " number; use null."),
        ('{"nodes": []}', f"net.json: {UNKNOWN}"),
        ("[1]", f"net.json: {UNKNOWN}"),
        ('{"genes": [], "cell_types": []}', "net.json: this is JSON, but not a sergiojax project:"
         " the key 'sergiojax' is missing."),
        ('{"sergiojax": 2}', "net.json, sergiojax: the file has version 2, but this program reads"
         " versions up to 1; update sergiojax."),
        ('{"sergiojax": true}', "net.json, sergiojax: must be the version of the project file, such"
         " as 1."),
        ('{"sergiojax": 1}', "net.json, cell_types: must be an array, but is missing."),
        ('{"sergiojax": 1, "cell_types": []}', "net.json, genes: must be an array, but is"
         " missing."),
        ('{"sergiojax": 1, "cell_types": [], "genes": [], "edges": []}', "net.json: A network needs"
         " at least one cell type."),
        ('{"sergiojax": 1, "cell_types": [1], "genes": [], "edges": []}', "net.json,"
         " cell_types[0]: must be text, but is 1."),
        (project("3"), "net.json, genes[0]: must be an object, but is 3."),
        (project('{"decay": 1}'), "net.json, genes[0].name: must be text, but is null."),
        (project(f"{GENE}, {GENE}"), "net.json: The gene name 'A' appears twice; names must"
         " differ."),
        (project('{"name": "A", "decay": null}'), "net.json, genes[0].decay: must be a number, but"
         " is null."),
        (project('{"name": "A", "decay": true}'), "net.json, genes[0].decay: must be a number, but"
         " is true."),
        (project('{"name": "A", "decay": "1"}'), 'net.json, genes[0].decay: must be a number, but'
         ' is "1".'),
        (project('{"name": "A", "decay": 0}'), "net.json: Decay rate λ must be positive and finite,"
         " but is 0 for gene A."),
        (project('{"name": "A", "decay": 1e39}'), "net.json, genes[0].decay: is too large."),
        (project(f'{{"name": "A", "decay": 1{"0" * 400}}}'), "net.json, genes[0].decay: is too"
         " large."),
        (project('{"name": "A", "basal_rate": [1, 2]}'), "net.json, genes[0].basal_rate: has 2"
         " numbers, but there are 1 cell types."),
        (project('{"name": "A", "basal_rate": [-1]}'), "net.json: Basal rate b must be finite and"
         " not negative, but is -1 for gene A."),
        (project('{"name": "A", "logic": "and"}'), "net.json, genes[0].logic: must be 'sum' or"
         " 'product'."),
        (project('{"name": "A", "position": [1]}'), "net.json, genes[0].position: must be two"
         " numbers, x and y."),
        (project('{"name": "A", "position": 1}'), "net.json, genes[0].position: must be two"
         " numbers, x and y."),
        (project('{"name": "A", "position": [1, null]}'), "net.json, genes[0].position: must be a"
         " number, but is null."),
        (project(GENE, '{"regulator": "A", "target": "X", "strength": 1}'), "net.json,"
         " edges[0].target: there is no gene 'X' in the list of genes."),
        (project(GENE, '{"regulator": "A", "target": "A"}'), "net.json, edges[0].strength: must be"
         " a number, but is missing."),
        (project(GENE, f"{EDGE}, {EDGE}"), "net.json: The edge A → A appears twice. Keep one, with"
         " the sum of the strengths if both are meant."),
        (project(rest=', "settings": 3'), "net.json, settings: must be an object, but is 3."),
        (
            project(rest=', "annotations": {}'),
            "net.json, annotations: must be an array, but is {}.",
        ),
        (
            project(rest=', "annotations": [{"text": "x"}]'),
            "net.json, annotations[0].position: must be two numbers, x and y.",
        ),
        (
            project(rest=', "annotations": [{"text": "", "position": [0, 0]}]'),
            "net.json: An annotation must have 1 to 300 characters: ''",
        ),
        (project(rest=', "notes": 3'), "net.json, notes: must be text, but is 3."),
        (project(rest=', "notes": "\\ud800"'), "net.json: The notes cannot be written as Unicode:"
         " surrogates not allowed."),
    ],
)  # fmt: skip
def test_wrong_values_are_named_by_their_place(text, message):
    with pytest.raises(GRNFormatError) as caught:
        read_json(text)
    assert str(caught.value) == message


def test_sizes_are_bounded_before_arrays_are_made():
    types = json.dumps([f"t{number}" for number in range(1001)])
    text = f'{{"sergiojax": 1, "cell_types": {types}, "genes": [], "edges": []}}'
    with pytest.raises(
        GRNFormatError, match="may have at most 1,000 cell types, but this one has 1,001"
    ):
        read_json(text)
    genes = ", ".join(f'{{"name": "{number}"}}' for number in range(20_001))
    with pytest.raises(
        GRNFormatError, match="may have at most 20,000 genes, but this one has 20,001"
    ):
        read_json(project(genes))


@settings(max_examples=20)
@given(st.data(), designs(coordinates=EXACT))
def test_a_damaged_file_is_refused_with_a_sentence_or_still_a_design(data, design):
    text = to_text(design, "project")["network.json"]
    place = data.draw(st.integers(0, len(text) - 1))
    damaged = text[:place] + data.draw(NAMES) + text[place + 1 :]
    with suppress(GRNFormatError):  # any other error fails the test
        read_json(damaged)


def test_an_automatic_half_response_is_null():
    grn = GRN.from_edges([("A", "B", 1.0)], basal_rates={})
    (edge,) = design_to_dict(Design(grn))["edges"]
    assert edge["half_response"] is None
    assert math.isnan(design_from_dict(design_to_dict(Design(grn))).grn.half_response[0])
