"""Which of several files are one network: files given together, or new files with earlier ones.

Some formats spread a network over several files, such as SERGIO v1's targets and master regulators.
A person may give them together or one after the other, with files that have nothing to do with
them.
"""

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._source import SourceFile

Read = TypeVar("Read")


def combine_files(
    files: Sequence[SourceFile],
    *,
    tried: Collection[SourceFile] = (),
    used: Collection[SourceFile] = (),
) -> list[list[SourceFile]]:
    """Return which files may be one network: new files with earlier ones, or by themselves.

    Half a pair may look like a whole network, so larger combinations come first.

    Args:
        files: All files; one that is given twice counts once.
        tried: Files that were read or refused before; the others are new.
        used: Files of the last network.

    Returns:
        Combinations in the order in which to try them, the new files alone last; empty if no file
        is new.
    """
    every = list(dict.fromkeys(files))
    new = [file for file in every if file not in tried]
    if not new:
        return []
    with_last = [file for file in every if file in new or file in used]
    with_refused = [file for file in every if file in new or file not in used]
    combinations: list[list[SourceFile]] = []
    for chosen in (every, with_last, with_refused, new):
        if chosen not in combinations:
            combinations.append(chosen)
    return combinations


def read_first(
    combinations: Sequence[Sequence[SourceFile]], read: Callable[[Sequence[SourceFile]], Read]
) -> tuple[Sequence[SourceFile], Read]:
    """Read the first combination of files that is a network.

    Args:
        combinations: Files to try together, from `combine_files`; at least one combination.
        read: Reads files, such as `read_files`.

    Returns:
        The files that were read, and what `read` returned.

    Raises:
        GRNFormatError: If no combination is a network: what `read` raised for the last one.
    """
    *others, last = combinations
    for files in others:
        try:
            return files, read(files)
        except GRNFormatError:
            continue
    return last, read(last)
