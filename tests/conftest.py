"""What all tests share: a key, the reference data, a browser, and how JAX and hypothesis behave.

Shapes are checked on every call: pytest's option `--jaxtyping-packages` in pyproject.toml turns
the annotations of the packages that calculate into run-time checks. A network checks its own shapes
in any case; there and in the app the checks would double the time of the tests.
"""

import contextlib
import gc
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import jax
import pytest
from jaxtyping import PRNGKeyArray

import sergiojax.grn  # noqa: F401  # here, as what a checked package loads is loaded as it is

ROOT = Path(__file__).parents[1]

# Tests spend most of their time in the compiler. What took it longer than 0.1 s is kept between
# runs, which nearly halves the second one.
jax.config.update("jax_compilation_cache_dir", str(ROOT / ".pytest_cache" / "jax"))
jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.1)

# An array that lacks an axis is an error: NumPy's rule would add it in front, right or wrong.
jax.config.update("jax_numpy_rank_promotion", "raise")

# No deadline, because the first example compiles; the same examples in every run, so that a
# failure is due to the current change.
hypothesis.settings.register_profile("sergiojax", deadline=None, derandomize=True, max_examples=50)
hypothesis.settings.load_profile("sergiojax")


@pytest.fixture(scope="session")
def key() -> PRNGKeyArray:
    """The key of tests that need only one. Session-wide, so that hypothesis may use it too."""
    return jax.random.key(0)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of reference data: SERGIO's networks and recorded statistics, GRNsight's files.

    It is not part of the repository, because its licence is not ours. It is in `shared/data` next
    to the checkout, or in the folder that SERGIOJAX_DATA names.
    """
    named = os.environ.get("SERGIOJAX_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if folder.is_dir():
        return folder
    if named:
        pytest.fail(f"SERGIOJAX_DATA must name a folder, but {folder} is not one.")
    pytest.skip("no reference data: put it into ../shared/data, or name its folder: SERGIOJAX_DATA")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium for Playwright to drive: the one in CHROMIUM, or one on the PATH."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.skip("no Chromium: install one (apt-get install chromium), or name it: CHROMIUM")
    return path


@contextlib.contextmanager
def counted_compilations() -> Iterator[Counter]:
    """Count what XLA compiles inside the block, by the name of the function."""
    compiled: Counter = Counter()

    def listen(event: str, _: float, **details: str) -> None:
        if event.endswith("backend_compile_duration"):
            compiled[details["fun_name"]] += 1

    jax.monitoring.register_event_duration_secs_listener(listen)
    try:
        yield compiled
    finally:
        jax.monitoring.unregister_event_duration_listener(listen)


@pytest.fixture
def compilations():
    """Return a context manager that counts compilations."""
    return counted_compilations


def pytest_collection_finish() -> None:
    """Set aside what was imported: every collection of garbage would look through it again."""
    gc.collect()
    gc.freeze()
