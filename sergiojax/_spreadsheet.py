"""Names in the cells of tables that people open in a spreadsheet.

A spreadsheet takes a cell that begins with =, +, - or @ for a formula and runs it. In front of such
a name goes an apostrophe, as spreadsheets put it there themselves, and one is taken away on
reading.
"""

import re

_FORMULA = re.compile(r"'*[=+\-@]")
_GUARDED = re.compile(r"'+[=+\-@]")


def guard(name: str) -> str:
    """Return the cell of a name."""
    return f"'{name}" if _FORMULA.match(name) else name


def unguard(cell: str) -> str:
    """Return the name in a cell."""
    return cell[1:] if _GUARDED.match(cell) else cell
