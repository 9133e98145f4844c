"""Waiting for work and watching it, on pages as small as they can be."""

import threading
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from sergiojax._progress import Progress, StopEarly
from sergiojax.ui.work import background
from sergiojax.ui.work.desk import desk
from sergiojax.ui.work.job import CancelledError

SOON = 30  # seconds; a test that waits this long has failed


class Held:
    """Work that goes on when the test lets it, and reports before and after."""

    def __init__(self):
        self.reported, self.go = threading.Event(), threading.Event()

    def __call__(self, progress):
        progress(Progress("Searching", 1, 4, {"loss": 3.0}, "a network"))
        self.reported.set()
        assert self.go.wait(SOON)
        try:
            progress(Progress("Searching", 2, 4, {"loss": 2.0}, "a better network"))
        except StopEarly:
            return "the best so far"
        return "the result"


def watching_page():
    import streamlit as st

    from sergiojax.ui.shell.guard import guard
    from sergiojax.ui.work.background import in_background, watch
    from sergiojax.ui.work.visitor import know_again

    know_again(st.session_state.get("token"))

    def show(job):
        st.caption(f"Best: {job.progress.best}, {len(job.scores)} scores")

    with guard():
        if "name" in st.session_state:
            found = in_background(st.session_state.name, st.session_state.work, key="place")
        else:  # after a reload: nobody asks again
            found = watch("place", show=show, stop="Stop and keep the best")
        if found is not None:
            st.success(found)


def waiting_page():
    import streamlit as st

    from sergiojax.ui.work.background import wait_for
    from sergiojax.ui.work.job import CancelledError

    try:
        st.success(wait_for(st.session_state.name, st.session_state.work, key="wait"))
    except CancelledError:
        st.info("Cancelled.")


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Show progress at once."""
    monkeypatch.setattr(background, "_QUIET", 0.0)


@pytest.fixture
def held():
    """Work whose thread the test cannot leave behind."""
    work = Held()
    yield work
    work.go.set()


@pytest.fixture
def name():
    """Return a name that no other test has, for all share the desk."""
    return uuid4().hex


def visit(page, **state):
    app = AppTest.from_function(page, default_timeout=SOON)
    for key, value in state.items():
        app.session_state[key] = value
    return app.run()


def button(app, label):
    return next(each for each in app.button if each.label == label)


def labels(app):
    assert not app.exception
    return [each.label for each in app.button]


def end(work, job):
    """Let work go on, and wait for its end."""
    work.go.set()
    job.future.exception(SOON)


def results(app):
    app.run()
    assert not app.exception
    return [each.value for each in app.success]


def test_work_is_watched_until_its_result_is_shown(held, name):
    app = visit(watching_page, name=name, work=held)
    assert held.reported.wait(SOON)
    app.run()
    assert labels(app) == ["Cancel"]
    [bar] = app.get("progress")
    assert (bar.proto.text, bar.proto.value) == ("Searching …", 25)
    end(held, desk().find(name))
    assert results(app) == ["the result"]
    assert labels(app) == []


def test_cancelled_work_ends_and_can_start_again(held, name):
    app = visit(watching_page, name=name, work=held)
    job = desk().find(name)
    button(app, "Cancel").click().run()
    assert [each.value for each in app.info] == ["Cancelled. The settings are kept."]
    assert not app.error
    assert labels(app) == ["Start again"]
    end(held, job)
    assert isinstance(job.future.exception(), CancelledError)
    button(app, "Start again").click().run()
    end(held, desk().find(name))
    assert results(app) == ["the result"]


def test_of_two_visits_one_cancels_and_the_other_gets_the_result(held, name):
    one, other = (visit(watching_page, name=name, work=held) for _ in range(2))
    job = desk().find(name)
    button(one, "Cancel").click().run()
    assert labels(one) == ["Start again"]
    assert not job.is_cancelled
    assert labels(other.run()) == ["Cancel"]
    end(held, job)
    assert results(other) == ["the result"]
    assert results(one) == []
    button(one, "Start again").click().run()
    assert results(one) == ["the result"]


def test_work_for_other_inputs_takes_the_place_of_what_went_before(held, name):
    app = visit(watching_page, name=name, work=held)
    before = desk().find(name)
    app.session_state["name"], app.session_state["work"] = f"{name} 2", lambda _: "other"
    app.run()
    assert before.is_cancelled
    desk().find(f"{name} 2").future.result(SOON)
    assert results(app) == ["other"]


def test_what_fails_is_said_and_tried_again_when_asked(name):
    tries = []

    def work(progress):
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("There are too few cells.")
        return "cells"

    app = visit(watching_page, name=name, work=work)
    desk().find(name).future.exception(SOON)
    for _ in range(2):  # looking again does not try again
        app.run()
        assert [each.value for each in app.error] == ["There are too few cells."]
    assert len(tries) == 1
    button(app, "Start again").click().run()
    desk().find(name).future.result(SOON)
    assert results(app) == ["cells"]


def test_a_reload_finds_the_work_again_and_strangers_do_not(held, name):
    before = visit(watching_page, name=name, work=held)
    token = before.session_state["work_visitor"].token
    assert held.reported.wait(SOON)
    assert labels(visit(watching_page, token="guessed")) == []
    after = visit(watching_page, token=token)
    assert labels(after) == ["Stop and keep the best", "Cancel"]
    assert [each.value for each in after.caption] == ["Best: a network, 1 scores"]
    end(held, desk().find(name))
    assert results(after) == ["the result"]
    assert results(visit(watching_page, token=token)) == ["the result"]


def test_after_a_reload_cancel_ends_the_work(held, name):
    before = visit(watching_page, name=name, work=held)
    job = desk().find(name)
    after = visit(watching_page, token=before.session_state["work_visitor"].token)
    button(after, "Cancel").click().run()
    assert job.is_cancelled
    assert labels(after) == ["Start again"]


def test_work_can_be_stopped_with_its_best(held, name):
    before = visit(watching_page, name=name, work=held)
    job = desk().find(name)
    assert held.reported.wait(SOON)
    after = visit(watching_page, token=before.session_state["work_visitor"].token)
    button(after, "Stop and keep the best").click().run()
    assert button(after, "Stopping …").disabled
    end(held, job)
    assert results(after) == ["the best so far"]


def test_a_page_waits_for_its_result(name):
    app = visit(waiting_page, name=name, work=lambda _: "the result")
    assert [each.value for each in app.success] == ["the result"]


def test_a_page_whose_visitor_left_waits_no_longer(held, name):
    def work(progress):
        job = desk().find(name)
        for visitor in list(job.visitors):  # as the button does, while the page waits
            desk().leave(job, visitor)
        return held(progress)

    app = visit(waiting_page, name=name, work=work)
    assert [each.value for each in app.info] == ["Cancelled."]
