"""Work in the background: its result is kept, it reports, it can be ended, it may fail."""

import threading

import numpy as np
import pytest

from sergiojax._progress import Progress
from sergiojax.ui.work.desk import CancelledError, Desk, Job, digest, told

SOON = 30  # seconds; a test that waits this long has failed


@pytest.fixture
def desk():
    return Desk()


def test_a_result_is_kept(desk):
    assert desk.result("one") is None
    assert desk.start("one", lambda _: 1).future.result(SOON) == 1
    assert desk.result("one") == 1
    assert not desk.is_under_way("other")


def test_a_job_under_way_is_not_begun_twice(desk):
    go, runs = threading.Event(), []

    def work(report):
        runs.append(1)
        go.wait(SOON)

    jobs = [desk.start("one", work), desk.start("one", work)]
    assert desk.is_under_way("one")
    go.set()
    assert jobs[0] is jobs[1]
    jobs[0].future.result(SOON)
    assert runs == [1]


def test_progress_is_seen_while_the_work_goes_on(desk):
    reported, go = threading.Event(), threading.Event()

    def work(report):
        report(Progress("Simulating", 1, 4))
        reported.set()
        go.wait(SOON)
        report(Progress("Simulating", 7, 4))

    job = desk.start("one", work)
    assert reported.wait(SOON)
    assert (job.phase, job.share) == ("Simulating", 0.25)
    go.set()
    job.future.result(SOON)
    assert job.share == 1.0


def test_cancelled_work_ends_at_its_next_report_and_can_begin_anew(desk):
    started, go = threading.Event(), threading.Event()

    def work(report):
        started.set()
        go.wait(SOON)
        report(Progress("Simulating", 2, 4))
        return "done"

    job = desk.start("one", work)
    assert started.wait(SOON)
    job.cancel.set()
    again = desk.start("one", work)
    assert again is not job
    go.set()
    with pytest.raises(CancelledError):
        job.future.result(SOON)
    assert desk.failure("one") is None  # of the new work there is none
    assert again.future.result(SOON) == "done"
    assert desk.result("one") == "done"


def test_work_for_one_visit_is_neither_shared_nor_kept(desk):
    one, other = Job(), Job()
    for number, job in enumerate((one, other)):
        desk.run_alone(
            job, lambda report, number=number: report(Progress("Searching", 2, 4)) or number
        )
    assert (one.future.result(SOON), other.future.result(SOON)) == (0, 1)
    broken = Job()
    desk.run_alone(broken, lambda _: 1 / 0)
    assert isinstance(broken.future.exception(SOON), ZeroDivisionError)
    assert isinstance(told(broken.future.exception()), RuntimeError)
    assert isinstance(told(ValueError("too few")), ValueError)


def test_a_failure_is_told_and_forgotten_with_the_next_try(desk):
    def fail(report):
        raise ValueError("too few cells")

    with pytest.raises(ValueError, match="too few"):
        desk.start("one", fail).future.result(SOON)
    assert str(desk.failure("one")) == "too few cells"
    assert desk.result("one") is None
    assert desk.start("one", lambda _: 2).future.result(SOON) == 2
    assert desk.failure("one") is None


def test_only_the_latest_results_are_kept(desk):
    for number in range(20):
        desk.start(f"job {number}", lambda _, number=number: number).future.result(SOON)
    kept = [number for number in range(20) if desk.result(f"job {number}") is not None]
    assert 0 < len(kept) < 20
    assert kept[-1] == 19


def test_names_tell_inputs_apart():
    assert digest("cells", b"ab") == digest("cells", b"ab")
    names = {digest("ab"), digest("a", "b"), digest(b"ab"), digest("cells", [("seed", 1)])}
    assert len(names) == 4
    assert digest("x", np.float32(1)) != digest("x", np.float32(2))
