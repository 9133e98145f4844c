"""A progress bar with a named phase, for a person who waits at a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def show_progress(*, quiet: bool) -> Iterator[Callable[[str, float], None]]:
    """Show a bar on the terminal until the block ends; elsewhere, show nothing.

    Args:
        quiet: Show nothing anywhere.

    Yields:
        Takes the name of the phase and its finished share; 0 means that no share is known yet.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _phase, _share: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        bar = bars.add_task("Starting", total=None)

        def report(phase: str, share: float) -> None:
            bars.update(bar, description=phase, completed=share, total=1.0 if share else None)

        yield report
