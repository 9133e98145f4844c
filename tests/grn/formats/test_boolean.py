"""The parser of Boolean rules against Python's own, and signs against every truth table."""

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sergiojax.grn.formats._boolean import Influences, find_influences, parse_expression

NAMES = ("a", "b", "c", "d")
RULES = st.recursive(
    st.sampled_from([*NAMES, "True", "False"]),
    lambda inner: st.one_of(
        inner.map("not {}".format),
        inner.map("({})".format),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(" ".join),
    ),
    max_leaves=12,
)


def influences(text: str) -> Influences:
    return find_influences(parse_expression(text))


def truth(text: str, names: tuple[str, ...]) -> dict[tuple[bool, ...], bool]:
    code = compile(text, "rule", "eval")  # drawn above, so safe
    states = itertools.product([False, True], repeat=len(names))
    return {state: bool(eval(code, {}, dict(zip(names, state, strict=True)))) for state in states}


def steps(table: dict[tuple[bool, ...], bool], place: int) -> set[int]:
    """Return in which ways the rule moves when one regulator is switched on."""
    return {
        table[(*state[:place], True, *state[place + 1 :])] - value
        for state, value in table.items()
        if not state[place]
    } - {0}


@given(RULES)
def test_signs_are_those_of_the_truth_table(text):
    found = influences(text)
    names = parse_expression(text).names
    table = truth(text, names)
    for place, name in enumerate(names):
        moves = steps(table, place)
        if not moves:
            assert name in found.idle
        else:
            assert found.signs[name] == (None if len(moves) == 2 else float(moves.pop()))


@given(RULES)
def test_product_rules_are_found(text):
    found = influences(text)
    if not found.signs:
        assert not found.is_product
        return
    up = [name for name, sign in found.signs.items() if sign == 1]
    down = [name for name, sign in found.signs.items() if sign != 1]
    some = f"({' or '.join(up)})" if up else "True"
    product = f"{some} and not ({' or '.join(down) or 'False'})"
    names = parse_expression(text).names
    is_product = None not in found.signs.values() and truth(text, names) == truth(product, names)
    assert found.is_product == is_product


@pytest.mark.parametrize(
    "text",
    ["a and not b or c", "a & !b | c", "a && ~b || c", "A AND NOT B OR C".lower(),
     "((a)and(not(b)))or c", "a&!b|c", "a and\tnot  b\nor c"],
)  # fmt: skip
def test_spellings(text):
    assert influences(text).signs == {"a": 1, "b": -1, "c": 1}


@pytest.mark.parametrize("text", ["0", "1", "true", "False", "a or not a", "b and not b or 0"])
def test_constants_have_no_regulator(text):
    assert influences(text).signs == {}


def test_regulators_that_do_not_matter_are_named():
    found = influences("(a and b) or a")
    assert (found.signs, found.idle) == ({"a": 1}, ("b",))
    assert found.is_product


def test_names_may_hold_dots_and_dashes():
    names = parse_expression("HLA-A and not NKX2.1 or miR-17/92 and β-catenin").names
    assert names == ("HLA-A", "NKX2.1", "miR-17/92", "β-catenin")


BEYOND = (
    "calls a function or looks back in time, which is more than Boolean logic; write it with and,"
    " or and not."
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty."),
        ("  ", "is empty."),
        ("a and", "ends after '&'."),
        ("not", "ends after '!'."),
        ("(", "ends after '('."),
        ("a b", "lacks 'and' or 'or' before 'b'."),
        ("a not b", "lacks 'and' or 'or' before 'not'."),
        ("(a) (b)", "lacks 'and' or 'or' before '('."),
        ("maj(a, b, c)", BEYOND),
        ("a[-1]", BEYOND),
        ("and a", "lacks a gene before 'and'."),
        ("a or and b", "lacks a gene before 'and'."),
        ("()", "lacks a gene before ')'."),
        ("(a", "has a ( that is never closed."),
        ("a)", "has a ) without a (."),
        ("a * b", "contains the character '*', which has no meaning there."),
        ("__import__('os')", BEYOND),
        ("a == b", "contains the character '=', which has no meaning there."),
    ],
)
def test_wrong_rules_are_explained(text, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 (the message is compared)
        parse_expression(text)
    assert str(caught.value) == message


@pytest.mark.parametrize("n", [3, 16, 17, 300])
def test_long_rules_keep_their_signs_and_logic(n):
    up = " or ".join(f"u{number}" for number in range(n))
    down = " or ".join(f"d{number}" for number in range(n))
    found = influences(f"({up}) and not ({down})")
    assert found.is_product
    assert found.is_exact
    assert set(found.signs.values()) == {1, -1}
    assert [name for name, sign in found.signs.items() if sign == -1] == down.split(" or ")
    assert not influences(up.replace("or", "and") + f" and not ({down})").is_product


def test_a_regulator_of_both_ways_in_a_long_rule_is_unknown():
    up = " or ".join(f"u{number}" for number in range(20))
    found = influences(f"({up}) and not (u3 and x)")
    assert found.signs["u3"] is None
    assert not found.is_product
    assert not found.is_exact


@pytest.mark.parametrize(
    "text",
    [
        "(" * 20_000 + "a" + ")" * 20_000,
        "not " * 20_001 + "a",
        "a or (b and (" * 5_000 + "a" + "))" * 5_000,
        " or ".join(f"({a} and {b})" for a, b in itertools.product("abcdefghijklmnop", repeat=2))
        + " or a and b" * 20_000,
        " and ".join(f"g{number}" for number in range(5_000)),
    ],
    ids=["parentheses", "negations", "nested", "many terms", "many regulators"],
)
def test_large_rules_take_a_moment(unchecked, text):
    start = time.perf_counter()
    assert influences(text).signs
    assert time.perf_counter() - start < 2
