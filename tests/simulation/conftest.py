"""What the tests of the simulators share."""

import contextlib
from collections import Counter
from collections.abc import Iterator

import jax
import jaxtyping
import pytest


@pytest.fixture
def unchecked() -> Iterator[None]:
    """Switch the check of annotations off, as it is for users, for arguments that break them."""
    jaxtyping.config.update("jaxtyping_disable", True)
    yield
    jaxtyping.config.update("jaxtyping_disable", False)


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
