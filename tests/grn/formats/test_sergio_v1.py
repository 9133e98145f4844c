"""SERGIO's pair of files: its own data sets, every trap on the way, and back."""

import csv
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sergiojax.grn import (
    GRN,
    Design,
    GRNFormatError,
    SourceFile,
    list_losses,
    random_network,
    read,
    read_files,
)
from tests.grn.networks import edges_by_name, networks, rates_by_name, to_text

REGS = "0,1.0,2.0\n"

# Of reference/simulators.md §8.1: genes, edges, master regulators, activating %, cell types, least
# and largest rate (as printed), largest in- and out-degree, depth.
DATA_SETS = {
    "DS1": (4, 100, 258, 7, 69, 9, ".20", ".99", 6, 76, 2),
    "DS2": (5, 400, 1155, 20, 54, 9, ".01", "3.98", 18, 110, 5),
    "DS3": (6, 1200, 2713, 67, 51, 9, ".002", "3.96", 11, 277, 6),
    "DS4": (9, 100, 137, 6, 50, 3, ".01", "3.86", 4, 47, 2),
    "DS8": (8, 100, 137, 6, 50, 3, ".23", "3.98", 4, 47, 2),
}


def read_pair(targets: str, regs: str | None = REGS, **options: object):
    files = [SourceFile("targets.txt", targets.encode())]
    if regs is not None:
        files.append(SourceFile("regs.txt", regs.encode()))
    return read_files(files, **options)


def is_printed(number: float, text: str) -> bool:
    """Tell whether a number is printed so with that many decimals."""
    return abs(number - float(text)) <= 0.5 * 10.0 ** -len(text.partition(".")[2]) + 1e-6


@pytest.fixture(scope="module", params=DATA_SETS)
def data_set(request, shared_data):
    folder = shared_data / "sergio" / request.param
    cid = DATA_SETS[request.param][0]
    design, report = read(
        folder / f"Interaction_cID_{cid}.txt", master_regulators=folder / f"Regs_cID_{cid}.txt"
    )
    return request.param, folder, design.grn, report


def test_data_sets_have_the_published_numbers(data_set):
    name, _, grn, report = data_set
    _, genes, edges, masters, activating, types, lowest, highest, n_in, n_out, depth = DATA_SETS[
        name
    ]
    assert (grn.n_genes, grn.n_edges, grn.n_cell_types) == (genes, edges, types)
    assert report.n_master_regulators == masters
    assert round(100 * (grn.strength > 0).mean()) == activating
    assert 1 <= np.abs(grn.strength).min() < np.abs(grn.strength).max() <= 5
    rates = grn.basal_rate[:, grn.topology.in_degree == 0]
    assert is_printed(rates.min(), lowest)
    assert is_printed(rates.max(), highest)
    assert (grn.topology.in_degree.max(), grn.topology.out_degree.max()) == (n_in, n_out)
    assert grn.topology.depth == depth
    assert not grn.topology.has_feedback
    assert (grn.hill_coefficient == 2).all()
    assert grn.gene_names == tuple(map(str, range(genes)))


def test_data_sets_need_no_assumption(data_set):
    _, _, _, report = data_set
    assert report.assumed == ()
    assert report.warnings == ()
    assert report.dropped == ()
    assert "λ is 0.8" in report.defaults[0]


def test_data_sets_have_the_edges_of_their_ground_truth(data_set):
    _, folder, grn, _ = data_set
    with (folder / "gt_GRN.csv").open(newline="") as file:
        truth = {tuple(row) for row in csv.reader(file)}
    assert set(edges_by_name(grn)) == truth


def test_the_ground_truth_is_an_edge_list_without_signs(data_set):
    _, folder, grn, _ = data_set
    design, report = read(folder / "gt_GRN.csv")
    assert set(edges_by_name(design.grn)) == set(edges_by_name(grn))
    assert design.grn.gene_names == grn.gene_names
    assert report.assumed[0].startswith(f"The sign of all {grn.n_edges:,} edges is unknown")


