"""A headless Chromium, shared servers, and pages that watch for errors and foreign requests."""

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.servers import IS_IDLE, Servers

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
WARM_UP = 300_000  # ms: a busy machine takes long
expect.set_options(timeout=15_000)  # ms; a lost click on a link is repeated after 1.5 and 4.5 s
_SERVERS: list[Servers] = []  # their logs: the page itself shows no traceback


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put what the servers said to a test that failed."""
    report = yield
    if report.failed:
        for log in (log for servers in _SERVERS for log in servers.logs.values()):
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


@pytest.fixture(scope="session")
def serve(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[Callable[[Path], str]]:
    """Give the address of a server that runs a script: one for all processes of this run."""

    def warm_up(url: str) -> None:
        """Import and compile, so that no test's time limit is about that."""
        with browser.new_page() as page:
            page.goto(url)
            page.wait_for_function(IS_IDLE, timeout=WARM_UP)

    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    servers = Servers(folder, warm_up=warm_up)
    _SERVERS.append(servers)
    yield servers.url
    servers.leave()


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
