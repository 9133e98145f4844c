"""Servers of the app that all processes of a test run share: one per script, gone after the last.

Whoever needs a server holds a shared lock as long as it does. A small process that starts the
server waits for the exclusive one: it gets it when nobody holds the other any more, however they
ended, and then ends the server.
"""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
END_SECONDS = 10

# True in a page whose run has ended and which shows something.
IS_IDLE = "document.querySelector('[data-test-script-state=notRunning] .stElementContainer')"


class Servers:
    """What one process uses of the servers of a run.

    Attributes:
        logs: What the servers said that this process uses, by script.
    """

    def __init__(self, folder: Path, *, warm_up: Callable[[str], None]) -> None:
        """Begin without servers.

        Args:
            folder: Where they are noted, the same in all processes of the run.
            warm_up: Makes the first visit to a new server.
        """
        self.logs: dict[Path, Path] = {}
        self._folder, self._warm_up = folder, warm_up
        self._held: dict[Path, int] = {}  # file descriptors of shared locks
        self._started: list[subprocess.Popen[bytes]] = []

    def url(self, script: Path) -> str:
        """Return the address of the server of a script; the first process that asks starts it."""
        name = script.stem
        address = self._folder / f"{name}.url"
        if script in self._held:
            return address.read_text()
        with (self._folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(
                lock, fcntl.LOCK_EX
            )  # one process at a time starts it, or sees that it runs
            users = self._folder / f"{name}.users"
            self._held[script] = os.open(users, os.O_RDWR | os.O_CREAT)
            fcntl.flock(self._held[script], fcntl.LOCK_SH)  # waits for a server that is ending
            self.logs[script] = self._folder / f"{name}.log"
            if not address.exists():
                self._start(script, address, users)
        return address.read_text()

    def leave(self) -> None:
        """Need the servers no more."""
        for descriptor in self._held.values():
            os.close(descriptor)
        self._held.clear()

    def _start(self, script: Path, address: Path, users: Path) -> None:
        port, log = free_port(), self.logs[script]
        command = [sys.executable, __file__, str(users), str(address), *streamlit(script, port)]
        process = run_in_background(command, log)
        self._started.append(process)
        url = f"http://127.0.0.1:{port}"
        wait_until_up(url, process, log)
        self._warm_up(url)
        address.write_text(url)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_up(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"{url}/_stcore/health", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"Streamlit did not start:\n{log.read_text()}")


def start_server(script: Path, port: int, log: Path) -> subprocess.Popen[bytes]:
    """Start a server that nobody shares; what it says is added to a file."""
    return run_in_background(streamlit(script, port), log)


def streamlit(script: Path, port: int) -> list[str]:
    """Return the command that serves a script at a port."""
    settings = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    flags = [f"--{name}={value}" for name, value in settings.items()]
    return [sys.executable, "-m", "streamlit", "run", str(script), *flags]


def run_in_background(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    """Start a command in the project's folder; what it compiles is kept between runs."""
    kept = {
        "JAX_COMPILATION_CACHE_DIR": str(ROOT / ".pytest_cache" / "jax"),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0.1",
    }
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | kept | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def serve_while_used(users: Path, address: Path, command: list[str]) -> None:
    """Run a server until no process holds the shared lock, then end it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    server = subprocess.Popen(command)
    try:
        with users.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            address.unlink(missing_ok=True)
            end(server)  # before the lock is free: the next user starts another one
    finally:  # after Ctrl-C, too
        end(server)


def end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=END_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    serve_while_used(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
