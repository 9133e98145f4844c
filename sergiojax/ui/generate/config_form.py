"""A form made from a configuration: widgets from its fields, words from its docstring.

Whatever a learner can be told is in its dataclass: names and annotations of the fields, limits in
their metadata (`learn.setting`), and what they mean in the `Attributes:` of the docstring.
"""

import dataclasses
import inspect
import re
import types
from collections.abc import Callable, Mapping
from typing import (
    Any,
    Literal,
    NamedTuple,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import streamlit as st

from sergiojax.ui.shell.plain import plain

_Config = TypeVar("_Config")
_ENTRY = re.compile(r"^ {4}(\w+): (.*)$")
_Show: TypeAlias = Callable[[Any, "Words", Mapping[str, Any], str], Any]
"""Shows a widget: value, words, limits and key of a field in, its new value out."""
_LONGEST_LABEL = 44  # characters; a longer one would take two lines


class Words(NamedTuple):
    """What a form says about a field.

    Attributes:
        label: Its first clause.
        help: All of it.
    """

    label: str
    help: str


def show_config(config: _Config, *, key: str, advanced: bool | None = None) -> _Config:
    """Show a configuration as a form.

    Args:
        config: Where the form starts; fields that no widget fits stay as they are.
        key: Beginning of the widgets' keys: another preset needs another one.
        advanced: Whether to show the advanced fields or the others; None for all.

    Returns:
        The configuration that was entered.

    Raises:
        ValueError: If an entry does not fit.
    """
    words, found = words_of(type(config)), {}
    for field, show in _shown(config, advanced):
        value = getattr(config, field.name)
        about = words.get(field.name, _words(field.name, ""))
        found[field.name] = show(value, about, field.metadata, f"{key}_{field.name}")
    try:
        return dataclasses.replace(config, **found)  # pyright: ignore[reportArgumentType]
    except TypeError as error:
        raise ValueError(str(error)) from error


def has_fields(config: Any, *, advanced: bool) -> bool:
    """Return whether a form of a configuration's advanced fields, or of the others, shows any."""
    return bool(_shown(config, advanced))


def _shown(config: Any, advanced: bool | None) -> list[tuple[dataclasses.Field[Any], _Show]]:
    """Return the fields that a form shows, and what shows each."""
    hints = get_type_hints(type(config))
    shown = []
    for field in dataclasses.fields(config):
        show = _widget(hints[field.name])
        is_asked_for = advanced in (None, field.metadata.get("advanced", True))
        if show is not None and is_asked_for:
            shown.append((field, show))
    return shown


def words_of(learner: type) -> Mapping[str, Words]:
    """Return label and help of every attribute that a class's docstring describes."""
    text = inspect.getdoc(learner) or ""
    found: dict[str, str] = {}
    name = ""
    for line in text.partition("Attributes:\n")[2].splitlines():
        entry = _ENTRY.match(line)
        if entry:
            name = entry[1]
            found[name] = entry[2]
        elif line.startswith(" " * 8) and name:
            found[name] += f" {line.strip()}"
        elif line.strip():
            break
    return {name: _words(name, about) for name, about in found.items()}


def _words(name: str, about: str) -> Words:
    clause = re.split(r"[,;:.(]( |$)", about)[0].strip()
    label = clause if 0 < len(clause) <= _LONGEST_LABEL else name.replace("_", " ").capitalize()
    return Words(label, f"{plain(about)} (`{name}`)" if about else f"`{name}`")


def _widget(hint: Any) -> _Show | None:
    """Return what shows a value of this annotation; None if no widget does."""
    options = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    plain_options = [option for option in options if option is not type(None)]
    if len(plain_options) != 1:
        return None
    kind = plain_options[0]
    if get_origin(kind) is Literal:
        return _show_choice(get_args(kind))
    if get_origin(kind) is tuple and set(get_args(kind)) - {...} == {int}:
        return _show_sizes
    return {bool: _show_switch, int: _show_whole, float: _show_number, str: _show_text}.get(kind)


def _show_choice(options: tuple[Any, ...]) -> _Show:
    def show(value: Any, words: Words, limits: Mapping[str, Any], key: str) -> Any:  # noqa: ARG001
        place = options.index(value) if value in options else 0
        return st.selectbox(words.label, options, place, key=key, help=words.help)

    return show


def _show_switch(value: Any, words: Words, limits: Mapping[str, Any], key: str) -> bool:  # noqa: ARG001
    return st.toggle(words.label, value=value, key=key, help=words.help)


def _show_whole(value: Any, words: Words, limits: Mapping[str, Any], key: str) -> int | None:
    least, most = (None if each is None else int(each) for each in _limits(limits))
    entered = st.number_input(words.label, least, most, value, step=1, key=key, help=words.help)
    return None if entered is None else int(entered)


def _show_number(value: Any, words: Words, limits: Mapping[str, Any], key: str) -> float | None:
    least, most = (None if each is None else float(each) for each in _limits(limits))
    entered = st.number_input(
        words.label, least, most, value, step=_step(value), format="%g", key=key, help=words.help
    )
    return None if entered is None else float(entered)


def _show_text(value: Any, words: Words, limits: Mapping[str, Any], key: str) -> str:  # noqa: ARG001
    return st.text_input(words.label, value, key=key, help=words.help) or ""


def _show_sizes(
    value: Any,
    words: Words,
    limits: Mapping[str, Any],  # noqa: ARG001
    key: str,
) -> tuple[int, ...]:
    text = st.text_input(words.label, ", ".join(map(str, value)), key=key, help=words.help)
    try:
        return tuple(int(part) for part in re.split(r"[,;\s]+", text.strip()) if part)
    except ValueError:
        raise ValueError(
            f"{words.label} must be whole numbers such as 128, 64, but is {text!r}."
        ) from None


def _limits(limits: Mapping[str, Any]) -> tuple[Any, Any]:
    return limits.get("least"), limits.get("most")


def _step(value: float | None) -> float:
    """Return a tenth of the value's own power of ten."""
    return 10.0 ** (int(f"{value:e}".partition("e")[2]) - 1) if value else 0.1
