"""Retired phrases stay retired: a native reader stumbled over them in texts, messages, comments."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COVERED = ("*.md", "*.py", "Makefile", "docs/*", "pages/**/*", "sergiojax/**/*", "benchmarks/**/*")
KINDS = {".py", ".md", ".js", ".css", ".html", ".json"}
LEFT_OUT = ("/vendor/", "docs/api.md")  # other people's; made from docstrings
MARKS = (" # ", " // ", " * ", '" "', '" f"', '" rf"', '" r"', "' '", "' f'")

PAGES = "Design|Understand|Compare|Improve|Simulate|Explore|Cells|Generate|Sequence|Lessons"
THINGS = "valid|texts?|JSON|Unicode|network|graph|numbers?|list|model|rule|header|gene"
# Each begins with plain letters, which Python finds fast; what must not stand before follows.
RETIRED = {
    r"anew\b(?<!\wanew)": "again",
    rf"the page ({PAGES})\b": "the … page",
    r"qual seeds\b": "the same seed gives the same …",
    r"ake this design\b": "use this design",
    r"of now\b(?<!as of now)": "current",
    r"what is to be known\b": "name what it is",
    r"sees? to it\b": "make sure, or say what it does",
    r"his is no (?!longer\b)": "this is not a …",
    rf"is no (?<!here is no )({THINGS})\b": "is not a …",
    rf"are no (?<!here are no )({THINGS})\b": "are not …",
    r"f it is none\b": "if it is not one",
    r"f one is none\b": "if one is not",
    r"egin the work\b": "start",
    r"states? of rest\b": "steady state",
    r"rest points?\b(?<!\wrest point)(?<!\wrest points)": "steady state",
    r'"""Tell (whether|which)\b': "Return whether",
    r"beside\b": "next to, or besides",
    r"lest\b(?<!\wlest)": "so that … not",
    r"that which\b": "what",
    r"of one's own\b": "your own",
    r"is no part of\b": "is not part of",
    r"and no part of\b": "and not part of",
    r"in so many words\b": "explicitly",
    r"parted by\b": "separated by",
    r"laid flat\b": "flattened",
    r"push each other\b": "affect each other",
    r"is born\b": "comes from, originates",
    r"that noise hides\b": "that noise makes indistinguishable",
    r"ardly determined\b": "poorly determined",
    r"ide edges are found\b": "wide edges are recovered",
    r"principal components meanwhile\b": "principal components are shown meanwhile",
    r"numbers? of (a|the) network\b(?=[,.:;])": "the parameters of the network",
    r"letters that nobody sees\b": "invisible characters",
    r"but here (is|are)\b": "say what was found",
}
PATTERNS = {re.compile(retired): better for retired, better in RETIRED.items()}


def _files() -> Iterator[Path]:
    for pattern in COVERED:
        for path in sorted(ROOT.glob(pattern)):
            if path.suffix in KINDS and not any(part in path.as_posix() for part in LEFT_OUT):
                yield path


def _running_text(source: str) -> str:
    """Return a source in one line, without what parts a sentence: line ends, marks, quotes."""
    text = " ".join(source.split())
    for mark in MARKS:
        text = text.replace(mark, "" if "f" in mark or mark[0] in "\"'" else " ")
    return text


def _retired(source: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, phrase and what to write instead."""
    text = _running_text(source)
    for pattern, better in PATTERNS.items():
        for phrase in dict.fromkeys(found.group() for found in pattern.finditer(text)):
            spread = r"\W+f?\W*".join(map(re.escape, phrase.split()))
            places = [found.start() for found in re.finditer(spread, source)] or [0]
            yield from ((source.count("\n", 0, place) + 1, phrase, better) for place in places)


def test_retired_phrases_are_gone():
    found = [
        f"{path.relative_to(ROOT)}:{line}: {phrase!r}; better: {better}"
        for path in _files()
        for line, phrase, better in _retired(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    "source",
    [
        "\n# Undo on the page\n# Design",
        '\n"the page "\n    f"Design"',
        "\n/* the page\n   Design */",
        "\n * the page\n * Design",
    ],
)
def test_a_phrase_is_found_across_lines(source):
    assert list(_retired(source)) == [(2, "the page Design", "the … page")]


def test_plain_english_is_let_through():
    plain = "There is no gene X, and there are no numbers. This is no longer so; as of now it runs."
    assert list(_retired(f"{plain} The smallest forest points north.")) == []


def test_every_pattern_covers_files():
    assert all(any(ROOT.glob(pattern)) for pattern in COVERED)
