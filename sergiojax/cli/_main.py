"""Joins the commands, and decides how the process ends."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from sergiojax._version import __version__
from sergiojax.cli._app import app
from sergiojax.cli._check import check
from sergiojax.cli._convert import convert
from sergiojax.cli._examples import examples
from sergiojax.cli._learn import learn
from sergiojax.cli._memory import NO_MEMORY, check_memory, means_no_memory
from sergiojax.cli._refusal import BAD_FILE, RefusalError
from sergiojax.cli._screen import screen
from sergiojax.cli._simulate import simulate

INTERRUPTED = 130  # 128 + SIGINT, as shells have it

cli = typer.Typer(add_completion=False, rich_markup_mode=None)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process.

    Args:
        arguments: Words after the program's name; by default those of the process.

    Raises:
        SystemExit: Always; 0 after success, 1 for bad files, 2 for bad usage, 130 after Ctrl-C.
    """
    words = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    try:
        status = cli(words, prog_name="sergiojax", standalone_mode=False)
    except RefusalError as refusal:
        sys.exit(_fail(str(refusal), refusal.status))
    except typer.TyperException as error:
        sys.exit(_fail(error.format_message(), error.exit_code))
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        sys.exit(_fail(f"{place}{error.strerror or error}.", BAD_FILE))
    except MemoryError:
        sys.exit(_fail(NO_MEMORY, BAD_FILE))
    except RuntimeError as error:
        if not means_no_memory(error):
            raise
        sys.exit(_fail(NO_MEMORY, BAD_FILE))
    sys.exit(_fail("Interrupted.", INTERRUPTED) if status == INTERRUPTED else status)


def _fail(sentence: str, status: int) -> int:
    typer.echo(f"sergiojax: {sentence}", err=True)
    return status


def _show_version(asked: bool) -> bool:
    if asked:
        typer.echo(f"sergiojax {__version__}")
        raise typer.Exit
    return asked


@cli.callback()
def _begin(
    context: typer.Context,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Simulate single-cell data of a gene regulatory network: SERGIO's model in JAX."""
    if context.invoked_subcommand is not None:
        check_memory(context.invoked_subcommand)


for _command in (simulate, screen, check, convert, examples, app):
    cli.command()(_command)
cli.add_typer(learn)
