"""The Design page: ways to begin, edits from the canvas and the tables, and what bad input does."""

import math

import pytest
from streamlit.runtime.scriptrunner import StopException

from sergiojax.datasets import load_design
from sergiojax.grn import encode_design, feedback_loops, read_files
from sergiojax.ui.drawing import design_of
from sergiojax.ui.session import CANVAS
from tests.ui.visits import visit_of

pytestmark = pytest.mark.slow
TOGGLE = ("LacI", "TetR")
TARGETS = b"2,2,0,1,1.5,-2.5,2,2\n"  # SERGIO's pair: gene 2, regulated by 0 and 1
MASTERS = b"0,1.0,3.0\n1,2.0,0.5\n"
FILE = "application/octet-stream"


def genes(app):
    return visit_of(app).design.grn.gene_names


def problems(app):
    """All that the page complains about, each as one sentence."""
    assert not app.exception
    return [error.value.replace("\\", "") for error in app.error]


def draw(app, *names, base_rev=None, seq=1, **changes):
    """Send a graph of new genes as the canvas would."""
    nodes = [{"id": n, "name": n, "x": 0, "y": 50 * i, "attrs": {}} for i, n in enumerate(names)]
    graph = {"nodes": nodes, "edges": [], "seq": seq, "base_rev": base_rev or visit_of(app).rev}
    app.session_state[CANVAS] = {"graph": graph | changes}
    return app.run()


def edit_table(app, name, *, edited=None, added=(), deleted=()):
    """Edit a table as the grid in the browser would."""
    app.session_state["design_tables"] = True
    app.run()
    key = f"design_{name}_{visit_of(app).edition}"
    edits = {"edited_rows": edited or {}, "added_rows": list(added), "deleted_rows": list(deleted)}
    app.session_state[key] = edits
    return app.run()


def test_a_first_visit_shows_a_working_example(visit):
    app = visit()
    assert genes(app) == TOGGLE
    assert not problems(app)
    assert not app.toast
    assert len(app.get("plotly_chart")) == 1


def test_an_example_of_the_gallery_opens(visit):
    app = visit()
    app.button(key="open_cascade").click().run()
    assert genes(app) == load_design("cascade").grn.gene_names
    assert not problems(app)


def test_a_blank_design_says_what_to_do(visit):
    app = visit()
    app.button(key="open_blank").click().run()
    assert genes(app) == ()
    assert not problems(app)
    assert any("Double-click the canvas" in info.value for info in app.info)


def test_a_random_network_opens(visit):
    app = visit()
    app.number_input(key="open_random_genes").set_value(30).run()
    app.button(key="open_random").click().run()
    assert len(genes(app)) == 30
    assert visit_of(app).design.positions.keys() == set(genes(app))
    assert not problems(app)


def test_a_network_too_large_to_be_drawn_by_hand_is_shown_and_edited_in_tables(visit, monkeypatch):
    app = visit()
    app.number_input(key="open_random_genes").set_value(200).run()
    app.button(key="open_random").click().run()
    assert not problems(app)
    assert any("edit the network in the tables" in caption.value for caption in app.caption)
    monkeypatch.setattr("sergiojax.ui.canvas.panel.MAX_SHOWN", 199)
    app.run()
    assert not problems(app)
    assert any("200 genes; the canvas shows up to 199" in info.value for info in app.info)


def test_the_design_before_a_large_one_waits_for_a_button(visit):
    app = visit()
    app.number_input(key="open_random_genes").set_value(200).run()
    app.button(key="open_random").click().run()
    assert any("before is kept" in caption.value for caption in app.caption)
    app.button(key="design_own").click().run()
    assert genes(app) == TOGGLE
    assert not any("before is kept" in caption.value for caption in app.caption)
    assert not problems(app)


def test_sergios_pair_of_files_opens(visit):
    app = visit()
    pair = [("targets.txt", TARGETS, FILE), ("regs.txt", MASTERS, FILE)]
    app.file_uploader(key="open_upload").set_value(pair).run()
    assert genes(app) == ("0", "1", "2")
    assert visit_of(app).design.grn.n_cell_types == 2
    assert not problems(app)


def test_a_file_that_is_dropped_twice_counts_once(visit):
    app = visit()
    file = ("net.csv", b"from,to,K\nA,B,1\n", FILE)
    app.file_uploader(key="open_upload").set_value([file, file]).run()
    assert genes(app) == ("A", "B")
    assert not problems(app)


