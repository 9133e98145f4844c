"""The head of a large file says whether it can hold cells."""

import pytest

from sergiojax.io import CellsFileError
from sergiojax.io.readers import _head, check_head


@pytest.mark.parametrize(
    "name", ["pbmc68k_700x765_counts.h5ad", "tenx_v2.h5", "tenx_v3", "tenx_v2", "tenx_v3.h5"]
)
def test_files_of_cells_pass(shared_data, name):
    check_head(shared_data / "learned" / name)


@pytest.mark.parametrize("content", [b"RDX3\n", b"\x89HDF\r\n\x1a\n" + bytes(99), b"PK\x03\x04xl"])
def test_other_files_are_refused_in_a_sentence(tmp_path, content):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(CellsFileError, match="file"):
        check_head(tmp_path / "file")


def test_a_folder_without_cells_and_a_long_text_are_refused(tmp_path, monkeypatch):
    with pytest.raises(CellsFileError, match="holds no cells"):
        check_head(tmp_path)
    (tmp_path / "a.csv").write_text("cell,A,B\n" * 10)
    check_head(tmp_path / "a.csv")
    monkeypatch.setattr(_head, "MOST_TEXT", 50)
    with pytest.raises(CellsFileError, match="of text, and the limit is"):
        check_head(tmp_path / "a.csv")
