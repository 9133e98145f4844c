"""Boolean rules: a parser, and which regulators of a rule activate or repress.

Operators are those of Python, R and C in upper or lower case, and of textbooks: `not ! ~`,
`and & &&`, `xor ^`, `or | ||`, the tightest binding first. Nothing is recursive, so rules may be
nested to any depth.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from sergiojax.grn._limits import MAX_GENES

# A name may end in + or ' (Ca2+, 3'), and contain ; between letters (CYCD3;1) and the hyphens of
# word processors; in quotes, anything.
_NAME = re.compile(
    r"(?: [\w.\-\u2010\u2011\u2013:/@] | ;(?=\w) | (?<=\w)\+(?![^\W_]|\() | (?<=\w)'(?!['\w]) )+",
    re.VERBOSE,
)
_QUOTED = re.compile(r"""(["'`])(?P<name>[^"'`]*+)\1""")
_TOKEN = re.compile(rf"{_NAME.pattern} | {_QUOTED.pattern} | && | \|\| | \S", re.VERBOSE)
_OPERAND = "operand"
_OPERATORS = {
    word: operator
    for operator, words in {
        "!": "not ! ~ \N{NOT SIGN}",
        "&": "and & && \N{LOGICAL AND}",
        "^": "xor ^",
        "|": "or | || \N{LOGICAL OR}",
    }.items()
    for word in words.split()
}
_CONSTANTS = {"0": False, "false": False, "1": True, "true": True}
_BINDING = {"(": 0, ")": 1, "|": 1, "^": 2, "&": 3, "!": 4}
_JOIN = {"&": int.__and__, "^": int.__xor__, "|": int.__or__}

# A truth table doubles with every regulator. Both limits count computed bits.
_MOST_REGULATORS = 16
_MOST_TABLE = 2**24
_MOST_PROBES = 2**26

Operation: TypeAlias = int | bool | str
"""Number of a regulator, constant, or one of "!", "&", "^", "|"."""


@dataclass(frozen=True)
class Expression:
    """A rule in postfix order, ready for a stack machine.

    Attributes:
        names: Regulators in the order of mention.
        postfix: Operands before their operator.
    """

    names: tuple[str, ...]
    postfix: tuple[Operation, ...]


@dataclass(frozen=True)
class Influences:
    """What a rule says about each of its regulators.

    Attributes:
        signs: 1, -1, or None for both, of the regulators that matter.
        idle: Regulators that make no difference.
        is_product: Whether the rule is: some activator is on, if there are any, and no repressor.
        is_exact: Whether this was computed; otherwise signs follow from how the rule is written.
    """

    signs: dict[str, float | None]
    idle: tuple[str, ...]
    is_product: bool
    is_exact: bool


def unquote(name: str) -> str:
    """Return a gene's name without spaces and quotes around it."""
    found = _QUOTED.fullmatch(name.strip())
    return (found["name"] if found else name).strip()


def parse_expression(text: str) -> Expression:
    """Parse a rule, by Dijkstra's shunting yard.

    Raises:
        ValueError: If it breaks the grammar; the message ends a sentence.
    """
    numbers: dict[str, int] = {}
    postfix: list[Operation] = []
    waiting: list[str] = []
    before = ""
    for word in map(re.Match[str].group, _TOKEN.finditer(text)):
        operator = _OPERATORS.get(word.lower(), word if word in "()" else "")
        _check_place(word, operator, before)
        if operator == ")" or operator in _JOIN:
            while waiting and _BINDING[waiting[-1]] >= _BINDING[operator]:
                postfix.append(waiting.pop())
        if operator == ")":
            _close(waiting)
        elif operator:
            waiting.append(operator)
        else:
            postfix.append(_operand(unquote(word), numbers))
        before = operator or _OPERAND
    if before not in (_OPERAND, ")"):
        raise ValueError(f"ends after {before!r}." if before else "is empty.")
    while waiting:
        if waiting[-1] == "(":
            raise ValueError("has a ( that is never closed.")
        postfix.append(waiting.pop())
    return Expression(tuple(numbers), tuple(postfix))


def _check_place(word: str, operator: str, before: str) -> None:
    """Refuse a misplaced word, and characters without a meaning."""
    if word in ("(", "[") and before == _OPERAND:  # BoolNet's maj(a, b, c) and a[-1]
        problem = "calls a function or looks back in time, which is more than Boolean logic; write"
        raise ValueError(f"{problem} it with and, or and not.")
    if not operator and not _NAME.fullmatch(word) and not _QUOTED.fullmatch(word):
        raise ValueError(f"contains the character {word!r}, which has no meaning there.")
    continues = operator == ")" or operator in _JOIN
    if continues and before not in (_OPERAND, ")"):
        raise ValueError(f"lacks a gene before {word!r}.")
    if not continues and before in (_OPERAND, ")"):
        raise ValueError(f"lacks 'and' or 'or' before {word!r}.")


def _close(waiting: list[str]) -> None:
    if not waiting:
        raise ValueError("has a ) without a (.")
    waiting.pop()


def _operand(word: str, numbers: dict[str, int]) -> Operation:
    if not word:
        raise ValueError("has quotes without a name between them.")
    constant = _CONSTANTS.get(word.lower())
    if constant is not None:
        return constant
    number = numbers.setdefault(word, len(numbers))
    if number >= MAX_GENES:
        raise ValueError(f"has more than {MAX_GENES:,} regulators.")
    return number


def find_influences(rule: Expression) -> Influences:
    """Return which regulators activate and which repress.

    A regulator that is below an even number of negations wherever it is mentioned activates, if it
    has any effect; below an odd number it represses. That decides a rule that turns out to be a
    product. For other rules a truth table decides the rest, if it is not too large.
    """
    n = len(rule.names)
    found = _read_polarities(rule)
    is_product = _is_product(rule, found)
    is_exact = is_product or (n <= _MOST_REGULATORS and len(rule.postfix) << n <= _MOST_TABLE)
    if is_exact and not is_product:
        found = _test_monotonicity(rule)
        is_product = _is_product(rule, found)
    signs = {name: sign for name, sign in zip(rule.names, found, strict=True) if sign != 0}
    idle = tuple(name for name in rule.names if name not in signs)
    return Influences(signs, idle, is_product, is_exact)


def _test_monotonicity(rule: Expression) -> list[float | None]:
    """Return for each regulator 1, -1, 0 for no effect, or None for both."""
    n = len(rule.names)
    everywhere = (1 << (1 << n)) - 1
    table = _evaluate(rule, _table_columns(n), everywhere)
    signs: list[float | None] = []
    for number, column in enumerate(_table_columns(n)):
        switched_on = (table & column) >> (1 << number)
        switched_off = table & ~column
        rises = bool(switched_on & ~switched_off)
        falls = bool(switched_off & ~switched_on)
        signs.append(None if rises and falls else float(rises - falls))
    return signs


@cache
def _table_columns(n: int) -> tuple[int, ...]:
    """Return the states of each regulator in all 2ⁿ assignments, one bit for each.

    The k-th is blocks of 2ᵏ zeros and 2ᵏ ones; all ones divided by 2^(2ᵏ) + 1 give the blocks of
    zeros.
    """
    everywhere = (1 << (1 << n)) - 1
    return tuple(everywhere // ((1 << (1 << k)) + 1) << (1 << k) for k in range(n))


def _read_polarities(rule: Expression) -> list[float | None]:
    """Return for each regulator 1 or -1, or None if it is mentioned in both ways.

    Whatever is below an exclusive or is mentioned in both ways: its polarity is 0.
    """
    seen: list[set[float]] = [set() for _ in rule.names]
    polarities = [1.0]
    for operation in reversed(rule.postfix):  # from the root of the rule to its leaves
        polarity = polarities.pop()
        if operation == "!":
            polarities.append(-polarity)
        elif isinstance(operation, str):
            polarities += [0.0 if operation == "^" else polarity] * 2
        elif not isinstance(operation, bool):
            seen[operation].add(polarity)
    return [found.pop() if found in ({1.0}, {-1.0}) else None for found in seen]


def _is_product(rule: Expression, signs: Sequence[float | None]) -> bool:
    """Return whether the rule is: some activator is on, if there is any, and no repressor is.

    A rule that rises with all activators and falls with all repressors is a product if and only if
    it is off without any of them (on, if there are no activators), on with each activator alone,
    and off with all activators and one repressor. So one assignment per regulator, and one with
    none of them, decide it.
    """
    n_probes = len(signs) + 1
    if None in signs or not any(signs) or len(rule.postfix) * n_probes > _MOST_PROBES:
        return False
    represses = sum(1 << probe for probe, sign in enumerate(signs, 1) if sign == -1)
    activates = sum(1 << probe for probe, sign in enumerate(signs, 1) if sign == 1)
    columns = [
        (1 << probe if sign else 0) | (represses if sign == 1 else 0)
        for probe, sign in enumerate(signs, 1)
    ]
    probed = represses | activates | 1
    expected = activates or 1
    return _evaluate(rule, columns, (1 << n_probes) - 1) & probed == expected


def _evaluate(rule: Expression, columns: Sequence[int], everywhere: int) -> int:
    """Return the rule's value in many assignments at once, one bit for each.

    Args:
        rule: The rule.
        columns: State of each regulator in the assignments.
        everywhere: A one for each assignment.
    """
    stack: list[int] = []
    for operation in rule.postfix:
        if operation == "!":
            stack.append(everywhere & ~stack.pop())
        elif isinstance(operation, str):
            other = stack.pop()
            stack.append(_JOIN[operation](stack.pop(), other))
        elif isinstance(operation, bool):
            stack.append(everywhere if operation else 0)
        else:
            stack.append(columns[operation])
    return stack.pop()
