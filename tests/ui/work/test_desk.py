"""Work in the background: shared, kept, in two lanes, within a bound on memory; it always ends."""

import threading
from types import SimpleNamespace

import numpy as np
import pytest

from sergiojax._progress import Progress, StopEarly
from sergiojax.ui.work import desk as desk_module
from sergiojax.ui.work.cost import LONG, Cost
from sergiojax.ui.work.desk import PATIENCE, Desk, digest
from sergiojax.ui.work.job import CancelledError, told

SOON = 30  # seconds; a test that waits this long has failed
ONE, OTHER = "one visitor", "other visitor"


class Held:
    """Work that begins when the desk lets it, and goes on when the test lets it."""

    def __init__(self, result=None):
        self.began, self.go, self.result, self.times = (
            threading.Event(),
            threading.Event(),
            result,
            0,
        )

    def __call__(self, progress):
        self.times += 1
        self.began.set()
        assert self.go.wait(SOON)
        progress(Progress("Simulating", 2, 4))
        return self.result


@pytest.fixture
def world():
    """Hold what a desk knows of the world: the time, and who is here."""
    return SimpleNamespace(now=0.0, here={ONE, OTHER})


@pytest.fixture
def desk(world):
    return Desk(is_here=lambda name: name in world.here, most=100, clock=lambda: world.now)


def test_a_result_is_kept(desk):
    assert desk.result("sum") is None
    assert desk.join("sum", lambda _: 1, visitor=ONE).future.result(SOON) == 1
    assert desk.result("sum") == 1
    again = desk.join("sum", lambda _: 2, visitor=OTHER)
    assert again.future.result(SOON) == 1


def test_work_under_way_is_shared_and_not_begun_twice(desk):
    work = Held("cells")
    jobs = [desk.join("cells", work, visitor=name) for name in (ONE, OTHER)]
    assert jobs[0] is jobs[1]
    assert desk.find("cells") is jobs[0]
    work.go.set()
    assert jobs[0].future.result(SOON) == "cells"
    assert work.times == 1


def test_progress_and_scores_are_seen_while_the_work_goes_on(desk):
    reported, go = threading.Event(), threading.Event()

    def work(progress):
        progress(Progress("Preparing", 0, 1))
        progress(Progress("Searching", 1, 4, {"loss": 3.0}, "a network"))
        reported.set()
        go.wait(SOON)
        progress(Progress("Searching", 7, 4, {"loss": 2.0}, "a better one"))

    job = desk.join("search", work, visitor=ONE)
    assert reported.wait(SOON)
    assert (desk.outlook(job), job.progress.share) == ("Searching", 0.25)
    assert job.progress.best == "a network"
    go.set()
    job.future.result(SOON)
    assert job.progress.share == 1.0
    assert job.scores == {1: {"loss": 3.0}, 7: {"loss": 2.0}}


def test_who_leaves_does_not_end_what_another_waits_for(desk):
    work = Held("cells")
    job = desk.join("cells", work, visitor=ONE)
    desk.join("cells", work, visitor=OTHER)
    assert work.began.wait(SOON)
    desk.leave(job, ONE)
    work.go.set()
    assert job.future.result(SOON) == "cells"


def test_the_last_to_leave_ends_the_work_and_that_is_no_failure(desk):
    work = Held("cells")
    job = desk.join("cells", work, visitor=ONE)
    desk.join("cells", work, visitor=OTHER)
    assert work.began.wait(SOON)
    desk.leave(job, OTHER)
    desk.leave(job, ONE)
    again = desk.join("cells", work, visitor=ONE)
    assert again is not job
    work.go.set()
    with pytest.raises(CancelledError):
        job.future.result(SOON)
    assert again.future.result(SOON) == "cells"
    assert desk.result("cells") == "cells"


