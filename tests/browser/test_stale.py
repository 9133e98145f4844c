"""Cells of an earlier design, by mouse: they fade with a line above until the edit is undone."""

import pytest
from playwright.sync_api import expect

from sergiojax.datasets import load_design
from sergiojax.grn import encode_design
from tests.browser.test_app import APP, PATIENCE, Studio

pytestmark = [pytest.mark.browser, pytest.mark.validate]
OPACITY = "(metric) => getComputedStyle(metric.closest('[class*=st-key-earlier_result]')).opacity"


@pytest.fixture
def studio(serve, visit):
    design = load_design("incoherent-feed-forward")
    return Studio(visit(f"{serve(APP)}?g={encode_design(design)}"))


def test_cells_fade_while_the_design_is_another(studio):
    page = studio.page
    mark = page.get_by_text("From an earlier design.")
    cells = page.get_by_text("median total")
    studio.go_to("Cells")
    page.get_by_role("button", name="Simulate", exact=True).click()
    expect(cells).to_be_visible(timeout=PATIENCE)
    expect(mark).to_have_count(0)
    studio.go_to("Design")
    decay = page.locator("[data-slider=l]")
    expect(decay.locator(".unit")).to_have_text("0.3–2 1/time")
    decay.locator(".exact input").fill("×2")
    page.keyboard.press("Enter")
    expect(decay.locator(".unit")).to_have_text("0.6–4 1/time")
    expect(decay.locator(".exact input")).to_have_value("× 1")  # of what the design holds now
    studio.go_to("Cells")
    expect(mark).to_be_visible(timeout=PATIENCE)
    assert float(cells.evaluate(OPACITY)) == 0.5
    studio.go_to("Design")
    page.get_by_role("button", name="Undo").first.click()
    expect(decay.locator(".unit")).to_have_text("0.3–2 1/time")  # in one step
    studio.go_to("Cells")
    expect(cells).to_be_visible(timeout=PATIENCE)
    expect(mark).to_have_count(0)
