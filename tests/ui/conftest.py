"""The app without a browser: pages run in this process, and nothing is warmed up beside them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sergiojax.ui import warm

APP = Path(__file__).parents[2] / "app.py"


@pytest.fixture(autouse=True)
def no_warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """UMAP's compiler would work beside the tests, and beyond their end."""
    monkeypatch.setattr(warm, "start", lambda: None)


@pytest.fixture
def visit() -> Callable[..., AppTest]:
    """Open a page of the app as a new visitor: a script in `pages/studio`, a link's query."""

    def open_page(page: str = "design", **query: str) -> AppTest:
        app = AppTest.from_file(APP, default_timeout=120)
        app.query_params.update(query)
        app.run()
        return app if page == "design" else app.switch_page(f"pages/studio/{page}.py").run()

    return open_page
