"""A training on the page: it is watched, stopped, cancelled, and found again after a reload."""

import time

import anndata
import numpy as np
import pandas as pd
import pytest

import sergiojax as sj
from sergiojax._progress import Progress, StopEarly
from sergiojax.learn import Copula
from sergiojax.ui.generate import train
from tests.ui.visits import visit_of

pytestmark = pytest.mark.slow
SOON = 100  # seconds; a test that waits this long has failed
PAGE = "pages/studio/generate.py"


@pytest.fixture
def cells():
    counts = np.random.default_rng(0).poisson(3.0, (60, 12)).astype(np.float32)
    obs = pd.DataFrame({"cell_type": ["B", "T"] * 30}, index=[str(cell) for cell in range(60)])
    return anndata.AnnData(counts, obs=obs)


@pytest.fixture
def page(visit, cells, put_on_shelf, monkeypatch):
    """The page where a training takes for ever."""
    fit = sj.fit

    def fit_for_ever(config, adata, *, seed, progress):
        learned = fit(config, adata, seed=seed)
        for step in range(50, 1_000_000, 50):
            try:
                scores = {"loss": 100.0 / step}
                report = Progress("Training", step, 1_000_000, scores, lambda: learned.fitted)
                progress(report)
            except StopEarly:
                return learned
            time.sleep(0.01)
        raise AssertionError("Nobody ended it.")

    monkeypatch.setattr(sj, "fit", fit_for_ever)
    app = visit("generate")
    put_on_shelf(app, cells, "mine")
    return begun(app.run())


def begun(app):
    button(app, "Train").click().run()
    deadline = time.monotonic() + SOON
    while not job_of(app).scores and time.monotonic() < deadline:
        time.sleep(0.05)
    return app.run()


def button(app, label):
    return next(each for each in app.button if each.label == label)


def said(app):
    assert not app.exception
    return [error.value for error in app.error]


def job_of(app):
    return app.session_state["work_visitor"].asked[train.PLACE].job


def texts(app):
    return " ".join(each.value for each in [*app.markdown, *app.caption, *app.info])


def test_curve_map_and_time_left_are_seen_and_no_other_training_begins(page):
    assert not said(page)
    assert len(page.get("plotly_chart")) == 2
    assert "s so far" in texts(page)
    assert " left · step " in texts(page)
    assert "The loss says that training goes on" in texts(page)
    assert button(page, "Train").disabled
    button(page, "Cancel").click().run()


def test_a_training_is_stopped_and_its_model_kept(page):
    button(page, "Stop and keep").click().run()
    assert job_of(page).future.result(SOON).fitted.learner == Copula()
    page.run()
    assert not said(page)
    assert page.segmented_control(key="generate_view").value == "New cells"
    assert any(each.label == "Make 42 cells" for each in page.button)


def test_a_training_that_is_cancelled_is_no_failure_and_can_start_again(page):
    job = job_of(page)
    button(page, "Cancel").click().run()
    assert job.is_cancelled
    assert "Cancelled. The settings are kept." in texts(page)
    assert not button(page, "Train").disabled
    assert page.segmented_control(key="generate_view").options == ["Cells", "Training"]
    button(page, "Start again").click().run()
    assert not said(page)
    button(page, "Cancel").click().run()
    assert not said(page)


def test_a_reload_finds_the_training_again(page, visit):
    job = job_of(page)
    after = visit()
    after.session_state["browser_store"] = {
        "stored": {
            "session": visit_of(after).name,
            "record": None,
            "visitor": page.session_state["work_visitor"].token,
        }
    }
    after.run()
    after.switch_page(PAGE).run()
    assert job_of(after) is job
    assert not said(after)
    assert "There are no cells yet" not in texts(after)
    button(after, "Stop and keep").click().run()
    job.future.result(SOON)
    after.run()
    assert not said(after)
    assert any(each.label == "Make 42 cells" for each in after.button)
