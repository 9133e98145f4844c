"""What was filled in stays known as such, through edits and files, until a person sets it."""

import json

import numpy as np
import pytest

from sergiojax.grn import (
    GRN,
    Design,
    GRNFormatError,
    Parameter,
    SourceFile,
    decode_design,
    encode_design,
    list_losses,
    read_files,
    to_files,
)

SIGNS = "regulator,target,sign\nA,B,+\nB,C,-\nC,C,+\n"


def read_text(text, name="net.csv"):
    return read_files([SourceFile(name, text.encode())])[0]


def places(design):
    return {kind: np.nonzero(mask)[0].tolist() for kind, mask in design.assumed.items()}


DESIGN = read_text(SIGNS)
EDGES, GENES = [0, 1, 2], [0, 1, 2]
ALL = {
    "strength": EDGES,
    "hill_coefficient": EDGES,
    "half_response": EDGES,
    "basal_rate": GENES,
    "decay": GENES,
    "noise_amplitude": GENES,
}


def test_a_file_of_signs_has_everything_but_the_signs_filled_in():
    assert places(DESIGN) == ALL
    parameters = DESIGN.assumed_parameters()
    assert len(parameters) == 3 * 3 + 1 + 2 * 3  # of the rates, only the one of A is not 0
    assert parameters[0] == Parameter("strength", ("A", "B"))
    assert Parameter("basal_rate", "A") in parameters


def test_what_a_file_gives_is_not_filled_in():
    design = read_text("regulator,target,K,h\nA,B,2,1\nB,C,-3,\nA,C,,\n")
    assert places(design)["sign"] == places(design)["strength"] == [2]
    assert places(design)["half_response"] == [1, 2]


def test_a_value_that_changes_is_set():
    grn = DESIGN.grn
    changed = DESIGN.replace(grn=grn.replace(strength=[40.0, -30.0, -40.0], decay=[0.8, 0.9, 0.8]))
    assert places(changed) == ALL | {"strength": [0, 2], "decay": [0, 2]}
    assert places(changed.replace(notes="why")) == places(changed)
    assert places(DESIGN.replace(grn=grn.replace(half_response=[1.0, np.nan, np.nan]))) == (
        ALL | {"half_response": [1, 2]}
    )


def test_genes_and_edges_that_go_take_their_entries_along():
    smaller = GRN.from_edges(
        [("C", "C", 40.0), ("B", "C", -40.0), ("B", "D", 40.0)],
        basal_rates={},
        hill_coefficient=4.0,
    )
    kept = DESIGN.replace(grn=smaller)
    assert kept.grn.gene_names == ("C", "B", "D")
    assert places(kept) == {
        "strength": [0, 1],
        "hill_coefficient": [0, 1],
        "half_response": [0, 1],
        "basal_rate": [0, 1],
        "decay": [0, 1],
        "noise_amplitude": [0, 1],
    }


def test_a_rename_carries_over_and_new_cell_types_are_like_the_first():
    renamed = DESIGN.replace(grn=DESIGN.grn.replace(gene_names=["A", "X", "C"]))
    assert places(renamed) == ALL
    grn = DESIGN.grn
    twice = grn.replace(cell_types=["one", "two"], basal_rate=np.repeat(grn.basal_rate, 2, axis=0))
    two_types = DESIGN.replace(grn=twice)
    assert places(two_types) == ALL
    rates = np.array(twice.basal_rate)
    rates[1, 0] = 5.0
    assert places(two_types.replace(grn=twice.replace(basal_rate=rates)))["basal_rate"] == [1, 2]


def test_a_person_may_accept_all():
    assert not DESIGN.replace(assumed={}).assumed
    assert not DESIGN.replace(assumed={}).assumed_parameters()


@pytest.mark.parametrize("again", [
    lambda design: decode_design(encode_design(design)),
    lambda design: read_text(to_files(design, "project")["network.json"].decode(), "a.json"),
])  # fmt: skip
def test_it_is_saved(again):
    part = DESIGN.replace(grn=DESIGN.grn.replace(strength=[1.0, -40.0, 40.0], decay=[1, 0.8, 0.8]))
    for design in (DESIGN, part, DESIGN.replace(assumed={"sign": [True, False, True]})):
        assert places(again(design)) == places(design)


def test_other_formats_say_that_they_leave_it_out():
    assert list_losses(DESIGN, "project") == ()
    assert "which parameters were filled in" in list_losses(DESIGN, "graphml")[-1]
    assert not any("filled in" in loss for loss in list_losses(DESIGN.grn, "graphml"))


def test_earlier_files_are_read():
    document = json.loads(to_files(DESIGN.replace(assumed={}), "project")["network.json"])
    assert "assumed" not in document
    document["settings"] = {"automatic_basal_rate": ["B", "gone"], "n_cells": 5}
    design = read_text(json.dumps(document), "net.json")
    assert places(design) == {"basal_rate": [1]}
    assert design.settings == {"n_cells": 5}


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ([], "assumed.*must be an object"),
        ({"decay": "most"}, r'assumed\.decay.*must be "all" or a list of names'),
        ({"decay": ["X"]}, r"assumed\.decay.*'X', which is not in the network"),
        ({"strength": [["A", "C"]]}, r"assumed\.strength.*which is not in the network"),
        ({"strength": [["A", ["B"]]]}, r"assumed\.strength.*which is not in the network"),
    ],
)
def test_a_wrong_entry_is_named(value, problem):
    document = json.loads(to_files(DESIGN, "project")["network.json"])
    with pytest.raises(GRNFormatError, match=problem):
        read_text(json.dumps({**document, "assumed": value}), "net.json")


@pytest.mark.parametrize(
    ("assumed", "message"),
    [
        ({"strenght": [True]}, "`assumed` must be one of 'sign', .* but is 'strenght'"),
        ({"decay": [True]}, r"`assumed\['decay'\]` must have 3 entries"),
    ],
)
def test_a_mask_fits_its_network(unchecked, assumed, message):
    with pytest.raises(ValueError, match=message):
        Design(DESIGN.grn, assumed=assumed)
