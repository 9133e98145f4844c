"""A new page takes no more than CONTRIBUTING says: `apps/new_page.py` is one, added to the app."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sergiojax.datasets import load_design
from sergiojax.grn import encode_design
from sergiojax.ui.session import CANVAS
from tests.ui.visits import settled, visit_of

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
PAGE = Path(__file__).parent / "apps" / "new_page.py"
MOST_LINES = 60
LINE = '    st.Page("pages/studio/noise.py", title="Noise", icon=":material/graphic_eq:"),\n'


@pytest.fixture
def open_page(tmp_path):
    """Open the app with the page in it, as a new visitor with a link."""
    shutil.copytree(ROOT / "pages", tmp_path / "pages")
    shutil.copytree(ROOT / "assets", tmp_path / "assets")
    shutil.copy(PAGE, tmp_path / "pages" / "studio" / "noise.py")
    before, after = (ROOT / "app.py").read_text().split("pages = [\n")
    (tmp_path / "app.py").write_text(f"{before}pages = [\n{LINE}{after}")

    def open_link(design):
        app = AppTest.from_file(tmp_path / "app.py", default_timeout=60)
        app.query_params["g"] = encode_design(design)
        app.run()
        return app.switch_page("pages/studio/noise.py").run()

    return open_link


def charts(app):
    return [each for each in app.main if "vega_lite" in each.type]


def test_a_page_with_canvas_settings_and_long_work_is_short():
    assert len(PAGE.read_text().splitlines()) <= MOST_LINES


def test_a_new_page_works_like_the_others(open_page, marks):
    app = open_page(load_design("toggle-switch"))
    assert any(CANVAS in each.proto.id for each in app.get("bidi_component"))
    assert not charts(app)
    [seed] = app.number_input
    seed.set_value(5).run()
    assert visit_of(app).design.settings["seed"] == 5  # in files, links and the browser
    settled(app.button(key="noise_run").click().run())
    assert len(charts(app)) == 1
    assert not marks(app)
    [seed] = app.number_input
    seed.set_value(6).run()
    assert marks(app) == ["From other cells or settings."]
    settled(app.button(key="repeat_noise").click().run())
    assert not marks(app)
    again = open_page(visit_of(app).design)
    assert again.number_input[0].value == 6
