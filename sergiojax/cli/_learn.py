"""`sergiojax learn …`: what is learned from cells."""

import typer

from sergiojax.cli._learn_calibrate import calibrate
from sergiojax.cli._learn_fit import fit
from sergiojax.cli._learn_realism import realism
from sergiojax.cli._learn_sample import sample

learn = typer.Typer(
    name="learn",
    help="Learn from cells: generators, how alike cells are, networks fitted to counts.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

for _command in (fit, sample, realism, calibrate):
    learn.command()(_command)
