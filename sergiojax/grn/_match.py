"""Finding names of a network among names from elsewhere: exactly, then without regard to case."""

from collections.abc import Sequence
from typing import NamedTuple


class MatchedNames(NamedTuple):
    """Where the wanted names were found.

    Attributes:
        place: Place of every wanted name that was found, by name.
        loosely: Sentence parts such as "Gata1 is GATA1", one for each name in another case.
        ambiguous: Wanted names that several names may be; they have no place.
    """

    place: dict[str, int]
    loosely: list[str]
    ambiguous: list[str]


def match_names(wanted: Sequence[str], names: Sequence[str]) -> MatchedNames:
    """Find each wanted name, exactly if possible, else without regard to case.

    An exact name is never given to another wanted name. In another case a name is found only if
    exactly one name fits and no other wanted name without an exact match differs in case alone.

    Args:
        wanted: Names to find, each once.
        names: Names to find them among; names that occur twice are ambiguous.

    Returns:
        Places, names found in another case, and ambiguous names.
    """
    exact, loose = _places(names), _places([name.casefold() for name in names])
    taken = {place for name in wanted for place in exact.get(name, ())}
    rivals = _places([name.casefold() for name in wanted if name not in exact])
    found = MatchedNames({}, [], [])
    for name in wanted:
        key = name.casefold()
        free = [place for place in loose.get(key, ()) if place not in taken]
        places = exact.get(name, free)
        if len(places) == 1 and (name in exact or len(rivals[key]) == 1):
            found.place[name] = places[0]
            if name not in exact:
                found.loosely.append(f"{name} is {names[places[0]]}")
        elif places:
            found.ambiguous.append(name)
    return found


def _places(names: Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        found.setdefault(name, []).append(place)
    return found
