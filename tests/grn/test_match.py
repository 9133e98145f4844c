"""Names from elsewhere are matched exactly, then without regard to case, and never by guessing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sergiojax.grn._match import match_names

NAMES = st.lists(st.sampled_from(["a", "A", "b", "B", "ab", "Ab", "AB"]), max_size=6)


def test_exact_names_win_over_those_in_another_case():
    found = match_names(["Gata1", "Spi1"], ["GATA1", "SPI1", "Spi1", "x"])
    assert found.place == {"Gata1": 0, "Spi1": 2}
    assert found.loosely == ["Gata1 is GATA1"]
    assert found.ambiguous == []


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (["Spi1"], ["SPI1", "spi1"]),  # two names fit
        (["Spi1"], ["Spi1", "Spi1"]),  # also where both are exact
        (["Spi1", "SPI1"], ["spi1"]),  # two want the same name
    ],
)
def test_what_may_be_several_has_no_place(wanted, names):
    found = match_names(wanted, names)
    assert found.place == {}
    assert found.ambiguous == wanted


def test_an_exact_name_is_not_given_to_another():
    found = match_names(["a", "A"], ["a"])
    assert found.place == {"a": 0}
    assert found.ambiguous == []  # A is missing


@given(NAMES.map(dict.fromkeys).map(list), NAMES)
def test_places_are_distinct_and_of_names_that_fit(wanted, names):
    found = match_names(wanted, names)
    assert len(set(found.place.values())) == len(found.place)
    for name, place in found.place.items():
        assert names[place].casefold() == name.casefold()
        assert names[place] == name or name not in names
