"""SBML: the noise-free model with its kinetics, for COPASI, Tellurium and many others.

Source:
    Hucka et al. (2018), J. Integr. Bioinform. 15(1), 20170081: SBML Level 3 Version 1 Core.
"""

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from sergiojax.grn._design import Design
from sergiojax.grn.formats._format import Format
from sergiojax.grn.formats._ode_model import (
    HILL,
    HILL_ARGUMENTS,
    HILL_FORMULA,
    OdeGene,
    OdeModel,
    build_ode_model,
)
from sergiojax.grn.formats._ode_numbers import list_ode_losses

if TYPE_CHECKING:
    import libsbml

# Version 2 adds nothing that this model needs, and fewer programs read it.
_LEVEL, _VERSION = 3, 1
# Molecules would be "item", but then libsbml's check sometimes loses the unit of a Hill function
# and warns about correct models.
_UNIT = "dimensionless"


def to_sbml(design: Design, *, cell_type: str | None = None) -> str:
    """Return the noise-free model of one cell type as SBML Level 3 Version 1 Core.

    Args:
        design: Network, every half response given.
        cell_type: Name of the cell type; by default the first.

    Raises:
        ValueError: If a half response is automatic, or a name cannot be written.
    """
    import libsbml

    model = build_ode_model(design, cell_type=cell_type)
    document = libsbml.SBMLDocument(_LEVEL, _VERSION)
    sbml = document.createModel()
    _describe(sbml, model)
    _add_hill(sbml)
    for gene in model.genes:
        _add_level(sbml, gene, model.compartment)
        _add_parameters(sbml, gene)
    for gene in model.genes:
        _add_production(sbml, gene)
        _add_decay(sbml, gene)
    return libsbml.writeSBMLToString(document)


def _describe(sbml: "libsbml.Model", model: OdeModel) -> None:
    sbml.setId(model.name)
    sbml.setSubstanceUnits(_UNIT)
    sbml.setExtentUnits(_UNIT)
    sbml.setTimeUnits(_UNIT)
    sbml.setVolumeUnits(_UNIT)
    sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in model.about)
    sbml.setNotes(f'<body xmlns="http://www.w3.org/1999/xhtml">{sentences}</body>')
    compartment = sbml.createCompartment()
    compartment.setId(model.compartment)
    compartment.setConstant(True)
    compartment.setSize(1.0)
    compartment.setSpatialDimensions(3.0)
    compartment.setUnits(_UNIT)


def _add_hill(sbml: "libsbml.Model") -> None:
    hill = sbml.createFunctionDefinition()
    hill.setId(HILL)
    hill.setName("Hill function")
    hill.setMath(_math(f"lambda({', '.join(HILL_ARGUMENTS)}, {HILL_FORMULA})"))


def _add_level(sbml: "libsbml.Model", gene: OdeGene, compartment: str) -> None:
    species = sbml.createSpecies()
    species.setId(gene.name)
    species.setName(_text(gene.label))
    species.setCompartment(compartment)
    species.setInitialAmount(gene.initial)
    species.setHasOnlySubstanceUnits(True)
    species.setBoundaryCondition(False)
    species.setConstant(False)
    species.setSubstanceUnits(_UNIT)


def _add_parameters(sbml: "libsbml.Model", gene: OdeGene) -> None:
    for parameter in gene.parameters:
        added = sbml.createParameter()
        added.setId(parameter.name)
        added.setName(_text(parameter.label))
        added.setValue(parameter.value)
        added.setUnits(_UNIT)
        added.setConstant(True)


def _add_production(sbml: "libsbml.Model", gene: OdeGene) -> None:
    reaction = _add_reaction(sbml, gene.production_name, f"production of {gene.label}")
    _set_species(reaction.createProduct(), gene.name)
    for regulator in gene.regulators:
        reaction.createModifier().setSpecies(regulator)
    reaction.createKineticLaw().setMath(_math(gene.production))


def _add_decay(sbml: "libsbml.Model", gene: OdeGene) -> None:
    reaction = _add_reaction(sbml, gene.decay_name, f"decay of {gene.label}")
    _set_species(reaction.createReactant(), gene.name)
    reaction.createKineticLaw().setMath(_math(gene.decay))


def _add_reaction(sbml: "libsbml.Model", name: str, label: str) -> "libsbml.Reaction":
    reaction = sbml.createReaction()
    reaction.setId(name)
    reaction.setName(_text(label))
    reaction.setReversible(False)
    reaction.setFast(False)
    return reaction


def _set_species(reference: "libsbml.SpeciesReference", species: str) -> None:
    reference.setSpecies(species)
    reference.setStoichiometry(1.0)
    reference.setConstant(True)


def _math(formula: str) -> Any:
    """Return a formula as a tree; its numbers are marked as without unit, else checks complain."""
    import libsbml

    tree = libsbml.parseL3Formula(formula)
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        waiting += [node.getChild(number) for number in range(node.getNumChildren())]
        if node.isNumber():
            node.setUnits(_UNIT)
    return tree


def _text(text: str) -> str:
    """Return a text for an attribute: libsbml escapes it, except for what looks escaped already."""
    return text.replace("&", "&amp;")


FORMAT = Format(
    name="sbml",
    label="SBML (ODE model)",
    holds="the noise-free model of one cell type, for COPASI and Tellurium",
    suffixes=(".xml", ".sbml"),
    file_names=("network.xml",),
    defaults="The model is noise-free: it holds no noise amplitudes.",
    sniff=lambda files: False,  # noqa: ARG005 (only written)
    read=None,
    write=lambda design, suffix: (to_sbml(design),),  # noqa: ARG005 (one dialect)
    losses=list_ode_losses,
    needs_half_response=True,
)
