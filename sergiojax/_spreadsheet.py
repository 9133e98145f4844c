"""Names in tables that people open in a spreadsheet.

A spreadsheet takes a cell that begins with =, +, - or @ for a formula and runs it. Such a name gets
an apostrophe in front, as spreadsheets do it themselves; reading removes it again.
"""

import re

_FORMULA = re.compile(r"'*[=+\-@]")
_GUARDED = re.compile(r"'+[=+\-@]")


def guard(name: str) -> str:
    """Return the text of the cell that holds a name."""
    return f"'{name}" if _FORMULA.match(name) else name


def unguard(cell: str) -> str:
    """Return the name in a cell."""
    return cell[1:] if _GUARDED.match(cell) else cell
