"""The written pages: the reference is up to date, links lead somewhere, and examples run."""

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from sergiojax.grn import list_formats

ROOT = Path(__file__).parents[1]
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "benchmarks/README.md",
    "docs/api.md",
    "docs/differences.md",
    "docs/formats.md",
    "docs/generate.md",
    "docs/inference.md",
    "docs/model.md",
    "docs/questions.md",
    "docs/security.md",
)
LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.fixture(scope="module")
def reference() -> str:
    """The API reference as the docstrings have it now; written without importing the package."""
    return runpy.run_path(str(ROOT / "docs" / "make_api.py"))["render"]()


def test_api_reference_is_up_to_date(reference):
    written = (ROOT / "docs" / "api.md").read_text("utf-8")
    assert written == reference, "docs/api.md is out of date: run `make docs`."


def test_api_reference_says_the_same_on_every_machine(reference):
    assert not re.search(r" at 0x[0-9a-f]+|/home/|site-packages", reference)
    assert str(ROOT) not in reference


def test_every_public_name_has_a_text_in_the_reference(reference):
    sections = reference.split("\n### ")[1:]
    without = [section.split("\n")[0] for section in sections if not _prose(section)]
    assert not without


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    text = (ROOT / page).read_text("utf-8")
    for target in LINK.findall(text):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        file = (ROOT / page).parent / path if path else ROOT / page
        assert file.exists(), f"{page} links to {target}, which is not there."
        assert not anchor or anchor in _anchors(file), f"{page} links to {target}: no such heading."


def test_every_format_is_in_the_table_with_its_suffixes():
    lines = (ROOT / "docs/formats.md").read_text("utf-8").splitlines()
    cells = [line.strip("|").split(" | ") for line in lines if line.startswith("| ")]
    rows = {row[1].strip(" `"): [cell.strip() for cell in row] for row in cells}
    for known in list_formats():
        _, _, suffixes, read, written, *_ = rows[known.name]
        assert set(known.suffixes) <= set(suffixes.split()), known.name
        assert (read == "yes") == (known.read is not None), known.name
        assert (written == "yes") == (known.write is not None), known.name


@pytest.mark.slow
def test_first_python_example_of_readme_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(compile(_python_of_readme()[0], "README.md", "exec"), {})
    assert (tmp_path / "cells.h5ad").is_file()


@pytest.mark.validate
def test_all_python_examples_of_readme_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for code in _python_of_readme():
        exec(compile(code, "README.md", "exec"), names)
    assert {"unspliced", "spliced", "true_velocity"} <= set(names["adata"].layers)


@pytest.mark.validate
def test_all_python_examples_of_the_questions_run():
    names: dict[str, Any] = {}
    for code in _python_of("docs/questions.md"):
        exec(compile(code, "questions.md", "exec"), names)
    assert names["points"].stable.sum() == 3
    assert names["found"].is_met


@pytest.mark.validate
def test_all_python_examples_of_calibration_run(shared_data, monkeypatch):
    monkeypatch.chdir(shared_data / "learned")
    names: dict[str, Any] = {}
    for code in _python_of("docs/calibrate.md"):
        exec(compile(code, "calibrate.md", "exec"), names)
    assert names["found"].after.mean_error < names["found"].before.mean_error
    assert names["counts"].shape == (4, 300, 11)


def _python_of_readme() -> list[str]:
    return _python_of("README.md")


def _python_of(page: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", (ROOT / page).read_text("utf-8"), re.S)


def _prose(section: str) -> str:
    """What a section says beside its heading and its code."""
    _, _, body = section.partition("\n")
    return re.sub(r"```.*?```", "", body, flags=re.S).strip()


def _anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
