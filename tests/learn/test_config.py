"""Configurations: JSON and back, presets, and what is refused."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import pytest

from sergiojax.learn import check_settings, from_json, preset, setting, to_json


@dataclass(frozen=True)
class Example:
    """A configuration with a field of every kind."""

    presets: ClassVar[dict] = {"laptop": {"width": (4,)}, "paper": {"width": [256, 512]}}

    n_steps: int = setting(10, least=1)
    rate: float = setting(1e-3, least=0.0, most=1.0)
    width: tuple[int, ...] = setting((8, 8), least=1)
    kind: Literal["a", "b"] = setting("a")
    name: str | None = setting(None)
    flag: bool = setting(False)
    edges: tuple[tuple[str, str, int], ...] = setting(())

    def __post_init__(self) -> None:
        check_settings(self)


def test_json_and_back_is_the_same():
    config = Example(n_steps=3, width=(1, 2), edges=(("A", "B", -1),))
    values = to_json(config)
    assert values["edges"] == [["A", "B", -1]]
    assert from_json(Example, values) == config


def test_lists_and_whole_numbers_become_what_the_field_is():
    config = Example(rate=1, width=[3])
    assert config == Example(rate=1.0, width=(3,))
    assert hash(config) == hash(Example(rate=1.0, width=(3,)))


def test_a_misspelt_key_is_named_with_the_nearest_one():
    with pytest.raises(ValueError, match=r"no setting `n_step`\. Did you mean `n_steps`\?"):
        from_json(Example, {"n_step": 4})


def test_presets_are_settings_by_name():
    assert preset(Example, "paper", n_steps=5) == Example(n_steps=5, width=(256, 512))
    with pytest.raises(ValueError, match="no preset 'desktop'; it has laptop, paper"):
        preset(Example, "desktop")


@pytest.mark.parametrize(
    ("setting_", "value", "sentence"),
    [
        ("n_steps", 0, "`n_steps` must be at least 1, but is 0"),
        ("n_steps", 2.5, "`n_steps` must be a whole number, but is 2.5"),
        ("n_steps", True, "`n_steps` must be a whole number, but is True"),
        ("rate", 2.0, "`rate` must be at most 1, but is 2"),
        ("rate", float("nan"), "`rate` must be finite, but is nan"),
        ("width", (4, 0), "`width` must be at least 1, but is 0"),
        ("width", 4, "`width` must be a list, but is 4"),
        ("kind", "c", "`kind` must be 'a' or 'b', but is 'c'"),
        ("flag", 1, "`flag` must be true or false, but is 1"),
        ("name", 3, "`name` must be a text or none, but is 3"),
        ("edges", (("A", "B"),), "`edges` must be a list"),
    ],
)
def test_wrong_values_get_one_sentence(setting_, value, sentence):
    with pytest.raises((TypeError, ValueError), match=sentence):
        Example(**{setting_: value})
