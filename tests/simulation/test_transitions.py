"""Who descends from whom: three ways to say it, and a sentence for every one that is wrong."""

import numpy as np
import pytest

from sergiojax.grn import GRNFormatError
from sergiojax.simulation._transitions import check_transitions, read_transitions

TYPES = ("stem", "blood", "skin")


def test_a_matrix_and_a_mapping_say_the_same():
    by_name = check_transitions({("stem", "blood"): 0.5, ("blood", "skin"): 2}, TYPES)
    np.testing.assert_array_equal(by_name, [[0, 0.5, 0], [0, 0, 2], [0, 0, 0]])
    np.testing.assert_array_equal(check_transitions(by_name, TYPES), by_name)
    np.testing.assert_array_equal(check_transitions(by_name.tolist(), TYPES), by_name)


def test_a_type_may_have_several_parents():
    rates = {("stem", "skin"): 1.0, ("blood", "skin"): 3.0, ("stem", "blood"): 1.0}
    assert check_transitions(rates, TYPES)[:, 2].tolist() == [1, 3, 0]


@pytest.mark.parametrize(
    ("transitions", "message"),
    [
        ({("stem", "bone"): 1.0}, "names the cell type 'bone', which the network does not have"),
        ({"stem": 1.0}, r"needs pairs \(parent, child\), but has 'stem'"),
        ({("stem", "blood"): -1.0}, "stem → blood must be finite and not negative, but is -1"),
        ({("stem", "blood"): np.inf}, "stem → blood must be finite and not negative, but is inf"),
        ({("stem", "blood"): np.nan}, "stem → blood must be finite and not negative, but is nan"),
        ({("skin", "skin"): 1.0}, "skin cannot descend from itself"),
        (np.zeros((2, 3)), r"must have shape \(3, 3\), parents in rows .* but has \(2, 3\)"),
        (np.zeros(3), r"but has \(3,\)"),
        (
            {("stem", "blood"): 1.0, ("blood", "skin"): 1.0, ("skin", "blood"): 1.0},
            "must not run in a circle, but (blood → skin → blood|skin → blood → skin) do",
        ),
        (np.ones((3, 3)) - np.eye(3), "must not run in a circle"),
    ],
)
def test_wrong_transitions_are_refused(transitions, message, unchecked):
    with pytest.raises(ValueError, match=message):
        check_transitions(transitions, TYPES)


@pytest.mark.parametrize(
    "text", ["0\t0.07\t0\n0\t0\t1\n0\t0\t0\n\n", "0,0.07,0\r\n0, 0,1\r\n0,0,0"]
)
def test_sergios_file_is_read_with_tabs_or_commas(tmp_path, text):
    path = tmp_path / "bMat.tab"
    path.write_text(text)
    rates = read_transitions(path, TYPES)
    np.testing.assert_array_equal(rates, [[0, 0.07, 0], [0, 0, 1], [0, 0, 0]])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0\t1\t0\n0\t0\t1\n", "bMat.tab: the matrix needs one line for each of 3 cell types"),
        ("0\t1\t0\n\n0\t1\n0\t0\t0", "bMat.tab, line 3: the line needs 3 columns"),
        ("0\t1\t0\n0\tx\t1\n0\t0\t0", "line 2, column 2: a rate must be a number, but is 'x'"),
        ("0\t1\t0\n0\t0\t-1\n0\t0\t0", "line 2, column 3: a rate must be finite and not negative"),
        ("0,1,nan\n0,0,1\n0,0,0", "line 1, column 3: a rate must be finite"),
    ],
)
def test_a_wrong_file_is_refused_with_line_and_column(tmp_path, text, message):
    path = tmp_path / "bMat.tab"
    path.write_text(text)
    with pytest.raises(GRNFormatError, match=message):
        read_transitions(path, TYPES)


def test_sergios_own_files_are_read(shared_data):
    folder = shared_data / "sergio"
    for name, rates in (
        ("DS4/bMat_cID9.tab", [[0, 0.07, 0], [0, 0, 1], [0, 0, 0]]),
        ("DS8/bMat_cID8.tab", [[0, 0.08, 1], [0, 0, 0], [0, 0, 0]]),
    ):
        np.testing.assert_array_equal(read_transitions(folder / name, TYPES), rates)