def test_work_that_waits_is_cancelled_at_once(desk):
    first, second = Held(), Held()
    desk.join("first", first, visitor=ONE, cost=LONG)
    job = desk.join("second", second, visitor=ONE, cost=LONG)
    desk.leave(job, ONE)
    assert isinstance(job.future.exception(0), CancelledError)
    first.go.set()
    assert second.times == 0


def test_work_stopped_ends_with_its_best_which_others_do_not_get(desk):
    began, go = threading.Event(), threading.Event()

    def search(progress):
        began.set()
        go.wait(SOON)
        try:
            progress(Progress("Searching", 1, 9))
        except StopEarly:
            return "best so far"
        return "best of all"

    job = desk.join("search", search, visitor=ONE)
    assert began.wait(SOON)
    desk.stop(job)
    go.set()
    assert job.future.result(SOON) == "best so far"
    assert desk.result("search") is None
    assert desk.join("search", search, visitor=OTHER).future.result(SOON) == "best of all"


def test_work_stopped_that_has_no_best_counts_as_cancelled(desk):
    work = Held()
    job = desk.join("cells", work, visitor=ONE)
    assert work.began.wait(SOON)
    desk.stop(job)
    work.go.set()
    assert isinstance(job.future.exception(SOON), CancelledError)


def test_a_failure_is_told_to_who_asks_and_the_next_one_tries_again(desk):
    def fail(progress):
        raise ValueError("too few cells")

    job = desk.join("cells", fail, visitor=ONE)
    with pytest.raises(ValueError, match="too few"):
        job.future.result(SOON)
    assert desk.find("cells") is job
    assert desk.result("cells") is None
    assert desk.join("cells", lambda _: 2, visitor=ONE).future.result(SOON) == 2


def test_a_failure_is_a_sentence_or_a_fault():
    assert isinstance(told(ValueError("too few")), ValueError)
    assert isinstance(told(ZeroDivisionError()), RuntimeError)


def test_whatever_keeping_a_result_does_its_work_ends(desk, monkeypatch, caplog):
    def break_down(result):
        raise AttributeError("layers")

    monkeypatch.setattr(desk_module, "size_of", break_down)
    assert desk.join("model", lambda _: "model", visitor=ONE).future.result(SOON) == "model"
    assert "could not be measured" in caplog.text
    assert desk.join("next", lambda _: "next", visitor=ONE).future.result(SOON) == "next"


def kept(desk, names):
    return [name for name in names if desk.result(name) is not None]


def test_only_the_latest_results_are_kept(desk, monkeypatch):
    monkeypatch.setattr(desk_module, "MOST_RESULTS", 3)
    names = [f"job {number}" for number in range(6)]
    for name in names:
        desk.join(name, lambda _: "result", visitor=ONE).future.result(SOON)
    assert kept(desk, names) == names[-3:]


def test_results_are_kept_as_long_as_all_have_room(desk, monkeypatch):
    monkeypatch.setattr(desk_module, "MOST_RESULT_BYTES", 5_000)
    names = [f"job {number}" for number in range(4)]
    for name in names:
        desk.join(name, lambda _: np.zeros(2_000, np.uint8), visitor=ONE).future.result(SOON)
    assert kept(desk, names) == names[-2:]


def test_short_work_does_not_wait_for_long_work(desk):
    long = [Held() for _ in range(3)]
    jobs = [
        desk.join(f"long {place}", work, visitor=ONE, cost=LONG) for place, work in enumerate(long)
    ]
    assert desk.join("short", lambda _: "cells", visitor=ONE).future.result(SOON) == "cells"
    assert long[0].began.wait(SOON)
    assert [desk.outlook(job) for job in jobs] == [
        "Starting",
        "Waits behind one other long run",
        "Waits behind 2 other long runs",
    ]
    long[0].go.set()
    assert long[1].began.wait(SOON)
    assert desk.outlook(jobs[2]) == "Waits behind one other long run"
    for work in long[1:]:
        work.go.set()
    jobs[2].future.result(SOON)


