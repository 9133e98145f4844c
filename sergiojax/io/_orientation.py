"""Which side of a table has the genes, judged by the names on both sides."""

import re
from collections.abc import Sequence

_GENES = re.compile(
    r"(ENS[A-Z]{0,4}[GT]\d{6,}(\.\d+)?|MT-\w+|RP[LS]\d+\w*|ACTB|GAPDH|B2M|MALAT1|HLA-\w+|"
    r"FBgn\d{7}|AT[1-5CM]G\d{5}|Y[A-P][LR]\d{3}[CW](-[A-Z])?|[A-Z]{2,5}\d{1,3}[A-Z]?\d?)",
    re.IGNORECASE,
)
_CELLS = re.compile(
    r"(.*[ACGT]{10,}([-_.]?\w{1,12})?|(cell|barcode|sample|spot|nucleus)[ _.-]?\w*\d+|"
    r"(SRR|ERR|GSM)\d+.*)",
    re.IGNORECASE,
)
_GENE_CORNER = re.compile(r"(gene|symbol|feature|probe|ensembl)", re.IGNORECASE)
_CELL_CORNER = re.compile(r"(cell|barcode|sample|obs)", re.IGNORECASE)
_LOOKED_AT = 2_000  # names
_CLEAR = 0.2  # by how much the share of names that look right must be larger


def genes_in_rows(
    header: Sequence[str], rows: Sequence[str], known: set[str], *, corner: str
) -> bool:
    """Return whether a table of cells has its genes in the rows.

    Args:
        header: Names of the columns, without the corner.
        rows: Names of the rows.
        known: Names of a network's genes, in lower case; where there are some, they decide.
        corner: What stands above the names of the rows, which may say what they are.
    """
    in_header = sum(name.casefold() in known for name in header)
    in_rows = sum(name.casefold() in known for name in rows)
    if in_header or in_rows:
        return in_rows > in_header
    if _GENE_CORNER.match(corner):
        return True
    if _CELL_CORNER.match(corner):
        return False
    return _gene_like(rows) - _gene_like(header) > _CLEAR


def _gene_like(names: Sequence[str]) -> float:
    """Return the share of names that are genes', minus the share of those that are cells'."""
    looked = names[:_LOOKED_AT]
    score = sum(-1 if _CELLS.fullmatch(name) else bool(_GENES.fullmatch(name)) for name in looked)
    return score / max(len(looked), 1)
