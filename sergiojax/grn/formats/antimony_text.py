"""Antimony: the noise-free model as text that Tellurium runs and a person can read.

Source:
    Smith, Bergmann, Chandran and Sauro (2009), Bioinformatics 25(18), 2452-2454.
"""

from sergiojax.grn._design import Design
from sergiojax.grn.formats._format import Format
from sergiojax.grn.formats._ode_model import (
    HILL,
    HILL_ARGUMENTS,
    HILL_FORMULA,
    OdeGene,
    build_ode_model,
)
from sergiojax.grn.formats._ode_numbers import list_ode_losses


def to_antimony(design: Design, *, cell_type: str | None = None) -> str:
    """Return the noise-free model of one cell type as Antimony.

    Args:
        design: Network, every half response given.
        cell_type: Name of the cell type; by default the first.

    Raises:
        ValueError: If a half response is automatic, or a name cannot be written.
    """
    model = build_ode_model(design, cell_type=cell_type)
    about = "\n".join(f"// {sentence}" for sentence in model.about)
    levels = "".join(_level(gene, model.compartment) for gene in model.genes)
    rates = "".join(map(_rates, model.genes))
    return f"""{about}

function {HILL}({", ".join(HILL_ARGUMENTS)})
  {HILL_FORMULA};
end

model {model.name}()
  compartment {model.compartment} = 1;

{levels}{rates}end
"""


def _level(gene: OdeGene, compartment: str) -> str:
    level = f"  substanceOnly species {gene.name} in {compartment} = {_number(gene.initial)};\n"
    return level if gene.label == gene.name else f"{level}  {gene.name} is {_quote(gene.label)};\n"


def _rates(gene: OdeGene) -> str:
    lines = (
        f"{gene.production_name}: => {gene.name}; {gene.production};",
        f"{gene.decay_name}: {gene.name} => ; {gene.decay};",
        *(f"{p.name} = {_number(p.value)};  // {p.label}" for p in gene.parameters),
    )
    return "\n" + "".join(f"  {line}\n" for line in lines)


def _number(value: float) -> str:
    return repr(value).removesuffix(".0")


def _quote(text: str) -> str:
    """Return the text in quotes; a backslash protects the next character."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


FORMAT = Format(
    name="antimony",
    label="Antimony (ODE model)",
    holds="the noise-free model of one cell type, for Tellurium",
    suffixes=(".ant",),
    file_names=("network.ant",),
    defaults="The model is noise-free: it holds no noise amplitudes.",
    sniff=lambda files: False,  # noqa: ARG005 (only written)
    read=None,
    write=lambda design, suffix: (to_antimony(design),),  # noqa: ARG005 (one dialect)
    losses=list_ode_losses,
    needs_half_response=True,
)
