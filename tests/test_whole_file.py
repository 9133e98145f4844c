"""Files that appear whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from sergiojax._whole_file import SUFFIX, sync, whole_file, whole_files, whole_folder
from tests.full_disk import full_disk


def _names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_file_appears_at_the_end_in_place_of_the_old_one(tmp_path):
    path = tmp_path / "net.csv"
    path.write_text("old")
    with whole_file(path) as file:
        file.write(b"new")
        assert path.read_text() == "old"
        assert len(_names(tmp_path)) == 2
        assert all(name == "net.csv" or name.endswith(SUFFIX) for name in _names(tmp_path))
    assert path.read_text() == "new"
    assert _names(tmp_path) == ["net.csv"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_error_leaves_the_old_file_and_nothing_else(tmp_path, error):
    path = tmp_path / "net.csv"
    path.write_text("old")

    def write() -> None:
        with whole_file(path) as file:
            file.write(b"half")
            raise error

    with pytest.raises(error):
        write()
    assert path.read_text() == "old"
    assert _names(tmp_path) == ["net.csv"]


def test_full_disk_is_named_at_the_end_whatever_the_writer_made_of_it(tmp_path):
    path = tmp_path / "net.csv"
    path.write_text("old")

    def write() -> None:
        with whole_file(path) as file:
            for _ in range(3):
                assert file.write(bytes(600)) == 600
            with pytest.raises(OSError, match="too large"):
                file.check()
            raise RuntimeError  # what a writer says that cannot read what it wrote

    with full_disk(1000), pytest.raises(OSError, match=r"File too large: '.*net\.csv'$"):
        write()
    assert path.read_text() == "old"
    assert _names(tmp_path) == ["net.csv"]


def test_files_that_belong_together_appear_together(tmp_path):
    paths = [tmp_path / "targets.txt", tmp_path / "regulators.txt"]
    paths[0].write_text("old")

    def write() -> None:
        with whole_files(*paths) as (first, second):
            first.write(b"new")
            second.write(bytes(2000))

    with full_disk(1000), pytest.raises(OSError, match="regulators"):
        write()
    assert paths[0].read_text() == "old"
    assert _names(tmp_path) == ["targets.txt"]


def test_rights_are_those_of_the_old_file_or_the_usual_ones(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.touch()
    old.chmod(0o640)
    with whole_files(old, new):
        pass
    (tmp_path / "usual").touch()
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert new.stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_file_behind_a_link_is_replaced_and_the_link_stays(tmp_path):
    (tmp_path / "folder").mkdir()
    link, file = tmp_path / "link", tmp_path / "folder" / "file"
    link.symlink_to(file)
    with whole_file(link) as unfinished:
        unfinished.write(b"new")
    assert link.is_symlink()
    assert file.read_text() == "new"


def test_folders_pipes_and_protected_files_are_not_replaced(tmp_path, monkeypatch):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "protected").touch()
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != "protected")  # as root
    for name, error in (
        ("folder", IsADirectoryError),
        ("pipe", PermissionError),
        ("protected", PermissionError),
    ):
        with pytest.raises(error, match=name), whole_file(tmp_path / name):
            pass
    assert _names(tmp_path) == ["folder", "pipe", "protected"]


def test_missing_folder_is_named_by_the_file_asked_for(tmp_path):
    path = tmp_path / "none" / "net.csv"
    with pytest.raises(FileNotFoundError, match=r"none/net\.csv'$"), whole_file(path):
        pass


def test_long_name_fits(tmp_path):
    path = tmp_path / ("ä" * 125 + ".json")
    with whole_file(path) as file:
        file.write(b"{}")
    assert path.read_bytes() == b"{}"


def test_folder_appears_filled_or_not_at_all(tmp_path):
    with pytest.raises(OSError, match=r"cells\.mtx'$"), whole_folder(tmp_path / "cells.mtx"):
        raise OSError(28, "No space left on device")
    assert not _names(tmp_path)
    with whole_folder(tmp_path / "cells.mtx") as folder:
        (folder / "matrix").write_text("1")
        assert not (tmp_path / "cells.mtx").exists()
    assert _names(tmp_path) == ["cells.mtx"]
    assert _names(tmp_path / "cells.mtx") == ["matrix"]


def test_files_and_folders_are_brought_to_the_disk(tmp_path, monkeypatch):
    inside = tmp_path / "cells.zarr" / "X" / "0"
    inside.parent.mkdir(parents=True)
    inside.write_bytes(b"1")
    synced = []
    monkeypatch.setattr("os.fsync", lambda handle: synced.append(os.fstat(handle).st_ino))
    sync(tmp_path / "cells.zarr")
    assert {path.stat().st_ino for path in (inside, inside.parent)} <= set(synced)
    synced.clear()
    with whole_file(tmp_path / "net.csv") as file:
        file.write(b"1")
    assert synced == [(tmp_path / "net.csv").stat().st_ino, tmp_path.stat().st_ino]
