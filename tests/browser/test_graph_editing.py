"""Editing many genes at once: selecting, copying, motifs and the grid, by mouse and keys."""

import json
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.test_graph_editor import APP, UNDO_STEPS, Design, genes, strengths

pytestmark = [pytest.mark.browser, pytest.mark.validate]
SELECTED = "cy.$(':selected').map((e) => e.data('name') ?? e.data('strength'))"
RING = {"LacI TetR": -3, "TetR cI": -3, "cI LacI": -3}
GENE = {"name": "A", "x": 0, "y": 0, "attrs": {"decay": 0.8, "h": None}}


@pytest.fixture
def design(serve, visit) -> Design:
    return Design(visit(serve(APP), permissions=["clipboard-read", "clipboard-write"]))


def clipboard(**changes: object) -> str:
    excerpt = {"format": "sergiojax genes", "version": 1, "nodes": [GENE], "edges": []}
    return json.dumps(excerpt | changes)


def place(design: Design, name: str) -> tuple[float, float]:
    where = "cy.nodes().filter((n) => n.data('name') === arg).position()"
    point = design.evaluate(where, name)
    return point["x"], point["y"]


def test_genes_are_selected_one_by_one_and_by_a_box(design):
    mouse, keyboard = design.page.mouse, design.page.keyboard
    mouse.click(*design.at("LacI"))
    keyboard.down("Shift")
    mouse.click(*design.at("TetR"))  # two quick clicks, but no double click
    keyboard.up("Shift")
    assert design.evaluate(SELECTED) == ["LacI", "TetR"]
    expect(design.page.locator(".rename")).to_be_hidden()
    mouse.click(*design.spot(0.05, 0.05))
    keyboard.down("Control")
    design.drag(design.spot(0.02, 0.5), design.spot(0.98, 0.98))
    keyboard.up("Control")
    assert design.evaluate(SELECTED) == ["TetR", "cI", -3]
    keyboard.press("Control+a")
    keyboard.press("Delete")
    design.expect_known(genes, [])
    keyboard.press("Control+z")
    design.expect_known(strengths, RING)


def test_copies_keep_their_numbers_and_reach_another_tab(design, serve):
    keyboard = design.page.keyboard
    design.page.mouse.click(*design.at("LacI"))
    keyboard.press("Control+a")
    keyboard.press("Control+c")
    keyboard.press("Control+v")
    copies = ["LacI 2", "TetR 2", "cI 2"]
    design.expect_known(genes, ["LacI", "TetR", "cI", *copies])
    assert strengths(design.known()) == RING | {
        "LacI 2 TetR 2": -3,
        "TetR 2 cI 2": -3,
        "cI 2 LacI 2": -3,
    }
    graph = design.known()["graph"]
    assert all(node["attrs"] == {"decay": 0.8, "h": None} for node in graph["nodes"])
    assert all(edge["attrs"] == {"n": 2} for edge in graph["edges"])
    assert design.evaluate(SELECTED) == copies
    assert design.evaluate(UNDO_STEPS) == 1
    other = design.page.context.new_page()
    other.goto(serve(APP))
    tab = Design(other)
    tab.stage.focus()
    other.keyboard.press("Control+v")
    tab.expect_known(genes, ["LacI", "TetR", "cI", *copies])


def test_a_text_that_holds_no_good_genes_is_not_pasted(design):
    before = design.known()["graph"]
    design.stage.focus()
    loop = {"source": 0, "target": 0, "strength": 3, "attrs": {}}
    for text, reason in [
        ("some words", "there are no genes on the clipboard"),
        ('{"format": "sergiojax genes"', "there are no genes on the clipboard"),
        (clipboard(version=2), "they come from a newer version"),
        (clipboard(nodes=[GENE] * 151), "151 genes are too many"),
        (clipboard(nodes=[GENE | {"x": None}]), "A has no place"),
        (clipboard(nodes=[GENE | {"attrs": {"decay": "fast"}}]), "a parameter is not a number"),
        (clipboard(edges=[loop | {"target": 1}]), "an interaction lacks a gene"),
        (clipboard(nodes=[GENE] * 2, edges=[loop] * 2), "an interaction occurs twice"),
    ]:
        design.page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
        design.page.keyboard.press("Control+v")
        assert design.message() == f"Nothing pasted: {reason}."
    design.page.evaluate("(text) => navigator.clipboard.writeText(text)", clipboard(edges=[loop]))
    design.press("menu-edit")
    design.press("paste")
    design.expect_known(genes, ["LacI", "TetR", "cI", "A"])
    assert design.known()["graph"]["nodes"][:3] == before["nodes"]


def test_duplicates_stop_at_the_limit_and_undo_survives_leaving_the_page(design):
    design.page.mouse.click(*design.at("LacI"))
    for count in [6, 12, 24, 48, 96, 96]:
        design.page.keyboard.press("Control+a")
        design.page.keyboard.press("Control+d")
        assert len(design.names()) == count
        design.expect_known(lambda known: len(genes(known)), count)
    assert design.message() == "This canvas holds at most 150 genes."
    places = "new Set(cy.nodes('[name]').map((n) => JSON.stringify(n.position()))).size"
    assert design.evaluate(places) == 96
    design.expect_known(lambda known: len(genes(known)), 96)
    design.page.get_by_role("link", name="Away").click()
    expect(design.page.get_by_role("heading", name="Away")).to_be_visible()
    design.page.get_by_role("link", name="Design").click()
    back = Design(design.page)
    back.wait_until("cy.nodes('[name]').length", 96)
    for _ in range(5):
        back.press("undo")
    back.expect_known(strengths, RING)


