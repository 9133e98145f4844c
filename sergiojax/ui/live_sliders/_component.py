"""Registers and mounts the slider panel.

`st.slider` reports only on release. This panel reports while the thumb moves, at the pace of
Python's answers: it sends a value, waits until a run that used it has returned to the panel, and
then sends the newest one.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NotRequired, TypedDict

import streamlit as st
from streamlit.components.v2 import component

from sergiojax.ui._assets import read_assets

_PACKAGE = "sergiojax.ui.live_sliders"


class Slider(TypedDict):
    """One slider.

    Attributes:
        id: Names the value in the answer; unique in the panel.
        label: Text next to it.
        min: Lowest value; above 0 on a logarithmic scale.
        max: Highest value.
        step: Distance of neighbouring values; a logarithmic scale has 200 steps instead. Typed
            values need not lie on a step.
        value: Value to show. It takes effect when `rev` changes or the slider is new.
        unit: Shown after the number.
        help: Shown on request.
        scale: Scale of the track; "linear" if absent.
        spread: Lowest and highest of several values that the slider scales together; only on a log
            scale. `value` is what the highest becomes. The factor, 1 until the slider moves, is
            shown and typed, together with the resulting range.
    """

    id: str
    label: str
    min: float
    max: float
    step: float
    value: float
    unit: NotRequired[str]
    help: NotRequired[str]
    scale: NotRequired[Literal["linear", "log"]]
    spread: NotRequired[tuple[float, float]]


class SliderGroup(TypedDict):
    """Sliders under a heading; an empty title shows none."""

    title: str
    sliders: Sequence[Slider]


class SliderState(TypedDict):
    """What the panel reports.

    Attributes:
        values: Value of every slider by its id.
        changed: Id of the slider that moved last.
        seq: Rises with every report.
        final: True once the thumb was released, a key pressed or a number typed.
        base_rev: The `rev` that the values belong to.
    """

    values: dict[str, float]
    changed: str
    seq: int
    final: bool
    base_rev: int


_mount = component(
    "sergiojax.live_sliders",
    html=read_assets(_PACKAGE, "frontend/sliders.html"),
    css=read_assets(_PACKAGE, "frontend/sliders.css"),
    js=read_assets(_PACKAGE, "frontend/scale.js", "frontend/sliders.js"),
)


def live_sliders(
    groups: Sequence[SliderGroup],
    *,
    rev: int,
    key: str,
    on_change: Callable[[], None] | None = None,
) -> SliderState | None:
    """Show sliders whose values arrive while they are dragged.

    Call it last in its fragment, after the work that uses the values (in a container made before,
    if it should be above): reaching it makes the browser send the next value.

    Args:
        groups: The sliders. They may change with every run and are updated in place.
        rev: Number of the last change that Python made to the values. The thumbs follow
            `Slider.value` only when it changes.
        key: Widget key.
        on_change: Called with every report; read `slider_state(key)`.

    Returns:
        The last report if it was made on `rev`, else None.

    Raises:
        ValueError: If a slider's limits, step or value make no sense, or the browser sent an
            invalid report.
    """
    sliders = [slider for group in groups for slider in group["sliders"]]
    _check_sliders(sliders)
    state = slider_state(key)
    current = state if state and state["base_rev"] == rev else None
    _mount(
        key=key,
        data={
            "groups": [_group_data(group, current) for group in groups],
            "ack": state["seq"] if state else 0,
            "rev": rev,
            "user_key": key,
        },
        on_sliders_change=on_change or _ignore,
    )
    return current


def slider_state(key: str) -> SliderState | None:
    """Read the last report of a panel, in its callback or before it is shown.

    Args:
        key: Widget key of the panel.

    Returns:
        The checked report, or None if nothing has been moved yet.

    Raises:
        ValueError: If the browser sent an invalid report. Limits are not checked here: they may
            have changed since.
    """
    state = (st.session_state.get(key) or {}).get("sliders")
    if state is None:
        return None
    if not isinstance(state, Mapping) or not isinstance(state.get("values"), Mapping):
        raise ValueError("a slider panel must report a mapping with values.")
    values, seq, base_rev = state["values"], state.get("seq"), state.get("base_rev")
    if not all(_is_number(value) for value in values.values()):
        raise ValueError(f"a slider panel must report finite numbers, not {dict(values)}.")
    if not isinstance(seq, int) or not isinstance(base_rev, int):
        raise ValueError("a slider panel must report whole numbers seq and base_rev.")
    return {
        "values": {str(name): float(value) for name, value in values.items()},
        "changed": str(state.get("changed")),
        "seq": seq,
        "final": state.get("final") is True,
        "base_rev": base_rev,
    }


def _group_data(group: SliderGroup, current: SliderState | None) -> SliderGroup:
    """Put reported values into a group, so that a panel that is mounted again shows them."""
    values = current["values"] if current else {}
    sliders: list[Slider] = [
        {**slider, "value": _within(slider, values.get(slider["id"], slider["value"]))}
        for slider in group["sliders"]
    ]
    return {"title": group["title"], "sliders": sliders}


def _check_sliders(sliders: Sequence[Slider]) -> None:
    ids = [slider["id"] for slider in sliders]
    if len(set(ids)) < len(ids):
        raise ValueError(f"slider ids must be unique, but are {ids}.")
    for slider in sliders:
        _check_spread(slider)
        low, high, step = slider["min"], slider["max"], slider["step"]
        if not all(_is_number(number) for number in (low, high, step, slider["value"])):
            raise ValueError(f"slider {slider['id']!r} needs finite numbers.")
        if not low < high or step <= 0 or (slider.get("scale") == "log" and low <= 0):
            raise ValueError(
                f"slider {slider['id']!r} needs min < max, a step above 0, and min above 0 on a"
                f" log scale, but has min {low}, max {high}, step {step}."
            )
        if not low <= slider["value"] <= high:
            raise ValueError(
                f"slider {slider['id']!r} has the value {slider['value']} outside {low} to {high};"
                " widen its limits."
            )


def _check_spread(slider: Slider) -> None:
    lowest, highest = slider.get("spread", (0.0, 1.0))
    if not 0 <= lowest < highest or ("spread" in slider and slider.get("scale") != "log"):
        raise ValueError(
            f"slider {slider['id']!r} needs 0 ≤ lowest < highest and a log scale for a spread, but "
            f"has {lowest} and {highest}."
        )


def _within(slider: Slider, value: float | int) -> float:
    """Keep a reported value inside limits that changed after it was reported."""
    return float(min(slider["max"], max(slider["min"], value)))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _ignore() -> None:
    """Stand in for a missing callback: CCv2 ignores state keys that have none."""