def test_an_upload_whose_run_is_stopped_is_read_by_the_next_one(visit, monkeypatch):
    stops = [StopException()]  # as the browser's next message stops a run

    def read_slowly(*files, **settings):
        found = read_files(*files, **settings)
        if stops:
            raise stops.pop()
        return found

    app = visit()
    monkeypatch.setattr("sergiojax.ui.design.upload.read_files", read_slowly)
    app.file_uploader(key="open_upload").set_value([("net.csv", b"from,to,K\nA,B,1\n", FILE)])
    app.run()
    assert genes(app) == TOGGLE
    app.run()
    assert genes(app) == ("A", "B")
    assert not stops
    assert not problems(app)


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\xfe", b"hello world", b"regulator,target,weight\nA,B,1\nB,C,much\n"]
)
def test_a_file_that_cannot_be_read_leaves_the_design(visit, content):
    app = visit()
    app.file_uploader(key="open_upload").set_value([("network.csv", content, FILE)]).run()
    [sentence] = problems(app)
    assert "network.csv" in sentence
    assert "Error" not in sentence
    assert "\n" not in sentence
    assert genes(app) == TOGGLE
    assert len(app.get("plotly_chart")) == 1


def test_a_drawing_becomes_the_design(visit):
    app = visit()
    draw(app, "A", "B")
    assert genes(app) == ("A", "B")
    assert not problems(app)


def test_an_older_drawing_that_comes_late_is_passed_over(visit):
    app = draw(visit(), "A", "B", seq=2)
    draw(app, "A", seq=1)
    assert genes(app) == ("A", "B")
    draw(app, "A", "B", "C", seq=3)
    assert genes(app) == ("A", "B", "C")
    assert not problems(app)


def test_an_edit_whose_run_is_stopped_is_taken_by_the_next_one(visit, monkeypatch):
    app, stops = visit(), [StopException()]  # as the browser's next message stops a run

    def design_of_stopped(graph, before):
        if stops:
            raise stops.pop()
        return design_of(graph, before)

    monkeypatch.setattr("sergiojax.ui.session.design_of", design_of_stopped)
    draw(app, "A", "B")
    assert genes(app) == TOGGLE
    app.run()
    assert genes(app) == ("A", "B")
    assert not problems(app)


def test_a_drawing_on_an_old_graph_comes_too_late(visit):
    app = visit()
    draw(app, "A", "B", base_rev=visit_of(app).rev - 1)
    assert genes(app) == TOGGLE


@pytest.mark.parametrize(
    "changes",
    [
        {"nodes": "none"},
        {"nodes": [{"id": "A", "name": "A", "x": math.nan, "y": 0, "attrs": {}}]},
        {"nodes": [{"id": "A", "name": "A", "x": 0, "y": 0, "attrs": {"l": "fast"}}]},
        {"nodes": [{"id": "A", "name": "A", "x": 0, "y": 0, "attrs": {"l": -1.0}}]},
        {"edges": [{"source": "A", "target": "Z", "strength": 1, "attrs": {}}]},
    ],
)
def test_a_tampered_drawing_is_refused_and_the_page_goes_on(visit, changes):
    app = visit()
    draw(app, "A", **changes)
    assert genes(app) == TOGGLE
    assert len(app.get("plotly_chart")) == 1
    assert any("could not be used" in toast.value for toast in app.toast)
    assert not app.exception


def test_a_number_in_the_table_becomes_the_designs(visit):
    app = visit()
    edit_table(app, "edges", edited={0: {"Strength K": -12.5}})
    assert visit_of(app).design.grn.strength[0] == -12.5
    assert not problems(app)


def test_a_line_of_the_table_becomes_a_gene(visit):
    app = visit()
    edit_table(app, "genes", added=[{"Gene": "GFP"}])
    assert genes(app) == (*TOGGLE, "GFP")
    assert not problems(app)


@pytest.mark.parametrize(
    ("name", "edits", "culprit"),
    [
        ("edges", {"added": [{"Regulator": "LacI", "Target": "TetR", "Strength K": 1}]}, "LacI"),
        ("edges", {"added": [{"Regulator": "Z", "Target": "TetR", "Strength K": 1}]}, "Z"),
        ("edges", {"added": [{"Regulator": "LacI", "Target": "LacI"}]}, "strength K"),
        ("edges", {"edited": {0: {"Strength K": None}}}, "strength K"),
        ("edges", {"edited": {0: {"Hill n": -1}}}, "hill"),
        ("genes", {"edited": {0: {"Decay λ": -1}}}, "decay"),
        ("genes", {"edited": {0: {"Basal rate b": -1}}}, "rate"),
        ("genes", {"edited": {0: {"Gene": "TetR"}}}, "TetR"),
        ("genes", {"edited": {0: {"Gene": ""}}}, "name"),
    ],
)
def test_a_senseless_table_names_the_culprit_and_changes_nothing(visit, name, edits, culprit):
    app = visit()
    digest = visit_of(app).design.grn.digest()
    edit_table(app, name, **edits)
    [sentence] = problems(app)
    assert culprit.lower() in sentence.lower()
    assert visit_of(app).design.grn.digest() == digest


