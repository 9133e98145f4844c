"""Writing a network to files or downloads, with notes on what a format leaves out."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from sergiojax._whole_file import whole_files
from sergiojax.grn._design import Design
from sergiojax.grn._network import GRN
from sergiojax.grn._report import count
from sergiojax.grn.formats import FORMATS, Format, find_format, format_of_suffix

FillHalfResponse: TypeAlias = Callable[[GRN], GRN]
"""Gives every automatic half response a value."""


def list_formats() -> tuple[Format, ...]:
    """Return the formats of networks; `Format` says whether one can be read and written."""
    return FORMATS


def write_files(
    grn: GRN | Design,
    path: str | os.PathLike[str],
    *,
    format: str | None = None,  # noqa: A002 (what everybody calls it)
    master_regulators: str | os.PathLike[str] | None = None,
    fill: FillHalfResponse | None = None,
) -> tuple[str, ...]:
    """Write a network or a design to a file; `sergiojax.write_grn` is for everyday use.

    Args:
        grn: Network or design.
        path: Where to write; an existing file is replaced once the new one is complete.
        format: Name of the format (see `list_formats`); by default found from the suffix.
        master_regulators: Where to write the second file of SERGIO v1's pair.
        fill: Called if the format needs every half response, as models such as SBML do.

    Returns:
        What the format leaves out, a sentence each.

    Raises:
        ValueError: If the format is unknown or cannot hold the network, or a path is missing.
        OSError: If a file cannot be written; what was there is untouched.
    """
    design = _as_design(grn)
    suffix = Path(path).suffix.lower()
    found = _choose(suffix, format, paired=master_regulators is not None)
    paths = [path] if master_regulators is None else [path, master_regulators]
    if len(paths) != len(found.file_names):
        need = "`master_regulators`, the path of the second" if len(paths) == 1 else "one path"
        n_files = count(len(found.file_names), "file")
        raise ValueError(f"{found.label}: {n_files} must be written; give {need}.")
    contents = _write(found, design, suffix, fill)
    with whole_files(*paths) as files:
        for file, content in zip(files, contents, strict=True):
            file.write(content)
    return _losses(found, design)


def to_files(
    design: GRN | Design,
    format: str,  # noqa: A002 (what everybody calls it)
    *,
    fill: FillHalfResponse | None = None,
) -> dict[str, bytes]:
    """Return the files of a network, for downloads.

    Args:
        design: Network or design.
        format: Name of the format (see `list_formats`).
        fill: Called if the format needs every half response.

    Returns:
        Content by file name; text is UTF-8.

    Raises:
        ValueError: If the format is unknown, only read, or cannot hold the network.
    """
    found = find_format(format)
    contents = _write(found, _as_design(design), found.suffixes[0], fill)
    return dict(zip(found.file_names, contents, strict=True))


def list_losses(design: GRN | Design, format: str) -> tuple[str, ...]:  # noqa: A002
    """Return what a format leaves out of a network, a sentence each; none if it holds all.

    Args:
        design: Network or design.
        format: Name of the format (see `list_formats`).

    Raises:
        ValueError: If the format is unknown.
    """
    return _losses(find_format(format), _as_design(design))


def _losses(found: Format, design: Design) -> tuple[str, ...]:
    """Return what a format leaves out; only the project format records what was filled in."""
    if not design.assumed or found.name == "project" or found.write is None:
        return found.losses(design)
    return (*found.losses(design), "Not written: which parameters were filled in.")


def _write(
    found: Format, design: Design, suffix: str, fill: FillHalfResponse | None
) -> list[bytes]:
    if found.write is None:
        raise ValueError(f"{found.label} is only read; choose another format to write.")
    if found.needs_half_response and fill is not None:
        design = design.replace(grn=fill(design.grn))
    contents = found.write(design, suffix)
    return [text.encode() if isinstance(text, str) else text for text in contents]


def _as_design(grn: GRN | Design) -> Design:
    return grn if isinstance(grn, Design) else Design(grn)


def _choose(suffix: str, name: str | None, *, paired: bool) -> Format:
    if name is None and paired:
        name = "sergio-v1"
    found = format_of_suffix(suffix) if name is None else find_format(name)
    if found is None:
        written = [known for known in FORMATS if known.write]
        known = ", ".join(dict.fromkeys(suffix for known in written for suffix in known.suffixes))
        raise ValueError(
            f"No format is known for names that end in {suffix!r}. Choose one of {known}, or give "
            "`format`."
        )
    return found
