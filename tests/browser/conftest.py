"""A headless Chromium, a Streamlit server, and pages that watch over errors and requests."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
QUIET = (  # no sandbox in containers, no graphics card, and no request of the browser's own
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TOLERATED = (
    "GPU stall due to ReadPixels",  # figures without a graphics card
    "Multiple different fragmentIds",  # canvas and sliders report in one message: both are read
)
expect.set_options(timeout=15_000)  # ms; a lost click on a link is repeated after 1.5 and 4.5 s
_LOGS: list[Path] = []  # of the servers: the page itself shows no traceback


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put what the servers said to a test that failed."""
    report = yield
    if report.failed:
        for log in _LOGS:
            said = "\n".join(log.read_text(errors="replace").splitlines()[-80:])
            report.sections.append(("Streamlit's log", said))
    return report


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A headless Chromium. Where CI runs, a missing one is a failure: a skip would hide it."""
    try:
        path = request.getfixturevalue("chromium")
    except pytest.skip.Exception as reason:
        if "CI" in os.environ:
            pytest.fail(str(reason))
        raise
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=QUIET, headless=True)
        yield chromium
        chromium.close()


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
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"Streamlit did not start:\n{log.read_text()}")


def start_server(script: Path, port: int, log: Path) -> subprocess.Popen[bytes]:
    """Start `streamlit run SCRIPT` at a port; what it says is added to a file."""
    settings = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    flags = [f"--{name}={value}" for name, value in settings.items()]
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), *flags],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """Start `streamlit run SCRIPT`, once per script, and give its address."""
    servers: list[subprocess.Popen[bytes]] = []
    urls: dict[Path, str] = {}

    def start(script: Path) -> str:
        if script in urls:
            return urls[script]
        port = free_port()
        log = tmp_path_factory.mktemp("streamlit") / "log.txt"
        _LOGS.append(log)
        server = start_server(script, port, log)
        servers.append(server)
        urls[script] = f"http://127.0.0.1:{port}"
        wait_until_up(urls[script], server, log)
        return urls[script]

    yield start
    for server in servers:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open an address in a session of its own; afterwards, no error and no foreign request."""
    contexts = []
    problems: list[str] = []

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: problems.append(f"exception: {error}"))
        page.on(
            "console",
            lambda message: (
                problems.append(f"console {message.type}: {message.text}")
                if message.type in {"error", "warning"}
                and not any(text in message.text for text in TOLERATED)
                else None
            ),
        )
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith(("http://127.0.0.1:", "data:", "blob:"))
                else problems.append(f"left the machine: {request.url}")
            ),
        )

    def open_page(url: str, **options: object) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1360, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        watch(page)
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)
