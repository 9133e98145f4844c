"""How well parameters are determined, in a sentence: all of them, or the worst by name."""

import numpy as np
import pytest

from sergiojax.grn import Parameter
from sergiojax.ui.improve import determined

PARAMETERS = [Parameter("decay", gene) for gene in "ABC"]


@pytest.mark.parametrize(
    ("error", "box", "parts"),
    [
        ([1.0, 50.0, 3.0], "success", ["within 50 %"]),
        ([1.0, 51.0, 3.0], "warning", ["One ", "λ B by 51 %"]),
        ([70.0, 51.0, 300.0], "warning", ["3 ", "more than 50 %", "λ C by 3e+02 %"]),
    ],
)
def test_the_worst_is_named_beyond_half(monkeypatch, error, box, parts):
    said = []
    for kind in ("success", "warning"):
        monkeypatch.setattr(
            determined.st, kind, lambda text, kind=kind, **_: said.append((kind, text))
        )
    determined._say_how_well(PARAMETERS, np.array(error))
    [(shown, text)] = said
    assert shown == box
    assert all(part in text for part in parts)
