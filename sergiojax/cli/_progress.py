"""A progress bar with a named phase, for whoever waits at a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from sergiojax._progress import Listener, Progress, silent


@contextmanager
def show_progress(*, quiet: bool) -> Iterator[Listener]:
    """Show a bar on the terminal until the block ends; elsewhere, show nothing.

    Args:
        quiet: Show nothing anywhere.

    Yields:
        What shows progress on the bar; as long as no step is done, the bar shows no share.
    """
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield silent
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=console, transient=True) as bars:
        bar = bars.add_task("Starting", total=None)

        def report(progress: Progress) -> None:
            total = progress.n_steps if progress.step else None
            bars.update(bar, description=progress.phase, completed=progress.step, total=total)

        yield report