def test_a_row_of_ds1_is_read_number_by_number(shared_data):
    folder = shared_data / "sergio" / "DS1"
    design, _ = read(folder / "Interaction_cID_4.txt", master_regulators=folder / "Regs_cID_4.txt")
    edges = edges_by_name(design.grn)
    assert edges["1", "53"] == (np.float32(1.7310389942765454), 2, None)
    assert edges["62", "53"] == (np.float32(-3.0023322853469634), 2, None)
    gene = design.grn.gene_names.index("67")
    assert design.grn.basal_rate[0, gene] == np.float32(0.20165072606851034)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\n\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_floats_as_ids_line_ends_and_blank_lines_are_understood(end, mark):
    rows = ["53.0,2.0,1.0,0,1.5,-2,2.0,3", "1, 1, 0, 2.5, 2", ""]
    design, _ = read_pair(mark + end.join(rows), f"{end}0.0,1.0,2.0{end}")
    assert design.grn.gene_names == ("0", "1", "53")
    assert edges_by_name(design.grn) == {
        ("1", "53"): (1.5, 2, None),
        ("0", "53"): (-2, 3, None),
        ("0", "1"): (2.5, 2, None),
    }
    assert rates_by_name(design.grn) == {"0": [1, 2]}


def test_cells_that_a_spreadsheet_added_are_no_fields():
    design, _ = read_pair("1,1,0,2.5,2,,,\n2,2,0,1,1,1,2,2\n", "0,1,2,,\n")
    assert design.grn.n_edges == 3
    assert design.grn.n_cell_types == 2


def test_missing_hill_coefficients_are_assumed_and_said():
    design, report = read_pair("1,1,0,2.5\n2,1,0,1.5,3\n")
    assert design.grn.hill_coefficient.tolist() == [3, 3]
    assert report.assumed == ("The Hill coefficient n of 1 of 2 edges is taken as 3.",)


def test_missing_rates_are_filled_in_and_said():
    design, report = read_pair("1,1,0,2.5,2\n", None, cell_types=3, seed=4)
    rates = rates_by_name(design.grn)
    assert rates == {"0": pytest.approx([1.25] * 3)}  # half of the median |K|
    assert report.assumed == (
        "The basal rate b of 1 of 2 genes, without regulators, is taken as 1.25 in all cell types.",
    )
    again, _ = read_pair("1,1,0,2.5,2\n", None, cell_types=3, seed=4)
    assert again.grn.digest() == design.grn.digest()


@pytest.mark.parametrize("regs", [REGS, "0,1,2,3\n", "7,1\n0,1\n", "5,1,0\n0,1,0\n"])
def test_the_order_of_the_files_does_not_matter(regs):
    files = [SourceFile("a", b"1,1,0,2.5\n2,2,0,1,1,-1\n"), SourceFile("b", regs.encode())]
    one, _ = read_files(files)
    other, _ = read_files(files[::-1])
    assert one.grn.digest() == other.grn.digest()
    assert ("0", "1") in edges_by_name(one.grn)


def test_names_are_understood_too():
    design, _ = read_pair("GATA1,1,SPI1,-2,4\n", "SPI1,1\n")
    assert design.grn.gene_names == ("GATA1", "SPI1")


