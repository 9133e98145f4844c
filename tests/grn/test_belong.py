"""Which files are tried together as one network, and in which order."""

import pytest

from sergiojax.grn import GRNFormatError, SourceFile, combine_files, read_files, read_first

ONE, TWO, THREE = (SourceFile(f"{number}.txt", bytes([number])) for number in (1, 2, 3))
TARGETS = SourceFile("targets.txt", b"1,1,0,2.5,2\n")
MASTERS = SourceFile("rates.txt", b"0,1.5,3.0\n")
OTHER = SourceFile("net.csv", b"regulator,target,sign\nX,Y,+\n")


@pytest.mark.parametrize(
    ("files", "tried", "used", "combinations"),
    [
        ([ONE, TWO], [], [], [[ONE, TWO]]),  # all at once
        ([ONE, TWO, ONE], [], [], [[ONE, TWO]]),  # twice counts once
        ([ONE, TWO], [ONE], [ONE], [[ONE, TWO], [TWO]]),  # the second half of a pair
        ([ONE, TWO], [ONE], [], [[ONE, TWO], [TWO]]),  # the first half alone was refused
        (
            [ONE, TWO, THREE],
            [ONE, TWO],
            [ONE],
            [[ONE, TWO, THREE], [ONE, THREE], [TWO, THREE], [THREE]],
        ),
        ([ONE, TWO], [ONE, TWO], [ONE], []),  # nothing new: a file was taken away
        ([], [], [], []),
    ],
)
def test_larger_combinations_come_first_and_the_new_files_last(files, tried, used, combinations):
    assert combine_files(files, tried=tried, used=used) == combinations


def test_a_pair_given_one_after_the_other_is_read_as_a_pair():
    files, (design, report) = read_first(
        combine_files([MASTERS, TARGETS], tried=[MASTERS]), read_files
    )
    assert list(files) == [MASTERS, TARGETS]
    assert report.files == ("targets.txt", "rates.txt")
    assert (design.grn.n_edges, design.grn.n_cell_types) == (1, 2)


def test_a_new_network_is_read_alone_where_it_does_not_fit_the_earlier_one():
    combinations = combine_files(
        [OTHER, TARGETS, MASTERS], tried=[TARGETS, MASTERS], used=[TARGETS, MASTERS]
    )
    files, (design, _) = read_first(combinations, read_files)
    assert list(files) == [OTHER]
    assert design.grn.gene_names == ("X", "Y")


def test_where_nothing_fits_the_error_is_that_of_the_new_files():
    bad = SourceFile("bad.csv", b"regulator,target,sign\nX,Y,?!\n")
    with pytest.raises(GRNFormatError, match=r"^bad\.csv"):
        read_first(combine_files([TARGETS, bad], tried=[TARGETS], used=[TARGETS]), read_files)
