"""Reading: the format is found, SERGIO's pair too, and nothing is assumed in silence."""

import warnings

import pytest

from sergiojax.grn import (
    AssumedKineticsWarning,
    GRNFormatError,
    GRNFormatWarning,
    SourceFile,
    list_formats,
    random_network,
    read,
    read_files,
    read_grn,
    to_files,
)
from tests.grn.networks import assert_same_network, to_text

WHOLE = random_network(12, n_cell_types=2)


@pytest.mark.parametrize(
    "known", [known.name for known in list_formats() if known.read and known.write]
)
@pytest.mark.parametrize("suffix", [".txt", ".dat", ""])
def test_the_content_tells_the_format(known, suffix):
    contents = to_files(WHOLE, known).values()
    files = [SourceFile(f"{i}{suffix}", content) for i, content in enumerate(contents)]
    label = next(entry.label for entry in list_formats() if entry.name == known)
    assert read_files(files)[1].format == label
    assert read_files(files, format=known)[1].format == label


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", "genes", "this is not valid JSON"),
        ("a.csv", "genes", "an edge list needs a header"),
        ("a.txt", "1,2,0,-3\n", "target 1 has 2 regulators, so it needs 6 fields"),
        (
            "a.docx",
            "A activates\n",
            "this text is not in a known network format: it begins with 'A activates'. A table",
        ),
        ("a", "<html></html>", "this is a web page; download the file itself"),
    ],
)
def test_the_suffix_tells_the_format_of_broken_files(name, content, message):
    with pytest.raises(GRNFormatError, match=f"^{name}.*{message}"):
        read_files([SourceFile(name, content.encode())])


def test_a_path_and_a_pair_of_paths_are_read(tmp_path):
    for name, text in to_text(WHOLE, "sergio-v1").items():
        (tmp_path / name).write_text(text)
    targets = tmp_path / "network_targets.txt"
    masters = tmp_path / "network_master_regulators.txt"
    design, report = read(targets, master_regulators=masters)
    assert design.grn.n_edges == WHOLE.n_edges
    assert report.files == (str(targets), str(masters))
    swapped, _ = read(str(masters), master_regulators=str(targets))
    assert_same_network(swapped.grn, design.grn)
    assert_same_network(read_grn(targets, master_regulators=masters), design.grn)
    for pair in ([targets, masters], (str(masters), str(targets), masters)):  # in any order, twice
        assert_same_network(read_grn(pair), design.grn)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(GRNFormatError, match=r"nothing.csv: there is no such file"):
        read(tmp_path / "nothing.csv")


def test_bad_arguments_are_named():
    file = SourceFile("a.csv", b"from,to\nA,B\n")
    with pytest.raises(ValueError, match=r"`format` must be one of 'project', .* but is 'sbm'"):
        read(file, format="sbm")
    with pytest.raises(ValueError, match="There is no file to read"):
        read_files([])
    with pytest.raises(ValueError, match="`seed` must be at least 0"):
        read(file, seed=-1)
    with pytest.raises(ValueError, match="`cell_types` must be at least 1, but is 0") as caught:
        read(file, cell_types=0)
    assert not isinstance(caught.value, GRNFormatError)  # the file is not to blame


def test_the_short_form_warns_of_what_it_assumes():
    file = SourceFile("a.csv", b"from,to,K\nA,B,1\n")
    with pytest.warns(
        AssumedKineticsWarning, match=r"a.csv lacks parameters. The basal rate b of 1"
    ):
        grn = read_grn(file)
    assert_same_network(grn, read(file)[0].grn)


def test_the_short_form_warns_of_what_it_leaves_out():
    file = SourceFile("a.json", to_text(WHOLE, "project")["network.json"].encode())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_same_network(read_grn(file), WHOLE)
    text = file.content.decode().replace('"notes"', '"remarks"')
    with pytest.warns(GRNFormatWarning, match="'remarks' is unknown and was left out"):
        read_grn(SourceFile("a.json", text.encode()))


def test_seeds_make_what_is_assumed_reproducible():
    file = SourceFile("a.csv", b"from,to\nA,B\nB,C\nC,D\nD,E\nE,F\nF,G\nG,H\n")
    one, same, other = (read(file, seed=seed)[0].grn for seed in (1, 1, 2))
    assert one.digest() == same.digest() != other.digest()


def test_too_large_networks_are_refused(unchecked):  # for speed
    rows = "\n".join(f"{number},{number + 1}" for number in range(20_001))
    with pytest.raises(
        GRNFormatError, match="may have at most 20,000 genes, but this one has 20,002"
    ):
        read(SourceFile("a.csv", f"from,to\n{rows}".encode()))
