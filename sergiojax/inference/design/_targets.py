"""What a person can ask of a network: each target is a value that can say itself in words.

A target is met or missed by a distance. Distances are natural logarithms of the factor by which a
value is off, so that targets of different kinds can be added up, and 0 is "met".
"""

import math
from dataclasses import KW_ONLY, dataclass
from typing import ClassVar, Literal, TypeAlias

import numpy as np
from jaxtyping import Array, Float

from sergiojax._checks import check_choice, check_positive
from sergiojax.grn import GRN, Parameter

Number: TypeAlias = float | int
NoiseMeasure: TypeAlias = Literal["fano", "cv"]


_NONE = "nothing to measure, because there is no steady state or the gene is off"


def _number(value: float) -> str:
    return f"{value:,.0f}" if 1e4 <= value < 1e9 else f"{value:.4g}"


@dataclass(frozen=True)
class _Asked:
    """What all targets share.

    Attributes:
        weight: How much a miss counts relative to those of other targets.
        knockout: Genes that are knocked out where the target is measured; half responses stay
            those of the wild type.
    """

    _: KW_ONLY
    weight: Number = 1.0
    knockout: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_positive("weight", self.weight)
        if isinstance(self.knockout, str):
            raise ValueError('`knockout` is a tuple of gene names, such as ("A",).')
        self._check()

    def _check(self) -> None:
        """Refuse values out of range."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the genes whose levels are measured."""
        return tuple(getattr(self, field) for field in ("gene", "other") if hasattr(self, field))

    def quantity(self, value: float) -> str:
        """Return a measured value in words; NaN means that there was none."""
        return _NONE if math.isnan(value) else self._QUANTITY.format(_number(value))

    _QUANTITY: ClassVar[str] = "{}"

    def _told(self, said: str, cell_type: str | None = None) -> str:
        """Finish a sentence: where, and in which mutant."""
        where = "" if cell_type is None else f" in {cell_type}"
        mutant = f" without {' and '.join(self.knockout)}" if self.knockout else ""
        return f"{said}{where}{mutant}."


@dataclass(frozen=True)
class Level(_Asked):
    """A gene is at a level in the steady state; together with `Bistable`, in any of the states.

    Attributes:
        gene: Its name.
        value: Level (molecules).
        cell_type: Where; None means in all cell types.
        tolerance: Share of the value by which it may be off; for values below 0.1 molecules, share
            of 0.1 molecules.
    """

    gene: str
    value: Number
    _: KW_ONLY
    cell_type: str | None = None
    tolerance: Number = 0.05

    _QUANTITY: ClassVar[str] = "{} molecules"

    def _check(self) -> None:
        check_positive("tolerance", self.tolerance)
        if not (math.isfinite(self.value) and self.value >= 0):
            raise ValueError(f"A level must be finite and not negative, but is {self.value}.")

    @property
    def sentence(self) -> str:
        """The target in words."""
        share = f"{100 * self.tolerance:.3g} %"
        off = share if self.value >= 0.1 else f"{0.1 * self.tolerance:.3g} molecules"
        said = f"{self.gene} is at {self.value:.4g} molecules (± {off})"
        return self._told(said, self.cell_type)


@dataclass(frozen=True)
class Ratio(_Asked):
    """The level of one gene is a multiple of another's in the steady state.

    Attributes:
        gene: Its name.
        other: The gene to compare with.
        value: Level of `gene` over level of `other`.
        cell_type: Where; None means in all cell types.
        tolerance: Share of the value by which it may be off.
    """

    gene: str
    other: str
    _: KW_ONLY
    value: Number
    cell_type: str | None = None
    tolerance: Number = 0.05

    _QUANTITY: ClassVar[str] = "{} times"

    def _check(self) -> None:
        check_positive("value", self.value)
        check_positive("tolerance", self.tolerance)

    @property
    def sentence(self) -> str:
        """The target in words."""
        return self._told(f"{self.gene} is {self.value:.4g} times {self.other}", self.cell_type)


@dataclass(frozen=True)
class Marker(_Asked):
    """A gene is high in one cell type only.

    Attributes:
        gene: Its name.
        cell_type: Where it is high.
        fold: Least factor between its level there and in every other cell type.
    """

    gene: str
    cell_type: str
    _: KW_ONLY
    fold: Number = 4.0

    _QUANTITY: ClassVar[str] = "{} times"

    def _check(self) -> None:
        check_positive("fold", self.fold)

    @property
    def sentence(self) -> str:
        """The target in words."""
        high = f"{self.gene} is {self.fold:.3g} times as high in {self.cell_type}"
        return self._told(f"{high} as in every other cell type")


