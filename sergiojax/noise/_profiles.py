"""The published noise profiles, so that nobody has to find the supplement they are printed in."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from sergiojax.noise._technical_noise import TechnicalNoise


class NoiseProfile(NamedTuple):
    """A published setting of the technical noise.

    Attributes:
        name: Name of the data set in the paper.
        protocol: Kind of experiment whose data it was matched to; None if not documented.
        noise: The seven parameters.
    """

    name: str
    protocol: str | None
    noise: TechnicalNoise


def _profile(
    name: str,
    protocol: str | None,
    outlier: float,
    library: tuple[float, float],
    dropout: tuple[float, float],
) -> NoiseProfile:
    noise = TechnicalNoise(0.01, outlier, 1.0, *library, *dropout)
    return NoiseProfile(name, protocol, noise)


# Trap: these are the names of the paper of 2020, where DS4 to DS8 are steady-state data sets. The
# folders ..._DS4 to ..._DS8 of SERGIO's repository follow the preprint of 2019 and hold
# differentiation data sets. A profile must never be chosen by the name of such a folder.
PROFILES: Mapping[str, NoiseProfile] = MappingProxyType(
    {
        profile.name: profile
        for profile in (
            # name, protocol, μ_o, (μ_l, σ_l), (k, q)
            _profile("DS1", None, 0.8, (4.8, 0.3), (20.0, 82.0)),
            _profile("DS2", None, 0.8, (6.0, 0.4), (12.0, 80.0)),
            _profile("DS3", "illumina", 0.8, (7.0, 0.4), (8.0, 80.0)),
            _profile("DS4", "10x-chromium", 3.0, (6.0, 0.3), (8.0, 74.0)),
            _profile("DS5", "10x-chromium", 3.0, (6.0, 0.4), (8.0, 82.0)),
            _profile("DS6", "10x-chromium", 5.0, (4.5, 0.7), (8.0, 45.0)),
            _profile("DS7", "drop-seq", 3.0, (4.4, 0.8), (8.0, 85.0)),
            _profile("DS8", "smart-seq", 4.5, (10.8, 0.55), (2.0, 92.0)),
            _profile("DS13", None, 0.8, (3.6, 0.4), (8.0, 70.0)),
            _profile("DS14", None, 0.8, (5.0, 0.4), (4.0, 80.0)),
        )
    }
)
"""The ten published profiles by paper name; σ_o is 1 and one gene in a hundred is an outlier.

Source:
    Dibaeinia and Sinha (2020), Cell Systems 11(3), 252-271, Table S1; protocols from the noise
    configuration of AVICI (Lorch et al. 2022), which cites the same supplement.
"""


def list_profiles() -> tuple[str, ...]:
    """Return the names of the published profiles."""
    return tuple(PROFILES)


def technical_noise(
    profile: str | TechnicalNoise | NoiseProfile | Mapping[str, Any],
) -> TechnicalNoise:
    """Resolve a profile to its seven parameters.

    Args:
        profile: A paper name ("DS1"), a protocol that has one profile ("drop-seq"), both in any
            case; the parameters themselves; or a mapping of the seven parameters by name.

    Returns:
        The seven parameters.

    Raises:
        TypeError: If `profile` is none of these.
        ValueError: If the name is unknown or its protocol has several profiles, or a parameter
            is missing or out of bounds.
    """
    if isinstance(profile, TechnicalNoise):
        return profile
    if isinstance(profile, NoiseProfile):
        return profile.noise
    if isinstance(profile, str):
        return _find(profile).noise
    if isinstance(profile, Mapping):
        return TechnicalNoise.from_dict(profile)
    raise TypeError(
        "A noise profile must be a name, a TechnicalNoise or a mapping of its seven parameters, "
        f"but is a {type(profile).__name__}."
    )


def _find(name: str) -> NoiseProfile:
    """Look up a paper name or a protocol; case, spaces and hyphens do not matter."""
    wanted = _plain(name)
    found = [p for p in PROFILES.values() if wanted in {_plain(p.name), _plain(p.protocol or "")}]
    if len(found) == 1 and wanted:
        return found[0]
    if found and wanted:
        names = ", ".join(profile.name for profile in found)
        raise ValueError(f"Protocol {name!r} has several noise profiles; choose one of {names}.")
    protocols = ", ".join(
        f"{p.protocol} ({p.name})" for p in PROFILES.values() if _is_only_one(p.protocol)
    )
    raise ValueError(
        f"Unknown noise profile {name!r}; choose one of {', '.join(PROFILES)}, "
        f"or a protocol: {protocols}."
    )


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).casefold()


def _is_only_one(protocol: str | None) -> bool:
    return protocol is not None and sum(p.protocol == protocol for p in PROFILES.values()) == 1
