"""Parts of a run: whole or absent, and never taken for those of another run."""

import numpy as np
import pytest

from sergiojax.io._chunks import folder_of, open_chunks, size_of_chunks

RUN = {"seed": 1, "settings": {"dt": None, "initial": float("nan")}, "network": {"genes": [1]}}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cells.h5ad"


def test_arrays_come_back_and_are_counted(path):
    chunks = open_chunks(path, RUN, chunk_cells=4)
    chunks.save("clean-0", clean=np.arange(6.0), more=np.array([1]))
    assert "clean-0" in chunks
    assert "clean-1" not in chunks
    np.testing.assert_array_equal(chunks.load("clean-0", "clean")[0], np.arange(6.0))
    assert size_of_chunks(path) > 48


def test_same_run_goes_on_with_its_own_chunk_size(path):
    open_chunks(path, RUN, chunk_cells=4).save("clean-0", clean=np.zeros(1))
    again = open_chunks(path, dict(reversed(RUN.items())), chunk_cells=9)
    assert "clean-0" in again
    assert again.chunk_cells == 4


def test_other_run_is_refused_and_says_in_what_it_differs(path):
    open_chunks(path, RUN, chunk_cells=4)
    other = RUN | {"seed": 2, "settings": RUN["settings"] | {"dt": 0.1}}
    with pytest.raises(ValueError, match=r"unfinished run that differs in dt, seed; repeat"):
        open_chunks(path, other, chunk_cells=4)


def test_without_resuming_what_is_there_is_deleted(path):
    open_chunks(path, RUN, chunk_cells=4).save("clean-0", clean=np.zeros(1))
    assert "clean-0" not in open_chunks(path, RUN | {"seed": 2}, chunk_cells=4, resume=False)


def test_write_that_was_cut_short_counts_for_nothing(path, monkeypatch):
    chunks = open_chunks(path, RUN, chunk_cells=4)
    monkeypatch.setattr("os.fsync", _fail)
    with pytest.raises(OSError, match="cut"):
        chunks.save("clean-0", clean=np.zeros(1000))
    assert "clean-0" not in open_chunks(path, RUN, chunk_cells=4)


def test_run_that_was_cut_short_before_its_record_begins_anew(path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", _fail)
        with pytest.raises(OSError, match="cut"):
            open_chunks(path, RUN, chunk_cells=4)
    assert open_chunks(path, RUN | {"seed": 2}, chunk_cells=5).chunk_cells == 5


def test_folder_of_somebody_else_is_left_alone(path):
    precious = path.with_name("cells.h5ad.partial") / "precious.txt"
    precious.parent.mkdir()
    precious.write_text("gold")
    for resume in (True, False):
        with pytest.raises(ValueError, match="is in the way and is not an unfinished run"):
            open_chunks(path, RUN, chunk_cells=4, resume=resume)
    assert precious.read_text() == "gold"


@pytest.mark.parametrize("damaged", ["", "[1]", "{}", '{"chunk_cells": 0, "run": {}}', "{"])
def test_damaged_record_says_what_to_do(path, damaged):
    open_chunks(path, RUN, chunk_cells=4).save("clean-0", clean=np.zeros(1))
    (folder_of(path) / "run.json").write_text(damaged)
    with pytest.raises(ValueError, match=r"run.json is damaged; delete .*cells.h5ad.partial"):
        open_chunks(path, RUN, chunk_cells=4)


def test_discarding_leaves_nothing(path):
    chunks = open_chunks(path, RUN, chunk_cells=4)
    chunks.save("clean-0", clean=np.zeros(1))
    (chunks.folder / "cells.zarr").mkdir()
    chunks.discard()
    assert not list(path.parent.iterdir())


def _fail(*_: object) -> None:
    raise OSError("cut short")
