"""Decides which sliders a network gets, and what a moved one does to its parameters.

A slider for all genes or edges sets every value where all are equal; where they differ it shows
their range and scales them together. What is selected on the canvas gets sliders of its own. Limits
come from the design before the drag, so that they stay still under the hand.
"""

from collections.abc import Sequence
from typing import SupportsFloat

import numpy as np
from numpy.typing import ArrayLike

from sergiojax.grn import GRN, Design
from sergiojax.kinetics import fill_half_response
from sergiojax.ui.drawing import with_half_responses
from sergiojax.ui.graph_editor import Selection
from sergiojax.ui.live_sliders import Slider, SliderGroup

SYMBOLS = {
    "strength": "Strengths K",
    "half_response": "Half responses h",
    "hill_coefficient": "Hill coefficients n",
    "basal_rate": "Basal rates b",
    "decay": "Decay λ",
    "noise_amplitude": "Noise q",
}
"""What the arrays of a network are called on pages."""

NOISE_FREE = tuple(kind for kind in SYMBOLS if kind != "noise_amplitude")
"""Those that decide what the network does without noise."""

_FACTOR = 5.0  # by which a slider of values that differ scales them at most, up or down
_MOST_RATES = 6  # basal rates shown without a selection; the table has all


def slider_groups(design: Design, selection: Selection, cell_type: int) -> list[SliderGroup]:
    """Return the sliders that suit the design and what is selected.

    Args:
        design: The design.
        selection: Names of genes, and pairs of names, selected on the canvas.
        cell_type: Type whose basal rates are shown.

    Returns:
        Groups for `live_sliders`.
    """
    grn = design.grn
    if grn.n_genes == 0:
        return []
    groups = [_edge_group(grn, edge) for edge in _known_edges(grn, selection)]
    groups += [_gene_group(grn, gene, cell_type) for gene in _known_genes(grn, selection)]
    groups.append(_common_group(grn))
    if not groups[:-1]:
        rates = _rate_sliders(grn, _rate_genes(grn), cell_type)
        if rates:
            title = "Basal rates"
            title += f", {grn.cell_types[cell_type]}" if grn.n_cell_types > 1 else ""
            groups.append({"title": title, "sliders": rates})
    return groups


def apply_slider(design: Design, name: str, value: float, cell_type: int) -> Design:
    """Return the design with one slider's value set.

    Args:
        design: The design.
        name: Id of the slider.
        value: Its value.
        cell_type: Type that a basal rate is set for.

    Returns:
        The new design; the same one if the slider no longer fits it.

    Raises:
        ValueError: If the value is out of range for the network.
    """
    kind, _, index = name.partition(":")
    field = _FIELDS.get(kind)
    if field is None:
        return design
    if field != "noise_amplitude":  # which no half response depends on
        design = with_half_responses(design)
    grn = design.grn
    values = np.array(getattr(grn, field))
    if index:
        place = int(index)
        if place >= values.shape[-1]:
            return design
        at = (cell_type, place) if values.ndim == 2 else place
        values[at] = np.copysign(value, values[at]) if kind == "K" else value
    else:
        values = _all_set(values, value)
    return design.replace(grn=grn.replace(**{field: values}))


_FIELDS = {
    "n": "hill_coefficient",
    "h": "half_response",
    "K": "strength",
    "l": "decay",
    "q": "noise_amplitude",
    "b": "basal_rate",
}


def _common_group(grn: GRN) -> SliderGroup:
    sliders: list[Slider] = []
    if grn.n_edges:
        sliders.append(_shared("n", "Hill coefficient n", grn.hill_coefficient, 0.5, 8.0, 0.1))
    sliders += [
        _shared("l", "Decay λ", grn.decay, 0.1, 4.0, 0.05, unit="1/time"),
        _shared("q", "Noise q", grn.noise_amplitude, 0.0, 2.0, 0.05),
    ]
    return {"title": "All genes", "sliders": sliders}


def _shared(
    name: str,
    label: str,
    values: ArrayLike,
    low: float,
    high: float,
    step: float,
    *,
    unit: str = "",
) -> Slider:
    """Return the slider of all genes or edges: of their value, or of a factor on values."""
    lowest, highest = _ends(values)
    if lowest == highest:
        return _slider(name, label, highest, low, high, step, unit=unit)
    slider = _slider(name, label, highest, highest / _FACTOR, highest * _FACTOR, unit=unit)
    return {**slider, "scale": "log", "spread": (lowest, highest)}


