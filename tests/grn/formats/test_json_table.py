"""Edges as JSON: every orientation of pandas, pairs, dictionaries of targets, other programs."""

import json

import pandas as pd
import pytest

from sergiojax.grn import GRNFormatError, SourceFile, read_files
from tests.grn.formats.rules import signs_of
from tests.grn.networks import edges_by_name

FRAME = pd.DataFrame({"regulator": ["A", "B"], "target": ["B", "C"], "sign": ["+", "-"]})
EDGES = {("A", "B"): 1, ("B", "C"): -1}


def read_text(text: str):
    return read_files([SourceFile("net.json", text.encode())])


@pytest.mark.parametrize("orient", ["records", "columns", "index", "split", "table", "values"])
def test_tables_of_pandas(orient):
    design, report = read_text(FRAME.to_json(orient=orient))
    assert signs_of(design.grn) == EDGES
    assert (report.format, report.files) == ("Edges as JSON", ("net.json",))


@pytest.mark.parametrize(
    "document",
    [
        FRAME.to_dict("list"),
        [["A", "B", "+"], ["B", "C", "-"]],
        {"edges": FRAME.to_dict("records"), "name": "toy"},
        {"A": {"B": 1}, "B": {"C": -1}},
        {"A": {"B": {"weight": 1.5}}, "B": {"C": {"weight": -2}}, "C": {}},
    ],
)
def test_other_shapes(document):
    assert signs_of(read_text(json.dumps(document))[0].grn) == EDGES


def test_a_dictionary_of_targets_says_what_was_taken():
    design, report = read_text('{"A": ["B", "C"], "B": []}')
    assert set(edges_by_name(design.grn)) == {("A", "B"), ("A", "C")}
    assert "keys are taken as regulators" in str(report.warnings[0])
    assert "Invert the file" in report.warnings[0].fix


@pytest.mark.parametrize(
    "text",
    ["{}", "[1, 2]", '{"cells": [], "nbformat": 4}', '{"A": [1]}', '{"A": {"B": {"C": [1]}}}',
     '{"A": 1}', '["A"]', '[["A", "B"], ["C"]]', '{"a": 1, "b": {"c": "d"}}'],
)  # fmt: skip
def test_what_is_neither_says_which_json_is_read(text):
    with pytest.raises(GRNFormatError, match=r"this is JSON, but .* Cytoscape.js, CX2, node-link"):
        read_text(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[{"regulator": "A"}]', "a column named 'target' is needed."),
        ('[{"regulator": "A",\n"target": "B"]', "net.json, line 2: this is not valid JSON"),
    ],
)
def test_wrong_files_are_explained(text, problem):
    with pytest.raises(GRNFormatError) as caught:
        read_text(text)
    assert problem in str(caught.value)
