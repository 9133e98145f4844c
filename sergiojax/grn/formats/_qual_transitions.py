"""The transitions of an SBML-qual model: who regulates whom, with which sign and logic."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._limits import MAX_EDGES
from sergiojax.grn._report import Finding, enumerate_names
from sergiojax.grn.formats._draft import DraftEdge
from sergiojax.grn.formats._numbers import parse_whole
from sergiojax.grn.formats._qual_logic import Logic, UnreadableLogicError, read_logic
from sergiojax.grn.formats._xml_tree import Element

_SIGNS = {"positive": 1.0, "negative": -1.0}
_DUAL = "dual"
_LISTS = ("listOfInputs", "listOfOutputs")

Pair = tuple[str, str]


@dataclass
class Transitions:
    """Regulations between species, by identifier, and doubts about them.

    Attributes:
        edges: Regulations; genes are identifiers.
        product: Targets where any activator suffices and any repressor shuts off.
        summed: Targets with a different logic.
        unread: Targets whose logic is not understood.
        dual: Regulations with both signs.
        contrary: Regulations whose sign contradicts the logic.
        idle: Regulations without effect.
        inputs: Species that hold their own level.
        lost: Lines of transitions that name a species missing from the model.
        moving: Lines of transitions of a Petri net.
    """

    edges: list[DraftEdge] = field(default_factory=list)
    product: list[str] = field(default_factory=list)
    summed: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    dual: list[Pair] = field(default_factory=list)
    contrary: list[Pair] = field(default_factory=list)
    idle: list[Pair] = field(default_factory=list)
    inputs: list[str] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    moving: list[int] = field(default_factory=list)

    def find_doubts(self, names: Mapping[str, str], file: str) -> list[Finding]:
        """Return what the user should check."""
        groups = (
            (
                self.summed,
                'genes whose logic is more complex than "some activator and no repressor": {}. '
                "It is approximated by the sum of their regulators.",
                "Check what they do.",
            ),
            (
                self.unread,
                "genes whose logic is not understood: {}. Their regulators add up, with the given "
                "signs.",
                "Check what they do.",
            ),
            (
                self.dual,
                "regulators that both activate and repress: {}. Their sign is taken as unknown.",
                "Check the signs.",
            ),
            (
                self.contrary,
                "signs that the logic contradicts: {}. The given sign is used.",
                "Check the signs.",
            ),
        )
        found = [
            Finding(file, None, problem.format(_show(items, names)), fix)
            for items, problem, fix in groups
            if items
        ]
        if self.moving:
            problem = "a transition consumes or produces, as in a Petri net; it is read as a "
            found.append(Finding(file, self.moving[0], f"{problem}regulation."))
        return found

    def find_dropped(self, names: Mapping[str, str], file: str) -> list[Finding]:
        """Return what the network leaves out."""
        found = []
        if self.idle:
            problem = "regulators without an effect on the logic: "
            found.append(Finding(file, None, f"{problem}{_show(self.idle, names)}."))
        if self.inputs:
            problem = "transitions of inputs, which hold their own level: "
            found.append(Finding(file, None, f"{problem}{_show(self.inputs, names)}."))
        if self.lost:
            problem = "the transition names a species that is not in the model."
            found += [Finding(file, line, problem) for line in self.lost]
        return found


def read_transitions(model: Element, levels: Mapping[str, int], *, file: str) -> Transitions:
    """Read the transitions of a model.

    Args:
        model: The model.
        levels: Highest level by identifier of the species.
        file: File name.

    Raises:
        GRNFormatError: If there are too many regulations.
    """
    transitions = Transitions()
    listed = model.find("listOfTransitions")
    n_edges = 0
    for element in listed.children if listed else []:
        if element.tag != "transition":
            continue
        inputs, outputs = (_species(element, kind, transitions, levels) for kind in _LISTS)
        n_edges += len(inputs) * len(outputs)
        if n_edges > MAX_EDGES:
            problem = f"a network may have at most {MAX_EDGES:,} edges, but this model has more."
            raise GRNFormatError(file, element.line, problem)
        _add(element, inputs, outputs, transitions, levels)
    return transitions


def _species(
    transition: Element, kind: str, transitions: Transitions, levels: Mapping[str, int]
) -> list[tuple[str, Element]]:
    """Return inputs or outputs with the identifiers of their species."""
    listed = transition.find(kind)
    found = []
    for element in listed.children if listed else []:
        key = element.attributes.get("qualitativeSpecies", "").strip()
        if key not in levels:
            transitions.lost.append(element.line)
            continue
        if element.attributes.get("transitionEffect") in ("consumption", "production"):
            transitions.moving.append(element.line)
        found.append((key, element))
    return found


def _add(
    transition: Element,
    inputs: Sequence[tuple[str, Element]],
    outputs: Sequence[tuple[str, Element]],
    transitions: Transitions,
    levels: Mapping[str, int],
) -> None:
    terms = transition.find("listOfFunctionTerms")
    logic = None
    with suppress(UnreadableLogicError):
        logic = terms and read_logic(terms, levels=levels, thresholds=_thresholds(inputs))
    for target, _ in outputs:
        if logic and logic.signs == {target: 1.0}:
            transitions.inputs.append(target)
            continue
        edges = [
            DraftEdge(regulator, target, element.line, sign)
            for regulator, element in inputs
            for sign in _signs((regulator, target), element, logic, transitions)
        ]
        transitions.edges += edges
        signs = {edge.regulator: edge.sign for edge in edges}
        working = {key: sign for key, sign in logic.signs.items() if sign != 0} if logic else {}
        if logic and logic.is_product and signs == working:
            transitions.product.append(target)
        elif logic and len(signs) > 1:
            transitions.summed.append(target)
        elif terms and not logic:
            transitions.unread.append(target)


def _thresholds(inputs: Sequence[tuple[str, Element]]) -> dict[str, int]:
    """Return the levels that the identifiers of inputs stand for in MathML."""
    found = {
        element.attributes.get("id", "").strip(): parse_whole(
            element.attributes.get("thresholdLevel", "").strip()
        )
        for _, element in inputs
    }
    return {name: level for name, level in found.items() if name and level is not None}


def _signs(
    pair: Pair, element: Element, logic: Logic | None, transitions: Transitions
) -> Iterator[float | None]:
    """Yield the sign of each regulation that has an effect: the file's, else that of the logic."""
    given = element.attributes.get("sign", "").strip().lower()
    meant = logic.signs.get(pair[0], 0.0) if logic else None
    if given in _SIGNS:
        if meant == -_SIGNS[given]:
            transitions.contrary.append(pair)
        yield _SIGNS[given]
    elif meant == 0 and given != _DUAL:
        transitions.idle.append(pair)
    else:
        if given == _DUAL or (logic and meant is None):
            transitions.dual.append(pair)
        yield None if given == _DUAL else meant


def _show(items: Sequence[str | Pair], names: Mapping[str, str]) -> str:
    texts = (
        names[item] if isinstance(item, str) else f"{names[item[0]]} → {names[item[1]]}"
        for item in items
    )
    return enumerate_names(list(dict.fromkeys(texts)))
