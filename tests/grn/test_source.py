"""Files as they come: what is no text says so in one sentence."""

import os

import pytest

from sergiojax.grn import GRNFormatError, SourceFile
from sergiojax.grn._limits import MAX_BYTES


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the file is empty."),
        (b" \r\n\t", "the file is empty."),
        (b"\xef\xbb\xbf", "the file is empty."),
        (b"%PDF-1.7 ...", "this is a PDF document, not a text file with a network."),
        (b"\x89PNG\r\n\x1a\n", "this is a PNG picture, not a text file with a network."),
        (b"\xff\xd8\xff\xe0", "this is a JPEG picture, not a text file with a network."),
        (b"PK\x03\x04...", "this is an Excel workbook or a zip archive, not a text file with a"
         " network."),
        (b"\x1f\x8b\x08", "this is a gzip archive, not a text file with a network."),
        (b"\x89HDF\r\n", "this is an HDF5 file (h5ad holds cells), not a text file with a"
         " network."),
        (b"a,b\x00c", "this is not a text file; save the network as CSV or JSON in UTF-8."),
        (b"\x80\x04\x95\x81\x8d", "this is not a text file; save the network as CSV or JSON in"
         " UTF-8."),
        (b"a" * (MAX_BYTES + 1), "the file has 20 MB, but a network may have 20 MB at most."),
    ],
)  # fmt: skip
def test_what_is_no_text_says_so(content, problem):
    with pytest.raises(GRNFormatError) as caught:
        _ = SourceFile("upload", content).text
    assert str(caught.value) == f"upload: {problem}"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Grün".encode(), "utf-8"),
        ("Grün".encode("utf-8-sig"), "utf-8-sig"),
        ("Grün".encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + "Grün".encode("utf-16-be"), "utf-16"),
        ("Grün".encode("latin-1"), "cp1252"),
    ],
)
def test_text_is_decoded_without_its_mark(content, encoding):
    file = SourceFile("net.CSV", content)
    assert file.text == "Grün"
    assert file.encoding == encoding
    assert file.suffix == ".csv"


def test_files_are_read_from_disk(tmp_path):
    path = tmp_path / "net.csv"
    path.write_bytes(b"from,to\n")
    assert SourceFile.from_path(path) == SourceFile(str(path), b"from,to\n")
    assert SourceFile.from_path(str(path)).content == b"from,to\n"


def test_missing_large_and_closed_files_are_named(tmp_path):
    with pytest.raises(GRNFormatError, match=r"nothing.csv: there is no such file; check the name"):
        SourceFile.from_path(tmp_path / "nothing.csv")
    with pytest.raises(GRNFormatError, match=r"the file cannot be read \(Is a directory\)"):
        SourceFile.from_path(tmp_path)
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        os.truncate(file.fileno(), 100 * 2**20)
    with pytest.raises(GRNFormatError, match="the file has 100 MB, but a network may have 20 MB"):
        SourceFile.from_path(large)
