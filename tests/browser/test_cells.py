"""The Cells page by mouse: addresses that led elsewhere, and a shelf with two sets."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser
APP = Path(__file__).parents[2] / "serve.py"
PAGES = ("Design", "Understand", "Compare", "Improve", "Cells", "Generate")
PATIENCE = 60_000  # ms: a first visit imports and compiles


def test_a_former_address_leads_to_the_cells_page_and_two_runs_stay_on_the_shelf(
    serve, browser: Browser
):
    """Without `visit`: at such an address Streamlit first asks for its own files in vain."""
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    page = context.new_page()
    page.goto(f"{serve(APP)}/simulate")
    simulate = page.get_by_role("button", name="Simulate", exact=True)
    expect(simulate).to_be_visible(timeout=PATIENCE)
    expect(page).to_have_url(f"{serve(APP)}/cells")
    expect(page.get_by_text("Page not found")).to_have_count(0)
    links = page.get_by_test_id("stTopNavLink")
    expect(links).to_have_text([re.compile(f"{title}$") for title in PAGES])
    cells = page.get_by_role("combobox", name="Cells")
    for seed in ("0", "3"):
        page.get_by_role("spinbutton", name="Seed").fill(seed)
        simulate.click()
        shown = re.compile(f"^Toggle switch, seed {seed} · 300 cells × 2 genes")
        expect(cells).to_have_value(shown, timeout=PATIENCE)
    page.goto(f"{serve(APP)}/explore")
    expect(page).to_have_url(f"{serve(APP)}/cells", timeout=PATIENCE)
    context.close()
