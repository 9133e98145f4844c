"""Damaged heaps of texts, in which HDF5 would loop without end."""

import anndata
import numpy as np
import pytest

from sergiojax import read_h5ad
from sergiojax.io import h5ad_bytes


def _parts(content: bytes) -> list[int]:
    """Return where the parts of the first heap begin; the last one is free."""
    at = content.index(b"GCOL\x01")
    end, part, parts = at + int.from_bytes(content[at + 8 : at + 16], "little"), at + 16, []
    while part + 16 <= end:
        parts.append(part)
        size = int.from_bytes(content[part + 8 : part + 16], "little")
        part += size if content[part : part + 2] == b"\0\0" else 16 + -(-size // 8) * 8
    return parts


@pytest.mark.parametrize("size", [0, 15, 2**40])
@pytest.mark.parametrize("number", [0, -1])
def test_a_part_of_no_size_or_of_too_much_is_refused(tmp_path, number, size):
    content = bytearray(h5ad_bytes(anndata.AnnData(X=np.ones((4, 3), np.float32))))
    part = _parts(bytes(content))[number]
    if number == 0 and size < 16:  # a text may have any length: only its index makes it free
        content[part : part + 2] = b"\0\0"
    content[part + 8 : part + 16] = size.to_bytes(8, "little")
    (tmp_path / "cells.h5ad").write_bytes(content)
    for source in (bytes(content), tmp_path / "cells.h5ad"):
        with pytest.raises(ValueError, match="its texts are damaged"):
            read_h5ad(source)
