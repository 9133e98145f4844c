"""`sergiojax learn calibrate`: from a drawing and a file of counts to a fitted project."""

import json

import numpy as np
import pytest

import sergiojax as sj


@pytest.fixture
def counts(folder):
    grn = sj.load_example("cascade")
    cells = sj.simulate(grn, 40, seed=0, technical_noise="DS6")
    cells.write_h5ad(folder / "cells.h5ad")
    return cells


@pytest.mark.validate  # compiles for long
@pytest.mark.usefixtures("counts")
def test_a_drawing_is_fitted_to_a_file_of_counts(run, folder):
    ended = run("learn", "calibrate", "cascade", "cells.h5ad", "-o", "fitted.json", "--steps", 5)
    assert (ended.status, ended.error) == (0, "")
    assert "On held-out cells" in ended.out
    assert "Not determined:" in ended.out
    assert "what it says about knock-outs rests on the drawing" in ended.out
    document = json.loads((folder / "fitted.json").read_text())
    noise = document["settings"]["technical_noise"]
    assert noise["outlier_probability"] == 0.0
    before, after = sj.load_example("cascade"), sj.read_grn(folder / "fitted.json")
    assert (np.sign(after.strength) == np.sign(before.strength)).all()
    assert not np.array_equal(after.strength, before.strength)


def test_what_cannot_be_fitted_is_refused_in_one_sentence(refuse, folder, counts):
    words = ("learn", "calibrate", "cascade")
    assert "no such file" in refuse(*words, "none.h5ad", "-o", "fitted.json", status=1)
    counts.X = np.asarray(counts.X) + 0.5
    counts.write_h5ad(folder / "levels.h5ad")
    assert "whole" in refuse(*words, "levels.h5ad", "-o", "fitted.json", status=1)
    assert "must end in .json" in refuse(*words, "cells.h5ad", "-o", "fitted.csv", status=2)
