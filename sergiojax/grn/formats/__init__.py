"""File formats of networks, one module each; `FORMATS` is the registry.

To add one: write a module with a `FORMAT` (see `sergiojax.grn.formats._format`) and list it here,
before those that would take its files for their own. A kind of file that looks like a network but
holds none gets a line in `sergiojax.grn.formats._foreign_kinds`.
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
    gexf,
    ginsim,
    gml,
    gnw_dot,
    graphml,
    grnsight,
    json_table,
    maboss,
    pajek,
    project_json,
    sbml_core,
    sbml_qual,
    sergio_v1,
    sergio_v2,
    sif,
    topo,
    xgmml,
)
from sergiojax.grn.formats._foreign import describe_unknown, refuse_foreign, syntax_of
from sergiojax.grn.formats._format import Axis, Format, ReadOptions, Unsigned

__all__ = [
    "FORMATS",
    "Axis",
    "Format",
    "ReadOptions",
    "Unsigned",
    "find_format",
    "format_of_files",
    "format_of_suffix",
]

FORMATS: tuple[Format, ...] = (
    project_json.FORMAT,
    gnw_dot.FORMAT,
    maboss.FORMAT,
    boolnet.FORMAT,
    booleannet.FORMAT,
    topo.FORMAT,
    grnsight.FORMAT,
    ginsim.FORMAT,
    graphml.FORMAT,
    gexf.FORMAT,
    xgmml.FORMAT,
    pajek.FORMAT,
    gml.FORMAT,
    cyjs.FORMAT,
    cx2.FORMAT,
    json_table.FORMAT,
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

# The format of a suffix that many formats share, where the content does not decide.
_USUAL: dict[str, Format] = dict.fromkeys((".csv", ".tsv"), edge_list.FORMAT)
_SHARED = (".txt", ".xml", ".json")  # suffixes that anything may have


def find_format(name: str) -> Format:
    """Return the format with a name.

    Raises:
        ValueError: If there is none; the message lists all.
    """
    check_choice("format", name, [known.name for known in FORMATS])
    return next(known for known in FORMATS if known.name == name)


def format_of_files(files: Sequence[SourceFile]) -> Format:
    """Return the format of files, from their content or, failing that, the first one's suffix.

    Files of other programs that some format would take for its own are named first; several files,
    which may need each other, are named only after all formats.

    Raises:
        GRNFormatError: If a file is neither text nor in a known binary format, or nothing fits.
    """
    readable = [known for known in FORMATS if known.read]
    for known in readable:
        if known.is_binary and _fits(known, files):
            return known
    if len(files) == 1:
        refuse_foreign(files[0])
    for file in files:
        _ = file.text  # a file that is not text is reported as such here, not as an unknown format
    syntax = syntax_of(files[0])
    texts = [known for known in readable if not known.is_binary and known.syntax == syntax]
    by_content = (known for known in texts if _fits(known, files))
    found = next(by_content, None) or _by_suffix(files[0].suffix, texts)
    if found is None:
        for file in files:
            refuse_foreign(file)
        raise describe_unknown(files[0])
    return found


def _by_suffix(suffix: str, texts: Sequence[Format]) -> Format | None:
    """Return the format of the file name's suffix; one that anything may have says nothing."""
    usual = _USUAL.get(suffix)
    named = (known for known in texts if suffix in known.suffixes and suffix not in _SHARED)
    return usual if usual in texts else next(named, None)


def _fits(known: Format, files: Sequence[SourceFile]) -> bool:
    try:
        return known.sniff(files)
    except GRNFormatError:  # broken in a way that only this format minds
        return False


def format_of_suffix(suffix: str) -> Format | None:
    """Return the usual, else the first, format that can be written to files with a suffix."""
    suffix = suffix.lower()
    fitting = (known for known in FORMATS if known.write and suffix in known.suffixes)
    return _USUAL.get(suffix) or next(fitting, None)
