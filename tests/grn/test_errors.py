"""The error of a file: where, what, and unharmed by a worker process."""

import pickle

import pytest

from sergiojax.grn import GRNFormatError


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (3, "a.csv, line 3: it is wrong."),
        ("B7", "a.csv, B7: it is wrong."),
        (None, "a.csv: it is wrong."),
    ],
)
def test_the_message_says_where(line, message):
    error = GRNFormatError("a.csv", line, "it is wrong.")
    assert str(error) == message
    assert (error.path, error.line, error.problem) == ("a.csv", line, "it is wrong.")
    assert isinstance(error, ValueError)


def test_it_can_be_pickled():
    error = pickle.loads(pickle.dumps(GRNFormatError("a.csv", 3, "it is wrong.")))
    assert str(error) == "a.csv, line 3: it is wrong."
    assert error.line == 3
