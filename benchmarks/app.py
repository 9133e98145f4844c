"""How fast the app answers, in headless Chromium: `python -m benchmarks.app`.

Starts the installed app, opens it as a first visitor, and takes medians of the time from the
mouse event to the redrawn figures. Needs Chromium (`CHROMIUM` names it) and the tools of the tests.
"""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.table import Table

from sergiojax import random_network, write_grn

REPEATS = 12
PATIENCE = 120_000  # ms
PLOTS = "[...document.querySelectorAll('.js-plotly-plot')]"
CURVES = f"{PLOTS}.map((e) => JSON.stringify((e.data ?? []).map((d) => [d.name, d.x, d.y]))).join()"
LARGE = 1200  # genes
STAGES = (  # the canvas is in a shadow root
    "[...document.querySelectorAll('*')].map((e) => e.shadowRoot?.querySelector('.stage'))"
)
DRAWN = f"{STAGES}.find((e) => e)?._cyreg?.cy?.nodes('[name]').length"
AFTER_A_FRAME = "() => new Promise((r) => requestAnimationFrame(() => setTimeout(r)))"
COUNT_FRAMES = """() => {
  window.frames_ms = [];
  let last = performance.now();
  const next = () => {
    const now = performance.now();
    window.frames_ms.push(now - last);
    last = now;
    window.frame = requestAnimationFrame(next);
  };
  window.frame = requestAnimationFrame(next);
}"""
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")


def main() -> None:
    """Print one table."""
    table = Table("work", "time", "must reach", title="sergiojax: the app")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "sergiojax", "app", "--no-browser", "--port", str(port)]
    began = time.perf_counter()
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_up(f"http://127.0.0.1:{port}/_stcore/health")
        table.add_row("server up", _seconds(time.perf_counter() - began), "")
        with sync_playwright() as playwright:
            path = os.environ.get("CHROMIUM") or shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            page = browser.new_page(viewport={"width": 1360, "height": 900})
            for row in _rows(page, f"http://127.0.0.1:{port}", began):
                table.add_row(*row)
            browser.close()
    finally:
        server.terminate()
        server.wait()
    Console(width=110).print(table)


def _rows(page: Page, url: str, began: float) -> list[tuple[str, str, str]]:
    visit = time.perf_counter()
    page.goto(url)
    _wait_for_curves(page, "")
    now = time.perf_counter()
    rows = [
        ("first figure, from the command", _seconds(now - began), "≤ 60 s"),
        ("first figure, from the visit", _seconds(now - visit), ""),
    ]
    page.wait_for_timeout(30_000)  # the server warms up in the background
    rows.append(("slider → redrawn response", _median(_slider(page)), "≤ 300 ms"))
    rows.append(("flipped interaction → redrawn response", _median(_flip(page)), "≤ 300 ms"))
    rows.append(("page switch to Cells", _median(_switch(page)), "≤ 500 ms"))
    rows += _understand(page)
    with TemporaryDirectory() as folder:
        rows += _large(page, Path(folder) / "network.json")
    return rows


def _understand(page: Page) -> list[tuple[str, str, str]]:
    """Move a slider under views that must follow it at once."""
    page.get_by_test_id("stTopNavLink").filter(has_text="Understand").click()
    rows = []
    for view, figure in (("Two genes", "phase plane"), ("What matters", "sensitivity")):
        page.get_by_role("radio", name=view, exact=True).click()
        page.wait_for_timeout(4000)
        rows.append((f"slider → redrawn {figure}", _median(_slider(page)), "≤ 300 ms"))
    page.get_by_test_id("stTopNavLink").filter(has_text="Design").click()
    page.locator(".stage").wait_for(timeout=PATIENCE)
    page.wait_for_timeout(1500)
    return rows


