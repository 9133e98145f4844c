"""The drawn canvas, by hand: what was done with mouse and keys is on the canvas and in Python."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.canvas import Canvas
from tests.browser.network import relay

pytestmark = [pytest.mark.browser, pytest.mark.validate]
APP = Path(__file__).parent / "apps" / "graph_editor.py"
DRAWN = "cy.edges('[attrs]').map((e) => [e.source().data('name'), e.target().data('name')])"
UNDO_STEPS = "globalThis.__sergiojaxGraphEditorStore.histories.get('canvas').undo.length"


class Design(Canvas):
    """The canvas of the test page, and what Python knows about it."""

    def known(self) -> dict:
        return json.loads(self.page.locator(".st-key-known [data-testid=stText]").inner_text())

    def expect_known(self, read: Callable[[dict], object], value: object) -> None:
        """Wait until Python knows something."""
        found = None
        for _ in range(200):
            found = read(self.known())
            if found == value:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"Python knows {found!r}, not {value!r}")

    def pick(self, label: str) -> None:
        self.page.locator("label", has_text=label).first.click()


@pytest.fixture
def design(serve, visit) -> Design:
    return Design(visit(serve(APP)))


@pytest.fixture
def lossy(serve, visit) -> tuple[Design, list[str | bytes]]:
    """A canvas whose messages to Python are lost, and put into a list, while it is not empty."""
    lost: list[str | bytes] = []
    page = visit("about:blank")
    page.route_web_socket("**/_stcore/stream", lambda client: relay(client, lost))
    page.goto(serve(APP))
    return Design(page), lost


def genes(known: dict) -> list[str]:
    return [node["name"] for node in known["graph"]["nodes"]]


def strengths(known: dict) -> dict[str, float]:
    name = {node["id"]: node["name"] for node in known["graph"]["nodes"]}
    edges = known["graph"]["edges"]
    return {f"{name[e['source']]} {name[e['target']]}": e["strength"] for e in edges}


def test_double_click_adds_a_gene_and_asks_for_its_name(design):
    design.add_gene("GFP", 0.5, 0.5)
    design.expect_known(genes, ["LacI", "TetR", "cI", "GFP"])
    nodes = design.known()["graph"]["nodes"]
    assert nodes[3]["attrs"] == {}
    assert nodes[0]["attrs"] == {"decay": 0.8, "h": None}
    design.page.keyboard.press("Control+z")  # naming a new gene is no step of its own
    design.expect_known(genes, ["LacI", "TetR", "cI"])


def test_dragging_draws_the_sign_of_the_mode(design):
    design.connect("activate", "TetR", "LacI")
    design.expect_known(lambda known: strengths(known).get("TetR LacI"), 3)
    assert design.message() == "TetR activates LacI"
    heads = "cy.edges('[attrs]').map((e) => e.style('target-arrow-shape'))"
    assert design.evaluate(heads) == ["tee", "tee", "tee", "triangle"]


def test_drawing_a_pair_again_sets_its_sign(design):
    design.connect("activate", "LacI", "TetR")
    design.expect_known(lambda known: strengths(known)["LacI TetR"], 3)
    design.connect("activate", "LacI", "TetR")
    design.page.wait_for_timeout(300)
    assert len(strengths(design.known())) == 3
    assert design.message() == "LacI activates TetR already"


def test_out_and_back_draws_a_self_loop_and_a_click_does_not(design):
    design.press("mode-repress")
    x, y = design.at("cI")
    design.page.mouse.click(x, y)
    design.drag((x, y), design.spot(0.03, 0.03))
    assert len(design.evaluate(DRAWN)) == 3
    design.drag((x, y), (x - 80, y + 60), (x, y))
    design.expect_known(lambda known: strengths(known).get("cI cI"), -3)
    assert design.evaluate("cy.elements('.eh-ghost, .eh-preview').length") == 0


def test_shift_drag_draws_without_moving_the_gene(design):
    before = design.at("LacI")
    design.page.keyboard.down("Shift")
    design.drag(before, design.at("cI"))
    design.page.keyboard.up("Shift")
    design.expect_known(lambda known: strengths(known).get("LacI cI"), 3)
    assert design.at("LacI") == before
    design.drag(before, (before[0] + 40, before[1] + 10))
    assert design.at("LacI") != before  # and genes are not frozen afterwards


def test_double_click_and_t_flip_an_interaction(design):
    design.page.mouse.dblclick(*design.between("LacI", "TetR"))
    design.expect_known(lambda known: strengths(known)["LacI TetR"], 3)
    design.page.keyboard.press("t")
    design.expect_known(lambda known: strengths(known)["LacI TetR"], -3)


def test_bad_names_are_refused_and_html_stays_text(design):
    keyboard, problem = design.page.keyboard, design.page.locator(".rename p")
    design.page.mouse.dblclick(*design.at("TetR"))
    for name, reason in [
        ("LacI", "There is already a gene called LacI."),
        ("  ", "A gene needs a name."),
        ("x" * 25, "At most 24 characters."),
    ]:
        design.page.locator(".rename input").fill(name)
        keyboard.press("Enter")
        expect(problem).to_have_text(reason)
    name = "<b>τ 因子 🧬</b>"
    design.page.locator(".rename input").fill(name)
    keyboard.press("Enter")
    design.expect_known(genes, ["LacI", name, "cI"])
    renamed = design.known()["graph"]["nodes"][1]
    assert renamed["id"] == "id-TetR"
    assert renamed["attrs"] == {"decay": 0.8, "h": None}
    assert design.page.locator(".editor b").count() == 0


def test_delete_takes_the_interactions_and_undo_brings_all_back(design):
    before = design.known()["graph"]
    design.page.mouse.click(*design.at("LacI"))
    design.page.keyboard.press("Delete")
    design.expect_known(genes, ["TetR", "cI"])
    assert strengths(design.known()) == {"TetR cI": -3}
    design.page.keyboard.press("Control+z")
    design.expect_known(lambda known: known["graph"], before)
    design.page.keyboard.press("Control+Shift+Z")
    design.expect_known(genes, ["TetR", "cI"])


def test_a_moved_gene_stays_where_it_was_put(design):
    x, y = design.at("cI")
    design.drag((x, y), (x + 50, y + 30))
    moved = design.at("cI")
    design.expect_known(lambda known: known["graph"]["nodes"][2]["x"] != -130, True)
    design.page.get_by_role("button", name="Rerun").click()
    design.expect_known(lambda known: known["runs"] > 1, True)
    assert design.at("cI") == pytest.approx(moved, abs=1)


def test_an_edit_reruns_only_its_fragment_and_letters_stay_on_the_canvas(design):
    design.page.mouse.click(*design.spot(0.05, 0.05))
    design.page.keyboard.press("c")  # Streamlit: clear caches
    design.page.keyboard.press("r")  # Streamlit: rerun
    mode = design.page.locator('[data-action="mode-repress"]')
    expect(mode).to_have_attribute("aria-pressed", "true")
    design.page.keyboard.press("n")
    design.expect_known(lambda known: len(genes(known)), 4)
    assert design.known()["runs"] == 1
    assert design.page.locator("[role=dialog]:visible").count() == 0


def test_a_lost_edit_is_sent_again(lossy):
    design, lost = lossy
    design.expect_known(genes, ["LacI", "TetR", "cI"])
    lost.append(b"from now on")
    design.page.mouse.click(*design.at("cI"))
    design.page.keyboard.press("Delete")
    design.wait_until("cy.nodes('[name]').length", 2)
    lost.clear()
    design.expect_known(genes, ["LacI", "TetR"])


def test_an_edit_lost_on_leaving_the_page_is_there_on_coming_back(lossy):
    design, lost = lossy
    design.expect_known(genes, ["LacI", "TetR", "cI"])
    lost.append(b"from now on")
    design.page.mouse.click(*design.at("cI"))
    design.page.keyboard.press("Delete")
    design.wait_until("cy.nodes('[name]').length", 2)
    lost.clear()
    design.page.get_by_role("link", name="Away").click()
    expect(design.page.get_by_role("heading", name="Away")).to_be_visible()
    design.page.get_by_role("link", name="Design").click()
    back = Design(design.page)
    back.wait_until("cy.nodes('[name]').length", 2)
    back.expect_known(genes, ["LacI", "TetR"])


def test_undo_survives_leaving_the_page(design):
    design.add_gene("GFP", 0.5, 0.5)
    design.expect_known(lambda known: len(genes(known)), 4)
    design.page.get_by_role("link", name="Away").click()
    expect(design.page.get_by_role("heading", name="Away")).to_be_visible()
    design.page.get_by_role("link", name="Design").click()
    back = Design(design.page)
    back.wait_until("cy.nodes('[name]').length === 4", True)
    back.press("undo")
    back.expect_known(genes, ["LacI", "TetR", "cI"])


def test_a_graph_from_python_replaces_and_can_be_undone(design):
    design.page.get_by_role("button", name="Pair").click()
    design.wait_until("cy.nodes('[name]').map((n) => n.data('name'))", ["A", "B"])
    design.press("undo")
    design.expect_known(genes, ["LacI", "TetR", "cI"])
    assert design.names() == ["LacI", "TetR", "cI"]


def test_loads_of_one_undo_group_are_one_step(design):
    decay = design.page.get_by_role("spinbutton", name="Decay")
    for value in ["0.9", "1.0", "1.1"]:
        decay.fill(value)
        decay.press("Enter")
        design.expect_known(
            lambda known: known["graph"]["nodes"][0]["attrs"]["decay"], float(value)
        )
    design.wait_until("cy.nodes('[name]')[0].data('attrs').decay", 1.1)
    assert design.evaluate(UNDO_STEPS) == 1
    design.press("undo")
    design.expect_known(lambda known: known["graph"]["nodes"][0]["attrs"]["decay"], 0.8)


def test_a_slow_simulation_loses_no_edit(design):
    design.pick("Slow")
    for i in range(6):
        design.add_gene(f"N{i}", 0.1 + 0.13 * i, 0.94)
    expected = ["LacI", "TetR", "cI", *(f"N{i}" for i in range(6))]
    design.expect_known(genes, expected)
    assert design.names() == expected


def test_selection_reaches_python(design):
    design.page.mouse.click(*design.between("LacI", "TetR"))
    design.expect_known(lambda known: known["selection"]["edges"], [["id-LacI", "id-TetR"]])
    design.page.keyboard.press("Control+a")
    design.expect_known(lambda known: len(known["selection"]["nodes"]), 3)
    assert design.evaluate(UNDO_STEPS) == 0


def test_tab_walks_over_everything_and_leaves(design):
    design.stage.focus()
    told = []
    for _ in range(7):
        design.page.keyboard.press("Tab")
        told.append(design.message())
    assert told[0] == "Gene LacI, regulates 1, regulated by 1, 1 of 6"
    assert told[5] == "cI represses LacI, 6 of 6"
    assert not design.evaluate("el.getRootNode().activeElement === el")


def test_arrow_keys_move_in_one_step(design):
    design.page.mouse.click(*design.at("LacI"))
    for _ in range(3):
        design.page.keyboard.press("ArrowRight")
    design.expect_known(lambda known: known["graph"]["nodes"][0]["x"], 30)
    assert design.evaluate(UNDO_STEPS) == 1


def test_arranging_is_one_step_and_leaves_no_gene_on_another(design):
    for layout in ["layers", "circle", "rings", "grid", "springs"]:
        design.press("menu")
        design.page.locator(f"[data-layout={layout}]").click()
        design.expect_known(lambda known: known["graph"]["nodes"][0]["y"] != -100, True)
        nodes = design.known()["graph"]["nodes"]
        assert len({(node["x"], node["y"]) for node in nodes}) == 3, layout
        design.press("undo")
        design.expect_known(lambda known: known["graph"]["nodes"][0]["y"], -100)


def test_the_picture_is_a_png(design):
    with design.page.expect_download() as download:
        design.press("picture")
    assert download.value.suggested_filename == "network.png"
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")


def test_a_read_only_canvas_cannot_be_changed(design):
    before = design.known()["graph"]
    design.pick("Read only")
    expect(design.page.locator('[data-action="add"]')).to_be_hidden()
    design.page.mouse.dblclick(*design.spot(0.5, 0.5))
    x, y = design.at("LacI")
    design.drag((x, y), (x + 60, y))
    design.page.keyboard.press("Delete")
    design.page.keyboard.press("n")
    design.page.wait_for_timeout(400)
    assert design.known()["graph"] == before
    assert design.at("LacI") == pytest.approx((x, y), abs=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_signs_stand_out_on_a_narrow_page_in_both_themes(serve, visit, scheme):
    size = {"width": 420, "height": 900}
    page: Page = visit(serve(APP), viewport=size, color_scheme=scheme)
    narrow = Design(page)
    colors = "[...new Set(cy.edges().map((e) => e.style('line-color')))]"
    assert narrow.evaluate(colors) == [{"light": "rgb(213,94,0)", "dark": "rgb(230,159,0)"}[scheme]]
    assert page.evaluate("document.documentElement.scrollWidth") <= 420
    label = "Math.min(...cy.nodes().map((n) => parseFloat(n.style('font-size')) * cy.zoom()))"
    assert narrow.evaluate(label) >= 12
    for button in page.locator(".editor button:visible").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 24


def test_a_drawing_goes_onto_a_graph_whose_numbers_python_changed(design):
    """What was drawn is kept, and so is the slider's new value."""
    design.pick("Deaf")
    design.add_gene("GFP", 0.5, 0.5)
    design.connect("activate", "cI", "GFP")
    field = design.page.get_by_label("Decay")
    field.fill("0.5")
    field.press("Enter")
    decays = "cy.nodes('[name]').map((n) => n.data('attrs').decay ?? null)"
    design.wait_until(decays, [0.5, 0.5, 0.5, None])
    assert design.names() == ["LacI", "TetR", "cI", "GFP"]
    design.pick("Deaf")
    design.expect_known(genes, ["LacI", "TetR", "cI", "GFP"])
    known = [node["attrs"].get("decay") for node in design.known()["graph"]["nodes"]]
    assert known == [0.5, 0.5, 0.5, None]
    assert strengths(design.known())["cI GFP"] == 3


def test_another_network_from_python_replaces_a_drawing_and_undo_brings_it_back(design):
    design.pick("Deaf")
    design.add_gene("GFP", 0.5, 0.5)
    design.page.get_by_role("button", name="Pair").click()
    design.wait_until("cy.nodes('[name]').map((n) => n.data('name'))", ["A", "B"])
    design.pick("Deaf")
    design.stage.focus()
    design.page.keyboard.press("Control+z")
    design.expect_known(genes, ["LacI", "TetR", "cI", "GFP"])
