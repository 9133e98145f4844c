"""The command line, `sergiojax …`: what the library and the app do, from a terminal.

Each command imports the library when it runs, so that `sergiojax --help` answers at once.
"""

from sergiojax.cli._main import main

__all__ = ["main"]
