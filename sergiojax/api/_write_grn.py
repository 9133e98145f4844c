"""Writing a network to any format: models of equations get the half responses that they need.

SBML and Antimony hold a number for every half response. The automatic ones follow from the steady
state, which `sergiojax.grn` does not know: what it writes itself is the unchanged network.
"""

import os
import warnings

from sergiojax.grn import GRN, Design, GRNFormatWarning, to_files, write_files
from sergiojax.kinetics import fill_half_response


def write_grn(
    grn: GRN | Design,
    path: str | os.PathLike[str],
    *,
    format: str | None = None,  # noqa: A002 (what everybody calls it)
    master_regulators: str | os.PathLike[str] | None = None,
) -> None:
    """Write a network, or a design, to a file.

    In formats of models (SBML, Antimony), automatic half responses become the numbers that the
    simulator would use (see `fill_half_response`); all others hold the network unchanged.

    Args:
        grn: Network or design.
        path: Where to write; an existing file is replaced once the new one is complete.
        format: Name of the format (see `sergiojax.grn.list_formats`); by default found from the
            suffix.
        master_regulators: Where to write the second file of SERGIO v1's pair.

    Raises:
        ValueError: If the format is unknown or cannot hold the network, or a path is missing.
        OSError: If a file cannot be written; what was there is untouched.

    Warns:
        GRNFormatWarning: If the format leaves something out.
    """
    losses = write_files(grn, path, format=format, master_regulators=master_regulators, fill=_fill)
    if losses:
        warnings.warn(f"{os.fspath(path)}: {' '.join(losses)}", GRNFormatWarning, stacklevel=2)


def grn_to_files(grn: GRN | Design, format: str) -> dict[str, bytes]:  # noqa: A002
    """Return the files of a network, for downloads; half responses are filled as in `write_grn`.

    Args:
        grn: Network or design.
        format: Name of the format (see `sergiojax.grn.list_formats`).

    Returns:
        Content by file name; text is UTF-8.

    Raises:
        ValueError: If the format is unknown, can only be read, or cannot hold the network.
    """
    return to_files(grn, format, fill=_fill)


def _fill(grn: GRN) -> GRN:
    return fill_half_response(grn).grn
