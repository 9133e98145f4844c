"""The file that the server was started with: on every shelf once, and what is said until then."""

import threading
import time

import pytest

from sergiojax.ui.controls import file_at_start
from sergiojax.ui.work import at_start

pytestmark = pytest.mark.slow


@pytest.fixture
def started(monkeypatch):
    """Start the server with a file; afterwards, forget it."""

    def start(path):
        monkeypatch.setenv(at_start.FILE, str(path))
        at_start.opening.cache_clear()
        return at_start.opening()

    yield start
    at_start.opening.cache_clear()
    file_at_start._shared_set.clear()


def wait_for(begun):
    for _ in range(300):
        if begun.future.done():
            return
        time.sleep(0.02)
    raise AssertionError("The file is still not read.")


def on_shelf(app):
    return list(app.session_state["shelf"].sets.values()) if "shelf" in app.session_state else []


def test_without_a_file_there_is_nothing(visit, monkeypatch):
    monkeypatch.delenv(at_start.FILE, raising=False)
    at_start.opening.cache_clear()
    assert at_start.opening() is None
    assert on_shelf(visit("cells")) == []


def test_every_visit_finds_the_same_cells_and_may_remove_them(visit, started, shared_data):
    wait_for(started(shared_data / "learned" / "tenx_v3"))
    first, second = visit("cells"), visit("cells")
    [one], [two] = on_shelf(first), on_shelf(second)
    assert one.cells is two.cells
    assert one.is_shared
    assert one.name == "tenx_v3"
    assert "**58** cells" in [each.value for each in first.markdown]
    [button] = [each for each in first.button if each.label == "Remove from the shelf"]
    button.click().run()
    first.run()
    assert on_shelf(first) == []
    assert not first.exception


def test_until_it_is_read_the_page_works_and_says_so(visit, started, shared_data, monkeypatch):
    ready, read = threading.Event(), at_start.open_cells

    def slowly(*args, **settings):
        ready.wait(30)
        return read(*args, **settings)

    monkeypatch.setattr(at_start, "open_cells", slowly)
    begun = started(shared_data / "learned" / "tenx_v3.h5")
    app = visit("cells")
    assert any("Opening tenx" in each.value for each in app.caption)
    assert not app.error
    ready.set()
    wait_for(begun)
    app.session_state["cells_map"] = "PCA"
    app.run()
    assert [each.name for each in on_shelf(app)] == ["tenx_v3.h5"]
    assert not app.exception


def test_a_file_that_cannot_be_read_is_said_in_one_sentence(visit, started, tmp_path, capsys):
    (tmp_path / "a.rds").write_bytes(b"RDX3\n")
    wait_for(started(tmp_path / "a.rds"))
    app = visit("cells")
    [error] = app.error
    assert "file of R" in error.value
    assert on_shelf(app) == []
    assert "file of R" in capsys.readouterr().err
