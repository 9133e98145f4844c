"""Writes docs/api.md, the API reference, from the docstrings of the public names: `make docs`.

The source is parsed and not imported, so signatures read as they are written, whatever the machine
and the versions of the libraries; it needs only Python's standard library.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "api.md"
PACKAGES = (
    "grn",
    "datasets",
    "kinetics",
    "simulation",
    "noise",
    "io",
    "analysis",
    "inference",
    "plot",
)
TYPES = "sergiojax._types"
WIDTH = 100
INTRO = """# API reference

Written by `make docs` from the docstrings; change those, not this page. Arrays have their shape in
the signature, cells before genes; the [shared types](#shared-types) are at the end. What the
symbols mean is in [the model](model.md).
"""

Function = ast.FunctionDef | ast.AsyncFunctionDef
Found = ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign


class Public(NamedTuple):
    """A public name and where its code is; without code it is a package, or not ours."""

    home: str
    name: str
    code: Found | None
    docstring: str


def main() -> None:
    """Write the page."""
    PAGE.write_text(render(), encoding="utf-8", newline="\n")


def render() -> str:
    """Return the whole page."""
    names = [name for name in exported("sergiojax") if name != "__version__"]
    everyday = [find("sergiojax", name) for name in sorted(names, key=PACKAGES.__contains__)]
    parts = [INTRO, "## `sergiojax`\n", markdown(docstring_of(parse("sergiojax")))]
    parts.append("\n".join(f"- {link(public)}" for public in everyday) + "\n")
    parts += [entry(public) for public in everyday if public.home == "sergiojax" and public.code]
    for package in PACKAGES:
        module = f"sergiojax.{package}"
        parts += [f"## `{module}`\n", markdown(docstring_of(parse(module)))]
        parts += [entry(find(module, name)) for name in exported(module)]
    parts.append("## Shared types\n")
    parts += [entry(find(TYPES, name)) for name in assigned(TYPES)]
    return "\n".join(parts).rstrip() + "\n"


# Finding names


@cache
def parse(module: str) -> ast.Module:
    """Return the parsed source of a module, or of a package's `__init__.py`."""
    path = ROOT.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.parse(file.read_text("utf-8"))


def exported(module: str) -> list[str]:
    """Return the names in `__all__`."""
    values = {name: node.value for name, node in assignments(parse(module))}
    return ast.literal_eval(values["__all__"] or "[]")


def assigned(module: str) -> list[str]:
    """Return the names that a module assigns."""
    return [name for name, _ in assignments(parse(module))]


def assignments(tree: ast.Module) -> Iterator[tuple[str, ast.Assign | ast.AnnAssign]]:
    """Yield the constants and aliases of a module."""
    for node in tree.body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            yield ast.unparse(target), node


def find(module: str, name: str) -> Public:
    """Follow the imports of a public name to its code and to the package that exports it."""
    if module == "sergiojax" and name in PACKAGES:
        return Public(f"{module}.{name}", "", None, docstring_of(parse(f"{module}.{name}")))
    origin = module
    while True:
        imported = import_of(origin, name)
        if imported is None:
            code, docstring = definition(origin, name)
            return Public(home_of(origin), name, code, docstring)
        if not imported.startswith("sergiojax."):
            return Public(module, name, None, f"From `{imported}`, for annotations elsewhere.")
        origin = imported


def home_of(module: str) -> str:
    """Return the package in which a module's names are public: `sergiojax.api` has none below."""
    package = ".".join(module.split(".")[:2])
    return package if package.partition(".")[2] in PACKAGES or package == TYPES else "sergiojax"


def import_of(module: str, name: str) -> str | None:
    """Return the module that a name is imported from, if it is."""
    for node in ast.walk(parse(module)):
        if isinstance(node, ast.ImportFrom) and name in {alias.name for alias in node.names}:
            return node.module
    return None


def definition(module: str, name: str) -> tuple[Found | None, str]:
    """Return the code of a name and its docstring; for a constant, that is the text below it."""
    body = parse(module).body
    for node in reversed(body):  # the last definition of a name: those above are its overloads
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name:
            return node, docstring_of(node)
    for assigned_name, node in assignments(parse(module)):
        if assigned_name == name:
            return node, text_of(body[body.index(node) + 1 :])
    return None, ""


def docstring_of(node: ast.Module | ast.ClassDef | Function) -> str:
    """Return a cleaned docstring, or ""."""
    return ast.get_docstring(node) or ""


def text_of(body: list[ast.stmt]) -> str:
    """Return the text with which a list of statements begins, or ""."""
    match body:
        case [ast.Expr(ast.Constant(str(text))), *_]:
            return inspect.cleandoc(text)
    return ""


# Rendering


def link(public: Public) -> str:
    """Return a line of the list of everyday names."""
    full = f"{public.home}.{public.name}".rstrip(".")
    first = public.docstring.partition("\n\n")[0].replace("\n", " ")
    if public.code is None and public.name:
        return f"`{full}`: {first}"
    anchor = re.sub(r"[^\w-]", "", full.lower())
    return f"[`{public.name or full}`](#{anchor}): {first}"


def entry(public: Public) -> str:
    """Return the section of a public name."""
    home = "" if public.home == TYPES else f"{public.home}."
    parts = [f"### `{home}{public.name}`\n"]
    if public.code is not None:
        parts.append(f"```python\n{declaration(public.code)}\n```\n")
    parts.append(markdown(public.docstring))
    if isinstance(public.code, ast.ClassDef):
        parts += [member(node) for node in public_members(public.code)]
    return "\n".join(parts)


def declaration(node: Found) -> str:
    """Return a signature, the value of an alias, or the type of a constant."""
    if isinstance(node, ast.FunctionDef):
        return signature(node.name, node)
    if isinstance(node, ast.ClassDef):
        return class_signature(node)
    if isinstance(node, ast.Assign):
        return code(node.targets[0])
    if code(node.annotation) == "TypeAlias" and node.value is not None:
        line = f"{code(node.target)} = {code(node.value)}"
        if len(line) > WIDTH and isinstance(node.value, ast.Subscript):
            name, choices = code(node.value.value), code(node.value.slice).strip("()")
            if len(choices) > WIDTH - 4:
                choices = choices.replace(", ", ",\n    ") + ","
            return f"{code(node.target)} = {name}[\n    {choices}\n]"
        return line
    return f"{code(node.target)}: {code(node.annotation)}"


def class_signature(node: ast.ClassDef) -> str:
    """Return the call that makes an instance: `__init__`, or the fields of a data class."""
    for child in node.body:
        if isinstance(child, ast.FunctionDef) and child.name == "__init__":
            return f"class {signature(node.name, child)}".removesuffix(" -> None")
    bases = ", ".join(code(base) for base in node.bases)
    fields = [
        f"{code(child.target)}: {code(child.annotation)}{default(child.value)}"
        for child in node.body
        if isinstance(child, ast.AnnAssign) and not code(child.target).startswith("_")
    ]
    if not fields:
        return f"class {node.name}({bases})"
    return wrap(f"class {node.name}", fields, "")


def default(value: ast.expr | None) -> str:
    """Return the default of a field; `field(…)` has one only if it gives it."""
    if isinstance(value, ast.Call):
        named = {keyword.arg: code(keyword.value) for keyword in value.keywords}
        factory = f"{named['default_factory']}()" if "default_factory" in named else None
        shown = named.get("default", factory)
    else:
        shown = value and code(value)
    return f" = {shown}" if shown else ""


def signature(name: str, node: Function) -> str:
    """Return name, arguments without `self` and `cls`, and result; on several lines if long."""
    arguments = node.args
    plain = [*arguments.posonlyargs, *arguments.args]
    padding = [None] * (len(plain) - len(arguments.defaults))
    shown = list(map(argument, plain, [*padding, *arguments.defaults]))
    if plain and plain[0].arg in {"self", "cls"}:
        shown = shown[1:]
    if arguments.vararg:
        shown.append(f"*{argument(arguments.vararg, None)}")
    elif arguments.kwonlyargs:
        shown.append("*")
    shown += map(argument, arguments.kwonlyargs, arguments.kw_defaults)
    if arguments.kwarg:
        shown.append(f"**{argument(arguments.kwarg, None)}")
    return wrap(name, shown, f" -> {code(node.returns)}" if node.returns else "")


def argument(node: ast.arg, value: ast.expr | None) -> str:
    """Return an argument with annotation and default."""
    annotated = node.arg if node.annotation is None else f"{node.arg}: {code(node.annotation)}"
    if value is None:
        return annotated
    return f"{annotated}{' = ' if node.annotation else '='}{code(value)}"


def wrap(head: str, arguments: Iterable[str], tail: str) -> str:
    """Return a call on one line if it fits, else with one argument per line."""
    arguments = list(arguments)
    line = f"{head}({', '.join(arguments)}){tail}"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"{head}(", *(f"    {each}," for each in arguments), f"){tail}"])


