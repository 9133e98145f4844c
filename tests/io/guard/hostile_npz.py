"""Makers of npz archives that harm a careless reader of the array "clean", one kind each."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

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


def archive(path: Path, *members: tuple[str, bytes], packed: bool = False) -> None:
    """Write an archive by hand."""
    how = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(path, "w", how) as made:
        for name, content in members:
            made.writestr(name, content)


def npy(array: np.ndarray) -> bytes:
    """Return an array as NumPy's own file."""
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def header(text: str) -> bytes:
    """Return the head of NumPy's file with any declaration."""
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


@kind
def npz_of_objects(path):
    np.savez(path, clean=np.array([{"a": 1}], object))


@kind
def npz_bomb(path):
    archive(path, ("clean.npy", npy(np.zeros(2 * 10**7))), packed=True)


@kind
def npz_declares_much(path):
    text = "{'descr': '<f8', 'fortran_order': False, 'shape': (100000, 20000)}"
    archive(path, ("clean.npy", header(text) + bytes(64)))


@rare
@kind
def npz_declares_less_than_nothing(path):
    text = "{'descr': '<f8', 'fortran_order': False, 'shape': (-8,)}"
    archive(path, ("clean.npy", header(text) + bytes(64)))


@kind
def npz_header_is_a_program(path):
    archive(path, ("clean.npy", header("__import__('os').system('true')")))


@rare
@kind
def npz_header_is_deep(path):
    archive(path, ("clean.npy", header("[" * 9000)))


@kind
def npz_of_a_table(path):
    np.savez(path, clean=np.zeros(3, [("a", "f4"), ("b", "i4")]))


@rare
@kind
def npz_of_texts(path):
    np.savez(path, clean=np.array(["a", "b"]))


@kind
def npz_without_the_array(path):
    np.savez(path, other=np.zeros(3))


@kind
def npz_with_the_array_twice(path):
    with zipfile.ZipFile(path, "w") as made:
        for _ in range(2):
            made.fp.flush()
            made.filelist and made.NameToInfo.clear()
            made.writestr("clean.npy", npy(np.zeros(3)))


@rare
@kind
def npz_of_many_arrays(path):
    archive(path, *((f"{number}.npy", b"") for number in range(300)))


@kind
def npz_cut_in_half(path):
    np.savez(path, clean=np.zeros(1000))
    path.write_bytes(path.read_bytes()[:4000])


@rare
@kind
def npz_of_nothing(path):
    path.write_bytes(b"")


@rare
@kind
def npz_of_garbage(path):
    path.write_bytes(b"garbage" * 100)


@kind
def npz_with_a_wrong_checksum(path):
    np.savez(path, clean=np.zeros(1000))
    content = bytearray(path.read_bytes())
    content[500] ^= 1
    path.write_bytes(bytes(content))


@kind
def npz_that_is_one_array(path):
    path.write_bytes(npy(np.zeros(3)))
