"""Place and size of everything over the canvas, on a wide page and on a phone."""

from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from tests.browser.canvas import Canvas

pytestmark = pytest.mark.browser
APP = Path(__file__).parent / "apps" / "graph_editor.py"
WIDTHS = (1360, 420)
NEAR = 2.0  # pixels, for borders and rounding


class Box(NamedTuple):
    """A rectangle on the page (pixels)."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def middle(self) -> tuple[float, float]:
        return self.left + self.width / 2, self.top + self.height / 2

    def is_inside(self, other: "Box") -> bool:
        across = other.left - NEAR <= self.left and self.right <= other.right + NEAR
        return across and other.top - NEAR <= self.top and self.bottom <= other.bottom + NEAR

    def covers(self, other: "Box") -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        return min(across, min(self.bottom, other.bottom) - max(self.top, other.top)) > NEAR


def box(canvas: Canvas, selector: str) -> Box:
    part = canvas.page.locator(f".editor {selector}")
    expect(part).to_be_visible()
    found = part.bounding_box()
    assert found is not None
    return Box(found["x"], found["y"], found["width"], found["height"])


def is_near(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1])) <= NEAR


def is_over(part: Box, place: tuple[float, float], stage: Box) -> bool:
    """Whether a box lies over a place, or as near to it as the borders of the canvas allow."""
    (x, y), room = place, 5  # a border and a distance of 4 pixels
    across = max(stage.left + room + part.width / 2, min(x, stage.right - room - part.width / 2))
    down = max(stage.top + room + part.height / 2, min(y, stage.bottom - room - part.height / 2))
    return is_near(part.middle, (across, down)) and part.is_inside(stage)


def check_name_box(canvas: Canvas) -> None:
    """It lies on its gene, as one box, moves nothing else, and its message is below it."""
    stage, zoom = box(canvas, ".stage"), box(canvas, ".zoom")
    canvas.page.mouse.dblclick(*canvas.at("LacI"))
    name, field = box(canvas, ".rename"), box(canvas, ".rename input")
    assert is_near(name.middle, canvas.at("LacI"))
    assert name == field
    assert (name.width, name.height) == (180, 40)
    assert (box(canvas, ".stage"), box(canvas, ".zoom")) == (stage, zoom)
    canvas.page.keyboard.type("TetR")
    canvas.page.keyboard.press("Enter")
    said = box(canvas, ".rename p")
    assert NEAR < said.top - name.bottom < 8
    assert (said.left, said.width) == (name.left, name.width)
    assert said.is_inside(stage)
    assert not said.covers(zoom)
    canvas.page.keyboard.press("Escape")


def check_border(canvas: Canvas) -> None:
    """On a gene at the border, the box stays inside the canvas."""
    before = canvas.evaluate("cy.pan()")
    place = "cy.$id('id-LacI').renderedPosition()"
    canvas.evaluate(f"cy.panBy({{ x: 8 - {place}.x, y: 8 - {place}.y }}) && 0")
    canvas.page.mouse.dblclick(*canvas.at("LacI"))
    assert is_over(box(canvas, ".rename"), canvas.at("LacI"), box(canvas, ".stage"))
    canvas.page.keyboard.press("Escape")
    canvas.evaluate("cy.pan(arg) && 0", before)


def check_text_box(canvas: Canvas) -> None:
    """The box for a text lies where the text will be."""
    canvas.press("write")
    place = canvas.evaluate("cy.nodes('[text]').renderedPosition()")
    place = canvas.on_page(place["x"], place["y"])
    assert is_over(box(canvas, ".words"), place, box(canvas, ".stage"))
    assert box(canvas, ".words") == box(canvas, ".words textarea")
    canvas.page.keyboard.press("Escape")


def check_corners(canvas: Canvas) -> None:
    """Zoom buttons bottom right, messages bottom left, hint above: each in its place."""
    stage, zoom = box(canvas, ".stage"), box(canvas, ".zoom")
    assert zoom.is_inside(stage)
    assert is_near((stage.right - zoom.right, stage.bottom - zoom.bottom), (8, 8))
    assert zoom.height / 3 > 24 < zoom.width < 60
    canvas.stage.press("Escape")
    canvas.page.keyboard.press("Delete")  # nothing is selected: it says so
    message = box(canvas, ".message.shown")
    assert message.is_inside(stage)
    assert is_near((message.left - stage.left, stage.bottom - message.bottom), (10, 10))
    assert not message.covers(zoom)
    hint, toolbar = box(canvas, ".hint"), box(canvas, ".toolbar")
    assert toolbar.bottom < hint.top < hint.bottom < stage.top + NEAR
    assert abs(stage.height - 520) < 4
    assert abs(stage.width - toolbar.width) < 4


def check_menus(canvas: Canvas) -> None:
    """A menu opens below its button, inside the editor."""
    editor = box(canvas, ".bar")
    for action in ("menu-motif", "menu-edit", "menu"):
        button = box(canvas, f'[data-action="{action}"]')
        canvas.press(action)
        menu = box(canvas, ".menu:not([hidden])")
        assert NEAR < menu.top - button.bottom < 8
        assert editor.left - NEAR <= menu.left < menu.right <= editor.right + NEAR
        assert menu.left - NEAR <= button.middle[0] <= menu.right + NEAR
        assert menu.bottom < box(canvas, ".stage").bottom
        canvas.page.keyboard.press("Escape")


def check_finder(canvas: Canvas) -> None:
    """From 21 genes on, the field to find one stands between the buttons and the canvas."""
    stage, toolbar = box(canvas, ".stage"), box(canvas, ".toolbar")
    finder, search = box(canvas, ".finder"), box(canvas, ".search")
    assert toolbar.bottom < finder.top < finder.bottom < stage.top
    assert search.is_inside(finder)
    assert search.width >= 120
    assert abs(finder.width - stage.width) < 4


def check_help(canvas: Canvas, width: int) -> None:
    """The help sheet lies in the middle of the window."""
    canvas.press("help")
    sheet, window = box(canvas, ".help"), Box(0, 0, width, 900)
    assert sheet.is_inside(window)
    assert is_near(sheet.middle, window.middle)
    canvas.page.keyboard.press("Escape")


def show(canvas: Canvas, width: int) -> None:
    """Give the window a width, and wait until the canvas has its own."""
    canvas.page.set_viewport_size({"width": width, "height": 900})
    canvas.wait_until(f"innerWidth === {width} && Math.abs(cy.width() - el.clientWidth) < 2", True)
    canvas.press("fit")
    canvas.wait_until("cy.animated()", False)


def test_everything_over_the_canvas_is_in_its_place(serve, visit):
    page = visit(serve(APP), reduced_motion="reduce")
    canvas = Canvas(page)
    for width in WIDTHS:
        show(canvas, width)
        for check in (check_corners, check_name_box, check_border, check_text_box, check_menus):
            check(canvas)
        check_help(canvas, width)
    canvas.stage.press("Escape")
    for _ in range(5):
        canvas.press("menu-motif")
        page.locator("[data-motif=module]").click()
    for width in WIDTHS:
        show(canvas, width)
        check_finder(canvas)
    canvas.stage.press("Control+a")
    page.keyboard.press("Delete")
    stage, words = box(canvas, ".stage"), box(canvas, ".empty")
    assert is_near(words.middle, stage.middle)
    assert words.is_inside(stage)
