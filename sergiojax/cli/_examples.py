"""`sergiojax examples`: the gallery, and a copy of one of its networks."""

from pathlib import Path
from typing import Annotated

import typer

from sergiojax.cli._network import ForceOption, write_network
from sergiojax.cli._refusal import RefusalError, refuse


def examples(
    name: Annotated[str | None, typer.Argument(help="Show only this one.")] = None,
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write it to this file.", metavar="FILE")
    ] = None,
    force: ForceOption = False,
) -> None:
    """List the example networks, or write one to a file."""
    from sergiojax.datasets import list_examples, load_design

    if name is None:
        if output is not None:
            raise RefusalError("Name an example to write: sergiojax examples NAME -o FILE.")
        typer.echo(repr(list_examples()))
        return
    with refuse(ValueError):
        design = load_design(name)
    if output is None:
        typer.echo(next(str(info) for info in list_examples() if info.name == name))
    else:
        write_network(design, output, force=force)