def test_a_share_link_opens_its_design_and_leaves_the_address(visit):
    app = visit(g=encode_design(load_design("cascade")))
    assert genes(app) == load_design("cascade").grn.gene_names
    assert not app.query_params
    assert not app.toast


@pytest.mark.parametrize("text", ["", "AAAA", "not a design!", "AX" + 40 * "j"])
def test_a_tampered_link_says_so_and_the_page_works(visit, text):
    app = visit(g=text)
    assert genes(app) == TOGGLE
    [toast] = app.toast
    assert "This link does not hold a design" in toast.value
    assert not problems(app)
    assert len(app.get("plotly_chart")) == 1


def test_the_save_menu_shows_the_design_of_now(visit):
    app = visit()
    draw(app, "A")
    app.session_state["design_save"] = True
    app.run()
    assert encode_design(visit_of(app).design) in app.code[0].value


@pytest.mark.parametrize(
    "settings",
    [{"automatic_basal_rate": 5}, {"automatic_basal_rate": [[1]]}, {"initial": 3, "duration": "x"}],
)
def test_tampered_settings_of_a_link_change_nothing(visit, settings):
    app = visit(g=encode_design(load_design("toggle-switch").replace(settings=settings)))
    assert not problems(app)
    assert len(app.get("plotly_chart")) == 1


@pytest.mark.parametrize(
    "example", ["krumsiek11", pytest.param("random-100", marks=pytest.mark.validate)]
)
def test_larger_examples_open_from_a_link(visit, example):
    app = visit(g=encode_design(load_design(example)))
    assert genes(app) == load_design(example).grn.gene_names
    assert not problems(app)


def choose_light(app, check):
    app.session_state["design_light"] = check
    return app.run()


def test_lights_say_what_looks_wrong(visit):
    app = visit()
    app.button(key="open_krumsiek11").click().run()
    choose_light(app, "never-on")
    assert "Gene Gata2 is off in every state found." in app.text[0].value
    assert not problems(app)


def test_a_light_of_before_is_forgotten_with_its_cause(visit):
    app = visit()
    choose_light(app, "feedback")
    draw(app, "A", "B")
    assert not app.text
    assert not problems(app)


def test_a_listed_loop_is_selected_on_the_canvas(visit):
    app = visit()
    app.button(key="open_mcad").click().run()
    choose_light(app, "feedback")
    loop = feedback_loops(visit_of(app).design.grn).loops[1]
    app.selectbox(key="design_light_listed").select_index(1).run()
    pointed = visit_of(app).pointed
    assert pointed["request"] == 1
    assert pointed["nodes"] == list(loop.genes)
    ends = zip(loop.genes, [*loop.genes[1:], loop.genes[0]], strict=True)
    assert sorted(pointed["edges"]) == sorted(ends)


def test_notes_are_kept_without_a_change_of_the_drawing(visit):
    app = visit()
    revision = visit_of(app).rev
    app.session_state["design_notes_open"] = True
    app.run()
    app.text_area[0].set_value("![x](http://a.b/c.png) <b>mine</b>").run()
    app.session_state["design_notes_open"] = False
    app.run()
    assert visit_of(app).design.notes == "![x](http://a.b/c.png) <b>mine</b>"
    assert visit_of(app).rev == revision
    assert any("\\!\\[x" in caption.value for caption in app.caption)
    assert not problems(app)


def test_an_upload_that_can_be_read_in_two_ways_asks(visit):
    app = visit()
    matrix = ("net.csv", b",A,B\nA,0,3\nB,0,0\n", FILE)
    app.file_uploader(key="open_upload").set_value([matrix]).run()
    assert genes(app) == TOGGLE
    assert "does not say whether its regulators are in the rows" in app.info[-1].value
    app.segmented_control(key="open_answer_regulators").set_value("columns").run()
    assert genes(app) == ("A", "B")
    grn = visit_of(app).design.grn
    assert (grn.regulator[0], grn.target[0]) == (1, 0)
    assert "No number is negative" in app.info[-1].value  # read, and may be read otherwise
    app.segmented_control(key="open_answer_unsigned").set_value("unknown").run()
    assert any("The sign of the only edge is unknown" in text.value for text in app.markdown)
    assert visit_of(app).design.grn.regulator[0] == 1  # the first answer holds
    assert not problems(app)


def test_names_in_reports_are_text(visit):
    app = visit()
    content = b"from,to,K\n![x](http://evil.org/x.png),B,1\nB,B,0\n"
    app.file_uploader(key="open_upload").set_value([("net.csv", content, FILE)]).run()
    shown = [text.value for text in (*app.warning, *app.markdown)]
    assert any("Edge list" in text for text in shown)
    assert not any("](http" in text for text in shown)
