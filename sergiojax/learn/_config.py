"""Configurations as JSON and back, their presets, and the checks of their values."""

import dataclasses
import difflib
import math
import types
from collections.abc import Mapping
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from sergiojax._types import Json, JsonObject

_Config = TypeVar("_Config")


def setting(
    default: Any,
    *,
    least: float | int | None = None,
    most: float | int | None = None,
    advanced: bool = True,
) -> Any:
    """Declare a field of a configuration.

    Args:
        default: Its default.
        least: The smallest value allowed, of each entry of a tuple.
        most: The largest value allowed.
        advanced: Whether a form shows it only on request.
    """
    metadata = {"least": least, "most": most, "advanced": advanced}
    return dataclasses.field(default=default, metadata=metadata)


def check_settings(config: Any) -> None:
    """Check every field of a configuration against its annotation and its limits.

    Lists become tuples, so that a configuration from JSON equals, and hashes like, any other.

    Raises:
        TypeError: If a value has the wrong type.
        ValueError: If it is out of range.
    """
    hints = get_type_hints(type(config))
    for field in dataclasses.fields(config):
        value = _frozen(getattr(config, field.name))
        if _is(float, hints[field.name]) and type(value) is int:
            value = float(value)
        object.__setattr__(config, field.name, value)
        if not _fits(value, hints[field.name]):
            wanted = _words(hints[field.name])
            raise TypeError(f"`{field.name}` must be {wanted}, but is {value!r}.")
        _check_range(field, value)


def to_json(config: Any) -> JsonObject:
    """Return a configuration as JSON values, by field.

    Example:
        >>> from sergiojax.learn import CountVAE
        >>> to_json(CountVAE(latent=5))["latent"]
        5
    """
    return {
        field.name: _thawed(getattr(config, field.name)) for field in dataclasses.fields(config)
    }


def from_json(learner: type[_Config], values: Mapping[str, Json]) -> _Config:
    """Return a configuration from JSON values; what is left out has its default.

    Args:
        learner: Class of the configuration.
        values: Its settings by name.

    Raises:
        TypeError: If a value has the wrong type.
        ValueError: If a key is unknown, with the nearest one that is known, or a value is out of
            range.
    """
    known = [field.name for field in dataclasses.fields(learner)]  # pyright: ignore[reportArgumentType]
    for key in values:
        if key not in known:
            nearest = difflib.get_close_matches(key, known, 1, 0.5)
            hint = f"Did you mean `{nearest[0]}`?" if nearest else f"It has {', '.join(known)}."
            raise ValueError(f"{learner.__name__} has no setting `{key}`. {hint}")
    return learner(**{key: _frozen(value) for key, value in values.items()})


def preset(learner: type[_Config], name: str, **changes: Any) -> _Config:
    """Return a configuration with the settings that a preset names.

    Args:
        learner: Class of the configuration, whose `presets` holds settings by name.
        name: Name of the preset, such as "laptop" or "paper".
        **changes: Settings that differ from it.

    Raises:
        ValueError: If the preset or a setting is unknown.
    """
    presets: dict[str, JsonObject] = getattr(learner, "presets", {"laptop": {}})
    if name not in presets:
        found = ", ".join(presets)
        raise ValueError(f"{learner.__name__} has no preset {name!r}; it has {found}.")
    return from_json(learner, {**presets[name], **changes})


def _check_range(field: dataclasses.Field[Any], value: Any) -> None:
    least, most = field.metadata.get("least"), field.metadata.get("most")
    for entry in value if isinstance(value, tuple) else (value,):
        if not isinstance(entry, int | float) or isinstance(entry, bool):
            continue
        if not math.isfinite(entry):
            raise ValueError(f"`{field.name}` must be finite, but is {entry:g}.")
        if least is not None and entry < least:
            raise ValueError(f"`{field.name}` must be at least {least:g}, but is {entry:g}.")
        if most is not None and entry > most:
            raise ValueError(f"`{field.name}` must be at most {most:g}, but is {entry:g}.")


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value


def _thawed(value: Any) -> Json:
    return [_thawed(entry) for entry in value] if isinstance(value, tuple) else value


def _options(hint: Any) -> tuple[Any, ...]:
    """Return the members of a union, else the annotation alone."""
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)


def _is(kind: type, hint: Any) -> bool:
    return kind in _options(hint) and int not in _options(hint)


def _fits(value: Any, hint: Any) -> bool:
    return any(_fits_one(value, option) for option in _options(hint))


def _fits_one(value: Any, hint: Any) -> bool:
    if hint is type(None):
        return value is None
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    if get_origin(hint) is tuple:
        return isinstance(value, tuple) and _fits_tuple(value, get_args(hint))
    return isinstance(value, hint) and (hint is bool or not isinstance(value, bool))


def _fits_tuple(value: tuple[Any, ...], parts: tuple[Any, ...]) -> bool:
    if parts[1:] == (...,):
        return all(_fits(entry, parts[0]) for entry in value)
    return len(value) == len(parts) and all(map(_fits, value, parts))


def _words(hint: Any) -> str:
    """Return what a value must be, in words."""
    names = {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}
    found = []
    for option in _options(hint):
        if get_origin(option) is Literal:
            found.append(" or ".join(map(repr, get_args(option))))
        elif get_origin(option) is tuple:
            found.append("a list")
        else:
            found.append("none" if option is type(None) else names.get(option, str(option)))
    return " or ".join(found)
