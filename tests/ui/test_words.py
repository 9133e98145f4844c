"""No page shows Python's own words for a missing number, whatever the design."""

import ast
import json
import math
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from sergiojax import ui
from sergiojax.datasets import load_design
from sergiojax.grn import GRN, Design, random_network
from sergiojax.ui.compare.views import QUESTIONS as COMPARE
from sergiojax.ui.understand.views import QUESTIONS as UNDERSTAND
from tests.ui.visits import settled, visit_of

pytestmark = pytest.mark.slow
PYTHON = re.compile(r"\b(None|nan|NaN|inf|Infinity)\b")
UNSEEN = re.compile(r"(^|_)(id|ids|key|js|css|html|columns|format|type|icon)(_|$)")
VIEWS = {
    "understand": ("understand_view", list(UNDERSTAND)),
    "compare": ("compare_view", list(COMPARE)),
    "improve": ("improve_view", ["Targets", "Fit to data", "What is determined"]),
    "cells": ("cells_view", ["Map", "Heatmap", "Genes", "Quality", "Export"]),
}


def lone_gene():
    return GRN.from_edges([], basal_rates={"A": [10.0]})


def pair_without_edges():
    return GRN.from_edges([], basal_rates={"A": [10.0, 2.0], "B": [0.0, 5.0]})


def hundred_genes():
    return random_network(100, n_cell_types=9, seed=0)


DESIGNS = {
    "toggle-switch": lambda: load_design("toggle-switch"),
    "repressilator": lambda: load_design("repressilator"),
    "cascade": lambda: load_design("cascade"),
    "lone gene": lambda: Design(lone_gene()),
    "pair without edges": lambda: Design(pair_without_edges()),
    "hundred genes": lambda: Design(hundred_genes()),
}
QUICK = ("lone gene",)
SLOW = pytest.mark.validate


def words_of(app):
    """Return Python's words in all texts of a page: of widgets, messages, tables and figures."""
    texts = []
    for element in app.main:
        texts += texts_of(element.proto) if element.proto else []
        if element.type == "dataframe":
            table = element.value
            texts += map(str, table.astype(object).where(table.notna(), "").to_numpy().ravel())
            if table.isna().any(axis=None) and not element.proto.HasField("placeholder"):
                texts.append("None")  # which Streamlit writes then
    return [text for text in texts if PYTHON.search(text)]


def texts_of(message):
    """Return the texts of a message to the browser, figures and components included."""
    for field, value in message.ListFields():
        if UNSEEN.search(field.name):
            continue
        for each in (
            value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        ):
            if isinstance(each, str):
                yield from strings(json.loads(each)) if each.startswith(("{", "[")) else [each]
            elif hasattr(each, "ListFields"):
                yield from texts_of(each)


def strings(value):
    """Return the texts in a JSON value; Python's reader takes NaN, which JSON does not have."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)
    elif isinstance(value, str) or (isinstance(value, float) and not math.isfinite(value)):
        yield str(value)


def simulate(app):
    [button] = [each for each in app.button if each.label == "Simulate"]
    settled(button.click().run())


@pytest.mark.parametrize(
    "name", [each if each in QUICK else pytest.param(each, marks=SLOW) for each in DESIGNS]
)
def test_no_page_shows_pythons_words(visit, name):
    app = visit()
    design = DESIGNS[name]()
    n_cells = dict.fromkeys(design.grn.cell_types, 20)
    visit_of(app).design = design.replace(settings={"n_cells": n_cells})
    visit_of(app).rev += 1
    app.session_state["cells_map"] = "PCA"
    app.session_state["design_tables"] = True
    app.session_state["compare_n_cells"] = 20
    app.run()
    found = {"design": words_of(app)}
    for page, (key, views) in VIEWS.items():
        app.switch_page(f"pages/studio/{page}.py")
        if page == "cells":
            simulate(app.run())
        for view in views:
            app.session_state[key] = view
            settled(app.run())
            found[f"{page} {view}"] = words_of(app)
    assert not {place: words for place, words in found.items() if words}


def test_every_table_says_what_stands_for_a_missing_number():
    """Streamlit writes "None" where a table has none."""
    trees = [ast.parse(path.read_text()) for path in Path(ui.__file__).parent.rglob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = [getattr(call.func, "attr", "") for call in calls]
    found = [
        any(each.arg == "placeholder" for each in call.keywords)
        for name, call in zip(names, calls, strict=True)
        if name in {"dataframe", "data_editor"}
    ]
    assert len(found) > 5
    assert all(found)
