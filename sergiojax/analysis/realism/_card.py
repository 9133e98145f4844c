"""The card as a value: rows with control, baselines and lights, which a file can hold."""

import json
import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sergiojax.analysis.realism._lights import RULES, Light

if TYPE_CHECKING:
    import pandas as pd

WORDS: dict[Light, str] = {
    "green": "like real cells",
    "grey": "in between",
    "red": "not like real cells",
    "open": "not judged",
}
"""What a light says, for those who do not see its colour."""

_FORM = 1  # of the file


@dataclass(frozen=True)
class Spread:
    """A value over several samples.

    Attributes:
        value: The median.
        low: The lowest.
        high: The highest.
    """

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, values: tuple[float, ...]) -> "Spread | None":
        """Return the spread of values; None if there are none."""
        ordered = sorted(value for value in values if not math.isnan(value))
        if not ordered:
            return None
        n = len(ordered)
        middle = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
        return cls(middle, ordered[0], ordered[-1])


@dataclass(frozen=True)
class RealismRow:
    """One row of the card.

    Attributes:
        name: Its name, such as "mmd2".
        title: What it measures, in a few words.
        perfect: Its best value, in words.
        found: The generated cells, over three subsamples; None if it is left out or not yet there.
        control: Real cells against other real cells, over five.
        drawn_again: Baseline: real cells drawn again.
        shuffled: Baseline: genes shuffled within types.
        copula: Baseline: cells of `draw_copula`.
        light: "green", "grey", "red", or "open" where it is not judged.
        second: A second figure of the row; None for most.
        second_title: What that is.
        left_out: Why the row is left out; empty if it is not.
    """

    name: str
    title: str
    perfect: str
    found: Spread | None = None
    control: Spread | None = None
    drawn_again: Spread | None = None
    shuffled: Spread | None = None
    copula: Spread | None = None
    light: Light = "open"
    second: float | None = None
    second_title: str = ""
    left_out: str = ""

    @property
    def value(self) -> float | None:
        """The median over the subsamples, None if there is none."""
        return None if self.found is None else self.found.value

    @property
    def range(self) -> tuple[float, float] | None:
        """Lowest and highest value over the subsamples."""
        return None if self.found is None else (self.found.low, self.found.high)


@dataclass(frozen=True)
class RealismCard:
    """How alike two sets of cells are.

    Attributes:
        rows: The rows, each with control, baselines and light.
        n_cells: Cells on each side of a comparison.
        n_cells_control: The same for control and baselines.
        n_genes: Genes that both sides have.
        are_same: Whether the generated cells are the real ones.
        are_counts: Whether all values of the generated cells are whole.
        has_train: Whether training cells were given.
        notes: What was left out, one sentence each.
    """

    rows: tuple[RealismRow, ...]
    n_cells: int
    n_cells_control: int
    n_genes: int
    are_same: bool
    are_counts: bool
    has_train: bool
    notes: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> RealismRow:
        """Return the row of a name.

        Raises:
            KeyError: If there is none.
        """
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(f"The card has the rows {', '.join(r.name for r in self.rows)}, not {name}.")

    @property
    def red(self) -> tuple[str, ...]:
        """Names of the red rows."""
        return tuple(row.name for row in self.rows if row.light == "red")

    @property
    def verdict(self) -> str:
        """One sentence on the whole card."""
        if self.are_same:
            return "These are the same cells, so the card says nothing about a generator."
        counts = {light: sum(row.light == light for row in self.rows) for light in WORDS}
        judged = sum(counts.values()) - counts["open"]
        if not judged:
            return "No row is judged yet."
        words = f"{counts['green']} of {judged} rows are like real cells"
        if not self.red:
            return f"{words}, and none is clearly different."
        titles = "; ".join(row.title for row in self.rows if row.light == "red")
        return f"{words}. Clearly different: {titles}."

    def to_frame(self) -> "pd.DataFrame":
        """Return a table, one row for each of the card's."""
        import pandas as pd

        columns = ("found", "control", "drawn_again", "shuffled", "copula")
        records = []
        for row in self.rows:
            spreads = {name: getattr(row, name) for name in columns}
            values = {name: None if s is None else s.value for name, s in spreads.items()}
            low, high = row.range or (None, None)
            records.append(
                {"row": row.name, "value": values.pop("found"), "low": low, "high": high}
                | values
                | {"light": row.light, "left_out": row.left_out}
            )
        return pd.DataFrame(records)

    def to_json(self) -> str:
        """Return the card as JSON text; the same card gives the same text."""
        return json.dumps({"realism": _FORM} | asdict(self), indent=1, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "RealismCard":
        """Return the card of `to_json`.

        Raises:
            ValueError: If the text is not such a card.
        """
        try:
            fields = json.loads(text)
            if fields.pop("realism") != _FORM:
                raise ValueError(f"Only form {_FORM} of the card can be read.")
            rows = tuple(_row(each) for each in fields.pop("rows"))
            return cls(rows, notes=tuple(fields.pop("notes")), **fields)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"This is not a realism card: {error}") from error


def _row(fields: dict[str, Any]) -> RealismRow:
    spreads = ("found", "control", "drawn_again", "shuffled", "copula")
    read: dict[str, Any] = {
        name: None if fields[name] is None else Spread(**fields[name]) for name in spreads
    }
    if fields["name"] not in RULES or fields["light"] not in WORDS:
        raise ValueError(f"there is no row {fields['name']} with the light {fields['light']}.")
    return RealismRow(**fields | read)