def test_two_short_ones_are_done_at_once_and_a_third_one_waits(desk):
    works = [Held() for _ in range(3)]
    jobs = [desk.join(f"run {at}", work, visitor=ONE) for at, work in enumerate(works)]
    assert works[0].began.wait(SOON)
    assert works[1].began.wait(SOON)
    assert desk.outlook(jobs[2]) == "Waits behind 2 other runs"
    works[1].go.set()
    assert works[2].began.wait(SOON)
    works[0].go.set()
    works[2].go.set()


def test_all_runs_together_keep_within_the_memory(desk):
    first, second = Held(), Held()
    one = desk.join("first", first, visitor=ONE, cost=Cost("short", 60))
    other = desk.join("second", second, visitor=ONE, cost=Cost("long", 60))
    assert first.began.wait(SOON)
    assert desk.outlook(other) == "Waits until other runs need less memory"
    assert desk.join("third", lambda _: 3, visitor=ONE).future.result(SOON) == 3
    assert second.times == 0
    first.go.set()
    one.future.result(SOON)
    assert second.began.wait(SOON)
    second.go.set()
    other.future.result(SOON)


def test_what_never_fits_is_refused_with_a_way_out(desk):
    with pytest.raises(ValueError, match=r"memory.*Ask for fewer cells"):
        desk.join("huge", Held(), visitor=ONE, cost=Cost("long", 101, "Ask for fewer cells."))
    assert desk.find("huge") is None


@pytest.fixture
def steps(desk):
    """Begin work that reports each time it is told to."""
    tell, heard = threading.Semaphore(0), threading.Semaphore(0)

    def work(progress):
        for step in range(100):
            assert tell.acquire(timeout=SOON)
            try:
                progress(Progress("Searching", step, 100))
            finally:
                heard.release()

    def step():
        tell.release()
        assert heard.acquire(timeout=SOON)

    return SimpleNamespace(job=desk.join("search", work, visitor=ONE, cost=LONG), step=step)


def test_work_ends_ten_minutes_after_its_last_visitor_has_gone(desk, world, steps):
    steps.step()
    world.here = set()
    steps.step()
    world.now = PATIENCE
    steps.step()
    assert not steps.job.future.done()
    world.now = PATIENCE + 1
    steps.step()
    assert isinstance(steps.job.future.exception(SOON), CancelledError)
    assert desk.find("search") is None


def test_who_comes_back_in_time_finds_the_work_going_on(desk, world, steps):
    world.here = set()
    steps.step()
    world.now = PATIENCE - 1
    world.here = {ONE}
    steps.step()
    world.here = set()
    world.now = 2 * PATIENCE
    steps.step()  # the time counts from here
    world.now = 3 * PATIENCE
    steps.step()
    assert not steps.job.is_cancelled
    world.now += 1
    steps.step()
    assert isinstance(steps.job.future.exception(SOON), CancelledError)


def test_waiting_work_that_nobody_waits_for_is_not_begun(desk, world, steps):
    work = Held()
    job = desk.join("waiting", work, visitor=OTHER, cost=LONG)
    world.here = {ONE}
    steps.step()
    world.now = PATIENCE + 1
    steps.step()
    assert isinstance(job.future.exception(0), CancelledError)
    assert not steps.job.is_cancelled
    desk.leave(steps.job, ONE)
    steps.step()
    assert isinstance(steps.job.future.exception(SOON), CancelledError)
    assert work.times == 0


def test_names_tell_inputs_apart():
    assert digest("cells", b"ab") == digest("cells", b"ab")
    names = {digest("ab"), digest("a", "b"), digest(b"ab"), digest("cells", [("seed", 1)])}
    assert len(names) == 4
    assert digest("x", np.float32(1)) != digest("x", np.float32(2))
    assert digest(b"a", b"b") != digest(b"ab")  # bytes have no quotes that part them
    assert digest(b"a", b"b") != digest(b"a\0b")
