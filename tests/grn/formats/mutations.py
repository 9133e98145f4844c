"""Files as accidents and attackers make them: valid samples, broken in many ways."""

import importlib
import pkgutil
import random
from collections.abc import Callable

import tests.grn.formats as package

FileSet = list[tuple[str, bytes]]

TOKENS = (
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n", b"\t", b'"', b"'", b",", b";", b"\\"),
    *(b"<", b">", b"&", b"&amp;", b"&x;", b"<!DOCTYPE a [<!ENTITY x 'y'>]>", b"<![CDATA[", b"-->"),
    *(b"{", b"}", b"[", b"]", b"(" * 300, b"[" * 300, b'{"a":' * 300, b"not " * 300, b"!" * 300),
    *(b"nan", b"inf", b"-1e999", b"1e308", b"1e-320", b"0", b"-0", b"9" * 20, b"0x1"),
    *(
        b"null",
        b"true",
        b"=1+1",
        b"@A1",
        b"->",
        b"-|",
        b"--",
        b"/*",
        b"*/",
        b"//",
        b"#",
        b"%",
        b"...",
    ),
    *("é".encode(), "\u202e".encode(), "\U0001f9ec".encode(), "\u2028".encode(), b"\xed\xa0\x80"),
    *(b"graph", b"digraph", b"node", b"edge", b"id", b"source", b"target", b"name", b"A", b"B"),
)


def all_samples() -> dict[str, list[FileSet]]:
    """Return the valid files of every format, from all modules `samples_…`."""
    found: dict[str, list[FileSet]] = {}
    for module in pkgutil.iter_modules(package.__path__):
        if module.name.startswith("samples_"):
            samples = importlib.import_module(f"{package.__name__}.{module.name}").SAMPLES
            for name, file_sets in samples.items():
                found.setdefault(name, []).extend(file_sets)
    return found


def mutate(samples: list[FileSet], others: list[bytes], rng: random.Random) -> FileSet:
    """Break one of the samples in one to four places; sometimes change its name or drop a file."""
    files = list(rng.choice(samples))
    place = rng.randrange(len(files))
    name, content = files[place]
    for _ in range(rng.randint(1, 4)):
        content = rng.choice(MUTATIONS)(content, others, rng)
    if rng.random() < 0.05:
        name = rng.choice(
            ["a", "a.csv", "a.xml", "a.json", "a.xlsx", "a.gml", "a.dot", ".", "a.b.c"]
        )
    files[place] = (name, content)
    if len(files) > 1 and rng.random() < 0.1:
        del files[rng.randrange(len(files))]
    if rng.random() < 0.02:
        files.append(("more.txt", rng.choice(others)))
    return files


def _span(content: bytes, rng: random.Random) -> tuple[int, int]:
    start = rng.randint(0, len(content))
    return start, min(len(content), start + rng.choice([1, 1, 2, 5, 20, 100]))


def _flip(content: bytes, _others: list[bytes], rng: random.Random) -> bytes:
    if not content:
        return content
    broken = bytearray(content)
    broken[rng.randrange(len(broken))] = rng.randrange(256)
    return bytes(broken)


def _delete(content: bytes, _others: list[bytes], rng: random.Random) -> bytes:
    start, stop = _span(content, rng)
    return content[:start] + content[stop:]


def _repeat(content: bytes, _others: list[bytes], rng: random.Random) -> bytes:
    start, stop = _span(content, rng)
    times = rng.choice([2, 2, 3, 10, 200])
    return content[:start] + content[start:stop] * times + content[stop:]


def _truncate(content: bytes, _others: list[bytes], rng: random.Random) -> bytes:
    return content[: rng.randint(0, len(content))]


def _insert(content: bytes, _others: list[bytes], rng: random.Random) -> bytes:
    at = rng.randint(0, len(content))
    return content[:at] + rng.choice(TOKENS) + content[at:]


def _replace(content: bytes, _others: list[bytes], rng: random.Random) -> bytes:
    start, stop = _span(content, rng)
    return content[:start] + rng.choice(TOKENS) + content[stop:]


def _splice(content: bytes, others: list[bytes], rng: random.Random) -> bytes:
    other = rng.choice(others)
    start, stop = rng.randint(0, len(other)), rng.randint(0, len(other))
    at = rng.randint(0, len(content))
    return content[:at] + other[min(start, stop) : max(start, stop)] + content[at:]


def _swap_lines(content: bytes, _others: list[bytes], rng: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    if len(lines) < 2:
        return content
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def _recode(content: bytes, _others: list[bytes], rng: random.Random) -> bytes:
    text = content.decode("utf-8", errors="replace")
    return text.encode(rng.choice(["utf-16", "utf-8-sig", "latin-1"]), errors="replace")


Mutation = Callable[[bytes, list[bytes], random.Random], bytes]
MUTATIONS: tuple[Mutation, ...] = (
    *(_flip, _flip, _delete, _delete, _repeat, _truncate, _insert, _insert),
    *(_replace, _replace, _splice, _swap_lines, _recode),
)
