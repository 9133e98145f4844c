"""What can be asked, and what is refused with a sentence."""

import numpy as np
import pytest

from sergiojax.grn import GRN, Parameter
from sergiojax.inference import (
    Bistable,
    Level,
    LowNoise,
    Marker,
    Oscillation,
    Ratio,
    Response,
    design,
    level_targets,
)


def chain():
    return GRN.from_edges([("A", "B", 3.0)], basal_rates={"A": [1.0, 2.0]}, half_response=1.0)


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        (Level("A", 5.0), "A is at 5 molecules (± 5 %)."),
        (Level("A", 5, cell_type="t"), "A is at 5 molecules (± 5 %) in t."),
        (Ratio("A", "B", value=2.0), "A is 2 times B."),
        (Marker("A", "t"), "A is 4 times as high in t as in every other cell type."),
        (Bistable("A", 3.0), "Two stable states with A at least 3-fold apart."),
        (Oscillation("A", 6.0), "A oscillates with period 6."),
        (LowNoise("A", 0.5), "The Fano factor of A is at most 0.5."),
        (
            Response("A", Parameter("basal_rate", "B"), doses=(1, 9), low=1, high=4),
            "A goes from 1 to 4 molecules while the basal rate of B goes from 1 to 9.",
        ),
        (Level("A", 5.0, knockout=("B", "C")), "A is at 5 molecules (± 5 %) without B and C."),
    ],
)
def test_a_target_says_what_it_asks(target, sentence):
    assert target.sentence == sentence


@pytest.mark.parametrize(
    ("target", "value", "words"),
    [
        (Level("A", 5.0), 4.87654, "4.877 molecules"),
        (Bistable("A", 3.0), 10_241.3, "10,241-fold apart"),
        (Oscillation("A", 6.0), 5.9, "period 5.9"),
        (Oscillation("A", 6.0), np.nan, "no oscillation within a factor of 4 of this period"),
        (LowNoise("A", 0.5), 0.4, "0.4"),
    ],
)
def test_what_was_found_is_said_with_its_unit(target, value, words):
    assert target.quantity(value) == words


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Level("A", -1.0), "must be finite and not negative"),
        (lambda: Level("A", 1.0, weight=0.0), "`weight` must be positive"),
        (lambda: Bistable("A", 1.0), "must be above 1"),
        (lambda: Bistable((), 2.0), "need the name of a gene"),
        (lambda: Oscillation("A", 0.0), "`period` must be positive"),
        (lambda: Oscillation("A", 5.0, swing=0.5), "`swing` must be above 1"),
        (lambda: LowNoise("A", 1.0, measure="variance"), "`measure` must be one of"),
        (lambda: level_targets(chain(), np.ones((1, 2))), "2 cell types × 2 genes"),
        (lambda: design(chain(), []), "`targets` is empty"),
        (lambda: design(chain(), [Level("X", 1.0)]), "no gene 'X'; it has A, B"),
        (lambda: design(chain(), [Level("A", 1.0, cell_type="X")]), "no cell type 'X'"),
        (lambda: design(chain(), [Level("A", 1.0, knockout=("X",))]), "no gene 'X'"),
        (lambda: design(chain(), [Level("A", 1.0)], vary=()), "Nothing may vary"),
        (
            lambda: design(chain(), [Level("A", 1.0)], vary=[Parameter("basal_rate", "B")]),
            "b B is 0, which no factor can move",
        ),
        (lambda: design(chain(), [Level("A", 1.0)], bounds=(3.0, 2.0)), "the lower first"),
        (lambda: design(chain(), [LowNoise("A", 1.0)], loss="skeleton"), "The skeleton has no"),
        (lambda: design(chain(), [Level("A", 1.0)], n_starts=0), "`n_starts` must be at least"),
        (
            lambda: design(
                chain(),
                [Level("A", 1.0)],
                vary=[Parameter("basal_rate", "A"), Parameter("basal_rate", "A", "type_1")],
            ),
            "named twice",
        ),
        (
            lambda: design(GRN.from_edges([], basal_rates={"A": 1.0}), [Marker("A", "type_1")]),
            "at least two cell types",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(make, message, unchecked):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_table_asks_for_every_entry_that_is_a_number():
    table = np.array([[1.0, np.nan], [2.0, 3.0]])
    targets = level_targets(chain(), table, tolerance=0.1)
    assert [(t.gene, t.value, t.cell_type) for t in targets] == [
        ("A", 1.0, "type_1"),
        ("A", 2.0, "type_2"),
        ("B", 3.0, "type_2"),
    ]
