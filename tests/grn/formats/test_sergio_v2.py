"""SERGIO v2's interactions and profile: both forms, what `to_df` writes, every trap, and back."""

import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from sergiojax.grn import GRN, GRNFormatError, SourceFile, list_losses, read, read_files, to_files
from tests.grn.formats.samples_tables import SAMPLES
from tests.grn.formats.table_names import HELD_NAMES
from tests.grn.networks import edges_by_name, networks, rates_by_name

HEADER = "index,reg,coop,tar,k,n,h,reg_decay,tar_decay\n"
NET = HEADER + "0,A,0,B,3,2,,0.8,0.5\n1,B,0,C,-2.5,4,1.5,0.5,0.7\n"
PROFILE = "MR,stem,blood\nA,0.5,3.5\n"


def read_texts(*texts: str | bytes, **options: object):
    contents = [text.encode() if isinstance(text, str) else text for text in texts]
    names = ("net.csv", "mr.csv", "more.csv")
    files = [SourceFile(name, content) for name, content in zip(names, contents, strict=False)]
    return read_files(files, **options)


@pytest.mark.parametrize("sample", SAMPLES["sergio-v2"])
def test_samples_are_recognised(sample):
    _, report = read_files([SourceFile(name, content) for name, content in sample])
    assert report.format == "SERGIO v2's interactions and profile"


def test_nine_columns_and_a_profile_need_no_assumption():
    design, report = read_texts(NET, PROFILE)
    grn = design.grn
    assert edges_by_name(grn) == {("A", "B"): (3, 2, None), ("B", "C"): (-2.5, 4, 1.5)}
    assert grn.cell_types == ("stem", "blood")
    assert rates_by_name(grn) == {"A": [0.5, 3.5]}
    assert grn.decay.tolist() == np.array([0.8, 0.5, 0.7], np.float32).tolist()
    assert report.assumed == report.warnings == report.dropped == ()
    assert report.defaults == (
        "SERGIO v2's files never hold noise amplitudes or logic: q is 1, and regulators add up.",
    )


def test_files_may_come_in_any_order():
    swapped = [SourceFile("mr.csv", PROFILE.encode()), SourceFile("net.csv", NET.encode())]
    design, report = read_files(swapped)
    assert report.files == ("net.csv", "mr.csv")
    assert rates_by_name(design.grn) == {"A": [0.5, 3.5]}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks(end, mark):
    text = HEADER + '0,"A, ""x""",0,B,3,2,,0.8,0.5\n'
    design, _ = read_texts(mark + text.replace("\n", end).encode())
    assert design.grn.gene_names == ('A, "x"', "B")


def test_four_columns_lack_all_parameters():
    design, report = read_texts(",reg,coop,tar\n0,A,0,B\n1,B,0.0,C\n2,C,False,C\n")
    assert design.grn.n_edges == 3
    assert [sentence.partition(" of ")[0] for sentence in report.assumed] == [
        "The sign",
        "The strength |K|",
        "The basal rate b",
        "The Hill coefficient n",
    ]
    assert report.defaults[0].endswith("This one holds no decay rates either: λ is 0.8.")


def test_what_pandas_and_to_df_write_is_read():
    columns = ["reg", "tar", "k", "n", "h"]
    frame = pd.DataFrame([["67.0", "5.0", 1.5, 2, 0.7], ["5.0", "8", -1, 2, None]], columns=columns)
    design, report = read_texts(frame.to_csv())
    assert design.grn.gene_names == ("5", "8", "67")
    assert edges_by_name(design.grn)["67", "5"] == (1.5, 2, pytest.approx(0.7))
    assert report.dropped == ()


def test_columns_may_stand_in_any_order_and_extra_ones_are_listed():
    design, report = read_texts("id,tar,k,reg,note,\n0,B,3,A,x,y\n")
    assert edges_by_name(design.grn)["A", "B"][0] == 3
    assert str(report.dropped[0]) == ("net.csv, line 1: unused columns: id, note, number 6.")


def test_the_first_mention_of_a_gene_gives_its_decay():
    text = HEADER + "0,A,0,B,3,2,,0.8,0.5\n1,B,0,A,3,2,,0.6,0.9\n2,C,0,C,1,2,,0.1,0.2\n"
    design, report = read_texts(text)
    assert design.grn.decay.tolist() == pytest.approx([0.8, 0.5, 0.2])
    assert str(report.warnings[0]) == (
        "net.csv, line 3: several different decay rates are given for A, B, C. The first one"
        " counts, as in SERGIO."
    )


