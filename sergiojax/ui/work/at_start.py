"""The file of cells that the command line names: the server reads it once, for all visits.

Only who starts the server names it, in an environment variable that `sergiojax app --open` sets;
nothing that a browser sends is ever taken for a path.
"""

import os
import sys
import threading
import time
from concurrent.futures import Future
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sergiojax.io import OpenedCells, open_cells
from sergiojax.io.guard import MOST_BYTES
from sergiojax.ui.work.cost import most_bytes
from sergiojax.ui.work.desk import digest

FILE = "SERGIOJAX_APP_OPEN"  # environment variable: a file or folder of cells


class Opening(NamedTuple):
    """A file that is being read, or was.

    Attributes:
        path: The file or folder.
        began: When reading began (seconds).
        future: What is in it, to come.
        name: Digest of where it is and when it was written.
    """

    path: Path
    began: float
    future: Future[OpenedCells]
    name: str

    @property
    def words(self) -> str:
        """How far it is."""
        return f"Opening {self.path.name} … {time.monotonic() - self.began:,.0f} s"


@cache
def opening() -> Opening | None:
    """Return the file of this server, which begins to read it at the first call; None without."""
    text = os.environ.get(FILE)
    if not text:
        return None
    path = Path(text)
    written = path.stat().st_mtime_ns if path.exists() else 0
    found = Opening(path, time.monotonic(), Future(), digest("at start", str(path), written))
    threading.Thread(target=_read, args=(found,), name="open", daemon=True).start()
    return found


def _read(begun: Opening) -> None:
    try:
        result = open_cells(begun.path, most_bytes=max(MOST_BYTES, most_bytes()))
    except BaseException as error:  # noqa: BLE001 - a page shows it, whatever it is
        print(f"sergiojax: {error}", file=sys.stderr, flush=True)  # noqa: T201 - for the terminal
        begun.future.set_exception(error)
        return
    begun.future.set_result(result)
