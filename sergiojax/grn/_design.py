"""What the app edits and the project file holds: a network, and everything around it."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from sergiojax._types import Json, JsonObject
from sergiojax.grn._annotation import Annotation, check_annotations
from sergiojax.grn._assumed import EDGE_KINDS, Assumed, check_assumed, still_assumed
from sergiojax.grn._layout import SPACING, LayoutKind, layout_positions
from sergiojax.grn._network import GRN
from sergiojax.grn._parameter import Parameter


@dataclass(frozen=True, eq=False)
class Design:
    """A network with the positions of its genes, settings, notes and annotations.

    Attributes:
        grn: The network.
        positions: Pixels (x, y) by gene name, y growing downwards; genes may be missing.
        settings: What to do with the network, as JSON values that only the app interprets.
        notes: Free text of the user.
        annotations: Texts on the drawing.
        assumed: Which parameters were filled in and not set by the user since: by kind ("sign",
            "strength" for |K|, "half_response", …) True for every such edge or gene.

    Raises:
        TypeError: If the settings are not JSON values, or the notes or an annotation not text.
        ValueError: If a position is not finite or belongs to no gene, or an annotation is wrong.
    """

    grn: GRN
    positions: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    settings: Mapping[str, Json] = field(default_factory=dict)
    notes: str = ""
    annotations: Sequence[Annotation] = ()
    assumed: Assumed = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.grn, GRN):
            raise TypeError(f"`grn` must be a GRN, but is a {type(self.grn).__name__}.")
        if not isinstance(self.notes, str):
            raise TypeError(f"`notes` must be text, but is a {type(self.notes).__name__}.")
        _check_text("The notes", self.notes)
        # Copies: later changes by the caller do not reach the design.
        object.__setattr__(self, "positions", _check_positions(self.positions, self.grn))
        object.__setattr__(self, "settings", _check_settings(self.settings))
        object.__setattr__(self, "annotations", check_annotations(self.annotations))
        object.__setattr__(self, "assumed", check_assumed(self.assumed, self.grn))

    def replace(self, **changes: Any) -> "Design":
        """Return a checked copy with some parts replaced.

        With another network, positions of genes that are gone go too, and parameters whose value
        differs no longer count as filled in. `assumed={}` accepts all of them as set.

        Args:
            **changes: `grn`, `positions`, `settings`, `notes`, `annotations` or `assumed`.

        Returns:
            The new design.

        Raises:
            TypeError: If a name is unknown.
            ValueError: If the changed design is not a valid one.
        """
        unknown = sorted(changes.keys() - self.__dataclass_fields__.keys())
        if unknown:
            known = ", ".join(self.__dataclass_fields__)
            raise TypeError(f"A design has no `{unknown[0]}`; it has {known}.")
        if "grn" in changes and "positions" not in changes:
            genes = set(changes["grn"].gene_names)
            kept = {gene: place for gene, place in self.positions.items() if gene in genes}
            changes["positions"] = kept
        if "grn" in changes and "assumed" not in changes:
            changes["assumed"] = still_assumed(self.assumed, self.grn, changes["grn"])
        return replace(self, **changes)

    def assumed_parameters(self) -> tuple[Parameter, ...]:
        """Return the parameters that were filled in, without signs and basal rates of 0.

        Returns:
            Kind by kind, in the order of genes and edges.
        """
        names, grn = self.grn.gene_names, self.grn
        rated = np.asarray(grn.basal_rate).any(axis=0)
        found = []
        for kind, mask in self.assumed.items():
            if kind in EDGE_KINDS and kind != "sign":
                for edge in np.nonzero(mask)[0]:
                    of = names[grn.regulator[edge]], names[grn.target[edge]]
                    found.append(Parameter(kind, of))
            elif kind != "sign":
                genes = np.nonzero(mask & rated if kind == "basal_rate" else mask)[0]
                found += [Parameter(kind, names[gene]) for gene in genes]
        return tuple(found)

    def with_positions(self, kind: LayoutKind = "auto", *, seed: int = 0) -> "Design":
        """Return the design with a position for every gene.

        Args:
            kind: Layout if no gene has a position yet; see `layout_positions`.
            seed: Seed of the layout.

        Returns:
            The design; genes without a place in an existing drawing are put in rows below it.
        """
        missing = [gene for gene in self.grn.gene_names if gene not in self.positions]
        if not missing:
            return self
        if not self.positions:
            return replace(self, positions=layout_positions(self.grn, kind, seed=seed))
        x, y = np.array(list(self.positions.values())).T
        n_columns = max(1, round(np.ptp(x) / SPACING) + 1, math.ceil(math.sqrt(len(missing))))
        rows = {}
        for number, gene in enumerate(missing):
            row, column = divmod(number, n_columns)
            rows[gene] = (float(x.min() + column * SPACING), float(y.max() + (row + 1) * SPACING))
        return replace(self, positions={**self.positions, **rows})


def _check_positions(
    positions: Mapping[str, tuple[float, float]], grn: GRN
) -> dict[str, tuple[float, float]]:
    checked = {}
    genes = set(grn.gene_names)
    for gene, place in positions.items():
        if gene not in genes:
            raise ValueError(f"A position is given for {gene!r}, which is not in the network.")
        try:
            x, y = (float(coordinate) for coordinate in place)
        except (TypeError, ValueError):
            x = y = math.nan
        if not math.isfinite(x + y):
            raise ValueError(f"The position of gene {gene} must be two numbers, but is {place!r}.")
        checked[gene] = (x, y)
    return checked


def _check_settings(settings: Mapping[str, Json]) -> JsonObject:
    checked = {}
    for name, value in settings.items():
        if not isinstance(name, str):
            raise TypeError(f"Names of settings must be strings, but one is {name!r}.")
        try:
            text = json.dumps({name: value}, allow_nan=False, ensure_ascii=False)
        except (TypeError, ValueError, RecursionError) as error:
            raise TypeError(f"The setting {name!r} is not a JSON value: {error}.") from error
        _check_text(f"The setting {name!r}", text)
        checked |= json.loads(text)
    return checked


def _check_text(what: str, text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{what} cannot be written as Unicode: {error.reason}.") from error