def test_a_missing_decay_is_assumed():
    _, report = read_texts(HEADER + "0,A,0,B,3,2,,,0.5\n")
    assert "The decay rate λ of 1 of 2 genes is taken as 0.5." in report.assumed


def test_whole_ids_are_one_gene_and_said():
    design, report = read_texts(",reg,coop,tar\n0,67.0,0,5\n1,67,0,6\n", "index,0\n67.0,1\n")
    assert design.grn.gene_names == ("5", "6", "67")
    assert str(report.warnings[0]) == (
        "net.csv: genes that are written in two ways, such as 67.0. Each is read as one gene;"
        " SERGIO itself reads two."
    )


def test_profiles_without_a_header_or_with_equal_names():
    net = ",reg,coop,tar\n0,A,0,B\n"
    design, report = read_texts(net, "A,1,2\n")
    assert rates_by_name(design.grn) == {"A": [1, 2]}
    assert "line 1: no header was found" in str(report.warnings[0])
    design, report = read_texts(net, "MR,x,x\nA,1,2\n")
    assert design.grn.cell_types == ("type_1", "type_2")
    assert "the cell types need different names" in str(report.warnings[0])


def test_a_profile_may_hold_more_genes_than_sergio_allows():
    design, report = read_texts(NET, PROFILE + "C,1,1\nX,2,2\n")
    assert rates_by_name(design.grn) == {"A": [0.5, 3.5], "C": [1, 1], "X": [2, 2]}
    assert [str(finding) for finding in report.warnings] == [
        "mr.csv: genes with basal rates that also have regulators: C. Both take effect; SERGIO"
        " refuses this.",
        "mr.csv: genes that regulate nothing: X. They are kept; SERGIO refuses this.",
    ]


def test_loops_need_no_profile_rows():
    design, _ = read_texts(",reg,coop,tar\n0,A,0,B\n1,B,0,A\n", "MR,x,y\n")
    assert design.grn.cell_types == ("x", "y")
    assert not design.grn.basal_rate.any()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("0,A,1,B\n", "line 2: coop of A → B must be 0, but is '1'; SERGIO v2 has no cooperative"
         " interactions. Give each regulator its own line."),
        ("0,A,,B\n", "line 2: coop of A → B must be 0, but is ''; SERGIO v2 has no cooperative"
         " interactions. Give each regulator its own line."),
        ("0,A,0,\n", "line 2: the interaction has no target (tar)."),
        ("0,,0,B\n", "line 2: the interaction has no regulator (reg)."),
        ("0,0.5,0,B\n", "line 2: the regulator (reg) must be a gene's name or whole number, but is"
         " 0.5."),
        ("0,A,0,B,x\n", "line 2: the strength of A → B must be a number, but is 'x'."),
        ("0,A,0,B,1e40\n", "line 2: the strength of A → B is too large: 1e40."),
        ("0,A,0,B,1,0\n", "line 2: the Hill coefficient of A → B must be positive, but is 0."),
        ("0,A,0,B,1,2,-1\n", "line 2: the half response of A → B must be positive, but is -1."),
        ("0,A,0,B,1,2,,0,1\n", "line 2: the decay rate of A must be positive, but is 0."),
        ("0,A,0,B,1,2,,inf,1\n", "line 2: the decay rate of A must be finite, but is inf."),
        ("0,A,0,B,1,2,,1,1,7\n", "line 2: the line has 10 cells, but there are 9 columns."),
        ("0,A,0,B\n1,A,0,B\n", "line 3: the edge A → B is already in line 2; keep one, with the"
         " sum of the strengths if both are meant."),
    ],
)  # fmt: skip
def test_wrong_rows_are_named(rows, message):
    with pytest.raises(GRNFormatError) as caught:
        read_texts(HEADER + rows)
    assert str(caught.value) == f"net.csv, {message}"


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ("MR,x\nB,1\n", "mr.csv: master regulators without rates: A; add their rows."),
        ("MR,x\nA,-1\n", "mr.csv, line 2: the basal rate of A must not be negative, but is -1."),
        ("MR,x\nA,y\n", "mr.csv, line 2: the basal rate of A must be a number, but is 'y'."),
        ("MR,x,y\nA,1\n", "mr.csv, line 2: master regulator A needs 2 basal rates, one for each"
         " cell type, but has 1."),
        ("MR,x\nA,1\nA,2\n", "mr.csv, line 3: master regulator A already has rates in line 2; keep"
         " one."),
        ("MR,x\n,1\n", "mr.csv, line 2: the interaction has no master regulator."),
        ("MR\nA\n", "mr.csv, line 1: a profile needs a column for each cell type."),
        ("MR," + ",".join(map(str, range(1001))) + "\n", "mr.csv, line 1: a network may have at"
         " most 1,000 cell types, but this one has 1,001."),
        (NET, "mr.csv: this is a second file of interactions; give one, and the profile."),
    ],
)  # fmt: skip
def test_wrong_profiles_are_named(profile, message):
    with pytest.raises(GRNFormatError) as caught:
        read_texts(NET, profile, format="sergio-v2")
    assert str(caught.value) == message


