"""The shelf of cells: names, choices of several places, and how it stays bounded."""

from dataclasses import replace

import anndata
import numpy as np
import pytest
import scipy.sparse
import streamlit as st

from sergiojax.datasets import load_design
from sergiojax.grn import GRN
from sergiojax.ui import session, shelf
from sergiojax.ui.controls.design_name import design_name
from sergiojax.ui.shelf import CellSet, Kind, Origin
from sergiojax.ui.stale import basis

TOGGLE = load_design("toggle-switch")


@pytest.fixture(autouse=True)
def visit(monkeypatch):
    """A visit without Streamlit: its state is a plain mapping, and what is told is kept."""
    told = []
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(session, "design", lambda: TOGGLE)
    monkeypatch.setattr(session, "tell", told.append)
    return told


def cell_set(name, digest=None, *, n_cells=3, kind: Kind = "simulated", made_from=None):
    cells = anndata.AnnData(np.ones((n_cells, 2), np.float32))
    return CellSet(name, cells, digest or name, Origin(kind, kind), made_from, None)


def names():
    return [each.name for each in shelf.sets()]


def test_an_empty_shelf_has_nothing_to_choose():
    assert shelf.chosen() is None
    assert shelf.choose() is None
    assert shelf.sets() == []


def test_a_new_set_is_chosen_where_it_was_made_and_nowhere_else():
    a = shelf.add(cell_set("a"), place="improve")
    b = shelf.add(cell_set("b"))
    assert shelf.chosen() is b
    assert shelf.chosen("improve") is a
    c = shelf.add(cell_set("c"), place=None)
    assert shelf.chosen() is b
    assert shelf.chosen("a place that has not chosen yet") is b
    assert shelf.sets() == [c, b, a]


def test_equal_cells_are_kept_once_and_equal_names_are_numbered():
    first = shelf.add(cell_set("a", "1"))
    assert shelf.add(cell_set("another name", "1")) is first
    shelf.add(cell_set("a", "2"))
    shelf.add(cell_set("a", "3"))
    assert names() == ["a (3)", "a (2)", "a"]


def test_a_set_is_renamed_and_no_name_is_taken_twice():
    a, b = shelf.add(cell_set("a")), shelf.add(cell_set("b"))
    shelf.rename(a, "  b ")
    assert names() == ["b", "b (2)"]
    shelf.rename(b, " ")
    shelf.rename(b, "b")
    assert names() == ["b", "b (2)"]


def test_cells_made_again_take_the_place_and_the_name():
    a, b = shelf.add(cell_set("a")), shelf.add(cell_set("b"))
    shelf.rename(a, "mine")
    [_, mine] = shelf.sets()
    put = shelf.put(mine, cell_set("a", "new"))
    assert shelf.sets() == [b, put]
    assert (put.id, put.name, put.digest) == (a.id, "mine", "new")


def test_a_set_that_was_removed_does_not_come_back():
    a, b = shelf.add(cell_set("a")), shelf.add(cell_set("b"))
    shelf.remove(b)
    assert shelf.chosen() is a
    shelf.put(b, cell_set("b", "new"))
    assert shelf.sets() == [a]


def test_a_full_shelf_drops_the_oldest_set_that_no_page_has_chosen(visit):
    kept = shelf.add(cell_set("0"), place="improve")
    for number in range(1, shelf.MOST_SETS + 1):
        shelf.add(cell_set(str(number)))
    assert len(shelf.sets()) == shelf.MOST_SETS
    assert shelf.sets()[-1] is kept
    assert names()[-2] == "2"
    assert visit == ["The shelf of cells was full, so its oldest set is gone: 1."]


def test_large_sets_make_room_by_their_bytes(visit, monkeypatch):
    monkeypatch.setattr(shelf, "most_bytes", lambda: 120_000)
    for name in "abc":
        shelf.add(cell_set(name, n_cells=3_000))  # 24 kB of values, and as much for names
    assert names() == ["c", "b"]
    assert len(visit) == 1
    shelf.add(cell_set("d", n_cells=10_000))  # alone it is too large, and stays
    assert names() == ["d"]


def test_sparse_values_count_as_they_are_stored_and_what_is_shared_counts_once(visit, monkeypatch):
    matrix = scipy.sparse.random(100, 50, 0.1, format="csr", dtype=np.float32, random_state=0)
    stored = anndata.AnnData(matrix)
    both = CellSet("a", stored, "a", Origin("opened", "opened"), None, None, stored)
    n_bytes = shelf._size(both)
    assert n_bytes == pytest.approx(matrix.nnz * 8 + 100 * 4 + 150 * 8, rel=0.3)
    assert n_bytes == shelf._size(replace(both, stored=None))


def test_a_set_that_all_visits_share_takes_no_room(visit, monkeypatch):
    monkeypatch.setattr(shelf, "most_bytes", lambda: 120_000)
    shelf.add(replace(cell_set("shared", n_cells=100_000), is_shared=True))
    for name in "abc":
        shelf.add(cell_set(name, n_cells=3_000))
    assert names() == ["c", "b", "shared"]


def test_a_shelf_may_hold_a_part_of_what_is_free_and_never_less_than_half_a_gigabyte(monkeypatch):
    for free, most in ((64 << 30, 16 << 30), (1 << 20, shelf.LEAST_BYTES)):
        monkeypatch.setattr(shelf.cost, "most_bytes", lambda free=free: free)
        shelf.most_bytes.clear()
        assert shelf.most_bytes() == most
    shelf.most_bytes.clear()


def test_a_set_says_what_it_is_and_when_its_design_has_changed():
    made_from = basis(TOGGLE.grn)
    same = shelf.add(cell_set("a", made_from=made_from))
    earlier = shelf.add(cell_set("b", made_from=basis(TOGGLE.grn.replace(decay=9.0))))
    assert shelf.describe(same) == "a · 3 cells × 2 genes · simulated"
    assert shelf.describe(earlier) == "b · 3 cells × 2 genes · simulated · earlier design"
    assert not shelf.is_stale(cell_set("a file", kind="opened"))


def test_a_design_is_called_after_its_example_or_its_genes():
    assert design_name(TOGGLE.grn.replace(decay=9.0)) == "Toggle switch"
    chain = GRN.from_edges([("A", "B", 3.0), ("B", "C", 3.0)], basal_rates={"A": [1.0]})
    assert design_name(chain) == "A, B, C"
    more = GRN.from_edges([("A", name, 3.0) for name in "BCDE"], basal_rates={"A": [1.0]})
    assert design_name(more) == "A, B, C and 2 more"
