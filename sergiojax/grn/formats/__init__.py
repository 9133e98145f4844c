"""File formats of networks, one module each; `FORMATS` is the registry.

To add one: write a module with a `FORMAT` (see `sergiojax.grn.formats._format`) and list it here,
before those that would take its files for their own.
"""

from collections.abc import Sequence

from sergiojax._checks import check_choice
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats import edge_list, project_json, sergio_v1
from sergiojax.grn.formats._format import Axis, Format, ReadOptions

__all__ = [
    "FORMATS",
    "Axis",
    "Format",
    "ReadOptions",
    "find_format",
    "format_of_files",
    "format_of_suffix",
]

FORMATS: tuple[Format, ...] = (project_json.FORMAT, sergio_v1.FORMAT, edge_list.FORMAT)


def find_format(name: str) -> Format:
    """Return the format with a name.

    Raises:
        ValueError: If there is none; the message lists all.
    """
    check_choice("format", name, [known.name for known in FORMATS])
    return next(known for known in FORMATS if known.name == name)


def format_of_files(files: Sequence[SourceFile]) -> Format:
    """Return the format of files, by their content, and by the first one's suffix if that fails.

    Raises:
        GRNFormatError: If a file is no text and of no binary format either, or nothing fits.
    """
    readable = [known for known in FORMATS if known.read]
    for known in readable:
        if known.is_binary and known.sniff(files):
            return known
    for file in files:
        _ = file.text  # a file that is no text says so here, not as an unknown format
    by_content = (known for known in readable if not known.is_binary and known.sniff(files))
    suffix = files[0].suffix
    by_suffix = (known for known in readable if suffix in known.suffixes and not known.is_binary)
    found = next(by_content, None) or next(by_suffix, None)
    if found is None:
        known = "; ".join(f"{known.label}" for known in readable)
        problem = f"this is no network in a known format. Known are: {known}."
        raise GRNFormatError(files[0].name, None, problem)
    return found


def format_of_suffix(suffix: str) -> Format | None:
    """Return the first format that is written to files which end so, if there is one."""
    fitting = (known for known in FORMATS if known.write and suffix.lower() in known.suffixes)
    return next(fitting, None)
