"""Drives the graph editor the way a hand does: real mouse moves and real keys."""

from typing import Any

from playwright.sync_api import Locator, Page

Point = tuple[float, float]


class Canvas:
    """The drawn canvas on a page.

    Attributes:
        page: The page that shows it.
        stage: The element that is drawn on.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stage: Locator = page.locator(".stage")
        self.stage.wait_for(timeout=30_000)
        self.wait_until("cy", True)

    def evaluate(self, expression: str, argument: object = None) -> Any:
        """Evaluate JavaScript in which `cy` is the drawing (undefined until it is there)."""
        code = f"(el, arg) => {{ const cy = el._cyreg?.cy; return {expression}; }}"
        return self.stage.evaluate(code, argument)

    def wait_until(self, expression: str, value: object, timeout: float = 10.0) -> None:
        """Wait until an expression has a value (a list, a text, or a truth value)."""
        found = None
        for _ in range(int(timeout / 0.05)):
            found = self.evaluate(f"!!({expression})" if value is True else expression)
            if found == value:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{expression} is {found!r}, not {value!r}")

    def names(self) -> list[str]:
        return self.evaluate("cy.nodes('[name]').map((n) => n.data('name'))")

    def on_page(self, x: float, y: float) -> Point:
        """Where a place on the stage is on the page (pixels)."""
        box = self.stage.bounding_box()
        assert box is not None
        return box["x"] + x + 1, box["y"] + y + 1  # the stage has a border of 1 px

    def at(self, name: str) -> Point:
        """Where a gene is on the page."""
        place = "cy.nodes().filter((n) => n.data('name') === arg).renderedPosition()"
        point = self.evaluate(place, name)
        return self.on_page(point["x"], point["y"])

    def between(self, source: str, target: str) -> Point:
        """Where the middle of an interaction is on the page."""
        point = self.evaluate(
            "cy.edges('[attrs]').filter((e) => e.source().data('name') === arg[0]"
            " && e.target().data('name') === arg[1]).renderedMidpoint()",
            [source, target],
        )
        return self.on_page(point["x"], point["y"])

    def spot(self, across: float, down: float) -> Point:
        """A place on the canvas, in shares of its width and height."""
        box = self.stage.bounding_box()
        assert box is not None
        return box["x"] + across * box["width"], box["y"] + down * box["height"]

    def drag(self, start: Point, *stops: Point) -> None:
        """Press at `start`, move through all stops, and release at the last."""
        self.page.mouse.move(*start)
        self.page.mouse.down()
        for stop in stops:
            self.page.mouse.move(*stop, steps=6)
        self.page.mouse.up()

    def connect(self, mode: str, source: str, target: str) -> None:
        """Draw an interaction; `mode` is "activate" or "repress"."""
        self.press(f"mode-{mode}")
        self.drag(self.at(source), self.at(target))

    def press(self, action: str) -> None:
        """Press a button of the editor by its action."""
        self.page.locator(f'.editor [data-action="{action}"]').click()

    def add_gene(self, name: str, across: float, down: float) -> None:
        """Double-click an empty place and type the name."""
        self.page.mouse.dblclick(*self.spot(across, down))
        self._type_name(name)
        if name not in self.names():  # a run that ended just then took the focus
            self.page.mouse.click(*self.spot(across, down))
            self.page.keyboard.press("Enter")
            self._type_name(name)

    def _type_name(self, name: str) -> None:
        self.page.locator(".rename input").wait_for()
        self.page.keyboard.type(name)
        self.page.keyboard.press("Enter")

    def message(self) -> str:
        """What a screen reader was told last."""
        return self.page.locator(".editor .message").inner_text()
