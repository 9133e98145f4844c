"""The example gallery: one TOML file per network in `examples/`, each with a story.

The name of an example is the name of its file, so adding one is adding a file.
"""

import difflib
import textwrap
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from sergiojax.grn import GRN, Design

_DEFAULTS = {"decay": 0.8, "noise_amplitude": 1.0}  # of genes for which the file has no number


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

    def __str__(self) -> str:
        size = f"{_count(self.n_genes, 'gene')}, {_count(self.n_cell_types, 'cell type')}"
        lines = [f"{self.title} ({self.name}; {size})"]
        for text in (self.story, f"Source: {self.source}."):
            lines += textwrap.wrap(text, 98, initial_indent="  ", subsequent_indent="  ")
        return "\n".join(lines)


class ExampleList(tuple[ExampleInfo, ...]):
    """Examples; printed as a table with one line each."""

    __slots__ = ()

    def __repr__(self) -> str:
        width = max((len(info.name) for info in self), default=0)
        return "\n".join(
            f"{info.name:{width}}  {info.title}: {_count(info.n_genes, 'gene')}, "
            f"{_count(info.n_cell_types, 'cell type')}"
            for info in self
        )


def list_examples() -> ExampleList:
    """List the examples, from the smallest network to the largest.

    Returns:
        One entry per example; `print(list_examples())` shows a table.
    """
    infos = []
    for name, table in _tables().items():
        grn = _network(table)
        info = ExampleInfo(
            name=name,
            title=table["title"],
            story=table["story"],
            source=table["source"],
            n_genes=grn.n_genes,
            n_cell_types=grn.n_cell_types,
            tags=tuple(table["tags"]),
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
    return _network(_table(name))


def load_design(name: str) -> Design:
    """Return an example as the app opens it: the network, drawn, with settings and the story.

    Args:
        name: One of the names in `list_examples()`.

    Returns:
        The design. Its settings are `n_cells` (cells per cell type), `initial` (start of the
        simulation, see `simulate_steady_state`) and `duration` (of the time course; time).

    Raises:
        ValueError: If there is no such example; the message lists the names.
    """
    table = _table(name)
    positions = {gene: tuple(entry["at"]) for gene, entry in table["genes"].items()}
    notes = f"{table['story']}\n\nSource: {table['source']}."
    return Design(_network(table), positions, table["settings"], notes)


@cache
def _tables() -> Mapping[str, Mapping[str, Any]]:
    """Read every file of the gallery, by name."""
    files = (resources.files(__package__) / "examples").iterdir()
    texts = {file.name: file.read_text("utf-8") for file in files if file.name.endswith(".toml")}
    return {name.removesuffix(".toml"): tomllib.loads(texts[name]) for name in sorted(texts)}


def _table(name: str) -> Mapping[str, Any]:
    tables = _tables()
    if name in tables:
        return tables[name]
    similar = difflib.get_close_matches(name.lower().replace("_", "-"), tables, n=1)
    hint = f" Did you mean {similar[0]!r}?" if similar else ""
    raise ValueError(f"There is no example {name!r}.{hint} There are {', '.join(tables)}.")


def _network(table: Mapping[str, Any]) -> GRN:
    """Build the network of a file: rows of edges, and what its genes have of their own."""
    network, genes = table["network"], table["genes"]
    rows = network["edges"]
    per_gene = {
        name: {gene: own.get(name, network.get(name, usual)) for gene, own in genes.items()}
        for name, usual in _DEFAULTS.items()
    }
    return GRN.from_edges(
        [(regulator, target, strength) for regulator, target, strength, _, _ in rows],
        half_response={(regulator, target): half for regulator, target, _, half, _ in rows},
        hill_coefficient={(regulator, target): hill for regulator, target, _, _, hill in rows},
        basal_rates={gene: own.get("basal_rate", 0.0) for gene, own in genes.items()},
        cell_types=network.get("cell_types"),
        logic=network.get("logic", "sum"),
        **per_gene,
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
