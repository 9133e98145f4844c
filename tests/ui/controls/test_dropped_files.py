"""Files that are dropped: which belong together, what is in them, and what is said of others."""

import numpy as np
import pytest

from sergiojax.io import CellsFileError
from sergiojax.ui.controls import dropped_files
from sergiojax.ui.controls.dropped_files import Dropped, File, read_dropped, sets_of_files

FOLDERS = {
    "tenx_v2": ("matrix.mtx", "genes.tsv", "barcodes.tsv"),
    "tenx_v3": ("matrix.mtx.gz", "features.tsv.gz", "barcodes.tsv.gz"),
}


def test_a_matrix_goes_with_its_lists_and_others_stand_alone():
    names = ["b.csv", "matrix.mtx.gz", "Features.tsv.gz", "barcodes.tsv.gz", "a.h5ad"]
    found = sets_of_files([File(name, b"") for name in names])
    assert [each.name for each in found] == ["matrix.mtx.gz", "b.csv", "a.h5ad"]
    assert [file.name for file in found[0].files] == names[1:4]
    assert sets_of_files([]) == []


@pytest.mark.parametrize(("folder", "names"), FOLDERS.items())
def test_the_files_of_a_folder_are_read_together(shared_data, folder, names):
    place = shared_data / "learned" / folder
    [group] = sets_of_files([File(name, (place / name).read_bytes()) for name in names])
    assert read_dropped(group).cells.shape == (58, 80)


def test_a_matrix_alone_is_named_and_no_folder_of_this_machine_is():
    group = Dropped("matrix.mtx", (File("matrix.mtx", b"%%MatrixMarket matrix coordinate\n"),))
    with pytest.raises(CellsFileError, match=r"matrix\.mtx") as caught:
        read_dropped(group)
    assert "/tmp" not in str(caught.value)


def test_a_name_with_folders_in_it_leads_nowhere(tmp_path):
    names = ["../../matrix.mtx", "/etc/barcodes.tsv"]
    [group] = sets_of_files([File(name, b"garbage") for name in names])
    with pytest.raises(CellsFileError):
        read_dropped(group)


def test_the_sentence_names_the_file_that_was_dropped():
    with pytest.raises(CellsFileError, match=r"^cells\.rds is a file of R"):
        read_dropped(Dropped("cells.rds", (File("cells.rds", b"RDX3\nabc"),)))


def test_what_needs_more_memory_than_the_app_may_use_is_refused(monkeypatch, shared_data):
    monkeypatch.setattr(dropped_files, "most_bytes", lambda: 10_000)
    content = (shared_data / "learned" / "tenx_v3.h5").read_bytes()
    with pytest.raises(CellsFileError, match="memory"):
        read_dropped(Dropped("a.h5", (File("a.h5", content),)))


def test_a_table_is_turned_by_the_genes_of_the_design():
    content = b"name,a,b\nLacI,1,2\nTetR,3,4\n"
    found = read_dropped(Dropped("t.csv", (File("t.csv", content),)), ["LacI", "TetR"])
    assert np.array_equal(found.cells.X, [[1, 3], [2, 4]])
