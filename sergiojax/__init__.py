"""Draw gene regulatory networks, simulate them, and turn them into single-cell data.

The names below are loaded at first use, so that `import sergiojax` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sergiojax._version import __version__

if TYPE_CHECKING:
    from sergiojax import (
        analysis,
        datasets,
        grn,
        inference,
        io,
        kinetics,
        learn,
        noise,
        plot,
        simulation,
    )
    from sergiojax._progress import Progress, StopEarly
    from sergiojax.api import (
        Learned,
        SergioJAX,
        fit,
        load_model,
        repeat,
        screen,
        simulate,
        simulate_to_file,
        write_grn,
    )
    from sergiojax.datasets import list_examples, load_design, load_example
    from sergiojax.grn import GRN, Design, GRNFormatError, random_network, read_grn
    from sergiojax.io import grn_from_anndata, read_h5ad, to_anndata, write_csv, write_h5ad
    from sergiojax.noise import TechnicalNoise, add_technical_noise
    from sergiojax.simulation import (
        Perturbation,
        simulate_differentiation,
        simulate_steady_state,
        simulate_time_course,
    )

_HOMES = {
    "_progress": ("Progress", "StopEarly"),
    "api": (
        "Learned",
        "SergioJAX",
        "fit",
        "load_model",
        "repeat",
        "screen",
        "simulate",
        "simulate_to_file",
        "write_grn",
    ),
    "datasets": ("list_examples", "load_design", "load_example"),
    "grn": ("GRN", "Design", "GRNFormatError", "random_network", "read_grn"),
    "io": ("grn_from_anndata", "read_h5ad", "to_anndata", "write_csv", "write_h5ad"),
    "noise": ("TechnicalNoise", "add_technical_noise"),
    "simulation": (
        "Perturbation",
        "simulate_differentiation",
        "simulate_steady_state",
        "simulate_time_course",
    ),
}
_PACKAGES = (
    "analysis",
    "datasets",
    "grn",
    "inference",
    "io",
    "kinetics",
    "learn",
    "noise",
    "plot",
    "simulation",
)
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "GRN",
    "Design",
    "GRNFormatError",
    "Learned",
    "Perturbation",
    "Progress",
    "SergioJAX",
    "StopEarly",
    "TechnicalNoise",
    "__version__",
    "add_technical_noise",
    "analysis",
    "datasets",
    "fit",
    "grn",
    "grn_from_anndata",
    "inference",
    "io",
    "kinetics",
    "learn",
    "list_examples",
    "load_design",
    "load_example",
    "load_model",
    "noise",
    "plot",
    "random_network",
    "read_grn",
    "read_h5ad",
    "repeat",
    "screen",
    "simulate",
    "simulate_differentiation",
    "simulate_steady_state",
    "simulate_time_course",
    "simulate_to_file",
    "simulation",
    "to_anndata",
    "write_csv",
    "write_grn",
    "write_h5ad",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module at first use (PEP 562)."""
    if name in _PACKAGES:
        return import_module(f"sergiojax.{name}")
    if name in _HOME_OF:
        value = getattr(import_module(f"sergiojax.{_HOME_OF[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'sergiojax' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted(__all__)