def test_motifs_are_inserted_alone_or_from_a_gene_on(design):
    sizes = {"toggle": (2, 2), "repressilator": (3, 3), "negative": (1, 1), "positive": (1, 1)}
    sizes |= {"coherent": (3, 3), "incoherent": (3, 3), "module": (4, 3), "cascade": (3, 2)}
    counts = "[cy.nodes('[name]').length, cy.edges('[attrs]').length]"
    n_genes, n_edges = design.evaluate(counts)
    for kind, (more_genes, more_edges) in sizes.items():
        design.page.keyboard.press("Escape")  # else it would begin with the gene added last
        design.press("menu-motif")
        design.page.locator(f"[data-motif={kind}]").click()
        n_genes, n_edges = n_genes + more_genes, n_edges + more_edges
        assert design.evaluate(counts) == [n_genes, n_edges], kind
    assert design.evaluate(UNDO_STEPS) == len(sizes)
    design.expect_known(lambda known: len(known["graph"]["edges"]), n_edges)
    drawn = design.known()["graph"]
    assert all(item["attrs"] == {} for item in drawn["nodes"][3:] + drawn["edges"][3:])
    design.page.mouse.click(*design.at("cI"))
    design.page.keyboard.press("m")
    design.page.keyboard.press("Enter")  # the first one, a toggle switch
    fresh = f"G{n_genes - 2}"
    design.expect_known(lambda known: strengths(known).get(f"cI {fresh}"), -3)
    assert strengths(design.known())[f"{fresh} cI"] == -3


def test_moved_genes_snap_to_the_grid_and_line_up(design):
    keyboard = design.page.keyboard
    design.page.mouse.click(*design.at("TetR"))
    keyboard.press("g")
    x, y = design.at("TetR")
    design.drag((x, y), (x + 31, y + 17))
    design.expect_known(lambda known: known["graph"]["nodes"][1]["x"] % 24, 0)
    assert place(design, "TetR")[1] % 24 == 0
    assert place(design, "LacI") == (0, -100)  # what is not moved stays
    across = place(design, "TetR")[0]
    keyboard.press("ArrowRight")
    assert place(design, "TetR")[0] == across + 24
    keyboard.press("Control+a")
    design.press("menu")
    design.press("row")
    places = sorted(place(design, name) for name in design.names())
    assert len({y for _, y in places}) == 1
    assert all(right[0] - left[0] >= 120 for left, right in pairwise(places))


TEXTS = "cy.nodes('[text]').map((n) => n.data('text'))"


def written(known: dict) -> list[str]:
    return [item["text"] for item in known["graph"]["texts"]]


def test_texts_are_written_moved_changed_and_deleted(design):
    mouse, keyboard, box = design.page.mouse, design.page.keyboard, design.page.locator(".words")
    mouse.move(*design.spot(0.15, 0.2))
    mouse.click(*design.spot(0.15, 0.2))
    keyboard.press("w")
    keyboard.type("<b>off</b>")
    keyboard.press("Shift+Enter")
    keyboard.type("state")
    design.press("fit")  # whatever takes the focus keeps what was written
    expect(box).to_be_hidden()
    design.expect_known(written, ["<b>off</b>\nstate"])
    place = "cy.nodes('[text]').renderedPosition()"
    before = design.known()["graph"]["texts"][0]["x"]
    at = design.evaluate(place)
    start = design.on_page(at["x"], at["y"])
    design.drag(start, (start[0] + 60, start[1] + 30))
    design.expect_known(lambda known: known["graph"]["texts"][0]["x"] > before, True)
    at = design.evaluate(place)
    mouse.dblclick(*design.on_page(at["x"], at["y"]))
    keyboard.press("Control+a")
    keyboard.type("on")
    keyboard.press("Enter")
    design.expect_known(written, ["on"])
    assert design.evaluate(UNDO_STEPS) == 3
    keyboard.press("Delete")
    design.expect_known(written, [])
    for texts in (["on"], ["<b>off</b>\nstate"]):
        keyboard.press("Control+z")
        design.expect_known(written, texts)
    assert strengths(design.known()) == RING


def test_a_text_is_no_gene_and_without_words_there_is_none(design):
    keyboard = design.page.keyboard
    design.press("write")
    keyboard.press("Escape")
    assert design.evaluate(TEXTS) == []
    assert design.evaluate(UNDO_STEPS) == 0
    design.press("write")
    keyboard.type("here")
    keyboard.press("Enter")
    design.expect_known(written, ["here"])
    at = design.evaluate("cy.nodes('[text]').renderedPosition()")
    design.press("mode-activate")
    design.drag(design.on_page(at["x"], at["y"]), design.at("LacI"))
    design.drag(design.at("TetR"), design.on_page(at["x"], at["y"]))
    assert strengths(design.known()) == RING
    assert design.evaluate("cy.edges().length") == 3
    assert genes(design.known()) == ["LacI", "TetR", "cI"]