def test_wrong_sets_of_files_are_named():
    with pytest.raises(GRNFormatError, match="the columns must be index, reg, coop, tar, k, n, h"):
        read_texts("from,to\nA,B\n", format="sergio-v2")
    with pytest.raises(GRNFormatError, match=r"more.csv: a SERGIO v2 network is two files"):
        read_texts(NET, PROFILE, PROFILE, format="sergio-v2")
    with pytest.raises(GRNFormatError, match="has a header, but no interactions"):
        read_texts(HEADER)
    with pytest.raises(GRNFormatError, match="two columns are called 'reg'; keep one"):
        read_texts("reg,Reg,tar\nA,A,B\n")
    with pytest.raises(GRNFormatError, match=r"also has rates as 67\.0"):
        read_texts(",reg,coop,tar\n0,67,0,5\n", "MR,x\n67,1\n67.0,2\n")


def write(grn: GRN) -> list[SourceFile]:
    return [SourceFile(name, content) for name, content in to_files(grn, "sergio-v2").items()]


@settings(max_examples=20)
@given(networks(names=HELD_NAMES, min_edges=1))
def test_written_files_are_read_back(grn):
    again, _ = read_files(write(grn))
    assert edges_by_name(again.grn) == edges_by_name(grn)
    assert again.grn.cell_types == grn.cell_types
    assert rates_by_name(again.grn) == rates_by_name(grn)
    losses = " ".join(list_losses(grn, "sergio-v2"))
    assert set(again.grn.gene_names) <= set(grn.gene_names)
    if set(again.grn.gene_names) == set(grn.gene_names) and "decay rates" not in losses:
        order = [again.grn.gene_names.index(name) for name in grn.gene_names]
        assert again.grn.decay[np.array(order)].tobytes() == grn.decay.tobytes()
    if "order of the genes" not in losses:
        assert again.grn.gene_names == grn.gene_names


@settings(max_examples=10)
@given(networks(names=HELD_NAMES, min_edges=1))
def test_sergio_itself_reads_what_is_written(grn):
    """As `grn_from_file` and `mrProfile.build_from_file` call pandas."""
    network, profile = (file.content.decode() for file in write(grn))
    names = ["index", "reg", "coop", "tar", "k", "n", "h", "reg_decay", "tar_decay"]
    frame = pd.read_csv(io.StringIO(network), header=0, index_col=0, names=names)
    assert frame.k.to_numpy(np.float32).tolist() == grn.strength.tolist()
    assert not frame.coop.any()
    rates = pd.read_csv(io.StringIO(profile), header=0, index_col=None)
    assert rates.shape[1] == 1 + grn.n_cell_types
    assert len(list(csv.reader(io.StringIO(profile)))) == 1 + len(rates)


def test_what_sergio_cannot_hold_or_refuses_is_listed():
    grn = GRN.from_edges(
        [("NA", "B", 1.0), ("B", "B", -1.0)],
        basal_rates={"NA": 1.0, "B": 1.0, "C": 1.0},
        decay={"C": 0.5, "B": 0.3},
        noise_amplitude=0.5,
        logic="product",
    )
    assert list_losses(grn, "sergio-v2") == (
        "Not written: decay rates of C.",
        "Not written: noise amplitudes of NA, B, C.",
        "Not written: product logic of NA, B, C.",
        "SERGIO itself never finishes on feedback loops.",
        "SERGIO itself refuses basal rates of genes with regulators.",
        "SERGIO itself refuses genes without edges.",
        "SERGIO itself reads these gene names as missing values: NA.",
    )


def test_networks_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="cannot hold a network without edges"):
        write(GRN.from_edges([], basal_rates={"A": 1.0}))
    with pytest.raises(ValueError, match=r"cannot hold the gene name '1.5', which is a number"):
        write(GRN.from_edges([("1.5", "B", 1.0)], basal_rates={}))


def test_a_v1_data_set_goes_through_v2(shared_data, tmp_path):
    folder = shared_data / "sergio" / "DS1"
    design, _ = read(folder / "Interaction_cID_4.txt", master_regulators=folder / "Regs_cID_4.txt")
    again, report = read_files(write(design.grn))
    assert again.grn.digest() == design.grn.digest()
    assert report.assumed == report.warnings == ()