def _large(page: Page, file: Path) -> list[tuple[str, str, str]]:
    """Open a network as large as SERGIO's DS3, and pan the view."""
    write_grn(random_network(LARGE, seed=0), file, format="project")
    page.locator(".st-key-design_open").get_by_role("button").first.click()
    page.get_by_role("tab", name="Upload").click()
    field = page.locator("input[type=file]").first
    field.wait_for(state="attached")
    page.wait_for_timeout(1000)
    start = time.perf_counter()
    field.set_input_files(file)
    page.wait_for_function(f"() => {DRAWN} === {LARGE}", timeout=PATIENCE)
    page.evaluate(AFTER_A_FRAME)
    drawn = time.perf_counter() - start
    page.keyboard.press("Escape")
    page.get_by_text("neighbours. Select another gene").wait_for(timeout=PATIENCE)
    page.wait_for_timeout(10_000)  # the response is compiled
    frames = sorted(_pan(page))
    smooth = f"{frames[len(frames) // 2]:.0f} ms (95 %: {frames[len(frames) * 95 // 100]:.0f} ms)"
    return [
        (f"upload → {LARGE:,} genes drawn", _seconds(drawn), "≤ 3 s"),
        (f"frame while {LARGE:,} genes are moved", smooth, ""),
    ]


def _pan(page: Page) -> list[float]:
    """Return the time of every frame (ms) while the view is dragged."""
    box = page.locator(".stage").bounding_box()
    assert box is not None
    x, y = box["x"] + 20, box["y"] + box["height"] - 20
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(COUNT_FRAMES)
    for step in range(60):
        page.mouse.move(x + 4 * step, y - 2 * step)
        page.wait_for_timeout(12)
    frames = page.evaluate("() => { cancelAnimationFrame(window.frame); return window.frames_ms; }")
    page.mouse.up()
    return frames[1:]


def _slider(page: Page) -> list[float]:
    slider = page.locator("[data-slider=n] input[type=range]")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    down = box["y"] + box["height"] / 2

    def move(turn: int) -> Callable[[], None]:
        return lambda: page.mouse.move(box["x"] + box["width"] * (0.2 + 0.05 * (turn % 7)), down)

    page.mouse.move(box["x"] + box["width"] * 0.3, down)
    page.mouse.down()
    page.wait_for_timeout(1500)
    times = [_redrawn(page, move(turn)) for turn in range(REPEATS)]
    page.mouse.up()
    page.wait_for_timeout(1500)
    return times


def _flip(page: Page) -> list[float]:
    middle = page.locator(".stage").evaluate(
        "(el) => { const p = el._cyreg.cy.edges('[attrs]')[0].renderedMidpoint();"
        " const r = el.getBoundingClientRect(); return [r.x + p.x, r.y + p.y]; }"
    )
    page.mouse.click(*middle)
    page.wait_for_timeout(1500)
    return [_redrawn(page, lambda: page.keyboard.press("t")) for _ in range(REPEATS)]


def _switch(page: Page) -> list[float]:
    times = []
    for _ in range(REPEATS):
        times.append(_opened(page, "Cells", page.get_by_role("spinbutton", name="Seed")))
        _opened(page, "Design", page.locator(".stage"))
        page.wait_for_timeout(1500)
    return times


def _opened(page: Page, title: str, wanted: object) -> float:
    start = time.perf_counter()
    page.get_by_test_id("stTopNavLink").filter(has_text=title).click()
    wanted.wait_for(timeout=PATIENCE)  # type: ignore[attr-defined]
    return time.perf_counter() - start


def _redrawn(page: Page, act: Callable[[], None]) -> float:
    before = page.evaluate(CURVES)
    start = time.perf_counter()
    act()
    _wait_for_curves(page, before)
    elapsed = time.perf_counter() - start
    page.wait_for_timeout(700)
    return elapsed


def _wait_for_curves(page: Page, before: str) -> None:
    found = f"(before) => {PLOTS}.length && {CURVES} !== before"
    page.wait_for_function(found, arg=before, timeout=PATIENCE)


def _wait_until_up(url: str) -> None:
    while True:
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)


def _median(times: list[float]) -> str:
    return (
        f"{_seconds(statistics.median(times))} ({_seconds(min(times))} to {_seconds(max(times))})"
    )


def _seconds(value: float) -> str:
    return f"{value * 1e3:.0f} ms" if value < 1 else f"{value:.1f} s"


if __name__ == "__main__":
    main()
