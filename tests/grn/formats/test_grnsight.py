"""Workbooks: GRNsight's demo files, tables as people have them, zip bombs, and back."""

import datetime
import io
import zipfile

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings

from sergiojax.grn import (
    GRN,
    Design,
    GRNFormatError,
    GRNFormatQuestion,
    SourceFile,
    list_losses,
    random_network,
    read,
    read_files,
    to_files,
)
from sergiojax.grn.formats._workbook import column_letters
from tests.grn.networks import edges_by_name, networks

CORNER = "cols regulators/rows targets"
# Genes, edges, genes without regulators, whether signs and strengths are in the file.
DEMO = {
    "15-genes_28-edges_db5_Dahlquist-data_estimation_output.xlsx": (15, 28, 2, True),
    "15-genes_28-edges_db5_Dahlquist-data_input.xlsx": (15, 28, 2, False),
    "18_proteins_81_edges_PPI.xlsx": (18, 81, 1, False),
    "18_proteins_81_edges_PPI_intended-format.xlsx": (18, 81, 1, False),
    "21-genes_31-edges_Schade-data_estimation_output.xlsx": (21, 31, 6, True),
    "21-genes_31-edges_Schade-data_estimation_output_deprecated-format.xlsx": (21, 31, 6, True),
    "21-genes_31-edges_Schade-data_input.xlsx": (21, 31, 6, True),
    "21-genes_31-edges_Schade-data_input_deprecated-format.xlsx": (21, 31, 6, True),
}


