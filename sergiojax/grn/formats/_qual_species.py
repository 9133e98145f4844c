"""The species of an SBML-qual model: names, numbers of levels, and where they are drawn."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import Finding, enumerate_names
from sergiojax.grn.formats._numbers import parse_number, parse_whole
from sergiojax.grn.formats._xml_tree import Element

MORE_LEVELS = (
    "genes with more than two levels: {}. Levels become one expression; thresholds are ignored."
)


@dataclass(frozen=True)
class QualSpecies:
    """The genes of a logical model, by identifier, in the order of the file.

    Attributes:
        names: Gene names.
        levels: Highest levels.
        positions: Pixels (x, y) by gene name, y growing downwards.
        warnings: What looks like a mistake, or is read as something else.
    """

    names: Mapping[str, str]
    levels: Mapping[str, int]
    positions: Mapping[str, tuple[float, float]]
    warnings: Sequence[Finding]


def read_species(listed: Element, model: Element, *, file: str) -> QualSpecies:
    """Read the list of species of a model.

    Raises:
        GRNFormatError: If a species has no identifier, or shares one.
    """
    species: dict[str, Element] = {}
    for element in listed.children:
        if element.tag != "qualitativeSpecies":
            continue
        identifier = element.attributes.get("id", "").strip()
        if not identifier or identifier in species:
            problem = f"the species has the id {identifier!r}, which must be unique."
            raise GRNFormatError(file, element.line, problem)
        species[identifier] = element
    if not species:
        raise GRNFormatError(file, listed.line, "the model has no species.")
    names, warnings = _choose_names(species, file)
    levels = {key: _highest_level(element) for key, element in species.items()}
    several = [names[key] for key, level in levels.items() if level > 1]
    if several:
        problem = MORE_LEVELS.format(enumerate_names(several))
        warnings.append(Finding(file, None, problem, "Check their half responses."))
    return QualSpecies(names, levels, _read_positions(model, names), warnings)


def _choose_names(
    species: Mapping[str, Element], file: str
) -> tuple[dict[str, str], list[Finding]]:
    """Return each gene's name; identifiers replace names that are missing or repeated."""
    names = {
        key: " ".join(element.attributes.get("name", "").split()) or key
        for key, element in species.items()
    }
    times = Counter(names.values())
    repeated = [name for name, number in times.items() if number > 1]
    if not repeated:
        return names, []
    problem = f"names that several genes share: {enumerate_names(repeated)}. "
    finding = Finding(file, None, f"{problem}Ids are used as names.")
    return {key: key for key in names}, [finding]


def _highest_level(element: Element) -> int:
    """Return the highest level; most programs omit it for a Boolean gene."""
    level = parse_whole(element.attributes.get("maxLevel", "").strip())
    return 1 if level is None else level


def _read_positions(model: Element, names: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    """Return the middle of each glyph in the first layout."""
    layout = model.find("listOfLayouts", "layout")
    positions: dict[str, tuple[float, float]] = {}
    for group in layout.children if layout else []:
        for glyph in group.children:
            # Qualitative species are not core species, so most programs use general glyphs.
            key = glyph.attributes.get("reference") or glyph.attributes.get("species", "")
            box = glyph.find("boundingBox")
            if key.strip() in names and box is not None:
                with suppress(ValueError):  # a gene without a place gets one later
                    positions.setdefault(names[key.strip()], _middle(box))
    return positions


def _middle(box: Element) -> tuple[float, float]:
    corner = _numbers(box.find("position"), "x", "y")
    size = _numbers(box.find("dimensions"), "width", "height")
    return corner[0] + size[0] / 2, corner[1] + size[1] / 2


def _numbers(element: Element | None, *names: str) -> list[float]:
    found = element.attributes if element else {}
    return [parse_number(found.get(name, "0").strip()) for name in names]
