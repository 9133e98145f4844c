"""Which uploads are read together: the newest with those of before, or alone, once each."""

from typing import NamedTuple

import pytest

from sergiojax.grn import GRNFormatError
from sergiojax.ui.design import open_menu
from sergiojax.ui.design.open_menu import _attempts, _different, _read_first, blank_design


class Upload(NamedTuple):
    file_id: str
    name: str = ""
    content: bytes = b""

    def getvalue(self) -> bytes:
        return self.content


A, B, C = Upload("a"), Upload("b"), Upload("c")


@pytest.mark.parametrize(
    ("uploads", "tried", "used", "attempts"),
    [
        ([A], [], [], [[A]]),
        ([A], ["a"], ["a"], []),  # a file was taken away: nothing is new
        ([A, B], [], [], [[A, B]]),
        ([A, B], ["a"], ["a"], [[A, B], [B]]),  # the second half of a pair, or another network
        ([A, B], ["a"], [], [[A, B], [B]]),  # A was refused: alone it was half a pair
        ([A, B, C], ["a", "b"], ["b"], [[A, B, C], [B, C], [A, C], [C]]),
    ],
)
def test_longer_combinations_of_what_is_new_are_tried_first(uploads, tried, used, attempts):
    assert _attempts(uploads, tried, used) == attempts


def test_of_a_file_that_came_twice_the_last_is_read():
    first, again = Upload("1", "net.csv", b"x"), Upload("2", "net.csv", b"x")
    others = [Upload("3", "net.csv", b"y"), Upload("4", "other.csv", b"x")]
    assert _different([first, *others, again]) == [again, *others]


def test_the_first_files_that_are_a_network_are_taken_and_the_last_ones_error_is_told(monkeypatch):
    def read(files, _):
        if files == [A]:
            return "network of A"
        raise GRNFormatError("file", None, f"{len(files)} files are no network.")

    monkeypatch.setattr(open_menu, "_read", read)
    assert _read_first([[A, B], [A], [B]], {}) == ([A], "network of A")
    with pytest.raises(GRNFormatError, match="1 files are no network"):
        _read_first([[A, B], [B]], {})


def test_a_blank_design_has_one_cell_type_and_no_genes():
    grn = blank_design().grn
    assert (grn.n_genes, grn.n_edges, grn.cell_types) == (0, 0, ("type_1",))
