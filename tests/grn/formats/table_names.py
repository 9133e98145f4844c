"""Gene names that tables of genes can hold: any but numbers such as "1.5"."""

from sergiojax.grn.formats._numbers import is_number
from tests.grn.networks import NAMES


def is_held(name: str) -> bool:
    """Tell whether a table can hold a name."""
    return not is_number(name) or name.isalpha() or (name.isascii() and name.isdigit())


HELD_NAMES = NAMES.filter(is_held)