@pytest.mark.parametrize(
    ("targets", "regs", "message"),
    [
        ("1,2,0,2.5\n", REGS, "targets.txt, line 1: target 1 has 2 regulators, so it needs 6"
         " fields, or 8 with Hill coefficients, but the line has 4."),
        ("2,1,0,1,2\n3,1,0,1,2\n1,1,0,2,2,2\n", REGS, "targets.txt, line 3: target 1 has 1"
         " regulator, so it needs 4 fields, or 5 with Hill coefficients, but the line has 6."),
        ("2,1,0,1\n1,0\n", REGS, "targets.txt, line 2: target 1 has no regulators; list it in the"
         " file of master regulators, with a basal rate for each cell type."),
        ("2,1,0,1\n3,1,0,1\n1,x,0,2\n", REGS, "targets.txt, line 3: the fields must be target,"
         " number of regulators, regulators, strengths and Hill coefficients, but the second is"
         " 'x'."),
        ("2,1,0,1\n3,1,0,1\n1\n", REGS, "targets.txt, line 3: the fields must be target, number of"
         " regulators, regulators, strengths and Hill coefficients, but there is only one."),
        ("1,2,0,0,2.5,1\n", REGS, "targets.txt, line 1: the edge 0 → 1 is already in this line;"
         " keep one, with the sum of the strengths if both are meant."),
        ("1,1,0,2\n2,1,0,2\n1,1,2,1\n", REGS, "targets.txt, line 3: target 1 already has a row in"
         " line 1; make it one row."),
        ("1,1,5,2.5\n", REGS, "targets.txt, line 1: gene 5 regulates 1, but has neither a row here"
         " nor basal rates in regs.txt."),
        ("1,1,0,x\n", REGS, "targets.txt, line 1: the strength of 0 → 1 must be a number, but is"
         " 'x'."),
        ("1,1,0,nan\n", REGS, "targets.txt, line 1: the strength of 0 → 1 must be finite, but is"
         " nan."),
        ("1,1,0,1e99\n", REGS, "targets.txt, line 1: the strength of 0 → 1 is too large: 1e99."),
        ("1,1,0,2,0\n", REGS, "targets.txt, line 1: the Hill coefficient of 0 → 1 must be positive,"
         " but is 0."),
        ("1,1,0.5,2\n", REGS, "targets.txt, line 1: gene ids must be whole numbers from 0, but one"
         " is 0.5."),
        ("1,1,-1,2\n", REGS, "targets.txt, line 1: gene ids must be whole numbers from 0, but one"
         " is -1."),
        ("1,1,,2\n", REGS, "targets.txt, line 1: a gene has no name."),
        ("1,1,0,2\n", "0,1,2\n2,1\n", "regs.txt, line 2: master regulator 2 has 1 rate, but line"
         " 1 has 2; there must be one per cell type."),
        ("1,1,0,2\n", "0,1,nan\n", "regs.txt, line 1: the basal rate of 0 must be finite, but is"
         " nan."),
        ("1,1,0,2\n", "0,1,inf\n", "regs.txt, line 1: the basal rate of 0 must be finite, but is"
         " inf."),
        ("1,1,0,2\n", "0,1,-2\n", "regs.txt, line 1: the basal rate of 0 must not be negative, but"
         " is -2."),
        ("1,1,0,2\n", "0,1,b\n", "regs.txt, line 1: the basal rate of 0 must be a number, but is"
         " 'b'."),
        ("1,1,0,2\n", "0\n", "regs.txt, line 1: master regulator 0 needs a basal rate for each cell"
         " type."),
        ("1,1,0,2\n", "0,1\n0,2\n", "regs.txt, line 2: master regulator 0 already has rates in line"
         " 1; keep one."),
        ("1,1,0,2\n", "", "regs.txt: the file is empty."),
        ("", REGS, "targets.txt: the file is empty."),
        ("67,.2,.9,.1\n68,.2,.3,.1\n", None, "targets.txt: this looks like the file of master"
         " regulators; open it with the targets."),
    ],
)  # fmt: skip
def test_bad_rows_are_named(targets, regs, message):
    with pytest.raises(GRNFormatError) as caught:
        read_pair(targets, regs)
    assert str(caught.value) == message


def test_cell_types_must_fit_the_rates():
    design, _ = read_pair("1,1,0,2,2\n", cell_types=["stem", "blood"])
    assert design.grn.cell_types == ("stem", "blood")
    with pytest.raises(GRNFormatError, match=r"regs.txt: the file has 2 cell types, but 3"):
        read_pair("1,1,0,2,2\n", cell_types=3)


def test_a_third_file_is_refused():
    files = [SourceFile(name, b"1,1,0,2\n") for name in "abc"]
    with pytest.raises(GRNFormatError, match="c: a SERGIO network is two files"):
        read_files(files, format="sergio-v1")


@pytest.mark.parametrize(
    ("targets", "regs", "warning"),
    [
        ("1,1,0,2,2\n0,1,1,1,2\n", REGS, "regs.txt: genes with basal rates that also have"
         " regulators: 0. Both take effect; SERGIO refuses this."),
        ("1,1,0,2,2\n", "0,1\n2,1\n", "regs.txt: genes that regulate nothing: 2."),
        ("2,1,0,2,2\n", REGS, "targets.txt: missing ids, counted from 0: 1. Check that no row was"
         " lost."),
        ("1,1,0,0,2\n", REGS, "targets.txt, line 1: the strength of 0 → 1 is 0, so the edge does"
         " nothing."),
    ],
)  # fmt: skip
def test_oddities_are_read_and_said(targets, regs, warning):
    _, report = read_pair(targets, regs)
    assert [str(finding) for finding in report.warnings] == [warning]


