"""`sergiojax screen`: from a network to a file of cells under many knock-outs."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sergiojax._progress import Progress
from sergiojax.cli._network import (
    AxisOption,
    CellTypesOption,
    ForceOption,
    FormatOption,
    NetworkArgument,
    RegulatorsOption,
    UnsignedOption,
    load_network,
)
from sergiojax.cli._progress import show_progress
from sergiojax.cli._refusal import RefusalError, check_output, refuse, refuse_unwritable

if TYPE_CHECKING:
    from sergiojax.io import AnnData


def screen(
    network: NetworkArgument,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help=".h5ad.")],
    genes: Annotated[
        str | None,
        typer.Option(metavar="A,B", help="Knock out these, one at a time; by default every gene."),
    ] = None,
    pairs: Annotated[
        str | None, typer.Option(metavar="A+B,A+C", help="Knock out these pairs, too.")
    ] = None,
    cells: Annotated[int, typer.Option(help="Per cell type and knock-out.")] = 100,
    seed: Annotated[int, typer.Option(help="The same seed gives the same cells.")] = 0,
    guide_efficiency: Annotated[
        float, typer.Option(help="Probability that a guide works; otherwise the cell is wild type.")
    ] = 1.0,
    technical_noise: Annotated[
        str | None, typer.Option(metavar="NAME", help="Counts as in a published data set: DS1.")
    ] = None,
    format: FormatOption = None,  # noqa: A002 (the name of the option)
    master_regulators: RegulatorsOption = None,
    regulators: AxisOption = None,
    unsigned: UnsignedOption = None,
    cell_types: CellTypesOption = None,
    force: ForceOption = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress bar and no summary.")
    ] = False,
) -> None:
    """Knock out genes one by one and in pairs, and write the cells as from a Perturb-seq screen."""
    started = time.perf_counter()
    check_output(output, force=force, suffixes=(".h5ad",))
    with show_progress(quiet=quiet) as report:
        report(Progress("Reading the network", 0, 1))
        design, lines = load_network(
            network,
            format=format,
            master_regulators=master_regulators,
            regulators=regulators,
            unsigned=unsigned,
            cell_types=cell_types,
            seed=seed,
        )
        from sergiojax.api import screen as simulate_screen
        from sergiojax.io import write_h5ad

        grn = design.grn
        singles = None
        if genes is not None:
            singles = {gene: _knock_out(gene) for gene in _split("--genes", genes)}
        doubles = [] if pairs is None else _parse_pairs(pairs, grn.gene_names)
        with refuse(ValueError, n_cells="cells", doubles="pairs"):
            adata = simulate_screen(
                grn,
                cells,
                seed=seed,
                perturbations=singles,
                doubles=doubles,
                guide_efficiency=guide_efficiency,
                technical_noise=technical_noise,
                progress=report,
            )
        report(Progress("Writing", 0, 1))
        with refuse_unwritable(output):
            write_h5ad(adata, output)
    if not quiet:
        seconds = time.perf_counter() - started
        typer.echo("\n".join([*lines, *_summarise(adata, output, seconds=seconds)]))


def _knock_out(gene: str) -> dict[str, dict[str, float]]:
    return {"knockdown": {gene: 1.0}}


def _split(option: str, text: str) -> list[str]:
    names = [name.strip() for name in text.split(",")]
    if len(set(names)) < len(names):
        raise RefusalError(f"{option} names something twice: {text!r}.")
    return names


def _parse_pairs(text: str, gene_names: Sequence[str]) -> list[tuple[str, str]]:
    """Return pairs of genes; a name may itself contain a plus.

    Raises:
        RefusalError: If it is not two genes of the network.
    """
    known, pairs = set(gene_names), []
    for pair in _split("--pairs", text):
        halves = [
            (pair[:place], pair[place + 1 :]) for place, sign in enumerate(pair) if sign == "+"
        ]
        genes = [half for half in halves if known.issuperset(half)]
        if len(genes) != 1:
            raise RefusalError(
                f"--pairs must be two genes of the network, A+B, but contains {pair!r}."
            )
        pairs += genes
    return pairs


def _summarise(adata: "AnnData", path: Path, *, seconds: float) -> list[str]:
    from rich.filesize import decimal

    from sergiojax.io import read_record

    record = read_record(adata)
    kind = "clean expression" if record["technical_noise"] is None else "counts"
    n_perturbations = len(record["screen"]["perturbations"])
    hit = adata.obs["guide_works"].sum()
    return [
        *(f"Note: {note}" for note in record["notes"]),
        f"Simulated {adata.n_obs:,} cells × {adata.n_vars:,} genes under {n_perturbations:,} "
        f"perturbations and none ({max(record['n_cells'].values()):,} per cell type and "
        f"perturbation, guides work in {hit:,}), {kind}, seed {record['seed']}.",
        f"Wrote {path}, {decimal(path.stat().st_size)}, after {seconds:.1f} s.",
    ]
