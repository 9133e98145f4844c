"""The desk: work of all visits in two lanes, within a bound on memory, and the results kept.

Work is known by the digest of its inputs. Visitors who ask for the same work share one job; the
same settings answer at once as long as the result is kept. Running compiled code cannot be
interrupted, so cancelled work ends at its next report.
"""

import hashlib
import logging
import sys
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import streamlit as st

from sergiojax._progress import Progress, StopEarly
from sergiojax.ui.work.cost import SHORT, Cost, Lane, check_fits, most_bytes
from sergiojax.ui.work.job import CancelledError, Job, Result, Work
from sergiojax.ui.work.sizes import size_of
from sergiojax.ui.work.visitor import PATIENCE, visitors

THREADS: dict[Lane, int] = {"short": 2, "long": 1}

MOST_RESULTS = 64
MOST_RESULT_BYTES = 1 << 30
_log = logging.getLogger("sergiojax")


class Desk:
    """Jobs that wait or are under way, and those whose results are kept, for all visits.

    Args:
        is_here: Whether the browser of a visitor is connected.
        most: Bytes that all runs under way may need together.
        clock: Returns the time (seconds).
    """

    def __init__(
        self,
        *,
        is_here: Callable[[str], bool],
        most: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._is_here, self._most, self._clock = is_here, most, clock
        self._pool = ThreadPoolExecutor(sum(THREADS.values()), thread_name_prefix="job")
        self._lock = threading.RLock()
        self._jobs: OrderedDict[str, Job[Any]] = OrderedDict()  # the one last asked for is last
        self._waiting: dict[Lane, deque[Job[Any]]] = {lane: deque() for lane in THREADS}
        self._running: list[Job[Any]] = []

    def find(self, name: str) -> Job[Any] | None:
        """Return the last job of a name, under way or done; None if there is none any more."""
        with self._lock:
            if name in self._jobs:
                self._jobs.move_to_end(name)
            return self._jobs.get(name)

    def result(self, name: str) -> Any:
        """Return a result that is kept, or None."""
        job = self.find(name)
        is_there = job is not None and job.future.done() and not job.has_failed
        return job.future.result() if job is not None and is_there else None

    def join(
        self, name: str, work: Work[Result], *, visitor: str, cost: Cost = SHORT
    ) -> Job[Result]:
        """Let a visitor wait for work, which begins unless it is under way or its result is kept.

        Args:
            name: Digest of the inputs.
            work: What is to be done.
            visitor: Who waits for it.
            cost: Its lane, and the memory it needs.

        Raises:
            ValueError: If it needs more memory than all runs together may have.
        """
        with self._lock:
            self._end_abandoned()
            job = self._jobs.get(name)
            if job is None or job.has_failed:
                check_fits(cost, self._most)
                job = self._jobs[name] = Job(name, work, cost)
                self._waiting[cost.lane].append(job)
            job.visitors.add(visitor)
            job.gone_since = None
            self._jobs.move_to_end(name)
            self._begin_waiting()
            return job

    def leave(self, job: Job[Any], visitor: str) -> None:
        """Let a visitor wait no longer; the last one who leaves ends the work."""
        with self._lock:
            job.visitors.discard(visitor)
            if not job.visitors:
                self._cancel(job)

    def stop(self, job: Job[Any]) -> None:
        """Let work end with its best so far, at its next report.

        That is not the result of its inputs, so nobody else finds it under the job's name.
        """
        with self._lock:
            job.is_stopped = True
            self._forget(job)

    def outlook(self, job: Job[Any]) -> str:
        """Say what a job does, or what it waits for."""
        with self._lock:
            queue = self._waiting[job.cost.lane]
            if job not in queue:
                return job.progress.phase
            before = sum(each.cost.lane == job.cost.lane for each in self._running)
            if queue[0] is job and before < THREADS[job.cost.lane]:
                return "Waits until other runs need less memory"
            before += queue.index(job)
        kind = "long run" if job.cost.lane == "long" else "run"
        return f"Waits behind {'one' if before == 1 else before} other {kind}{'s' * (before > 1)}"

    def _begin_waiting(self) -> None:
        """Begin what has a thread and fits into memory, in the order asked for."""
        for lane, most in THREADS.items():
            queue = self._waiting[lane]
            while queue and sum(each.cost.lane == lane for each in self._running) < most:
                needed = sum(each.cost.n_bytes for each in self._running)
                if needed + queue[0].cost.n_bytes > self._most:
                    break  # those behind wait too, else a large run might wait for ever
                job = queue.popleft()
                job.began = self._clock()
                self._running.append(job)
                self._pool.submit(self._run, job)

    def _run(self, job: Job[Any]) -> None:
        result, failure = None, None
        try:
            result = job.work(partial(self._hear, job))
        except StopEarly:
            failure = CancelledError()  # there was no best to keep
        except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to the waiting page
            failure = error
        try:
            self._settle(job, result, failure)
        except Exception:  # noqa: BLE001 - what cannot be measured is a result nevertheless
            _log.exception("A result could not be measured")
            job.size = 0
        finally:
            if failure is None:
                job.future.set_result(result)
            else:
                job.future.set_exception(failure)

    def _hear(self, job: Job[Any], progress: Progress) -> None:
        """Take a report of a working thread, and end the work if that is asked for."""
        job.note(progress)
        with self._lock:
            self._end_abandoned()
        if job.is_cancelled:
            raise CancelledError
        if job.is_stopped:
            raise StopEarly

    def _settle(self, job: Job[Any], result: Any, failure: BaseException | None) -> None:
        """Make room for the next job, then keep the result within the bounds."""
        with self._lock:
            self._running.remove(job)
            self._begin_waiting()
        size = sys.getsizeof(failure) if failure is not None else size_of(result)
        with self._lock:
            job.size = size
            kept = [each for each in self._jobs.values() if each.size is not None]
            total = sum(each.size or 0 for each in kept)
            for each in kept[:-1]:
                if len(kept) <= MOST_RESULTS and total <= MOST_RESULT_BYTES:
                    break
                kept.remove(each)
                total -= each.size or 0
                self._forget(each)

    def _end_abandoned(self) -> None:
        """Cancel what nobody has been here to wait for during the time of patience."""
        now = self._clock()
        for job in [*self._running, *(each for queue in self._waiting.values() for each in queue)]:
            if any(self._is_here(visitor) for visitor in job.visitors):
                job.gone_since = None
            elif job.gone_since is None:
                job.gone_since = now
            elif now - job.gone_since > PATIENCE:
                self._cancel(job)

    def _cancel(self, job: Job[Any]) -> None:
        if job.future.done():
            return
        job.is_cancelled = True
        self._forget(job)
        queue = self._waiting[job.cost.lane]
        if job in queue:
            queue.remove(job)
            job.future.set_exception(CancelledError())
            self._begin_waiting()

    def _forget(self, job: Job[Any]) -> None:
        """Let nobody find a job under its name any more."""
        if self._jobs.get(job.name) is job:
            del self._jobs[job.name]


@st.cache_resource(show_spinner=False)
def desk() -> Desk:
    """Return the desk of this server."""
    return Desk(is_here=visitors().is_here, most=most_bytes())


def digest(*parts: object) -> str:
    """Return a short name of some inputs: equal inputs, equal names."""
    state = hashlib.blake2b(digest_size=16)
    for part in parts:
        content = part if isinstance(part, bytes) else repr(part).encode()
        state.update(len(content).to_bytes(8))  # else parts could be divided in another way
        state.update(content)
    return state.hexdigest()