def code(node: ast.expr) -> str:
    """Return code as the formatter writes it; a quoted annotation is shown without quotes."""
    match node:
        case ast.Constant(str(text)) if text.isidentifier() and text[0].isupper():
            return text
    return ast.unparse(node).replace("'", '"')


def public_members(node: ast.ClassDef) -> Iterator[ast.FunctionDef]:
    """Yield the methods and properties, properties first."""
    methods = [child for child in node.body if isinstance(child, ast.FunctionDef)]
    public = [method for method in methods if not method.name.startswith("_")]
    yield from sorted(public, key=lambda method: not is_property(method))


def is_property(node: ast.FunctionDef) -> bool:
    """Return whether a method is read like a value."""
    decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
    return bool(decorators & {"property", "cached_property"})


def member(node: ast.FunctionDef) -> str:
    """Return a property as a list item, a method as a section."""
    text = markdown(docstring_of(node))
    if is_property(node):
        result = f": {code(node.returns)}" if node.returns else ""
        return textwrap.indent(f"- `.{node.name}{result}`  \n{text}", "  ").removeprefix("  ")
    return f"#### `.{node.name}`\n\n```python\n{signature(node.name, node)}\n```\n\n{text}"


def markdown(docstring: str) -> str:
    """Turn a docstring in Google's form into Markdown: its sections become lists and paragraphs."""
    lines = []
    for paragraph in re.split(r"\n{2,}", docstring):
        head, _, body = paragraph.partition("\n")
        if re.fullmatch(r"[A-Z]\w+:", head) and body.startswith("    "):
            body = inspect.cleandoc(f"\n{body}")
            listed = head in {"Args:", "Attributes:", "Raises:", "Warns:"}
            lines.append(f"*{head[:-1]}*\n\n{listing(body) if listed else body}\n")
        else:
            lines.append(f"{paragraph}\n")
    return "\n".join(lines)


def listing(body: str) -> str:
    """Turn "name: text" with indented continuation lines into a list."""
    return re.sub(r"^(\*{0,2}\w+): ", r"- `\1`: ", re.sub(r"\n +", "\n  ", body), flags=re.M)


if __name__ == "__main__":
    main()
