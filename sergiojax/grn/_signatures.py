"""Files that are not text, recognised by their first bytes: what they are, and what to do."""

import zlib

_PICTURE = "a network must be text or a table; a picture of one cannot be read."
_UNPACK = "unpack it and open the network inside."
_R = "in R, write the table of edges with write.csv and open that."
_PYTHON = "in Python, save the table of edges with to_csv and open that."
_CELLS = "open cells on the Cells page; open a network as a table, GraphML or a project."

_GZIP = b"\x1f\x8b"
_OF_R = (b"X\n", b"A\n", b"B\n", b"RDX", b"RDA")

# The first match counts, so longer signatures come first.
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", "copy the table into a spreadsheet and save that as CSV or .xlsx."),
    (b"\x89PNG", "a PNG picture", _PICTURE),
    (b"\xff\xd8\xff", "a JPEG picture", _PICTURE),
    (b"GIF8", "a GIF picture", _PICTURE),
    (b"BM", "a BMP picture", _PICTURE),
    (b"II*\x00", "a TIFF picture", _PICTURE),
    (b"MM\x00*", "a TIFF picture", _PICTURE),
    (b"RIFF", "a WebP picture or a video", _PICTURE),
    (b"%!PS", "a PostScript document", _PICTURE),
    (b"PK\x03\x04", "a zip archive", _UNPACK),
    (
        b"\xd0\xcf\x11\xe0",
        "an old Excel or Word document (.xls, .doc)",
        "open it and save the table as .xlsx or CSV.",
    ),
    (b"\x89HDF", "an HDF5 file (h5ad, loom and 10x hold cells)", _CELLS),
    (b"RDX", "a workspace of R (.RData)", _R),
    (b"RDA", "a workspace of R (.RData)", _R),
    (b"X\n\x00", "an object of R (.rds)", _R),
    (b"B\n\x00", "an object of R (.rds)", _R),
    (b"\x93NUMPY", "an array of NumPy (.npy)", _PYTHON),
    (b"PAR1", "a Parquet table", _PYTHON),
    (b"ARROW1", "a Feather table", _PYTHON),
    (b"FEA1", "a Feather table", _PYTHON),
    (b"SQLite format 3", "an SQLite database", "export the table of edges as CSV."),
    (b"MATLAB 5.0", "a file of MATLAB (.mat)", "write the table with writetable and open that."),
    (_GZIP, "a gzip archive (.gz)", _UNPACK),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ", "an xz archive", _UNPACK),
    (b"(\xb5/\xfd", "a zstd archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"Rar!", "a rar archive", _UNPACK),
    *((b"\x80" + bytes([n]), "a pickle of Python", _PYTHON) for n in range(2, 6)),
)
_TEXT = (
    b"BM",
    b"RDX",
    b"RDA",
    b"RIFF",
    b"PAR1",
    b"FEA1",
    b"BZh",
    b"Rar!",
)  # words may begin like this too
_LOOKED_AT = 1_000


def name_signature(content: bytes) -> str | None:
    """Return the sentence that refuses bytes that are not text; None if they may be text.

    The first bytes of a gzip archive are unpacked, because R packs its objects this way.
    """
    for signature, what, fix in _SIGNATURES:
        if content.startswith(signature):
            if signature in _TEXT and _is_plain(content[:_LOOKED_AT]):
                continue
            if signature == _GZIP and _begin_unpacked(content).startswith(_OF_R):
                return _sentence("an object of R (.rds, .RData)", _R)
            return _sentence(what, fix)
    return None


def _sentence(what: str, fix: str) -> str:
    return f"this is {what}, not a text file with a network; {fix}"


def _is_plain(content: bytes) -> bool:
    """Return whether bytes hold no control characters other than line ends and tabs."""
    return all(byte >= 32 or byte in b"\t\n\r\f" for byte in content)


def _begin_unpacked(content: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(content[:_LOOKED_AT], 16)
    except zlib.error:
        return b""
