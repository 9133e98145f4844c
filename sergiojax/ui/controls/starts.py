"""Where a course starts, in the words of a menu."""

from collections.abc import Mapping

from sergiojax._types import Initial

STARTS: Mapping[Initial, str] = {
    "off": "all genes off",
    "random": "random levels",
    "steady_state": "where it settles",
}