@dataclass(frozen=True)
class Bistable(_Asked):
    """There are two stable states that differ in a gene, or in each of several.

    Attributes:
        genes: Name of the gene, or names; the first has to be part of the positive feedback.
        separation: Least factor between its levels in the two states.
        cell_type: Where; None means in all cell types.
        margin: Least rate (per time) at which the network returns to both states: the largest real
            part of the Jacobian's eigenvalues is at most −margin.
    """

    genes: str | tuple[str, ...]
    separation: Number
    _: KW_ONLY
    cell_type: str | None = None
    margin: Number = 0.1

    _QUANTITY: ClassVar[str] = "{}-fold apart"

    def _check(self) -> None:
        check_positive("margin", self.margin)
        if not self.names:
            raise ValueError("Two stable states need the name of a gene in which they differ.")
        if not (math.isfinite(self.separation) and self.separation > 1):
            raise ValueError(
                f"`separation` is the factor between two states and must be above 1, but is "
                f"{self.separation}."
            )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the genes in which the states differ."""
        return (self.genes,) if isinstance(self.genes, str) else self.genes

    @property
    def sentence(self) -> str:
        """The target in words."""
        apart = f"{' and '.join(self.names)} at least {self.separation:.3g}-fold apart"
        return self._told(f"Two stable states with {apart}", self.cell_type)


@dataclass(frozen=True)
class Oscillation(_Asked):
    """A gene oscillates with a period.

    Attributes:
        gene: Its name.
        period: Time from one rise through its mean to the next.
        tolerance: Share of the period by which it may be off.
        swing: Least factor between its highest and its lowest level.
        cell_type: Where; None means in all cell types.
    """

    gene: str
    period: Number
    _: KW_ONLY
    tolerance: Number = 0.02
    swing: Number = 1.5
    cell_type: str | None = None

    _QUANTITY: ClassVar[str] = "period {}"

    def _check(self) -> None:
        check_positive("period", self.period)
        check_positive("tolerance", self.tolerance)
        if not (math.isfinite(self.swing) and self.swing > 1):
            raise ValueError(f"`swing` must be above 1, but is {self.swing}.")

    def quantity(self, value: float) -> str:
        """Return the period that was found, in words."""
        if math.isnan(value):
            return "no oscillation within a factor of 4 of this period"
        return super().quantity(value)

    @property
    def sentence(self) -> str:
        """The target in words."""
        return self._told(f"{self.gene} oscillates with period {self.period:.4g}", self.cell_type)


@dataclass(frozen=True)
class LowNoise(_Asked):
    """The noise of a gene is limited.

    Attributes:
        gene: Its name.
        most: Largest Fano factor (variance over mean) or coefficient of variation (standard
            deviation over mean).
        measure: Which of the two.
        cell_type: Where; None means in all cell types.
    """

    gene: str
    most: Number
    _: KW_ONLY
    measure: NoiseMeasure = "fano"
    cell_type: str | None = None

    def _check(self) -> None:
        check_positive("most", self.most)
        check_choice("measure", self.measure, NoiseMeasure)

    @property
    def sentence(self) -> str:
        """The target in words."""
        name = "Fano factor" if self.measure == "fano" else "coefficient of variation"
        return self._told(f"The {name} of {self.gene} is at most {self.most:.3g}", self.cell_type)


@dataclass(frozen=True)
class Response(_Asked):
    """A gene responds to an input: its level goes from one value to another and never back.

    Attributes:
        gene: Its name.
        parameter: The input, such as the basal rate of a gene.
        doses: First and last value of the input.
        low: Level at the first dose (molecules).
        high: Level at the last dose (molecules), which may be below `low`.
        cell_type: Where; None means in all cell types.
        tolerance: Share by which both levels may be off; for levels below 0.1 molecules, share of
            0.1 molecules.
    """

    gene: str
    parameter: Parameter
    _: KW_ONLY
    doses: tuple[Number, Number]
    low: Number
    high: Number
    cell_type: str | None = None
    tolerance: Number = 0.1

    _QUANTITY: ClassVar[str] = "{} molecules at the worst dose"

    def _check(self) -> None:
        check_positive("tolerance", self.tolerance)
        for dose in self.doses:
            check_positive("doses", dose)
        for level in (self.low, self.high):
            if not (math.isfinite(level) and level >= 0):
                raise ValueError(f"A level must be finite and not negative, but is {level}.")

    @property
    def sentence(self) -> str:
        """The target in words."""
        first, last = self.doses
        levels = f"{self.gene} goes from {self.low:.4g} to {self.high:.4g} molecules"
        dose = f"while the {self.parameter.words} goes from {first:.4g} to {last:.4g}"
        return self._told(f"{levels} {dose}", self.cell_type)


Target: TypeAlias = Level | Ratio | Marker | Bistable | Oscillation | LowNoise | Response
"""What `design` can be asked for."""


def level_targets(
    grn: GRN,
    expression: Float[Array | np.ndarray, "cell_types genes"],
    *,
    tolerance: Number = 0.05,
    weight: Number = 1.0,
) -> tuple[Level, ...]:
    """Return one target per entry of a table of expression.

    Args:
        grn: Network whose cell types and genes are the table's rows and columns.
        expression: Wanted levels (molecules); NaN asks for nothing.
        tolerance: Share of each value by which it may be off.
        weight: Weight of each target.

    Returns:
        The targets, cell type by cell type.

    Raises:
        ValueError: If the table has another shape or a level is negative or infinite.
    """
    table = np.asarray(expression, float)
    if table.shape != (grn.n_cell_types, grn.n_genes):
        raise ValueError(
            f"The table must have {grn.n_cell_types} cell types × {grn.n_genes} genes, but has "
            f"shape {table.shape}."
        )
    return tuple(
        Level(gene, float(value), cell_type=kind, tolerance=tolerance, weight=weight)
        for kind, row in zip(grn.cell_types, table, strict=True)
        for gene, value in zip(grn.gene_names, row, strict=True)
        if not np.isnan(value)
    )
