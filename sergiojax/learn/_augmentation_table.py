"""What augmentation of a rare cell type gained, as a table and as a sentence that it supports."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from sergiojax._types import JsonObject

Classifier = Literal["forest", "linear"]

WARNING = "Generated cells are not new evidence; never test markers on them."
_NAMES: dict[Classifier, str] = {"forest": "random forest", "linear": "logistic regression"}
_CLASSIFIERS: tuple[Classifier, ...] = ("forest", "linear")
_FREE = ("class_weight", "again", "smote")  # what costs no generator
_FEW = 20  # held-out cells of the type below which F1 depends on single cells


@dataclass(frozen=True)
class AugmentationRow:
    """One way to help a classifier with a rare type.

    Attributes:
        name: Short name, such as "class_weight".
        label: The same in words.
        forest: F1 of the type by a random forest, one value per repeat.
        linear: F1 of the type by logistic regression.
    """

    name: str
    label: str
    forest: tuple[float, ...]
    linear: tuple[float, ...]

    def mean(self, classifier: Classifier) -> float:
        """Return the mean over the repeats."""
        return float(np.mean(getattr(self, classifier)))

    def limits(self, classifier: Classifier) -> tuple[float, float]:
        """Return the lowest and the highest value of the repeats."""
        values = getattr(self, classifier)
        return min(values), max(values)


@dataclass(frozen=True)
class Augmentation:
    """The table of `augmentation`.

    Attributes:
        rare: The cell type.
        n_kept: Cells of the type in training.
        n_added: Cells that were added to them.
        n_held_out: Cells of the type that classifiers were tested on, in each repeat.
        generator: Name of the generator of the row "generator".
        rows: Ways to help, from nothing to the real cells that were withheld.
    """

    rare: str
    n_kept: int
    n_added: int
    n_held_out: int
    generator: str
    rows: tuple[AugmentationRow, ...]

    def __getitem__(self, name: str) -> AugmentationRow:
        """Return a row by its name."""
        found = {row.name: row for row in self.rows}
        if name not in found:
            raise KeyError(f"The table has no row {name!r}; it has {', '.join(found)}.")
        return found[name]

    def gains(self, classifier: Classifier) -> bool:
        """Return whether the generator beats every free row in every repeat."""
        own = np.array(getattr(self["generator"], classifier))
        return all((own > np.array(getattr(self[name], classifier))).all() for name in _FREE)

    @property
    def sentence(self) -> str:
        """What the table supports, in words."""
        found: list[str] = []
        gaining: list[Classifier] = [each for each in _CLASSIFIERS if self.gains(each)]
        level: list[Classifier] = [each for each in _CLASSIFIERS if each not in gaining]
        for each in gaining:
            best = max(self[name].mean(each) for name in _FREE)
            found.append(
                f"With a {_NAMES[each]}, cells of {self.generator} beat class weights, the same "
                f"cells again and SMOTE in all {len(self.rows[0].forest)} repeats: F1 "
                f"{self['generator'].mean(each):.2f} against at most {best:.2f}."
            )
        texts: dict[Classifier, str] = {each: self._level(each) for each in level}
        if len(set(texts.values())) == 1 and not gaining:
            found.append(f"{texts[level[0]]}.")
        else:
            found += [
                f"With a {_NAMES[each]}: {text[0].lower()}{text[1:]}."
                for each, text in texts.items()
            ]
        if self.n_held_out < _FEW:
            found.append(f"Only {self.n_held_out} held-out cells of the type were tested.")
        return " ".join([*found, WARNING])

    def _level(self, classifier: Classifier) -> str:
        """Say what gives as much as the generator, or more."""
        own = np.array(getattr(self["generator"], classifier))
        weight = np.array(getattr(self["class_weight"], classifier))
        if (weight > own).all():
            return "Class weights alone give more"
        if not (own > weight).all():
            return "Class weights alone give as much"
        equal = [
            self[name].label
            for name in _FREE
            if not (own > np.array(getattr(self[name], classifier))).all()
        ]
        return f"{equal[0][0].upper()}{equal[0][1:]} cannot be distinguished from the generator"

    def to_json(self) -> JsonObject:
        """Return the table and its sentence as JSON values."""
        rows = [
            {
                "name": row.name,
                "label": row.label,
                "forest": list(row.forest),
                "linear": list(row.linear),
            }
            for row in self.rows
        ]
        return {
            "rare": self.rare,
            "n_kept": self.n_kept,
            "n_added": self.n_added,
            "n_held_out": self.n_held_out,
            "generator": self.generator,
            "rows": rows,
            "sentence": self.sentence,
        }

    def __str__(self) -> str:
        """Return the table with means and ranges, and the sentence."""
        lines = [f"{'F1 of ' + self.rare:42}{'random forest':>20}{'logistic regression':>24}"]
        for row in self.rows:
            cells = [f"{row.mean(each):.2f} ({_range(row, each)})" for each in _CLASSIFIERS]
            lines.append(f"{row.label:42}{cells[0]:>20}{cells[1]:>24}")
        return "\n".join([*lines, "", self.sentence])


def _range(row: AugmentationRow, classifier: Classifier) -> str:
    low, high = row.limits(classifier)
    return f"{low:.2f}–{high:.2f}"
