"""Ten wirings as signs only, and what circuits of their kind do."""

from typing import NamedTuple


class Wiring(NamedTuple):
    """Edges (regulator, target, sign), and what must be seen: stable states, or an oscillation."""

    edges: tuple[tuple[str, str, int], ...]
    fewest: int
    most: int

    @property
    def genes(self):
        return list(dict.fromkeys(name for one, other, _ in self.edges for name in (one, other)))


def _ring(genes, sign=-1):
    pairs = zip(genes, genes[1:] + genes[0], strict=True)
    return tuple((one, other, sign) for one, other in pairs)


_EMT = (
    "Snai1 Zeb1 +,Snai1 Cdh1 -,Snai1 miR-34 -,miR-34 Snai1 -,Zeb1 miR-200 -,miR-200 Zeb1 -,"
    "Zeb1 Zeb1 +,Zeb1 Cdh1 -,Zeb1 Vim +,Grhl2 Zeb1 -,Zeb1 Grhl2 -,Ovol2 Zeb1 -,Zeb1 Ovol2 -,"
    "Grhl2 Ovol2 +,Grhl2 Cdh1 +,Tgfb Snai1 +,miR-200 Tgfb -,Twist1 Vim +,Tgfb Twist1 +,"
    "Klf4 Snai1 -,Snai1 Klf4 -,Klf4 Cdh1 +,Zeb1 Foxc2 +,Foxc2 Vim +"
)
_MANY = 100

WIRINGS = {
    "toggle": Wiring(_ring("AB"), 2, _MANY),
    "self-activating toggle": Wiring((*_ring("AB"), ("A", "A", 1), ("B", "B", 1)), 2, _MANY),
    "self-activation": Wiring((("A", "A", 1),), 2, _MANY),
    "mutual activation": Wiring(_ring("AB", 1), 2, _MANY),
    "ring of 3": Wiring(_ring("ABC"), 0, 0),
    "ring of 5": Wiring(_ring("ABCDE"), 0, 0),
    "ring of 4": Wiring(_ring("ABCD"), 2, 2),
    "negative pair": Wiring((("A", "B", 1), ("B", "A", -1)), 1, 1),
    "incoherent loop": Wiring((("X", "Y", 1), ("X", "Z", 1), ("Y", "Z", -1)), 1, 1),
    "epithelial-mesenchymal": Wiring(
        tuple(
            (one, other, 1 if sign == "+" else -1)
            for one, other, sign in (line.split() for line in _EMT.split(","))
        ),
        2,
        _MANY,
    ),
}
"""By name; none of the steady states may have an eigenvalue near the axis."""
