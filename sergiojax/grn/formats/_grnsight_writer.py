"""Writes GRNsight's workbook: matrices with regulators in columns, and rates."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell

from sergiojax.grn._network import GRN
from sergiojax.grn.formats._grnsight_sheets import CORNER
from sergiojax.grn.formats._numbers import shortest
from sergiojax.grn.formats._property_graph import Value

_MOST_GENES = 200  # 40,000 cells per sheet; GRNsight itself draws 75 genes
_NO_XML = re.compile("[^ -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

Cells = Sequence[Value]


def write_workbook(grn: GRN) -> bytes:
    """Return the workbook; equal networks give equal bytes.

    Args:
        grn: Network. Production rates are those of genes without regulators, as means over the
            cell types.

    Raises:
        ValueError: If there are too many genes for a matrix, or a name has characters that XML does
            not allow.
    """
    import openpyxl

    _check(grn)
    strength = np.zeros((grn.n_genes, grn.n_genes), np.float32)
    strength[grn.target, grn.regulator] = np.asarray(grn.strength)
    rates = np.asarray(grn.basal_rate).mean(axis=0)
    masters = np.nonzero(grn.topology.in_degree == 0)[0]
    book = openpyxl.Workbook(write_only=True)
    _add_sheet(book, "network", _matrix(grn, (strength != 0).astype(np.float32)))
    # GRNmap starts from the first, and GRNsight draws the second.
    for title in ("network_weights", "network_optimized_weights"):
        _add_sheet(book, title, _matrix(grn, strength))
    for title, header, values, genes in (
        ("production_rates", "production_rate", rates, masters),
        ("degradation_rates", "degradation_rate", np.asarray(grn.decay), range(grn.n_genes)),
    ):
        rows = [(grn.gene_names[gene], shortest(values[gene])) for gene in genes]
        _add_sheet(book, title, [("id", header), *rows])
    content = io.BytesIO()
    book.save(content)
    return _stop_clock(content.getvalue())


def _check(grn: GRN) -> None:
    if grn.n_genes > _MOST_GENES:
        raise ValueError(
            f"A workbook holds matrices of at most {_MOST_GENES} genes, but the network has "
            f"{grn.n_genes:,}."
        )
    for name in grn.gene_names:
        wrong = _NO_XML.search(name)
        if wrong:
            raise ValueError(
                f"A workbook cannot hold the name {name!r}: XML has no character "
                f"U+{ord(wrong[0]):04X}."
            )


def _matrix(grn: GRN, values: np.ndarray) -> Iterable[Cells]:
    yield (CORNER, *grn.gene_names)
    for name, row in zip(grn.gene_names, values, strict=True):
        yield (name, *(shortest(value) if value else 0 for value in row))


def _add_sheet(book: "Workbook", title: str, rows: Iterable[Cells]) -> None:
    from openpyxl.cell import WriteOnlyCell

    sheet = book.create_sheet(title)

    def cell(value: Value) -> "Cell | int | float":
        if not isinstance(value, str):
            return value
        text = WriteOnlyCell(sheet, value)
        text.data_type = "s"  # never a formula, however the name begins
        return text

    for row in rows:
        sheet.append([cell(value) for value in row])


def _stop_clock(content: bytes) -> bytes:
    """Set all times in a workbook to one."""
    frozen = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(frozen, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _TIME.sub(b"2000-01-01T00:00:00Z", part)
            new.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return frozen.getvalue()
