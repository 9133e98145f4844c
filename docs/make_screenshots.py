"""Takes the pictures of the README and of docs/questions.md: `make screenshots`."""

import shutil
import socket
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "assets" / "screenshots"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main() -> None:
    """Start the app, walk through it, and save the pictures."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "sergiojax", "app", "--port", port, "--no-browser"]
    app = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        if app.stdout is None or "http" not in app.stdout.readline():
            raise SystemExit("The app did not start.")
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=FLAGS
            )
            page = chromium.new_page(viewport={"width": 1360, "height": 860}, device_scale_factor=1)
            walk(page, f"http://127.0.0.1:{port}/")
            ask(page, f"http://127.0.0.1:{port}/")
            chromium.close()
    finally:
        app.terminate()
        app.wait()


def walk(page: Page, address: str) -> None:
    """Visit every page with the example of blood cell fates."""
    page.goto(address)
    page.wait_for_selector(".js-plotly-plot", timeout=120_000)
    page.get_by_role("button", name="Open").first.click()
    page.locator(".st-key-open_krumsiek11 button:visible").first.click()
    settle(page, 6_000)
    page.keyboard.press("Escape")
    settle(page, 2_000)
    take(page, "design")
    page.get_by_role("link", name="Cells").first.click()
    page.get_by_role("button", name="Simulate", exact=True).click()
    page.get_by_text("median total").wait_for(timeout=120_000)
    settle(page, 3_000)
    page.get_by_text("UMAP is running").wait_for(state="hidden", timeout=180_000)
    settle(page, 3_000)
    take(page, "cells")
    page.get_by_role("button", name="Hide the settings").click()
    colour = page.get_by_role("combobox", name="Colour by")
    colour.click()
    colour.fill("Pu1")
    page.keyboard.press("Enter")
    settle(page, 3_000)
    take(page, "map")
    page.get_by_role("radio", name="Heatmap").or_(
        page.get_by_text("Heatmap", exact=True)
    ).first.click()
    settle(page, 4_000)
    take(page, "heatmap")


def ask(page: Page, address: str) -> None:
    """Ask the questions of docs/questions.md."""
    open_example(page, address, "gata1-pu1")
    page.get_by_role("link", name="Understand").first.click()
    settle(page, 3_000)
    take(page, "states")
    look(page, "What matters", "what_matters")
    page.get_by_role("link", name="Compare").first.click()
    settle(page, 3_000)
    page.mouse.click(*place_of_first_gene(page))
    settle(page, 2_000)
    page.get_by_role("button", name="Knock out").first.click()
    settle(page, 15_000)
    take(page, "compare")
    open_example(page, address, "toggle-switch")
    page.get_by_role("link", name="Understand").first.click()
    settle(page, 3_000)
    look(page, "Sweep", "sweep")
    look(page, "Noise", "noise")
    look(page, "Two genes", None)
    plane = page.locator(".js-plotly-plot").first.bounding_box()
    if plane is None:
        raise SystemExit("The phase plane is not shown.")
    for across, down in ((0.7, 0.3), (0.35, 0.75)):
        page.mouse.click(plane["x"] + across * plane["width"], plane["y"] + down * plane["height"])
        settle(page, 1_500)
    take(page, "two_genes")
    page.get_by_role("link", name="Improve").first.click()
    page.get_by_role("spinbutton", name="At least this factor apart").fill("60")
    page.get_by_role("button", name="Add", exact=True).click()
    settle(page, 1_500)
    page.get_by_role("button", name="Improve the design").click()
    page.get_by_role("button", name="Use this design").wait_for(timeout=180_000)
    settle(page, 3_000)
    take(page, "improve")


def place_of_first_gene(page: Page) -> tuple[float, float]:
    """Return where the first gene is drawn."""
    x, y = page.locator(".stage").evaluate(
        "(el) => { const p = el._cyreg.cy.nodes('[name]')[0].renderedPosition();"
        " const r = el.getBoundingClientRect(); return [r.x + p.x, r.y + p.y]; }"
    )
    return x, y


def open_example(page: Page, address: str, name: str) -> None:
    """Open an example of the gallery on the canvas."""
    page.goto(address)
    page.wait_for_selector(".js-plotly-plot", timeout=120_000)
    page.get_by_role("button", name="Open").first.click()
    page.locator(f".st-key-open_{name} button:visible").first.click()
    settle(page, 3_000)
    page.keyboard.press("Escape")


def look(page: Page, view: str, name: str | None) -> None:
    """Choose a view, and take its picture if a name is given."""
    page.get_by_role("radio", name=view, exact=True).click()
    settle(page, 3_500)
    if name is not None:
        take(page, name)


def settle(page: Page, milliseconds: int) -> None:
    """Wait until no script is running, then a little longer for the figures."""
    page.wait_for_timeout(milliseconds)
    page.locator("[data-testid=stStatusWidget]").wait_for(state="hidden", timeout=120_000)
    page.wait_for_timeout(1_000)


def take(page: Page, name: str) -> None:
    """Save a picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