@settings(max_examples=20)
@given(networks(min_edges=1))
def test_written_networks_are_read_back(grn):
    design = Design(grn)
    files = [SourceFile(name, text.encode()) for name, text in to_text(design, "sergio-v1").items()]
    again, _ = read_files(files, cell_types=grn.cell_types)
    is_counted = set(grn.gene_names) == set(map(str, range(grn.n_genes)))
    ids = grn.gene_names if is_counted else tuple(map(str, range(grn.n_genes)))
    held = grn.replace(gene_names=ids, half_response=np.nan)
    assert again.grn.cell_types == grn.cell_types
    assert edges_by_name(again.grn) == edges_by_name(held)
    assert rates_by_name(again.grn) == rates_by_name(held)
    assert set(again.grn.gene_names) == set(ids)


@settings(max_examples=8)
@given(st.permutations(range(5)), st.integers(0, 99))
def test_ids_that_count_from_zero_stay(order, seed):
    grn = random_network(5, seed=seed).replace(gene_names=[str(number) for number in order])
    files = to_text(grn, "sergio-v1")
    again, _ = read_files([SourceFile(name, text.encode()) for name, text in files.items()])
    assert edges_by_name(again.grn) == edges_by_name(grn)
    losses = ("Not written: the order of the genes.",) if order != sorted(order) else ()
    assert list_losses(grn, "sergio-v1") == losses


def test_what_the_files_cannot_hold_is_listed():
    grn = GRN.from_edges(
        [("A", "B", 1.0), ("B", "B", 2.0)],
        basal_rates={"A": 1.0, "B": 1.0},
        cell_types=["stem"],
        decay={"A": 0.5},
        noise_amplitude={"B": 0.5},
        half_response={("A", "B"): 2.0},
        logic={"B": "product"},
    ).replace(strength_factor=[[1.0, 2.0]])
    design = Design(grn, {"A": (0.0, 0.0)}, {"cells": 3}, "why")
    assert list_losses(design, "sergio-v1") == (
        "Not written: decay rates of A.",
        "Not written: noise amplitudes of B.",
        "Not written: product logic of B.",
        "Not written: half responses of 1 edge.",
        "Not written: strengths by cell type.",
        "Not written: names of cell types.",
        "Not written: positions.",
        "Not written: settings.",
        "Not written: notes.",
        "Not written: gene names; genes are numbered from 0 in order.",
        "SERGIO itself never finishes on feedback loops.",
        "SERGIO itself refuses basal rates of genes with regulators.",
    )


def test_a_network_without_edges_does_not_fit():
    with pytest.raises(ValueError, match="cannot hold a network without edges"):
        to_text(GRN.from_edges([], basal_rates={"A": 1.0}), "sergio-v1")


BIFURCATION = b"0\t0.08\n0\t0\n\n"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_bifurcation_matrix_is_kept_with_the_design(order):
    files = [
        SourceFile("targets.txt", b"2,2,0,1,1.5,-2.5,2,2\n"),
        SourceFile("regs.txt", b"0,1.0,3.0\n1,2.0,0.5\n"),
        SourceFile("bMat.tab", BIFURCATION),
    ]
    design, report = read_files([files[place] for place in order])
    assert design.settings["transitions"] == [[0, 0.08], [0, 0]]
    assert report.files == ("targets.txt", "regs.txt", "bMat.tab")
    assert any("transitions between cell types" in sentence for sentence in report.defaults)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"0\t1\t0\n0\t0\t1\n0\t0\t0\n",
            "bMat.tab: the matrix has 3 cell types, but the network has 2",
        ),
        (b"0\t-1\n0\t0\n", "bMat.tab, line 1: a rate between cell types must not be negative"),
        (b"0\t1\n1\n", "bMat.tab: a SERGIO network is two files"),
    ],
)
def test_wrong_matrices_are_named(content, message):
    files = [
        SourceFile("targets.txt", b"2,2,0,1,1.5,-2.5,2,2\n"),
        SourceFile("regs.txt", b"0,1.0,3.0\n1,2.0,0.5\n"),
        SourceFile("bMat.tab", content),
    ]
    with pytest.raises(GRNFormatError, match=message):
        read_files(files, format="sergio-v1")


def test_a_published_differentiation_network_is_read_from_its_three_files(shared_data):
    folder = shared_data / "sergio" / "DS4"
    names = ["Interaction_cID_9.txt", "Regs_cID_9.txt", "bMat_cID9.tab"]
    design, _ = read_files([SourceFile(name, (folder / name).read_bytes()) for name in names])
    assert design.grn.n_cell_types == 3
    assert design.settings["transitions"][0][1] == 0.07
