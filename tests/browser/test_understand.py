"""The Understand page by mouse: a click starts a course, a loop lights up, a sweep sets K."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.canvas import Canvas

pytestmark = pytest.mark.browser
APP = Path(__file__).parents[2] / "serve.py"
PATIENCE = 60_000  # ms: a first visit imports and compiles
TRACE = (
    "[...document.querySelectorAll('.js-plotly-plot')]"
    ".some((e) => (e.data ?? []).some((trace) => trace.name === '%s'))"
)
STRENGTHS = "cy.edges('[attrs]').map((e) => Math.round(e.data('strength')))"


@pytest.fixture
def understand(serve, visit):
    page = visit(serve(APP))
    page.locator(".stage").wait_for(timeout=PATIENCE)
    page.get_by_test_id("stTopNavLink").filter(has_text="Understand").click()
    page.get_by_role("radio", name="Two genes").wait_for(timeout=PATIENCE)
    canvas = Canvas(page)
    canvas.wait_until("cy.nodes('[name]').length", 2, timeout=30)
    return canvas


def test_a_click_on_the_plane_starts_a_course_and_a_loop_lights_up(understand):
    page = understand.page
    page.get_by_role("radio", name="Two genes", exact=True).click()
    page.wait_for_function(TRACE % "Stable state", timeout=PATIENCE)
    plane = page.locator(".js-plotly-plot .nsewdrag").first
    plane.scroll_into_view_if_needed()
    box = plane.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 0.6 * box["width"], box["y"] + 0.3 * box["height"])
    page.wait_for_function(TRACE % "Course", timeout=PATIENCE)
    page.get_by_role("button", name="Clear courses").click()
    page.wait_for_function(f"!({TRACE % 'Course'})", timeout=PATIENCE)

    loop = page.get_by_role("button", name="LacI ⊣ TetR ⊣ LacI")
    assert understand.evaluate("cy.elements('.outside').length") == 0
    understand.add_gene("GFP", 0.5, 0.9)
    loop.hover()
    understand.wait_until("cy.elements('.outside').map((e) => e.data('name'))", ["GFP"], timeout=30)
    page.mouse.move(5, 5)
    understand.wait_until("cy.elements('.outside').length", 0)


@pytest.mark.validate
def test_a_point_of_a_sweep_sets_the_parameter(understand):
    page = understand.page
    page.get_by_role("radio", name="Sweep", exact=True).click()
    page.wait_for_function(TRACE % "Unstable", timeout=PATIENCE)
    before = understand.evaluate(STRENGTHS)
    point = page.locator(".js-plotly-plot .scatterlayer .point").last
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for _ in range(300):
        if understand.evaluate(STRENGTHS) != before:
            break
        page.wait_for_timeout(100)
    after = understand.evaluate(STRENGTHS)
    assert after[0] != before[0]
    assert after[1] == before[1]
    expect(page.get_by_role("alert")).to_have_count(0)
