"""The example gallery: one project file per network in `examples/`, with a story added.

A file is what the app and `write_grn` write, with four more keys: title, story, source and tags.
Its name is the name of the example, so adding an example is adding a file.
"""

import difflib
import json
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from sergiojax.grn import GRN, Design, design_from_dict


@dataclass(frozen=True)
class ExampleInfo:
    """What the gallery shows of an example.

    Attributes:
        name: Name for `load_example`.
        title: Title.
        story: Two sentences: what it is, and what to watch or try.
        source: Paper or book.
        n_genes: Number of genes.
        n_cell_types: Number of cell types.
        tags: Words to search by.
    """

    name: str
    title: str
    story: str
    source: str
    n_genes: int
    n_cell_types: int
    tags: tuple[str, ...]

    @property
    def size(self) -> str:
        """Number of genes and cell types in words."""
        return f"{_count(self.n_genes, 'gene')}, {_count(self.n_cell_types, 'cell type')}"

    def __str__(self) -> str:
        paragraphs = (self.story, f"Source: {self.source}")
        wrapped = [textwrap.fill(text, 98) for text in paragraphs]
        head = f"{self.title} ({self.name}; {self.size})"
        return "\n".join([head, *(textwrap.indent(text, "  ") for text in wrapped)])


class ExampleList(tuple[ExampleInfo, ...]):
    """Examples; printed as a table, one line each."""

    __slots__ = ()

    def __repr__(self) -> str:
        width = max((len(info.name) for info in self), default=0)
        return "\n".join(f"{info.name:{width}}  {info.title} ({info.size})" for info in self)


def list_examples() -> ExampleList:
    """List the examples, from the smallest network to the largest.

    Returns:
        A tuple with an entry per example; printed, it is a table.
    """
    infos = []
    for name, record in _records().items():
        info = ExampleInfo(
            name=name,
            title=record["title"],
            story=record["story"],
            source=record["source"],
            n_genes=len(record["genes"]),
            n_cell_types=len(record["cell_types"]),
            tags=tuple(record["tags"]),
        )
        infos.append(info)
    return ExampleList(sorted(infos, key=lambda info: (info.n_genes, info.title)))


def load_example(name: str) -> GRN:
    """Return the network of an example.

    Args:
        name: One of the names in `list_examples()`.

    Returns:
        The network; every half response is given.

    Raises:
        ValueError: If there is no such example; the message lists the names.
    """
    return load_design(name).grn


def load_design(name: str) -> Design:
    """Return an example as the app opens it: drawn, with settings, and the story as notes.

    The settings are `n_cells` (per cell type), and the start and length of the time course:
    `initial` (see `simulate_time_course`) and `duration` (time).

    Args:
        name: One of the names in `list_examples()`.

    Returns:
        The design.

    Raises:
        ValueError: If there is no such example; the message lists the names.
    """
    records = _records()
    if name not in records:
        similar = difflib.get_close_matches(name.lower().replace("_", "-"), records, n=1)
        hint = f" Did you mean {similar[0]!r}?" if similar else ""
        raise ValueError(f"There is no example {name!r}.{hint} There are {', '.join(records)}.")
    record = records[name]
    design = design_from_dict(record, name=f"Example {name}")
    notes = (record["story"], f"Source: {record['source']}", design.notes)
    return design.replace(notes="\n\n".join(filter(None, notes)))


@cache
def _records() -> Mapping[str, dict[str, Any]]:
    """Read every file of the gallery, by name."""
    folder = resources.files("sergiojax.datasets") / "examples"
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return {
        file.name.removesuffix(".json"): json.loads(file.read_text("utf-8"))
        for file in files
        if file.name.endswith(".json")
    }


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
