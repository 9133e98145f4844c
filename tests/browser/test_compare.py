"""The Compare page by mouse: a knock-out on the canvas and back, and an edit of a pinned design."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.canvas import Canvas

pytestmark = pytest.mark.browser
APP = Path(__file__).parents[2] / "serve.py"
PATIENCE = 60_000  # ms: a first visit imports and compiles
MARKED = "cy.nodes('.marked').map((n) => n.data('name'))"
NAMES = (
    "[...document.querySelectorAll('.js-plotly-plot')]"
    ".some((e) => (e.data ?? []).some((trace) => trace.name === '%s'))"
)


def go_to(page: Page, title: str) -> Canvas:
    page.get_by_test_id("stTopNavLink").filter(has_text=title).click()
    page.get_by_test_id("stApp").get_by_role("radio", name="Mutant").wait_for(timeout=PATIENCE)
    return Canvas(page)


@pytest.fixture
def compare(serve, visit):
    page = visit(serve(APP))
    page.locator(".stage").wait_for(timeout=PATIENCE)
    return go_to(page, "Compare")


def press(canvas: Canvas, name: str) -> None:
    button = canvas.page.get_by_role("button", name=name, exact=True)
    expect(button).to_be_enabled(timeout=PATIENCE)
    button.click()


def test_a_gene_clicked_on_the_canvas_is_knocked_out_and_restored(compare):
    compare.wait_until("cy.nodes('[name]').length", 2, timeout=30)
    compare.page.mouse.click(*compare.at("LacI"))
    press(compare, "Knock out")
    compare.wait_until(MARKED, ["LacI"], timeout=60)
    compare.page.wait_for_function(NAMES % "Mutant", timeout=PATIENCE)

    compare.page.get_by_test_id("stTopNavLink").filter(has_text="Cells").click()
    expect(compare.page.locator(".stage")).to_have_count(0, timeout=PATIENCE)
    again = go_to(compare.page, "Compare")
    again.wait_until(MARKED, ["LacI"], timeout=60)
    press(again, "Restore")
    again.wait_until(MARKED, [], timeout=60)


def test_an_edge_flipped_after_pinning_is_the_difference(compare):
    page = compare.page
    page.get_by_role("radio", name="A | B", exact=True).click()
    press(compare, "Compare with this one later")
    expect(page.get_by_text("A and B are the same")).to_be_visible(timeout=PATIENCE)
    page.mouse.dblclick(*compare.between("LacI", "TetR"))
    expect(page.get_by_text("1 flipped")).to_be_visible(timeout=PATIENCE)
    shares = "cy.edges('[share]').map((e) => e.data('share')).sort()"
    compare.wait_until(shares, [0, 1], timeout=30)
    page.wait_for_function(NAMES % "B", timeout=PATIENCE)
