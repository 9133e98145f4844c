"""SBML-qual: logical models of GINsim, CellCollective, CellNOpt and bioLQM.

It reads who regulates whom, and how; logic beyond signs is approximated.

Source:
    Chaouiya et al. (2015), J. Integr. Bioinform. 12(2), 270: SBML Level 3 Qualitative Models.
"""

import re
from collections.abc import Sequence

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import ReadReport
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._draft import Draft, complete
from sergiojax.grn.formats._format import Format, ReadOptions, only_file
from sergiojax.grn.formats._parallel import merge_parallel
from sergiojax.grn.formats._qual_species import read_species
from sergiojax.grn.formats._qual_transitions import read_transitions
from sergiojax.grn.formats._xml_tree import Element, parse_xml

_LABEL = "SBML-qual (logical model)"
_DEFAULTS = (
    "Logical models never hold rates, strengths or noise: λ is 0.8, q is 1, h is automatic, and "
    "regulators add up unless the logic says that any activator suffices and any repressor shuts "
    "off."
)
_MARK = re.compile(r"<(\w+:)?sbml[\s>]")
_SNIFFED = 20_000  # GINsim and CellCollective begin with the mark, others with a comment


def _sniff(files: Sequence[SourceFile]) -> bool:
    try:
        (file,) = files
        start = file.text[:_SNIFFED]
    except ValueError:  # several files, or not text
        return False
    return start.lstrip().startswith("<") and bool(_MARK.search(start))


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read a logical model.

    Raises:
        GRNFormatError: If the XML is broken, or the file holds no logical model.
    """
    file = only_file(files, "an SBML model")
    _ = file.text  # refuses what is not text or too large in one sentence
    root = parse_xml(file)
    if root.tag != "sbml":
        problem = (
            f"this is XML, but not SBML or another network format: it begins with <{root.tag}>."
        )
        raise GRNFormatError(file.name, root.line, problem)
    model = root.find("model")
    species = model and model.find("listOfQualitativeSpecies")
    if model is None or species is None:
        raise GRNFormatError(file.name, root.line, _no_logic(model))
    return complete(_draft(file.name, model, species), options)


def _draft(file: str, model: Element, species: Element) -> Draft:
    genes = read_species(species, model, file=file)
    transitions = read_transitions(model, genes.levels, file=file)
    edges, repeats = merge_parallel(
        [edge.rename(genes.names) for edge in transitions.edges], file=file
    )
    return Draft(
        label=_LABEL,
        defaults=_DEFAULTS,
        files=(file,),
        genes=tuple(genes.names.values()),
        edges=edges,
        product={genes.names[species] for species in transitions.product},
        positions=genes.positions,
        warnings=[*genes.warnings, *transitions.find_doubts(genes.names, file), *repeats],
        dropped=transitions.find_dropped(genes.names, file),
    )


def _no_logic(model: Element | None) -> str:
    kinetic = model is not None and model.find("listOfReactions") is not None
    found = "holds reactions, not the genes of" if kinetic else "does not hold"
    return (
        f"this SBML {found} a logical model; of SBML only logical models (the package qual) are "
        "read. Export the network as SBML-qual, GraphML, SIF or a table of regulators and targets."
    )


FORMAT = Format(
    name="sbml-qual",
    label=_LABEL,
    holds="who regulates whom, with signs, of a logical model",
    suffixes=(".sbml", ".xml"),
    file_names=("network.sbml",),
    defaults=_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=None,
    losses=lambda design: (),  # noqa: ARG005 (only read)
    syntax="xml",
)
