"""sergiojax's own file: the whole design as JSON, one gene or edge per line for readable diffs."""

import json
import re
from collections.abc import Sequence

from sergiojax._types import Json
from sergiojax.grn._assume import name_cell_types
from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import ReadReport, count
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._format import Format, ReadOptions, only_file
from sergiojax.grn.formats._graph_json import holds_elements
from sergiojax.grn.formats._json_values import parse_json
from sergiojax.grn.formats._project_schema import from_document, to_document

_LABEL = "sergiojax project (JSON)"


_MARK = re.compile(r'"sergiojax"\s*:')
_PARTS = re.compile(r'"(genes|cell_types)"\s*:\s*\[')


def _sniff(files: Sequence[SourceFile]) -> bool:
    if len(files) != 1 or not files[0].text.lstrip().startswith("{"):
        return False
    text = files[0].text
    # A broken project may lack its mark; a graph of another program has its nodes elsewhere.
    return bool(_MARK.search(text) or (_PARTS.search(text) and not holds_elements(text)))


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read a project file; it is complete, so nothing is assumed.

    Raises:
        GRNFormatError: If it is not JSON, not a project, of a newer version, or has a wrong value.
    """
    file = only_file(files, "a project")
    design, findings = from_document(parse_json(file.text, file.name), file.name)
    grn = design.grn
    if options.cell_types is not None:
        names = name_cell_types(options.cell_types)
        if len(names) != grn.n_cell_types:
            problem = f"the file has {count(grn.n_cell_types, 'cell type')}, but {len(names)} were "
            raise GRNFormatError(file.name, None, f"{problem}requested.")
        if not isinstance(options.cell_types, int):
            design = design.replace(grn=grn.replace(cell_types=names))
    return design, ReadReport.of(design.grn, label=_LABEL, files=[file.name], warnings=findings)


def _write(design: Design, suffix: str) -> tuple[str, ...]:  # noqa: ARG001 (one suffix only)
    entries = (f" {_dump(key)}: {_layout(value)}" for key, value in to_document(design).items())
    return ("{\n" + ",\n".join(entries) + "\n}\n",)


def _layout(value: Json) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(f"  {_dump(item)}" for item in value) + "\n ]"
    return _dump(value)


def _dump(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _losses(design: Design) -> tuple[str, ...]:  # noqa: ARG001 (every design fits)
    return ()


FORMAT = Format(
    name="project",
    label=_LABEL,
    holds="everything: network, positions, settings",
    suffixes=(".json",),
    file_names=("network.json",),
    defaults="",
    sniff=_sniff,
    read=_read,
    write=_write,
    losses=_losses,
    syntax="json",
)
