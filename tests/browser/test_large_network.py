"""Networks too large to be edited by hand: shown, searched and coloured, by mouse and keys."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.canvas import Canvas

pytestmark = [pytest.mark.browser, pytest.mark.validate]
APP = Path(__file__).parent / "apps" / "large_network.py"
FADED = "cy.nodes('.faded').length"
SELECTED = "cy.elements(':selected').map((e) => e.data('name'))"
COLORS = "new Set(cy.nodes().map((n) => n.data('fill') ?? 'none')).size"


class Overview(Canvas):
    """The canvas of the test page, with the fields above it."""

    def find(self, text: str) -> None:
        field = self.page.get_by_role("combobox", name="Find a gene")
        field.fill(text)
        field.press("Enter")

    def colour_by(self, what: str) -> None:
        self.page.get_by_role("combobox", name="Colour the genes by").select_option(what)

    def legend(self) -> str:
        return self.page.locator("[data-part=legend]").inner_text()


@pytest.fixture
def open_network(serve, visit) -> Callable[[int], Overview]:
    """Show a random network of so many genes."""

    def open_(n_genes: int, **options: object) -> Overview:
        shown = Overview(visit(f"{serve(APP)}?genes={n_genes}", **options))
        shown.wait_until(f"cy.nodes().length === {n_genes}", True, timeout=30)
        return shown

    return open_


def test_a_found_gene_is_selected_in_the_middle_with_its_neighbours(open_network):
    shown = open_network(160)
    shown.find("g107")
    shown.wait_until(SELECTED, ["G107"])
    stage = shown.stage.bounding_box()
    shown.wait_until("cy.animated()", False)
    x, y = shown.at("G107")
    assert x == pytest.approx(stage["x"] + stage["width"] / 2, abs=2)
    assert y == pytest.approx(stage["y"] + stage["height"] / 2, abs=2)
    near = shown.evaluate("cy.$(':selected').closedNeighborhood().nodes().length")
    shown.wait_until(FADED, 160 - near)
    expect(shown.page.get_by_text('Selected: ["G107"]')).to_be_visible()
    shown.find("nobody")
    assert shown.message() == "No gene is called nobody."


def test_escape_and_a_click_on_nothing_end_the_neighbourhood(open_network):
    shown = open_network(160)
    for end in (lambda: shown.page.keyboard.press("Escape"), lambda: click_on_nothing(shown)):
        shown.find("G7")
        shown.wait_until(f"{FADED} > 0", True)
        shown.stage.focus()
        end()
        shown.wait_until(FADED, 0)
        assert shown.evaluate(SELECTED) == []


def click_on_nothing(shown: Overview) -> None:
    shown.wait_until("cy.animated()", False)
    shown.page.keyboard.press("f")
    shown.wait_until("cy.animated()", False)
    shown.page.mouse.click(*shown.spot(0.02, 0.02))


def test_colours_show_module_level_and_interactions_with_words(open_network):
    shown = open_network(160, color_scheme="dark", viewport={"width": 420, "height": 900})
    for what, words in [
        ("module", "modules of genes that regulate each other"),
        ("level", "Level 0: no regulator"),
        ("degree", "Few interactions"),
        ("cell_type", "Genes highest in"),
    ]:
        shown.colour_by(what)
        shown.wait_until(f"{COLORS} > 2", True)
        assert words in shown.legend()
    shown.colour_by("none")
    shown.wait_until(COLORS, 1)
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= 420


def test_a_drag_on_a_gene_moves_the_view_and_nothing_can_be_edited(open_network):
    shown = open_network(160)
    x, y = shown.at("G7")
    shown.drag((x, y), (x + 60, y + 30))
    assert shown.at("G7") == pytest.approx((x + 60, y + 30), abs=2)
    for key in ("n", "Delete", "Control+a"):
        shown.page.keyboard.press(key)
    assert shown.evaluate("cy.nodes().length") == 160


def test_an_editable_network_is_searched_and_coloured_and_stays_editable(open_network):
    shown = open_network(30)
    assert shown.evaluate(COLORS) == 1
    shown.colour_by("module")  # Python is asked for the modules
    shown.wait_until(f"{COLORS} > 1", True)
    shown.find("G7")
    shown.wait_until(SELECTED, ["G7"])
    assert shown.evaluate(FADED) == 0
    shown.press("neighbours")
    shown.wait_until(f"{FADED} > 0", True)
    shown.stage.focus()
    shown.page.keyboard.press("Delete")
    shown.wait_until("cy.nodes().length", 29)
    shown.wait_until(FADED, 0)


def test_python_points_at_genes_and_interactions_once_per_request(open_network):
    shown = open_network(160)
    page: Page = shown.page
    for _ in range(2):
        page.get_by_role("button", name="Point").click()
        shown.wait_until("cy.nodes(':selected').length + cy.edges(':selected').length", 2)
        shown.stage.focus()
        page.keyboard.press("Escape")
        shown.wait_until(SELECTED, [])
    page.get_by_role("button", name="Rerun").click()
    page.wait_for_timeout(300)
    assert shown.evaluate(SELECTED) == []
