"""The package as a whole: light to import, complete, and with signatures as STYLE.md has them."""

import importlib
import inspect
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import sergiojax

HEAVY = {"jax", "numpy", "pandas", "anndata", "streamlit", "plotly", "umap", "sklearn", "igraph"}
MORE_THAN_TWO = {
    "learn.CountVAE.encode",
    "kinetics.hill",  # takes the terms of its equation in order
    "simulation.draw_cells",  # is for `simulate`, with all settings in one argument
}
EVERYDAY = {
    *("Learned", "fit", "load_model"),
    *("Progress", "StopEarly"),
    *("GRN", "Design", "GRNFormatError", "random_network", "read_grn", "write_grn"),
    *("list_examples", "load_design", "load_example"),
    *(
        "simulate",
        "repeat",
        "screen",
        "SergioJAX",
        "simulate_to_file",
        "Perturbation",
        "simulate_differentiation",
        "simulate_steady_state",
        "simulate_time_course",
    ),
    *("TechnicalNoise", "add_technical_noise"),
    *("to_anndata", "grn_from_anndata", "read_h5ad", "write_h5ad", "write_csv"),
}


def _modules_after(statement: str) -> set[str]:
    """Names of the packages that a fresh interpreter has loaded after a statement."""
    code = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    root = Path(sergiojax.__file__).parents[1]
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_import_loads_nothing_heavy():
    assert not _modules_after("import sergiojax; sergiojax.__version__; dir(sergiojax)") & HEAVY


def test_command_line_loads_nothing_heavy():
    assert not _modules_after("import sergiojax.cli") & HEAVY


def test_network_loads_neither_cells_nor_app():
    loaded = _modules_after("import sergiojax; sergiojax.GRN")
    assert "jax" in loaded
    assert not loaded & {"anndata", "pandas", "streamlit", "umap", "sklearn"}


def test_one_call_functions_load_what_they_need_and_no_more():
    assert not _modules_after("import sergiojax.api; dir(sergiojax.api)") & HEAVY
    assert "anndata" in _modules_after("from sergiojax.api import simulate")


@pytest.mark.slow
def test_library_never_loads_the_app():
    names = [name for name in sergiojax.__all__ if name != "__version__"]
    loaded = _modules_after("import sergiojax\n" + "\n".join(f"sergiojax.{name}" for name in names))
    assert "anndata" in loaded
    assert "streamlit" not in loaded


def test_every_everyday_name_is_public():
    assert set(sergiojax.__all__) == {"__version__", *EVERYDAY, *sergiojax._PACKAGES}
    assert dir(sergiojax) == sorted(sergiojax.__all__)


@pytest.mark.parametrize("name", sergiojax.__all__)
def test_every_public_name_exists_and_stays_the_same(name):
    first = getattr(sergiojax, name)
    assert first is not None
    assert getattr(sergiojax, name) is first


def test_unknown_names_are_refused_as_python_does():
    with pytest.raises(AttributeError, match="module 'sergiojax' has no attribute 'nonesuch'"):
        getattr(sergiojax, "nonesuch")  # noqa: B009 (the attribute is the point)
    with pytest.raises(ImportError, match="cannot import name 'nonesuch' from 'sergiojax"):
        from sergiojax.api import nonesuch  # noqa: F401
    assert not hasattr(sergiojax, "__wrapped__")


@pytest.mark.parametrize("package", [f"sergiojax.{name}" for name in sergiojax._PACKAGES])
def test_packages_are_described_and_list_their_names_in_order(package):
    module = importlib.import_module(package)
    assert module.__doc__
    assert len(set(module.__all__)) == len(module.__all__)
    assert all(hasattr(module, name) for name in module.__all__)


# Signatures


def _public_functions() -> Iterator[tuple[str, Callable[..., object]]]:
    """Functions and methods that `__all__` of a package makes public, by "package.name"."""
    for package in sergiojax._PACKAGES:
        module = importlib.import_module(f"sergiojax.{package}")
        for name in module.__all__:
            value = getattr(module, name)
            home = getattr(value, "__module__", "") or ""
            if not home.startswith("sergiojax"):
                continue
            if inspect.isclass(value):
                for method, function in _methods(value):
                    yield f"{package}.{name}.{method}", function
            elif callable(value):
                yield f"{package}.{name}", inspect.unwrap(value)


def _methods(kind: type) -> Iterator[tuple[str, Callable[..., object]]]:
    for name, value in vars(kind).items():
        function = inspect.unwrap(getattr(value, "__func__", value))
        if not name.startswith("_") and inspect.isfunction(function):
            yield name, function


def _parameters(function: Callable[..., object]) -> list[inspect.Parameter]:
    parameters = inspect.signature(function).parameters.values()
    return [parameter for parameter in parameters if parameter.name not in {"self", "cls"}]


FUNCTIONS = dict(_public_functions())
EVERYDAY_FUNCTIONS = {
    name: function for name, function in FUNCTIONS.items() if name.split(".")[1] in EVERYDAY
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_at_most_two_arguments_go_without_a_name(name):
    named = {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}
    positional = [p.name for p in _parameters(FUNCTIONS[name]) if p.kind not in named]
    assert len(positional) <= 2 or name in MORE_THAN_TWO, positional


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_public_function_is_annotated_and_described(name):
    signature = inspect.signature(FUNCTIONS[name])
    bare = [p.name for p in _parameters(FUNCTIONS[name]) if p.annotation is p.empty]
    assert not bare
    assert signature.return_annotation is not signature.empty
    assert FUNCTIONS[name].__doc__


@pytest.mark.parametrize("name", EVERYDAY_FUNCTIONS)
def test_everyday_functions_explain_each_argument_and_the_result(name):
    function = EVERYDAY_FUNCTIONS[name]
    text = inspect.getdoc(function) or ""
    parameters = _parameters(function)
    if len(parameters) > 1 and "The arguments are those of" not in text:
        undescribed = [p.name for p in parameters if f"    {p.name}: " not in text.replace("*", "")]
        assert not undescribed
    if inspect.signature(function).return_annotation not in {None, "None"}:
        assert "Returns:\n" in text or text.startswith(("Return ", "Build "))
