"""Writing a network to any format: models of equations get the half responses that they need.

What `sergiojax.grn` writes is the network as it is. SBML and Antimony hold a number for every half
response, and finding the automatic ones takes the steady state, which only this layer knows.
"""

import os
import warnings

from sergiojax.grn import GRN, Design, GRNFormatWarning, write_files
from sergiojax.grn import to_files as write_in_memory
from sergiojax.kinetics._half_response import fill_half_response


def write_grn(
    grn: GRN | Design,
    path: str | os.PathLike[str],
    *,
    format: str | None = None,  # noqa: A002 (what everybody calls it)
    master_regulators: str | os.PathLike[str] | None = None,
) -> None:
    """Write a network, or a design, to a file.

    Formats of models (SBML, Antimony) get the half responses that the simulator would take in
    place of automatic ones, see `fill_half_response`; all others hold the network as it is.

    Args:
        grn: Network or design.
        path: Where to write; an existing file is replaced.
        format: Name of the format (see `sergiojax.grn.list_formats`); by default found from the
            suffix.
        master_regulators: Where to write the second file of SERGIO v1's pair.

    Raises:
        ValueError: If the format is unknown or cannot hold the network, or a path is missing.

    Warns:
        GRNFormatWarning: If the format leaves something out.
    """
    losses = write_files(grn, path, format=format, master_regulators=master_regulators, fill=_fill)
    if losses:
        warnings.warn(f"{os.fspath(path)}: {' '.join(losses)}", GRNFormatWarning, stacklevel=2)


def to_files(design: GRN | Design, format: str) -> dict[str, bytes]:  # noqa: A002
    """Return the files of a network, for downloads; half responses are filled as in `write_grn`.

    Args:
        design: Network or design.
        format: Name of the format (see `sergiojax.grn.list_formats`).

    Returns:
        Content by file name; text is UTF-8.

    Raises:
        ValueError: If the format is unknown, only read, or cannot hold the network.
    """
    return write_in_memory(design, format, fill=_fill)


def _fill(grn: GRN) -> GRN:
    return fill_half_response(grn).grn
