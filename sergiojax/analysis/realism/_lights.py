"""When a row is green, red or neither: the control's range, and thresholds fitted to real cells."""

from collections.abc import Callable
from typing import Literal, NamedTuple, TypeAlias

Light: TypeAlias = Literal["green", "grey", "red", "open"]
"""As real cells are; neither; clearly not; not decided, because something is not measured yet."""

TOO_ALIKE = 0.40  # discriminability below which cells must have twins on the other side

DISTINGUISHABLE = 0.60  # discriminability up to which cells cannot be distinguished for certain


class Rule(NamedTuple):
    """How a row is judged.

    Attributes:
        title: What it measures, in a few words.
        perfect: Its best value, in words.
        margin: How far beyond the control's range it is still green.
        higher: Whether high values are good; None where values near that of the control are.
        is_red: Whether a value is clearly bad, given the control and the shuffled baseline.
    """

    title: str
    perfect: str
    margin: float
    higher: bool | None
    is_red: Callable[[float, float, float], bool]


def _never(*_: float) -> bool:
    return False


RULES: dict[str, Rule] = {
    "discriminability": Rule(
        "A classifier can distinguish them (AUC)",
        "0.5",
        0.05,
        False,
        # Where even shuffled genes look like real cells, to be as distinguishable is no failure.
        lambda value, _, shuffled: value >= max(shuffled - 0.01, DISTINGUISHABLE),
    ),
    "mmd2": Rule(
        "Distance of the distributions (MMD²)", "0", 0.005, False, lambda value, *_: value > 0.03
    ),
    "mixing": Rule(
        "They mix among neighbours (iLISI)", "2", 0.05, True, lambda value, *_: value < 1.65
    ),
    "correlation": Rule(
        "Genes vary together alike",
        "the control's",
        0.03,
        True,
        lambda value, control, _: value < control - 0.10,
    ),
    "zeros": Rule(
        "Difference of the shares of zeros", "0", 0.01, None, lambda value, *_: abs(value) > 0.03
    ),
    "library": Rule(
        "Distance of the library sizes (KS)",
        "0",
        0.05,
        False,
        lambda value, control, _: value > control + 0.15,
    ),
    "fold_changes": Rule(
        "Fold changes between types (slope)",
        "1",
        0.05,
        None,
        lambda value, *_: not 0.88 <= value <= 1.14,
    ),
    "transfer": Rule(
        "Labels carry over to real cells", "1", 0.05, True, lambda value, *_: value < 0.88
    ),
    "nearness": Rule(
        "Nearer to training cells than held-out ones",
        "at most 0.5",
        0.05,
        False,
        lambda value, *_: value > 0.65,
    ),
    "copies": Rule(
        "Copies of training cells", "at most 0.01", 0.01, False, lambda value, *_: value > 0.05
    ),
    "twins": Rule(
        "Cells equal to a real one",
        "0",
        0.01,
        False,
        lambda value, control, _: value > control + 0.05,
    ),
    "means": Rule("Difference of the genes' means", "0", 0.05, False, _never),
    "variances": Rule("Difference of the genes' variances", "0", 0.05, False, _never),
    "wasserstein": Rule("Wasserstein distance of the genes", "0", 0.03, False, _never),
}
"""Rule of every row, in the order of the table."""


def light(
    name: str,
    value: float,
    *,
    control: tuple[float, ...],
    shuffled: tuple[float, ...],
    may_be_twins: bool = False,
) -> Light:
    """Return the light of a row.

    Args:
        name: The row.
        value: Its value.
        control: Values of real cells against real ones; none where they are not measured.
        shuffled: Values of genes shuffled within types.
        may_be_twins: Whether the real cells are those that the model was trained on, so that it
            is no surprise if some are alike.
    """
    rule = RULES[name]
    middle = sorted(control)[len(control) // 2] if control else float("nan")
    shuffle = sum(shuffled) / len(shuffled) if shuffled else float("inf")
    low, high = (min(control) - rule.margin, max(control) + rule.margin) if control else (0, 0)
    if name == "mmd2":
        high = max(high, rule.margin)  # it scatters around 0 where nothing differs
    is_low = value < TOO_ALIKE and (not control or value < low)  # few cells scatter widely
    if name == "discriminability" and is_low and not may_be_twins:
        return "red"
    is_green = (rule.higher is True or value <= high) and (rule.higher is False or value >= low)
    is_shuffle = name == "discriminability" and is_green
    if rule.is_red(value, middle, shuffle) and not is_shuffle:  # never with NaN for what it needs
        return "red"
    return "open" if not control else "green" if is_green else "grey"
