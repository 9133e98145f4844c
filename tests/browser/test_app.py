"""The main job in the real app, by mouse: draw a network, get its cells, come back later."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import anndata
import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from sergiojax.grn import Design, encode_design
from tests.browser.canvas import Canvas
from tests.browser.memory import kept_design
from tests.browser.servers import IS_IDLE

pytestmark = pytest.mark.browser
APP = Path(__file__).parents[2] / "serve.py"
PATIENCE = 60_000  # ms: a first visit imports and compiles, which takes long on a busy machine
PLOTS = "[...document.querySelectorAll('.js-plotly-plot')]"
CURVES = f"{PLOTS}.map((e) => JSON.stringify((e.data ?? []).map((d) => [d.name, d.y]))).join()"


class Studio(Canvas):
    """The app in one browser, with the design that it keeps there."""

    def __init__(self, page: Page) -> None:
        page.locator(".stage").wait_for(timeout=PATIENCE)
        super().__init__(page)
        self.wait_for_curves("")

    def curves(self) -> str:
        """What the figures draw."""
        return self.page.evaluate(CURVES)

    def wait_for_curves(self, before: str) -> None:
        """Wait until the figures draw something else."""
        found = f"(before) => {PLOTS}.length && {CURVES} !== before"
        self.page.wait_for_function(found, arg=before, timeout=PATIENCE)

    def kept(self) -> Design | None:
        """The design in the browser's memory, if Python wrote the last word."""
        return kept_design(self.page)

    def expect_kept(self, genes: list[str], edges: list[tuple[str, str]]) -> Design:
        """Wait until the browser keeps a network of these genes and edges."""
        wanted, found = (sorted(genes), sorted(edges)), None
        for _ in range(PATIENCE // 100):
            design = self.kept()
            found = design and (sorted(design.grn.gene_names), wiring(design))
            if design and found == wanted:
                return design
            self.page.wait_for_timeout(100)
        raise AssertionError(f"The browser keeps {found}, not {wanted}.")

    def open_menu(self, title: str, wanted: Locator) -> None:
        """Show a tab of the menu; again if a run that had begun before closed the menu."""
        tab = self.page.get_by_role("tab", name=title)
        for _ in range(5):
            if not tab.is_visible():
                self.page.locator(".st-key-design_open").get_by_role("button").first.click()
            tab.click()
            with suppress(PlaywrightTimeout):
                wanted.wait_for(timeout=10_000)
                return
        raise AssertionError(f"The menu does not show {title}.")

    def go_to(self, title: str) -> None:
        self.page.get_by_test_id("stTopNavLink").filter(has_text=title).click()


def wiring(design: Design) -> list[tuple[str, str]]:
    grn = design.grn
    names = grn.gene_names
    return sorted((names[a], names[b]) for a, b in zip(grn.regulator, grn.target, strict=True))


GENES = ["LacI", "TetR", "cI"]
RING = [("LacI", "TetR"), ("TetR", "cI"), ("cI", "LacI")]


def draw_repressilator(studio: Studio) -> None:
    button = studio.page.get_by_role("button", name="New design")
    studio.open_menu("Blank", button)
    button.click()
    studio.wait_until("cy.nodes('[name]').length === 0", True, timeout=60)
    studio.expect_kept([], [])
    places = [(0.5, 0.25), (0.75, 0.7), (0.25, 0.7)]
    for drawn, (name, place) in enumerate(zip(GENES, places, strict=True), start=1):
        studio.add_gene(name, *place)
        studio.expect_kept(GENES[:drawn], [])
    before = studio.curves()
    for source, target in RING:
        studio.connect("repress", source, target)
    studio.expect_kept(GENES, RING)
    studio.wait_for_curves(before)


def drag_a_slider(studio: Studio) -> None:
    """Each step waits for the figure, with the button held down: there is no Run button."""
    mouse, row = studio.page.mouse, studio.page.locator("[data-slider=n]")
    box = row.locator("input[type=range]").bounding_box()
    exact = row.locator("input[type=text]")
    assert box is not None
    left, across, down = box["x"], box["width"], box["y"] + box["height"] / 2
    start = (float(exact.input_value()) - 0.5) / 7.5
    mouse.move(left + start * across, down)
    mouse.down()
    values = [float(exact.input_value())]
    for share in (start - 0.15, start - 0.3):
        before = studio.curves()
        mouse.move(left + share * across, down, steps=3)
        studio.wait_for_curves(before)
        values.append(float(exact.input_value()))
    mouse.up()
    assert values[0] > values[1] > values[2]
    shown = f"cy.edges('[attrs]').every((e) => Math.abs(e.data('attrs').n - {values[2]}) < 1e-5)"
    studio.wait_until(shown, True, timeout=60)  # Python has it, and the canvas has Python's graph


def simulate(studio: Studio) -> None:
    page = studio.page
    studio.go_to("Cells")
    page.get_by_role("spinbutton", name="Seed").fill("7")
    page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()


def colour_the_map(studio: Studio, gene: str) -> None:
    page = studio.page
    umap = f"{PLOTS}.some((e) => e.layout?.xaxis?.title?.text === 'UMAP 1' && %s)"
    page.wait_for_function(umap % "true", timeout=4 * PATIENCE)  # numba compiles
    page.wait_for_function(IS_IDLE, timeout=PATIENCE)  # else a run may still replace the menu
    page.get_by_role("combobox", name="Colour by").click()
    page.get_by_role("option", name=gene, exact=True).click()
    coloured = f"JSON.stringify([e.data, e.layout]).includes('log(1 + {gene})')"
    page.wait_for_function(umap % coloured, timeout=PATIENCE)


def download_cells(studio: Studio, folder: Path) -> Any:
    page = studio.page
    page.get_by_role("radio", name="Export").click()
    button = page.get_by_role("button", name="AnnData (h5ad)")
    button.wait_for(timeout=PATIENCE)
    page.wait_for_function(IS_IDLE, timeout=PATIENCE)  # a run replaces the file of the button
    with page.expect_download(timeout=PATIENCE) as download:
        button.click()
    file = folder / "cells.h5ad"
    download.value.save_as(file)
    return anndata.read_h5ad(file)


def undo_and_redo(studio: Studio) -> None:
    """The last step was a slider's, the one before the last arrow."""
    for action, edges in (("undo", RING[:2]), ("redo", RING)):
        for _ in range(2):
            studio.press(action)
        studio.expect_kept(GENES, edges)


def upload_too_much(studio: Studio, folder: Path) -> None:
    file = folder / "network.csv"
    with file.open("wb") as big:
        big.truncate(100 * 2**20)
    studio.open_menu("Upload", studio.page.get_by_test_id("stFileUploaderDropzone"))
    studio.page.locator("input[type=file]").first.set_input_files(file)
    message = studio.page.get_by_text("must be 20.0MB or smaller")
    expect(message.first).to_be_visible(timeout=PATIENCE)
    studio.page.keyboard.press("Escape")


def share_link(studio: Studio) -> str:
    studio.page.get_by_role("button", name="Save", exact=True).click()
    link = studio.page.get_by_test_id("stCode")
    link.wait_for(timeout=PATIENCE)
    return link.inner_text().strip().replace("\n", "")


def test_from_a_blank_canvas_to_cells_and_back(serve, visit, tmp_path):
    url = serve(APP)
    studio = Studio(visit(url))
    draw_repressilator(studio)
    drag_a_slider(studio)

    simulate(studio)
    colour_the_map(studio, "LacI")
    cells = download_cells(studio, tmp_path)
    assert sorted(cells.var_names) == GENES
    assert cells.obs["cell_type"].value_counts().to_dict() == {"type_1": 300}

    studio.go_to("Design")
    studio = Studio(studio.page)
    undo_and_redo(studio)

    studio.page.reload()
    studio = Studio(studio.page)
    design = studio.expect_kept(GENES, RING)
    studio.wait_until("cy.nodes('[name]').length === 3", True, timeout=60)
    assert sorted(studio.names()) == GENES

    upload_too_much(studio, tmp_path)
    kept = studio.kept()
    assert kept is not None
    assert encode_design(kept) == encode_design(design)

    guest = Studio(visit(share_link(studio)))
    assert sorted(guest.names()) == GENES
    assert guest.evaluate("cy.edges('[attrs]').length") == len(RING)
