"""What a stranger may leave where an interrupted run is looked for."""

import numpy as np
import pytest

from sergiojax.io._chunks import folder_of, open_chunks

RUN = {"seed": 1, "settings": {"dt": None}, "network": {}}


@pytest.mark.parametrize(
    "record",
    [
        '{"chunk_cells": "5", "run": {}}',
        '{"chunk_cells": 1e300, "run": {}}',
        '{"chunk_cells": true, "run": {}}',
        "[" * 100_000 + "]" * 100_000,
        '{"chunk_cells": 5, "run": ' + "[" * 900 + "]" * 900 + "}",
    ],
    ids=["text", "fraction", "truth", "deep", "deep run"],
)
def test_a_hostile_record_is_damaged(tmp_path, record):
    path = tmp_path / "cells.h5ad"
    open_chunks(path, RUN, chunk_cells=4)
    (folder_of(path) / "run.json").write_text(record)
    with pytest.raises(ValueError, match=r"run.json is damaged; delete"):
        open_chunks(path, RUN, chunk_cells=4)


def test_settings_that_are_no_settings_are_another_run(tmp_path):
    path = tmp_path / "cells.h5ad"
    open_chunks(path, RUN, chunk_cells=4)
    (folder_of(path) / "run.json").write_text('{"chunk_cells": 5, "run": {"settings": [1]}}')
    with pytest.raises(ValueError, match="unfinished run that differs in"):
        open_chunks(path, RUN, chunk_cells=4)


def test_a_pickle_in_the_place_of_a_part_is_refused(tmp_path):
    chunks = open_chunks(tmp_path / "cells.h5ad", RUN, chunk_cells=4)
    np.savez(chunks.folder / "clean-0.npz", clean=np.array([{}], object))
    with pytest.raises(ValueError, match="does not hold the numbers it declares"):
        chunks.load("clean-0", "clean")
