"""Refuses to start with too little memory: the compiler would abort without a message."""

import os

from sergiojax.cli._refusal import BAD_FILE, RefusalError

NO_MEMORY = "This machine does not have enough memory; ask for fewer cells."

# Address space (bytes) for loading the libraries and compiling. On two processors, runs of 100
# genes aborted at 2.0 GB and below; at 2.2 GB what did not fit raised a MemoryError.
_TO_LOAD = 800_000_000
_TO_COMPILE, _PER_PROCESSOR = 2_500_000_000, 50_000_000
_NEVER_COMPILE = ("convert", "examples")


def check_memory(command: str) -> None:
    """Refuse a command that could not run within `ulimit -v`.

    Args:
        command: Name of the command.

    Raises:
        RefusalError: If the limit is too low.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    need = _TO_LOAD
    if command not in _NEVER_COMPILE:
        need = _TO_COMPILE + _PER_PROCESSOR * (os.cpu_count() or 1)
    if limit not in (-1, resource.RLIM_INFINITY) and limit < need:
        raise RefusalError(
            f"The command needs {need / 1e9:.1f} GB of address space, but may use only "
            f"{limit / 1e9:.1f} GB; raise the limit (ulimit -v).",
            status=BAD_FILE,
        )


def means_no_memory(error: RuntimeError) -> bool:
    """Return whether an error of compiled code says that memory ran out."""
    return "RESOURCE_EXHAUSTED" in str(error) or "bad_alloc" in str(error)
