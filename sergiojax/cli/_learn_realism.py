"""`sergiojax learn realism`: how alike two files of cells are, as a table with lights."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sergiojax._progress import Listener, Progress
from sergiojax.cli._progress import show_progress
from sergiojax.cli._refusal import BAD_FILE, RefusalError, check_output, refuse, refuse_unwritable

if TYPE_CHECKING:
    from rich.table import Table

    from sergiojax.analysis import RealismCard
    from sergiojax.analysis.realism import RealismRow, Spread

SYMBOLS = {"green": "●", "grey": "◐", "red": "▲", "open": "○"}
_STYLES = {"green": "green", "grey": "dim", "red": "bold red", "open": "dim"}
_BASELINES = {
    "control": "real/real",
    "drawn_again": "again",
    "shuffled": "shuffled",
    "copula": "copula",
}


def realism(
    real: Annotated[Path, typer.Argument(metavar="REAL", help="Real cells: .h5ad, 10x, …")],
    generated: Annotated[Path, typer.Argument(metavar="GENERATED", help="Cells to judge.")],
    *,
    train: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Cells that a model was trained on, if one was."),
    ] = None,
    json: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the card there, too.")
    ] = None,
    cell_type: Annotated[
        str, typer.Option(metavar="NAME", help="Column of `obs` with the cell types.")
    ] = "cell_type",
    seed: Annotated[int, typer.Option(help="The same seed gives the same card.")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Say how alike two sets of cells are, next to a control and three baselines."""
    if json is not None:
        check_output(json, force=force, suffixes=(".json",))
    import jax

    from sergiojax.analysis import realism as compare

    sets = [_read(path) for path in (real, generated, train) if path is not None]
    names = [adata.var_names.astype(str).tolist() for adata in sets]
    types = [_types(adata, cell_type) for adata in sets]
    cells = None if train is None else _in_order(sets[2], names)
    with _rows_as_they_come(quiet=quiet) as report, refuse(ValueError):
        card = compare(
            sets[0].X,
            sets[1].X,
            train=cells,
            gene_names=names[0],
            other_gene_names=names[1],
            cell_type=types[0],
            other_cell_type=types[1],
            train_cell_type=None if train is None else types[2],
            key=jax.random.key(seed),
            progress=report,
        )
    _print(card)
    if json is not None:
        with refuse_unwritable(json):
            json.write_text(card.to_json(), encoding="utf-8")


def _read(path: Path) -> Any:
    """Return the cells of a file; their whole counts where they have any, else `X` as it is."""
    from sergiojax.io import read_cells, whole_counts

    with refuse(ValueError, FileNotFoundError, status=BAD_FILE):
        adata = read_cells(path)
    try:
        counts = whole_counts(adata)
    except ValueError:
        return adata
    adata.X = counts
    return adata


def _types(adata: Any, column: str) -> list[str] | None:
    return adata.obs[column].astype(str).tolist() if column in adata.obs else None


def _in_order(train: Any, names: list[list[str]]) -> Any:
    """Return the training cells with the genes of the real ones, in their order."""
    if names[2] == names[0]:
        return train.X
    missing = sorted(set(names[0]) - set(names[2]))
    if missing:
        raise RefusalError(
            f"--train must have the genes of REAL, but lacks {len(missing):,}, such as "
            f"{missing[0]}.",
            status=BAD_FILE,
        )
    return train[:, names[0]].X


@contextmanager
def _rows_as_they_come(*, quiet: bool) -> Iterator[Listener]:
    """Say each row on the error stream as soon as it has its value, above the bar."""
    said: set[str] = set()
    with show_progress(quiet=quiet) as show:

        def report(progress: Progress) -> None:
            show(progress)
            for row in () if progress.best is None else progress.best.rows:
                if row.found is not None and row.name not in said and not quiet:
                    said.add(row.name)
                    typer.echo(f"{row.title}: {_number(row.found)}", err=True)

        yield report


def _print(card: "RealismCard") -> None:
    from rich.console import Console

    console = Console(highlight=False)
    if console.is_terminal:
        console.print(_table(card))
    else:  # for pipes: one line each, nothing wrapped
        for row in card.rows:
            typer.echo("\t".join([row.name, *_cells(row)]))
    typer.echo(card.verdict)
    typer.echo(f"{card.n_cells:,} cells on each side, {card.n_genes:,} genes.")
    for note in card.notes:
        typer.echo(f"Note: {note}")


def _table(card: "RealismCard") -> "Table":
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("What", ratio=3)
    for title in ("Value", "Range", "Perfect", *_BASELINES.values(), "Light"):
        table.add_column(title, justify="left" if title == "Light" else "right")
    for row in card.rows:
        *values, light = _cells(row)
        table.add_row(Text(row.title), *map(Text, values), Text(light, _STYLES[row.light]))
    return table


def _cells(row: "RealismRow") -> list[str]:
    """Return value, range, perfect value, control and baselines, and the light in words."""
    from sergiojax.analysis.realism import WORDS

    spread = "" if row.found is None else f"{row.found.low:.3g} to {row.found.high:.3g}"
    others = [_number(getattr(row, name)) for name in _BASELINES]
    light = f"left out: {row.left_out}" if row.left_out else WORDS[row.light]
    symbol = "–" if row.left_out else SYMBOLS[row.light]
    return [_number(row.found), spread, row.perfect, *others, f"{symbol} {light}"]


def _number(spread: "Spread | None") -> str:
    return "–" if spread is None else f"{spread.value:.3g}"