def _all_set(values: np.ndarray, value: float) -> np.ndarray:
    """Return all values as one, or scaled so that the highest becomes the value."""
    lowest, highest = _ends(values)
    if lowest == highest:
        return np.full_like(values, value)
    return values if value == highest else values * (value / highest)


def _ends(values: ArrayLike) -> tuple[float, float]:
    """Return the lowest and the highest value as sliders show them."""
    return _readable(np.min(values)), _readable(np.max(values))


def _edge_group(grn: GRN, edge: int) -> SliderGroup:
    strength = abs(float(grn.strength[edge]))
    half = float(grn.half_response[edge])
    if np.isnan(half):
        half = float(fill_half_response(grn).grn.half_response[edge])
    sliders = [
        _slider(f"K:{edge}", "Strength K", strength, 0.0, _top(strength), unit="molecules/time"),
        _slider(f"n:{edge}", "Hill coefficient n", grn.hill_coefficient[edge], 0.5, 8.0, 0.1),
        _slider(
            f"h:{edge}",
            "Half response h",
            half,
            _top(half) / 1000,
            _top(half),
            unit="molecules",
        ),
    ]
    arrow = "⊣" if grn.strength[edge] < 0 else "→"
    regulator, target = grn.gene_names[grn.regulator[edge]], grn.gene_names[grn.target[edge]]
    return {"title": f"{regulator} {arrow} {target}", "sliders": sliders}


def _gene_group(grn: GRN, gene: int, cell_type: int) -> SliderGroup:
    sliders = _rate_sliders(grn, [gene], cell_type, label="Basal rate b")
    sliders += [
        _slider(f"l:{gene}", "Decay λ", grn.decay[gene], 0.1, 4.0, 0.05, unit="1/time"),
        _slider(f"q:{gene}", "Noise q", grn.noise_amplitude[gene], 0.0, 2.0, 0.05),
    ]
    title = grn.gene_names[gene]
    return {
        "title": f"{title}, {grn.cell_types[cell_type]}" if grn.n_cell_types > 1 else title,
        "sliders": sliders,
    }


def _rate_sliders(
    grn: GRN, genes: Sequence[int], cell_type: int, *, label: str | None = None
) -> list[Slider]:
    scale = _top(max(float(np.max(grn.basal_rate)), float(np.abs(grn.strength).max(initial=0)) / 2))
    return [
        _slider(
            f"b:{gene}",
            label or grn.gene_names[gene],
            grn.basal_rate[cell_type, gene],
            0.0,
            scale,
            unit="molecules/time",
        )
        for gene in genes
    ]


def _rate_genes(grn: GRN) -> list[int]:
    """Return all genes of a small network, else the first that are expressed on their own."""
    if grn.n_genes <= _MOST_RATES:
        return list(range(grn.n_genes))
    expressed = np.asarray(grn.basal_rate).any(axis=0) | (grn.topology.in_degree == 0)
    return np.nonzero(expressed)[0][:_MOST_RATES].tolist()


def _known_genes(grn: GRN, selection: Selection) -> list[int]:
    index = {name: gene for gene, name in enumerate(grn.gene_names)}
    return [index[name] for name in selection["nodes"][:2] if name in index]


def _known_edges(grn: GRN, selection: Selection) -> list[int]:
    names = grn.gene_names
    index = {
        (names[regulator], names[target]): edge
        for edge, (regulator, target) in enumerate(zip(grn.regulator, grn.target, strict=True))
    }
    return [index[pair] for pair in selection["edges"][:2] if pair in index]


def _slider(
    name: str,
    label: str,
    value: SupportsFloat,
    low: float,
    high: float,
    step: float | None = None,
    *,
    unit: str = "",
) -> Slider:
    value = _readable(value)
    low, high = min(low, value), max(high, value)
    return {
        "id": name,
        "label": label,
        "min": low,
        "max": high,
        "step": step or (high - low) / 200,
        "value": value,
        "unit": unit,
    }


def _readable(value: SupportsFloat) -> float:
    return float(f"{float(value):.6g}")  # float32 shows digits that nobody gave


def _top(value: float) -> float:
    """Return a round upper limit with room above the value: 1, 2 or 5 times a power of ten."""
    if value <= 0:
        return 10.0
    power = 10.0 ** np.floor(np.log10(2 * value))
    return float(next(power * step for step in (1, 2, 5, 10) if power * step >= 2 * value))
