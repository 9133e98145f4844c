"""File formats of networks, one module each; `FORMATS` is the registry.

To add one: write a module with a `FORMAT` (see `sergiojax.grn.formats._format`) and list it here,
before those that would take its files for their own.
"""

from collections.abc import Sequence

from sergiojax._checks import check_choice
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats import (
    adjacency,
    antimony_text,
    beeline,
    booleannet,
    boolnet,
    boolode,
    cx2,
    cyjs,
    database,
    edge_list,
    ginsim,
    gml,
    gnw_dot,
    graphml,
    grnsight,
    project_json,
    sbml_core,
    sbml_qual,
    sergio_v1,
    sergio_v2,
    sif,
    topo,
)
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

FORMATS: tuple[Format, ...] = (
    project_json.FORMAT,
    gnw_dot.FORMAT,
    boolnet.FORMAT,
    booleannet.FORMAT,
    topo.FORMAT,
    grnsight.FORMAT,
    ginsim.FORMAT,
    graphml.FORMAT,
    gml.FORMAT,
    cyjs.FORMAT,
    cx2.FORMAT,
    sbml_qual.FORMAT,
    sbml_core.FORMAT,
    antimony_text.FORMAT,
    sergio_v2.FORMAT,
    beeline.FORMAT,
    adjacency.FORMAT,
    sergio_v1.FORMAT,
    database.FORMAT,
    boolode.FORMAT,
    sif.FORMAT,
    edge_list.FORMAT,
)

# What a suffix means that many formats share, where the content does not tell.
_USUAL: dict[str, Format] = dict.fromkeys((".csv", ".tsv"), edge_list.FORMAT)


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
        if known.is_binary and _fits(known, files):
            return known
    for file in files:
        _ = file.text  # a file that is no text says so here, not as an unknown format
    by_content = (known for known in readable if not known.is_binary and _fits(known, files))
    suffix = files[0].suffix
    by_suffix = (known for known in readable if suffix in known.suffixes and not known.is_binary)
    found = next(by_content, None) or _USUAL.get(suffix) or next(by_suffix, None)
    if found is None:
        known = "; ".join(f"{known.label}" for known in readable)
        problem = f"this is no network in a known format. Known are: {known}."
        raise GRNFormatError(files[0].name, None, problem)
    return found


def _fits(known: Format, files: Sequence[SourceFile]) -> bool:
    try:
        return known.sniff(files)
    except GRNFormatError:  # broken in a way that only this format minds
        return False


def format_of_suffix(suffix: str) -> Format | None:
    """Return the usual, or else first, format that is written to files which end so, if any is."""
    suffix = suffix.lower()
    fitting = (known for known in FORMATS if known.write and suffix in known.suffixes)
    return _USUAL.get(suffix) or next(fitting, None)
