"""Makers of zarr folders that harm a careless reader, one kind each.

Every maker takes the folder of sound cells, as `simulate_to_file` lays it out, and spoils it.
"""

import json
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Maker = Callable[[Path], None]
KINDS: dict[str, Maker] = {}
RARE: set[str] = set()  # variants, which the long tests alone try


def kind(maker: Maker) -> Maker:
    """Enter a maker under its name."""
    KINDS[maker.__name__] = maker
    return maker


def rare(maker: Maker) -> Maker:
    """Leave a kind to the long tests."""
    RARE.add(maker.__name__)
    return maker


def array(folder: Path, *, data: bytes | None = None, **notes: Any) -> None:
    """Write an array by hand: its notes, and one piece."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {"shape": [4], "chunks": [4], "dtype": "<f8", "fill_value": 0, "order": "C"}
    made |= {"filters": None, "compressor": None, "zarr_format": 2} | notes
    (folder / ".zarray").write_text(json.dumps(made))
    attributes = {"encoding-type": "array", "encoding-version": "0.2.0"}
    (folder / ".zattrs").write_text(json.dumps(attributes))
    if data is not None:
        (folder / "0").write_bytes(data)


@kind
def zarr_empty_pieces(folder):
    array(folder / "uns" / "a", shape=[10**10], chunks=[10**6])


@kind
def zarr_one_huge_piece(folder):
    array(folder / "uns" / "a", chunks=[10**10])


@rare
@kind
def zarr_tiny_pieces(folder):
    array(folder / "uns" / "a", shape=[10**7], chunks=[1])


@kind
def zarr_pickled_objects(folder):
    filters = [{"id": "pickle", "protocol": 5}]
    code = b"cos\nsystem\n(S'touch /tmp/pickled'\ntR."
    array(folder / "uns" / "a", dtype="|O", filters=filters, data=code)


@kind
def zarr_objects(folder):
    array(folder / "uns" / "a", dtype="|O", data=b"\0" * 32)


@rare
@kind
def zarr_unknown_type(folder):
    array(folder / "uns" / "a", dtype="nonsense")


@rare
@kind
def zarr_table_type(folder):
    array(folder / "uns" / "a", dtype=[["a", "<f8"], ["b", "|O"]])


@kind
def zarr_link_to_a_file(folder):
    array(folder / "uns" / "a", dtype="|u1", shape=[64], chunks=[64])
    (folder / "uns" / "a" / "0").symlink_to("/etc/passwd")


@kind
def zarr_link_to_a_folder(folder):
    (folder / "uns" / "etc").symlink_to("/etc")


@rare
@kind
def zarr_link_in_a_circle(folder):
    (folder / "uns" / "self").symlink_to(folder)


@kind
def zarr_link_deep_in_an_array(folder):
    array(folder / "uns" / "a", shape=[4, 4], chunks=[4, 4], dimension_separator="/")
    (folder / "uns" / "a" / "0").mkdir()
    (folder / "uns" / "a" / "0" / "0").symlink_to("/etc/passwd")


@kind
def zarr_bomb_of_gzip(folder):
    packed = zlib.compress(bytes(10**8), 1)
    array(folder / "uns" / "a", compressor={"id": "zlib", "level": 1}, data=packed)


@rare
@kind
def zarr_bomb_of_texts(folder):
    packed = zlib.compress(bytes(3 * 10**8), 1)
    notes = {"dtype": "|O", "filters": [{"id": "vlen-utf8"}], "fill_value": ""}
    array(folder / "uns" / "a", compressor={"id": "zlib", "level": 1}, data=packed, **notes)


@kind
def zarr_blosc_that_declares_much(folder):
    header = (
        bytes([2, 1, 0x21, 8]) + (2**31 - 1).to_bytes(4, "little") + bytes([0] * 4 + [16, 0, 0, 0])
    )
    compressor = {"id": "blosc", "cname": "lz4", "clevel": 5, "shuffle": 1, "blocksize": 0}
    array(folder / "uns" / "a", compressor=compressor, data=header)


@rare
@kind
def zarr_damaged_blosc(folder):
    compressor = {"id": "blosc", "cname": "lz4", "clevel": 5, "shuffle": 1, "blocksize": 0}
    array(folder / "uns" / "a", compressor=compressor, data=b"\xff" * 40)


@rare
@kind
def zarr_packed_by_lzma(folder):
    array(folder / "uns" / "a", compressor={"id": "lzma"}, data=b"\0" * 40)


@kind
def zarr_more_texts_than_entries(folder):
    notes = {"dtype": "|O", "filters": [{"id": "vlen-utf8"}], "fill_value": ""}
    array(folder / "uns" / "a", data=b"\xff\xff\xff\x7f" + bytes(64), **notes)


@rare
@kind
def zarr_short_piece(folder):
    array(folder / "uns" / "a", data=b"\0" * 3)


@rare
@kind
def zarr_negative_shape(folder):
    array(folder / "uns" / "a", shape=[-4])


@rare
@kind
def zarr_pieces_of_nothing(folder):
    array(folder / "uns" / "a", chunks=[0])


@rare
@kind
def zarr_shape_is_a_text(folder):
    array(folder / "uns" / "a", shape="four")


@kind
def zarr_deep_notes(folder):
    (folder / "uns" / ".zattrs").write_text("[" * 100_000 + "]" * 100_000)


@rare
@kind
def zarr_large_notes(folder):
    (folder / "uns" / ".zattrs").write_text(json.dumps({"a": "x" * 2_000_000}))


@kind
def zarr_deep_folders(folder):
    here = folder / "uns"
    for _ in range(40):
        here = here / "a"
        here.mkdir()
        (here / ".zgroup").write_text('{"zarr_format": 2}')


@kind
def zarr_folder_of_somebody_else(folder):
    (folder / "uns" / "mine").mkdir()
    (folder / "uns" / "mine" / "diary.txt").write_text("dear diary")


@kind
def zarr_part_called_filename(folder):
    array(folder / "filename")


@kind
def zarr_index_too_large(folder):
    (folder / "varp" / "grn" / "indices" / "0").unlink(missing_ok=True)
    array(folder / "varp" / "grn" / "indices", shape=[1], chunks=[1], dtype="<i4")
    (folder / "varp" / "grn" / "indices" / "0").write_bytes(np.int32(10**9).tobytes())


@rare
@kind
def zarr_without_cells(folder):
    shutil.rmtree(folder / "obs")


@kind
def zarr_of_another_format(folder):
    (folder / ".zgroup").unlink()
    (folder / "zarr.json").write_text('{"zarr_format": 3, "node_type": "group"}')


@kind
def zarr_deep_record(folder):
    text = ("[" * 100_000).encode()
    data = (1).to_bytes(4, "little") + len(text).to_bytes(4, "little") + text
    notes = {"dtype": "|O", "filters": [{"id": "vlen-utf8"}], "fill_value": ""}
    shutil.rmtree(folder / "uns" / "sergiojax")
    array(folder / "uns" / "sergiojax", data=data, shape=[], chunks=[], **notes)
    attributes = {"encoding-type": "string", "encoding-version": "0.2.0"}
    (folder / "uns" / "sergiojax" / ".zattrs").write_text(json.dumps(attributes))
