"""The logic of an SBML-qual transition: MathML becomes rules of Boolean variables, then signs.

A variable says "the level of this gene is at least k". A Boolean gene has one, and the result is
exact. A gene with more levels has several, which are treated as independent: then a sign may stay
unknown that a closer analysis would find, but no sign is wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sergiojax.grn.formats._boolean import Expression, Influences, Operation, find_influences
from sergiojax.grn.formats._numbers import parse_whole
from sergiojax.grn.formats._xml_tree import Element

_MOST_OPERATIONS = 50_000  # of a rule
_MOST_LEVELS = 20
_JOINS = {"and": "&", "or": "|", "xor": "^"}
_MIRRORED = {"geq": "leq", "leq": "geq", "gt": "lt", "lt": "gt"}
_PART = "\0"  # between a gene and a level; XML never contains it

Rule = list[Operation]


class UnreadableLogicError(Exception):
    """The logic is not a rule about levels, or too large."""


@dataclass(frozen=True)
class Logic:
    """What the function terms of a transition say about its regulators.

    Attributes:
        signs: 1, -1, None for both or unknown, 0 for no effect, by identifier of the species.
        is_product: Whether everything is Boolean and the rule is: some activator and no repressor.
    """

    signs: Mapping[str, float | None]
    is_product: bool


def read_logic(
    terms: Element, *, levels: Mapping[str, int], thresholds: Mapping[str, int]
) -> Logic:
    """Analyse the function terms of a transition.

    Args:
        terms: The list of function terms.
        levels: Highest level by identifier of the species.
        thresholds: Levels that the identifiers of inputs stand for.

    Raises:
        UnreadableLogicError: If there is anything but comparisons of levels, joined by and, or, xor
            and not.
    """
    reader = _Reader(levels, thresholds)
    default, cases = 0, []
    for term in terms.children:
        level = _whole(term.attributes.get("resultLevel", ""))
        if term.tag == "defaultTerm":
            default = level
        elif term.tag == "functionTerm":
            math = term.find("math")
            if math is None or len(math.children) != 1:
                raise UnreadableLogicError
            cases.append((level, reader.rule(math.children[0])))
    outcomes = sorted({default, *(level for level, _ in cases)})[1:]
    if len(outcomes) > _MOST_LEVELS:
        raise UnreadableLogicError
    found = [reader.influences(_at_least(level, default, cases)) for level in outcomes]
    is_boolean = len(found) == 1 and all(levels[species] == 1 for species in reader.species)
    return Logic(_combine(found, reader.species), is_boolean and found[0].is_product)


def _at_least(outcome: int, default: int, cases: Sequence[tuple[int, Rule]]) -> Rule:
    """Return the rule for a result of at least `outcome`: the first case that holds decides."""
    rule: Rule = []
    waiting = []
    for level, case in cases:
        reached = level >= outcome
        rule += case if reached else [*case, "!"]
        waiting.append("|" if reached else "&")
    return [*rule, default >= outcome, *reversed(waiting)]


def _combine(found: Sequence[Influences], species: Iterable[str]) -> dict[str, float | None]:
    """Return the sign on which all levels of a regulator and its target agree."""
    seen: dict[str, set[float | None]] = {name: set() for name in species}
    for influences in found:
        for name, sign in influences.signs.items():
            seen[name.partition(_PART)[0]].add(sign)
    return {
        name: None if len(signs) > 1 else next(iter(signs), 0.0) for name, signs in seen.items()
    }


class _Reader:
    """Turns MathML into rules, with its own stack: published rules are 1,925 levels deep."""

    def __init__(self, levels: Mapping[str, int], thresholds: Mapping[str, int]) -> None:
        self.levels, self.thresholds = levels, thresholds
        self.species: dict[str, None] = {}
        self._numbers: dict[str, int] = {}

    def influences(self, rule: Rule) -> Influences:
        """Return the signs of the variables in a rule."""
        return find_influences(Expression(tuple(self._numbers), tuple(rule)))

    def rule(self, element: Element) -> Rule:
        """Return the rule that an element of MathML holds."""
        rule: Rule = []
        waiting: list[Element | Operation] = [element]
        while waiting:
            if len(rule) > _MOST_OPERATIONS:
                raise UnreadableLogicError
            part = waiting.pop()
            if isinstance(part, Element):
                waiting += reversed(self._parts(part))
            else:
                rule.append(part)
        return rule

    def _parts(self, element: Element) -> list[Element | Operation]:
        """Return what an element joins, followed by the operation."""
        if element.tag in ("true", "false"):
            return [element.tag == "true"]
        if element.tag == "ci":  # some programs write a Boolean gene this way
            return [self._reaches(self._name(element), 1)]
        if element.tag != "apply" or len(element.children) < 2:
            raise UnreadableLogicError
        operator, *operands = element.children
        if operator.tag in _JOINS:
            return [*operands, *[_JOINS[operator.tag]] * (len(operands) - 1)]
        if operator.tag == "not" and len(operands) == 1:
            return [operands[0], "!"]
        if len(operands) == 2:
            return [*self._compare(operator.tag, *operands)]
        raise UnreadableLogicError

    def _compare(self, operator: str, left: Element, right: Element) -> Rule:
        if self._level(left) is not None:
            operator, left, right = _MIRRORED.get(operator, operator), right, left
        level = self._level(right)
        if level is None:
            raise UnreadableLogicError
        name, above = self._name(left), level + 1
        if operator in ("geq", "gt"):
            return [self._reaches(name, level if operator == "geq" else above)]
        if operator in ("lt", "leq"):
            return [self._reaches(name, level if operator == "lt" else above), "!"]
        if operator in ("eq", "neq"):
            equal = [self._reaches(name, level), self._reaches(name, above), "!", "&"]
            return equal if operator == "eq" else [*equal, "!"]
        raise UnreadableLogicError

    def _level(self, element: Element) -> int | None:
        text = element.text.strip()
        if element.tag == "cn":
            return _whole(text)
        return self.thresholds.get(text) if element.tag == "ci" else None

    def _name(self, element: Element) -> str:
        name = element.text.strip()
        if element.tag != "ci" or name not in self.levels:
            raise UnreadableLogicError
        self.species[name] = None
        return name

    def _reaches(self, species: str, level: int) -> Operation:
        """Return the variable "the species has at least this level", or a constant."""
        if not 0 < level <= self.levels[species]:
            return level <= 0
        name = f"{species}{_PART}{level}"
        return self._numbers.setdefault(name, len(self._numbers))


def _whole(text: str) -> int:
    number = parse_whole(text.strip())
    if number is None:
        raise UnreadableLogicError
    return number
