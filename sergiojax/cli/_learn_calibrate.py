"""`sergiojax learn calibrate`: a network fitted to raw counts, with the technical noise in them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from sergiojax.cli._network import ForceOption, FormatOption, load_network, write_network
from sergiojax.cli._progress import show_progress
from sergiojax.cli._refusal import BAD_FILE, RefusalError, check_output, refuse

if TYPE_CHECKING:
    from sergiojax.inference import Calibration
    from sergiojax.io import AnnData
    from sergiojax.noise import TechnicalNoise

Statistic: TypeAlias = Literal["moments", "mmd"]


def calibrate(
    network: Annotated[str, typer.Argument(metavar="NET", help="Network file, or an example.")],
    cells: Annotated[Path, typer.Argument(metavar="CELLS", help="File or folder of raw counts.")],
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Project file to write, .json.")
    ],
    cell_type: Annotated[
        str, typer.Option(metavar="COLUMN", help="Column of obs with the cell types.")
    ] = "cell_type",
    steps: Annotated[int, typer.Option(help="Steps of the fit.")] = 100,
    statistic: Annotated[
        Statistic, typer.Option(metavar="moments|mmd", help="What is compared with the counts.")
    ] = "moments",
    noise: Annotated[
        str, typer.Option(metavar="fit|NAME", help="Fit technical noise, or take a profile: DS6.")
    ] = "fit",
    seed: Annotated[int, typer.Option(help="The same seed gives the same network.")] = 0,
    format: FormatOption = None,  # noqa: A002 (the name of the option)
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
    force: ForceOption = False,
) -> None:
    """Fit a drawn network and technical noise to the raw counts of cells."""
    import jax

    from sergiojax.inference import KNOCKOUTS, match_data
    from sergiojax.inference import calibrate as fit

    check_output(output, force=force, suffixes=(".json",))
    given = _noise(noise)
    adata = _read_counts(cells)
    labels = adata.obs[cell_type].astype(str).tolist() if cell_type in adata.obs else None
    named = ",".join(dict.fromkeys(labels or [])) or None
    design, lines = load_network(
        [network],
        format=format,
        master_regulators=None,
        cell_types=named if Path(network).is_file() else None,
        seed=seed,
    )
    typer.echo("\n".join(lines))
    if labels is None and design.grn.n_cell_types > 1:
        known = ", ".join(map(str, adata.obs.columns)) or "no columns"
        raise RefusalError(f"--cell-type must be a column of {cells}, which has {known}.")
    with refuse(ValueError, max_steps="steps", technical_noise="noise"):
        data = match_data(design.grn, adata.X, gene_names=adata.var_names, cell_type=labels)
        with show_progress(quiet=quiet) as report:
            found = fit(
                design.grn,
                data,
                technical_noise=given,
                statistic=statistic,
                max_steps=steps,
                key=jax.random.key(seed),
                progress=report,
            )
    typer.echo("\n".join([*data.notes, *describe(found), KNOCKOUTS]))
    kept = {**design.settings, "technical_noise": found.technical_noise.to_dict()}
    write_network(
        design.replace(grn=found.grn, settings=kept), output, force=force, format="project"
    )


def describe(found: "Calibration") -> list[str]:
    """Return the table of scores, the technical noise, and what is not determined, in lines."""
    lines = [f"{'On held-out cells':<30}{'before':>10}{'after':>10}"]
    for (words, before), after in zip(found.before.in_words.items(), found.after, strict=True):
        lines.append(f"{words:<30}{before:>10.3g}{after:>10.3g}")
    noise = found.technical_noise
    lines.append(
        f"Technical noise: library {noise.library_mean:.3g} ± {noise.library_sd:.2g} (log), "
        f"dropout steepness {noise.dropout_steepness:.3g} at percentile "
        f"{noise.dropout_percentile:.3g}."
    )
    if found.share_read is not None:
        lines.append(f"A cell with the median total shows {found.share_read:.3g} of its levels.")
    return [*lines, "Not determined:", *(f"  {each}" for each in found.not_determined)]


def _read_counts(path: Path) -> "AnnData":
    """Read cells with whole counts in X.

    Raises:
        RefusalError: If there is no such file, it holds no cells, or its values are not counts.
    """
    from sergiojax.io import read_cells, whole_counts

    if not path.exists():
        raise RefusalError(f"{path}: there is no such file.", status=BAD_FILE)
    with refuse(ValueError, status=BAD_FILE):
        adata = read_cells(path)
        adata.X = whole_counts(adata)
    return adata


def _noise(name: str) -> "TechnicalNoise | Literal['fit']":
    """Return "fit", or a profile without its outlier genes, which look like strengths."""
    from sergiojax.noise import technical_noise

    if name == "fit":
        return "fit"
    with refuse(ValueError):
        given = technical_noise(name)
    if given.outlier_probability:
        typer.echo(f"The outlier genes of {name} are left out: K takes up their factors.")
    return given.replace(outlier_probability=0.0)
