"""The app without a browser: pages run in this process, and nothing is warmed up beside them."""

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from sergiojax.datasets import load_design
from sergiojax.io import AnnData, dense
from sergiojax.ui.shelf import CELLS, CellSet, Origin, Shelf
from sergiojax.ui.visit import Visit
from sergiojax.ui.work import warm
from sergiojax.ui.work.desk import digest

APP = Path(__file__).parents[2] / "app.py"


@pytest.fixture(autouse=True)
def no_warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """UMAP's compiler would work beside the tests, and beyond their end."""
    monkeypatch.setattr(warm, "start", lambda: None)


@pytest.fixture(scope="session", autouse=True)
def one_scan_of_the_environment() -> Iterator[None]:
    """Streamlit reads the metadata of all installed packages for every app; here it does so once.

    It looks for components that other packages bring, of which this app uses none.
    """
    once = functools.cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


@pytest.fixture
def visit() -> Callable[..., AppTest]:
    """Open a page of the app as a new visitor: a script in `pages/studio`, a link's query."""

    def open_page(page: str = "design", **query: str) -> AppTest:
        app = AppTest.from_file(APP, default_timeout=120)
        app.query_params.update(query)
        app.run()
        return app if page == "design" else app.switch_page(f"pages/studio/{page}.py").run()

    return open_page


class State(dict[str, Any]):
    """A session state without a session; names of attributes are keys, too."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> State:
    """The session state of a visit, for parts of a page that are called without the page."""
    begun = load_design("toggle-switch")
    monkeypatch.setattr(st, "session_state", State(visit=Visit(begun, begun, "document")))
    return st.session_state


@pytest.fixture
def put_on_shelf() -> Callable[..., None]:
    """Put cells on the shelf of a visit, as those of a file, and let the Cells page show them."""

    def put(app: AppTest, cells: AnnData, name: str = "mine") -> None:
        shelf = app.session_state["shelf"] if "shelf" in app.session_state else Shelf()
        shelf.last += 1
        origin = Origin("opened", "opened file")
        content = digest(name, dense(cells.X).tobytes())
        shelf.sets[shelf.last] = CellSet(name, cells, content, origin, None, None, id=shelf.last)
        shelf.chosen[CELLS] = shelf.last
        app.session_state["shelf"] = shelf

    return put


@pytest.fixture
def shown() -> Callable[[AppTest], CellSet]:
    """Read the set of cells that the Cells page shows."""

    def read(app: AppTest) -> CellSet:
        shelf = app.session_state["shelf"]
        return shelf.sets[shelf.chosen[CELLS]]

    return read


@pytest.fixture
def marks() -> Callable[[AppTest], list[str]]:
    """Read the lines that a page puts above results of an earlier input."""
    icon = ":orange[:material/history:] "

    def read(app: AppTest) -> list[str]:
        texts = [each.value for each in app.markdown]
        return [text.removeprefix(icon) for text in texts if text.startswith(icon)]

    return read
