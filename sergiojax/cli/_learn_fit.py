"""`sergiojax learn fit`: a generator from cells."""

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sergiojax.cli._network import load_network
from sergiojax.cli._progress import show_progress
from sergiojax.cli._refusal import BAD_FILE, RefusalError, check_output, refuse, refuse_unwritable

if TYPE_CHECKING:
    from sergiojax.api import Learned

CellsArgument = Annotated[
    Path,
    typer.Argument(metavar="CELLS", help="Cells: h5ad, 10x .h5, mtx folder, CSV, loom, npz."),
]
CellTypeOption = Annotated[
    str | None,
    typer.Option(metavar="COLUMN", help="Column with the cell types; by default cell_type."),
]
LayerOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="Matrix with the counts: X, raw or a layer.")
]


class Model(enum.StrEnum):
    """Generators by the short names of the command line."""

    copula = "copula"
    vae = "vae"
    gan = "gan"
    network = "network"


class Preset(enum.StrEnum):
    """Presets of the configurations."""

    laptop = "laptop"
    paper = "paper"


_LEARNERS = {
    Model.copula: "Copula",
    Model.vae: "CountVAE",
    Model.gan: "CountGAN",
    Model.network: "NetworkGenerator",
}


def fit(
    cells: CellsArgument,
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="MODEL", help="File to write (.sjm).")
    ],
    model: Annotated[Model, typer.Option(help="What to fit.")] = Model.vae,
    network: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Network of --model network.")
    ] = None,
    cell_type: CellTypeOption = None,
    layer: LayerOption = None,
    steps: Annotated[int | None, typer.Option(help="Training steps.", min=1)] = None,
    preset: Annotated[Preset, typer.Option(help="Settings by name.")] = Preset.laptop,
    seed: Annotated[int, typer.Option(help="The same seed gives the same model.")] = 0,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from MODEL, if it exists.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace MODEL.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Fit a generator to cells; `sergiojax learn sample` draws new ones from it."""
    from sergiojax.api import fit as fit_learner
    from sergiojax.io import read_cells

    check_output(output, force=force or resume)
    learner = _learner(model, preset, steps, network)
    with refuse(ValueError, FileNotFoundError, status=BAD_FILE):
        adata = read_cells(cells)
    earlier = _earlier(output) if resume else None
    with refuse(ValueError, TypeError), show_progress(quiet=quiet) as report:
        learned = fit_learner(
            learner,
            adata,
            seed=seed,
            cell_type=cell_type,
            layer=layer,
            resume=earlier,
            progress=report,
        )
    with refuse_unwritable(output):
        learned.save(output)
    typer.echo("\n".join(_summary(learned, output)))


def _learner(model: Model, preset: Preset, steps: int | None, network: Path | None) -> Any:
    from sergiojax import learn

    if (model is Model.network) != (network is not None):
        raise RefusalError("--network FILE goes with --model network, and that needs it.")
    learner = learn.LEARNERS[_LEARNERS[model]]
    changes: dict[str, Any] = {}
    if steps is not None:
        if model is Model.copula:
            raise RefusalError("--steps has no meaning for a copula, which is not trained.")
        changes["n_steps"] = steps
    with refuse(ValueError, TypeError):
        if network is not None:
            design, lines = load_network(
                [str(network)], format=None, master_regulators=None, cell_types=None, seed=0
            )
            typer.echo("\n".join(lines), err=True)
            return learner.of(design.grn, preset=preset.value, **changes)
        return learn.preset(learner, preset.value, **changes)


def _earlier(output: Path) -> "Learned | None":
    from sergiojax.api import load_model

    if not output.exists():
        return None
    with refuse(ValueError, status=BAD_FILE):
        return load_model(output)


def _summary(learned: "Learned", output: Path) -> list[str]:
    fitted = learned.fitted
    types = ", ".join(
        f"{name} {n:,}" for name, n in zip(fitted.type_names, fitted.type_counts, strict=True)
    )
    scores = dict((fitted.history or ({},))[-1])
    scores.pop("step", None)
    trained = f", {fitted.step:,} steps" if fitted.step else ""
    last = "; ".join(f"{name} {value:.4g}" for name, value in scores.items())
    return [
        f"Fitted a {type(fitted.learner).__name__} to {sum(fitted.type_counts):,} cells × "
        f"{len(fitted.gene_names):,} genes{trained}{': ' + last if last else ''}.",
        f"Cell types: {types}.",
        f"Wrote {output}.",
    ]
