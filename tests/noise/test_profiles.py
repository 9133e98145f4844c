"""The published profiles, against the table they were taken from."""

import numpy as np
import pytest

from sergiojax.noise import PROFILES, TechnicalNoise, list_profiles, technical_noise

# Name, μ_o, μ_l, σ_l, k, q, and the median library size that is printed beside them.
PUBLISHED = """
DS1  0.8  4.8 0.30 20 82   122
DS2  0.8  6.0 0.40 12 80   403
DS3  0.8  7.0 0.40  8 80  1097
DS4  3.0  6.0 0.30  8 74   403
DS5  3.0  6.0 0.40  8 82   403
DS6  5.0  4.5 0.70  8 45    90
DS7  3.0  4.4 0.80  8 85    81
DS8  4.5 10.8 0.55  2 92 49021
DS13 0.8  3.6 0.40  8 70    37
DS14 0.8  5.0 0.40  4 80   148
"""


def test_profiles_are_those_of_the_supplement():
    names = []
    for line in PUBLISHED.split("\n")[1:-1]:
        name, *numbers = line.split()
        outlier, library, library_sd, steepness, percentile, median = map(float, numbers)
        published = TechnicalNoise(0.01, outlier, 1.0, library, library_sd, steepness, percentile)
        assert technical_noise(name) == published
        assert round(np.exp(library)) == median
        names.append(name)
    assert list_profiles() == tuple(names)
    assert all(profile.name == name for name, profile in PROFILES.items())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ds1", "DS1"),
        (" DS13", "DS13"),
        ("drop-seq", "DS7"),
        ("Drop-seq", "DS7"),
        ("Smart Seq", "DS8"),
        ("SMART_SEQ", "DS8"),
    ],
)
def test_names_and_protocols_are_found_in_any_spelling(name, expected):
    assert technical_noise(name) == PROFILES[expected].noise


def test_profiles_parameters_and_mappings_are_accepted():
    profile = PROFILES["DS4"]
    assert technical_noise(profile) is profile.noise
    assert technical_noise(profile.noise) is profile.noise
    assert technical_noise(profile.noise.to_dict()) == profile.noise


def test_protocol_of_several_profiles_asks_which():
    with pytest.raises(ValueError, match="several noise profiles; choose one of DS4, DS5, DS6"):
        technical_noise("10x-chromium")


@pytest.mark.parametrize("name", ["DS9", "", "-"])
def test_unknown_name_lists_what_there_is(name):
    with pytest.raises(ValueError, match=r"choose one of DS1, .* DS14, or a protocol: .*drop-seq"):
        technical_noise(name)


def test_a_published_profile_cannot_be_changed_by_accident():
    with pytest.raises(TypeError):
        PROFILES["DS1"] = PROFILES["DS2"]
