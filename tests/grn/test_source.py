"""Files as they come: what is no text says so in one sentence."""

import gzip
import os

import pytest

from sergiojax.grn import GRNFormatError, SourceFile
from sergiojax.grn._limits import MAX_BYTES

PICTURE = (
    "not a text file with a network; a network must be text or a table; a picture of one cannot"
    " be read."
)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the file is empty."),
        (b" \r\n\t", "the file is empty."),
        (b"\xef\xbb\xbf", "the file is empty."),
        (b"%PDF-1.7 ...", "this is a PDF document, not a text file with a network; copy the table"
         " into a spreadsheet and save that as CSV or .xlsx."),
        (b"\x89PNG\r\n\x1a\n", f"this is a PNG picture, {PICTURE}"),
        (b"\xff\xd8\xff\xe0", f"this is a JPEG picture, {PICTURE}"),
        (b"BM\x9a\x00\x00", f"this is a BMP picture, {PICTURE}"),
        (b"PK\x03\x04...", "this is a zip archive, not a text file with a network; unpack it and"
         " open the network inside."),
        (b"\xd0\xcf\x11\xe0\xa1", "this is an old Excel or Word document (.xls, .doc), not a text"
         " file with a network; open it and save the table as .xlsx or CSV."),
        (gzip.compress(b"a,b\n", mtime=0), "this is a gzip archive (.gz), not a text file with a"
         " network; unpack it and open the network inside."),
        (gzip.compress(b"X\n\x00\x00\x00\x03", mtime=0), "this is an object of R (.rds, .RData),"
         " not a text file with a network; in R, write the table of edges with write.csv and open"
         " that."),
        (b"\x89HDF\r\n", "this is an HDF5 file (h5ad, loom and 10x hold cells), not a text file"
         " with a network; open cells on the Cells page; open a network as a table, GraphML or"
         " a project."),
        (b"\x80\x04\x95\x81\x8d", "this is a pickle of Python, not a text file with a network; in"
         " Python, save the table of edges with to_csv and open that."),
        (b"a,b\x00c", "this is not a text file; save the network as CSV or JSON in UTF-8."),
        (b"a" * (MAX_BYTES + 1), "the file has 20 MB, but a network's file may have at most 20"
         " MB."),
    ],
)  # fmt: skip
def test_what_is_no_text_says_so(content, problem):
    with pytest.raises(GRNFormatError) as caught:
        _ = SourceFile("upload", content).text
    assert str(caught.value) == f"upload: {problem}"


@pytest.mark.parametrize("word", [b"BMP4", b"RDX1", b"RIFF", b"PAR1", b"BZh", b"Rar!"])
def test_texts_may_begin_as_other_files_do(word):
    assert SourceFile("net.csv", word + b",GATA1\n").text.startswith(word.decode())


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
    with pytest.raises(
        GRNFormatError, match=("the file has 100 MB, but a network's file may have at most 20 MB")
    ):
        SourceFile.from_path(large)
