"""Takes the pictures of the README from the running app: `make screenshots`."""

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
    """Start the app, walk through it, and save four pictures."""
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
    page.get_by_role("link", name="Simulate").first.click()
    page.locator(".st-key-simulate, form, [data-testid=stForm]").first.wait_for()
    page.get_by_role("button", name="Simulate", exact=True).click()
    page.get_by_text("Median total").wait_for(timeout=120_000)
    settle(page, 3_000)
    take(page, "simulate")
    page.get_by_role("link", name="Explore").first.click()
    page.get_by_text("Colour by").wait_for(timeout=60_000)
    page.get_by_text("principal components meanwhile").wait_for(state="hidden", timeout=180_000)
    page.locator(".st-key-explore_colour input").fill("Pu1")
    page.keyboard.press("Enter")
    settle(page, 3_000)
    take(page, "explore")
    page.get_by_role("radio", name="Heatmap").or_(
        page.get_by_text("Heatmap", exact=True)
    ).first.click()
    settle(page, 4_000)
    take(page, "heatmap")


def settle(page: Page, milliseconds: int) -> None:
    """Wait until the page shows no running script, then a little longer for the figures."""
    page.wait_for_timeout(milliseconds)
    page.locator("[data-testid=stStatusWidget]").wait_for(state="hidden", timeout=120_000)
    page.wait_for_timeout(1_000)


def take(page: Page, name: str) -> None:
    """Save a picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
