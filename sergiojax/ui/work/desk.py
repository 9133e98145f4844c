"""Work in the background that a page waits for, with a progress bar and a way to cancel.

The result is kept by the digest of its inputs, shared by all sessions and bounded: the same
settings answer at once. A run that asks again while the work goes on waits for the same work.
Cancelling ends it at its next report, because running compiled code cannot be interrupted.
"""

import hashlib
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import streamlit as st

from sergiojax._progress import Listener, Progress

Result = TypeVar("Result")
Report = Listener

QUIET = 0.4  # seconds before a progress bar appears; below, it would only flicker
_PAUSE = 0.1  # seconds between looks; at each, Streamlit may interrupt the wait
_MOST_RESULTS = 12
_MOST_BYTES = 1 << 30


class CancelledError(Exception):
    """The person cancelled the work."""


@dataclass
class Job(Generic[Result]):
    """Work under way.

    Attributes:
        future: Its result to come.
        phase: What it is doing.
        share: How much of the phase is done, 0 to 1.
        cancel: Set to end it.
    """

    future: Future[Result] = field(default_factory=Future)
    phase: str = "Starting"
    share: float = 0.0
    cancel: threading.Event = field(default_factory=threading.Event)

    def report(self, progress: Progress) -> None:
        """Note the progress; called from the working thread.

        Raises:
            CancelledError: If the person asked for it.
        """
        if self.cancel.is_set():
            raise CancelledError
        self.phase, self.share = progress.phase, progress.share


class Desk:
    """Jobs under way and results kept, for all sessions of the server."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="job")
        self._lock = threading.Lock()
        self._jobs: dict[str, Job[Any]] = {}
        self._results: OrderedDict[str, tuple[Any, int]] = OrderedDict()
        self._failures: OrderedDict[str, BaseException] = OrderedDict()

    def result(self, name: str) -> Any:
        """Return a kept result, or None."""
        with self._lock:
            if name not in self._results:
                return None
            self._results.move_to_end(name)
            return self._results[name][0]

    def failure(self, name: str) -> BaseException | None:
        """Return why the last job of that name failed, or None; cancelling is no failure."""
        with self._lock:
            return self._failures.get(name)

    def is_under_way(self, name: str) -> bool:
        """Tell whether a job of that name is being done."""
        with self._lock:
            return name in self._jobs

    def start(self, name: str, work: Callable[[Report], Any]) -> Job[Any]:
        """Return the job of that name, begun now unless it is under way."""
        with self._lock:
            job = self._jobs.get(name)
            self._failures.pop(name, None)
            if job is None or job.cancel.is_set():
                job = self._jobs[name] = Job()
                self._pool.submit(self._run, name, job, work)
            return job

    def run_alone(self, job: Job[Any], work: Callable[[Report], Any]) -> None:
        """Do work for one visit: nobody shares it, and only the job holds its result."""
        self._pool.submit(_finish, job, work)

    def _run(self, name: str, job: Job[Any], work: Callable[[Report], Any]) -> None:
        try:
            result = work(job.report)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to the waiting page
            self._note(name, job, error)
            job.future.set_exception(error)
        else:
            self._keep(name, result)
            job.future.set_result(result)
        finally:
            with self._lock:
                if self._jobs.get(name) is job:
                    del self._jobs[name]

    def _note(self, name: str, job: Job[Any], error: BaseException) -> None:
        """Keep why a job failed, unless another of its name has begun since."""
        with self._lock:
            if self._jobs.get(name) is not job or isinstance(error, CancelledError):
                return
            self._failures[name] = error
            if len(self._failures) > _MOST_RESULTS:
                self._failures.popitem(last=False)

    def _keep(self, name: str, result: Any) -> None:
        with self._lock:
            self._results[name] = (result, _size(result))
            while len(self._results) > 1 and (
                len(self._results) > _MOST_RESULTS
                or sum(size for _, size in self._results.values()) > _MOST_BYTES
            ):
                self._results.popitem(last=False)


def _finish(job: Job[Any], work: Callable[[Report], Any]) -> None:
    try:
        job.future.set_result(work(job.report))
    except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to the waiting page
        job.future.set_exception(error)


@st.cache_resource(show_spinner=False)
def desk() -> Desk:
    """Return the desk of this server."""
    return Desk()


def digest(*parts: object) -> str:
    """Return a short name of some inputs: equal inputs, equal names."""
    state = hashlib.blake2b(digest_size=16)
    for part in parts:
        state.update(part if isinstance(part, bytes) else repr(part).encode())
        state.update(b"\0")
    return state.hexdigest()


def told(failure: BaseException) -> Exception:
    """Return a failure of work as a page's net takes it: a ValueError is a sentence, no bug."""
    kind = ValueError if isinstance(failure, ValueError) else RuntimeError
    error = kind(str(failure))
    error.__cause__ = failure
    return error


def wait_for(name: str, work: Callable[[Report], Result], *, key: str) -> Result:
    """Return the result of `work`, showing progress and a cancel button if it takes long.

    Args:
        name: Digest of the inputs.
        work: Called in another thread with a function that takes the progress; it must not call
            Streamlit.
        key: Widget key of the cancel button.

    Returns:
        The result, kept or new.

    Raises:
        CancelledError: If the person cancelled it.
        Exception: Whatever `work` raised.
    """
    kept = desk().result(name)
    if kept is not None:
        return kept
    job = desk().start(name, work)
    wait([job.future], timeout=QUIET)
    if not job.future.done():
        _show_progress(job, key)
    return job.future.result()


def _show_progress(job: Job[Any], key: str) -> None:
    slot = st.empty()
    with slot.container():
        bar = st.progress(0.0, text=job.phase)
        st.button("Cancel", key=key, icon=":material/close:", on_click=job.cancel.set)
    while not job.future.done():
        bar.progress(job.share, text=f"{job.phase} …")
        wait([job.future], timeout=_PAUSE)
    slot.empty()


def _size(result: Any) -> int:
    arrays = [result, *getattr(result, "layers", {}).values()] if result is not None else []
    matrices = [getattr(array, "X", array) for array in arrays]
    return sum(getattr(matrix, "nbytes", sys.getsizeof(matrix)) for matrix in matrices)