def workbook(**sheets: list[list[object]]) -> bytes:
    """Return a workbook as a person makes it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read_book(name: str = "net.xlsx", options: dict[str, object] | None = None, **sheets):
    return read_files([SourceFile(name, workbook(**sheets))], **(options or {}))


def strengths(design: Design) -> dict[tuple[str, str], float]:
    return {pair: values[0] for pair, values in edges_by_name(design.grn).items()}


@pytest.mark.parametrize("name", DEMO)
def test_demo_files_of_grnsight_are_read(shared_data, name):
    design, report = read(shared_data / "grnsight" / "demo" / name)
    grn = design.grn
    genes, edges, masters, signed = DEMO[name]
    assert (grn.n_genes, grn.n_edges, report.n_master_regulators) == (genes, edges, masters)
    assert any("sign" in sentence for sentence in report.assumed) != signed
    assert any("protein" in str(finding) for finding in report.warnings) == ("PPI" in name)


def test_an_estimate_of_grnmap_is_taken_over(shared_data):
    path = shared_data / "grnsight/demo" / list(DEMO)[4]
    design, report = read(path)
    same, _ = read(path.with_suffix(".graphml"))
    assert strengths(design) == pytest.approx(strengths(same), rel=1e-6)
    cin5 = design.grn.gene_names.index("CIN5")
    assert design.grn.decay[cin5] == pytest.approx(0.02718)
    assert design.grn.basal_rate[0, cin5] == 0  # it has regulators
    assert (design.grn.basal_rate > 0).sum() == report.n_master_regulators
    assert [finding.problem.partition(":")[0] for finding in report.dropped] == [
        "production rates of genes with regulators",
        "thresholds b, which SERGIO's model does not have.",
        "unused sheets",
    ]


def test_columns_regulate_unless_the_corner_or_the_person_says_otherwise():
    rows = [["A", 0, 0], ["B", -2, 0]]
    head = ["A", "B"]
    assert strengths(read_book(network=[["", *head], *rows])[0]) == {("A", "B"): -2}
    turned = [["rows regulators/cols targets", *head], *rows]
    assert strengths(read_book(network=turned)[0]) == {("B", "A"): -2}
    design, _ = read_book(options={"regulators": "rows"}, network=[[CORNER, *head], *rows])
    assert strengths(design) == {("B", "A"): -2}


def test_ones_are_marks_and_zeros_no_edges():
    network = [[CORNER, "A", "B"], ["A", 0, 1], ["B", 1, None]]
    _, report = read_book(network=network)
    assert report.assumed[0].startswith("The sign of all 2 edges")
    design, report = read_book(network=network, network_weights=network)
    assert str(report.warnings[0]) == (
        "net.xlsx, network_weights: all weights are 1, so they only mark edges."
    )
    optimized = [[CORNER, "A", "B"], ["A", 0, 1], ["B", 0, 0]]
    design, report = read_book(network=network, network_optimized_weights=optimized)
    assert strengths(design) == {("B", "A"): 1}


def test_the_sheet_network_counts_where_the_weights_differ_from_it():
    network = [[CORNER, "A", "B"], ["A", 0, 1], ["B", 1, 0]]
    other = [[CORNER, "A", "B"], ["A", 0, 0.5], ["B", 0, 0]]
    design, report = read_book(network=network, network_weights=other)
    assert design.grn.n_edges == 2
    assert str(report.warnings[0]) == (
        "net.xlsx: network and network_weights differ; the first is used, as GRNsight does."
    )
    weighted = [[CORNER, "A", "B"], ["A", 0, 2], ["B", -3, 0]]
    design, report = read_book(network=weighted, network_weights=network)
    assert strengths(design) == {("B", "A"): 2, ("A", "B"): -3}
    assert "differ" in str(report.warnings[0])
    guesses = [[CORNER, "A", "B"], ["A", 0, 0.5], ["B", -2, 0]]
    design, report = read_book(network=network, network_weights=guesses)
    assert strengths(design) == {("B", "A"): 0.5, ("A", "B"): -2}
    assert not any("differ" in str(finding) for finding in report.warnings)
    design, report = read_book(network=network, network_optimized_weights=other)
    assert strengths(design) == {("B", "A"): 0.5}
    assert str(report.warnings[0]).endswith("the first is used, which GRNmap has estimated.")


def test_what_a_matrix_lacks_and_what_stands_beside_it_is_said():
    rows = [[CORNER, "A", "B", "C"], ["A", 0, None, 1, "a note"], ["C", 1, 0, 0]]
    _, report = read_book(network=rows)
    said = [str(finding) for finding in (*report.warnings, *report.dropped)]
    assert said == [
        "net.xlsx, network: there is no row for B; it counts as zeros. Check them.",
        "net.xlsx, network: 1 empty cell in the matrix, read as 0: network!C2. Check them.",
        "net.xlsx, network: unused cells outside the matrix: network!E2.",
    ]


def test_a_workbook_of_grnmap_without_its_network_says_so():
    rates = [["id", "rate"], ["A", 1]]
    with pytest.raises(
        GRNFormatError, match=r"the sheet 'network', which has the edges, is missing"
    ):
        read_book(production_rates=rates, optimization_parameters=[["alpha", 0.1]])
    with pytest.raises(
        GRNFormatError, match=r"A workbook may also have GRNsight's sheet 'network'"
    ):
        read_book(Sheet1=[["a", "b", "c", "d"], [1, 2, 3, 4]])


def test_rates_are_found_without_a_header_and_by_names_in_other_case():
    _, report = read_book(
        network=[[CORNER, "ACE2"], ["ACE2", 1]], degradation_rates=[["id"], ["Ace2", 0.5]]
    )
    assert not any("does not have" in str(finding) for finding in report.dropped)


def test_two_workbooks_at_once_are_told_apart():
    files = [SourceFile(name, workbook(network=[])) for name in ("a.xlsx", "b.xlsx")]
    with pytest.raises(GRNFormatError, match=r"b.xlsx: a workbook is one file, but 2 were given"):
        read_files(files)


def test_a_title_above_the_header_and_notes_before_the_table_are_passed_over():
    table = [["Table S3. The network"], [], ["Source", "Target", "Effect", "PMID"],
             ["A", "B", "activates", 1], ["B", "A", "inhibits", 2]]  # fmt: skip
    design, report = read_book(Notes=[["by me", "2024"]], Edges=table)
    assert np.sign(design.grn.strength).tolist() == [1, -1]
    assert "1 row above the header: Table S3. The network." in str(report)
    assert report.format.endswith("in a workbook")


@pytest.mark.validate  # ten seconds in openpyxl
def test_a_stray_cell_in_the_last_row_is_no_million_cells():
    book = openpyxl.Workbook()
    for row in ([CORNER, "A"], ["A", 1]):
        book.active.append(row)
    book.active.title = "network"
    book.active.cell(2**20, 1, " ")
    content = io.BytesIO()
    book.save(content)
    assert read_files([SourceFile("net.xlsx", content.getvalue())])[0].grn.n_edges == 1


def test_rates_of_unknown_genes_are_listed():
    _, report = read_book(
        network=[[CORNER, "A"], ["A", 1]],
        degradation_rates=[["id", "rate"], ["A", 0.5], ["B", 1], [None, None]],
    )
    assert str(report.dropped[0]) == (
        "net.xlsx, degradation_rates: genes that are not in the network: B."
    )


def test_edge_lists_in_a_sheet_are_read():
    design, report = read_book(
        Sheet1=[["TF", "target", "weight", "note"], ["Gata1", "PU.1", -2.5, "x\ny"], [],
                ["PU.1", 7, 3, None]],
        Notes=[["by me"]],
    )  # fmt: skip
    assert report.format == "Edge list in a workbook"
    assert report.files == ("net.xlsx",)
    assert strengths(design) == {("Gata1", "PU.1"): -2.5, ("PU.1", "7"): 3}
    assert [finding.problem for finding in report.dropped] == [
        "unused columns: note.",
        "unused sheets: Notes.",
    ]
    design, _ = read_book(network=[["regulator", "target", "sign"], ["A", "B", "+"]])
    assert design.grn.n_edges == 1


def test_text_pasted_into_one_column_is_read():
    design, _ = read_book(Sheet1=[["from,to,K"], ["A,B,2.5"]])
    assert strengths(design) == {("A", "B"): 2.5}


def test_matrices_in_a_sheet_ask_for_the_regulators():
    rows = [[None, "A", "B"], ["A", 0, 0], ["B", -2, 0.5]]
    with pytest.raises(GRNFormatQuestion):
        read_book(Sheet1=rows)
    design, _ = read_book(options={"regulators": "rows"}, Sheet1=rows)
    assert strengths(design) == {("B", "A"): -2, ("B", "B"): 0.5}


def test_rows_are_named_and_dates_are_doubtful():
    with pytest.raises(GRNFormatError) as caught:
        read_book(Genes=[["from", "to", "K"], [], ["A", "B", "x"], ["A", "C", 1]])
    assert str(caught.value) == (
        "net.xlsx, sheet Genes, line 3: the strength must be a number, but is 'x'."
    )
    _, report = read_book(Genes=[["from", "to", "K"], ["A", datetime.date(2024, 9, 2), 1]])
    assert str(report.warnings[-1]) == (
        "net.xlsx: cells that hold dates: Genes!B2. Excel turns gene names such as SEPT2 into"
        " dates; check them."
    )


def test_formulas_count_as_their_results():
    book = openpyxl.Workbook()
    book.active.append(["from", "to", "K"])
    book.active.append(["A", "B", "=1+1"])  # never opened in Excel, so it has no result
    content = io.BytesIO()
    book.save(content)
    _, report = read_files([SourceFile("net.xlsx", content.getvalue())])
    assert report.assumed[0].startswith("The sign of the only edge is unknown")


def matrix(*rows: list[object]) -> dict[str, list[list[object]]]:
    return {"network": [[CORNER, "A", "B"], *rows]}


@pytest.mark.parametrize(
    ("sheets", "message"),
    [
        ({"Sheet": []}, "net.xlsx: the workbook is empty: its only sheet holds nothing."),
        ({"One": [], "Two": [[None]]}, "net.xlsx: the workbook is empty: every sheet holds"
         " nothing."),
        ({"network": []}, "net.xlsx: the workbook is empty: its only sheet holds nothing."),
        (matrix(["A", 0, "x"]), "net.xlsx, network!C2: the weight must be a number, but is 'x'."),
        (matrix(["A", 0, 0], ["A", 0, 1]), "net.xlsx, network!A3: the gene A is already in"
         " network!A2; names must differ."),
        (matrix(["A", 0, 0], [None, 0, 1]), "net.xlsx, network!C3: the row or the column of this"
         " number has no gene."),
        (matrix(["A", 0, 1e300]), "net.xlsx, network!C2: the weight is too large: 1e+300."),
        (matrix(["A", 1, 0]) | {"degradation_rates": [["id", "rate"], ["A", "fast"]]}, "net.xlsx,"
         " degradation_rates!B2: the degradation rate must be a number, but is 'fast'."),
        (matrix(["A", 1, 0]) | {"degradation_rates": [["id", "rate"], ["A", 0]]}, "net.xlsx: Decay"
         " rate λ must be positive and finite, but is 0 for gene A."),
    ],
)  # fmt: skip
def test_wrong_cells_are_named(sheets, message):
    with pytest.raises(GRNFormatError) as caught:
        read_book(**sheets)
    assert str(caught.value) == message


def archive(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return content.getvalue()


DAMAGED = "net.xlsx: this is not an Excel workbook, or a damaged one; open it and save it as .xlsx."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (archive({"xl/a.xml": bytes(10 * 2**20)}), r"would unpack to 1 part and 10 MB, which is too"
         " much"),
        (archive({"xl/a.xml": bytes(101 * 2**20)}), "would unpack to 1 part and 101 MB"),
        (archive({f"xl/{number}": b"" for number in range(2_001)}), "2,001 parts and 0 MB"),
        (archive({"xl/workbook.xml": b"<"}), DAMAGED),
        (archive({"word/document.xml": b""}), DAMAGED),
        (b"PK\x03\x04", DAMAGED),
        (workbook(network=[["A"]])[:-30], DAMAGED),
        (b"PK\x03\x04" + bytes(21 * 2**20), "the file has 21 MB|Excel workbook or a zip archive"),
    ],
)  # fmt: skip
def test_bombs_and_damaged_files_are_refused(content, message):
    with pytest.raises(GRNFormatError, match=message):
        read_files([SourceFile("net.xlsx", content)])


def test_entities_in_a_part_are_refused():
    book = workbook(network=[[CORNER, "A"], ["A", 1]])
    with zipfile.ZipFile(io.BytesIO(book)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts["xl/workbook.xml"] = b'<!DOCTYPE a [<!ENTITY b "c">]>' + parts["xl/workbook.xml"]
    parts["xl/worksheets/sheet1.xml"] = (
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + parts["xl/worksheets/sheet1.xml"]
    )
    with pytest.raises(GRNFormatError, match="damaged"):
        read_files([SourceFile("net.xlsx", archive(parts))])


def test_other_zip_archives_are_no_workbooks():
    content = archive({"a.txt": b"A,B"})
    with pytest.raises(GRNFormatError, match=r"this is a zip archive, .*; unpack it"):
        read_files([SourceFile("net.zip", content)])


def test_a_far_cell_costs_little():
    book = openpyxl.Workbook()
    for row in range(1, 101):
        book.active.cell(row, 16_384, 1)
    content = io.BytesIO()
    book.save(content)
    with pytest.raises(GRNFormatError, match=r"more than 1,000,000 cells"):
        read_files([SourceFile("net.xlsx", content.getvalue())])


@settings(max_examples=15)
@given(networks(min_genes=1))
def test_written_networks_are_read_back(grn):
    if any(not name.isprintable() and {"\ufffe", "\uffff"} & set(name) for name in grn.gene_names):
        return
    (content,) = to_files(grn, "grnsight").values()
    again, _ = read_files([SourceFile("net.xlsx", content)])
    assert again.grn.gene_names == grn.gene_names
    expected = {pair: values[0] for pair, values in edges_by_name(grn).items() if values[0]}
    assert strengths(again) == expected
    assert again.grn.decay.tobytes() == grn.decay.tobytes()
    masters = grn.topology.in_degree == 0
    if masters.any():
        found = again.grn.basal_rate[0, masters]
        assert found == pytest.approx(grn.basal_rate.mean(axis=0)[masters])
    losses = " ".join(list_losses(grn, "grnsight"))
    assert ("of strength 0" in losses) == bool((grn.strength == 0).any())
    assert ("Hill coefficients" in losses) == bool((grn.hill_coefficient != 4).any())


def test_what_a_workbook_cannot_hold_is_listed():
    grn = GRN.from_edges(
        [("A", "B", 0.0)], basal_rates={"A": [1.0, 3.0], "B": 1.0}, hill_coefficient=4.0, decay=0.5
    )
    assert list_losses(grn, "grnsight") == (
        "Not written: Hill coefficients of 1 edge.",
        "Not written: 1 edge of strength 0.",
        "Not written: basal rates of genes with regulators (B).",
        "Not written: basal rates by cell type, only their means.",
    )
    whole = GRN.from_edges([("A", "B", 1.0)], basal_rates={"A": 1.0})
    assert list_losses(whole, "grnsight") == ()


def test_openpyxl_finds_texts_and_no_formulas_in_what_is_written():
    names = ["=1+1", "#N/A", "53", "-x", "+y", "@z", "TRUE", "1.0"]
    grn = random_network(8).replace(gene_names=names)
    (content,) = to_files(grn, "grnsight").values()
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == [
        "network", "network_weights", "network_optimized_weights", "production_rates",
        "degradation_rates",
    ]  # fmt: skip
    for title in book.sheetnames[:3]:
        rows = list(book[title].iter_rows())
        assert rows[0][0].value == CORNER
        assert [cell.value for cell in rows[0][1:]] == [row[0].value for row in rows[1:]] == names
        assert {cell.data_type for cell in rows[0]} == {"s"}
        assert {cell.data_type for row in rows[1:] for cell in row[1:]} == {"n"}
    regulator, target = names[grn.regulator[0]], names[grn.target[0]]
    weights = book["network_weights"]
    cell = weights.cell(names.index(target) + 2, names.index(regulator) + 2)
    assert np.float32(cell.value) == grn.strength[0]
    again, _ = read_files([SourceFile("net.xlsx", content)])
    assert again.grn.gene_names == tuple(names)
    assert to_files(grn, "grnsight") == {"network.xlsx": content}


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="at most 200 genes, but the network has 201"):
        to_files(random_network(201), "grnsight")
    grn = GRN.from_edges([("A\uffff", "B", 1.0)], basal_rates={})
    with pytest.raises(ValueError, match=r"XML has no character U\+FFFF"):
        to_files(grn, "grnsight")


def test_a_second_file_is_refused():
    files = [SourceFile(name, workbook(network=[])) for name in ("a.xlsx", "b.xlsx")]
    with pytest.raises(GRNFormatError, match=r"b.xlsx: a workbook is one file"):
        read_files(files, format="grnsight")


def test_columns_have_letters():
    assert [column_letters(column) for column in (0, 25, 26, 701, 702)] == [
        "A", "Z", "AA", "ZZ", "AAA",
    ]  # fmt: skip
