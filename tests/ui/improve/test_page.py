"""The Improve page: targets come and go, a search runs behind the page, its design is used."""

from dataclasses import asdict

import pytest

import sergiojax as sj
from sergiojax.datasets import load_design
from sergiojax.grn import Parameter, decode_design, encode_design
from sergiojax.inference import Bistable, Level, Oscillation, Response
from sergiojax.ui.improve import fit, run
from tests.ui.visits import visit_of

pytestmark = pytest.mark.slow
PAGE = "pages/studio/improve.py"
SOON = 100  # seconds; a test that waits this long has failed


@pytest.fixture
def improve(visit):
    app = visit()
    visit_of(app).design = load_design("cascade")
    visit_of(app).rev += 1
    return app.switch_page(PAGE).run()


def problems(app):
    assert not app.exception
    return [error.value for error in app.error]


def search(app):
    """Begin the search, and look again when it is over."""
    button(app, "Improve the design").click().run()
    job_of(app).future.exception(SOON)
    return app.run()


def job_of(app, place=run.PLACE):
    """Return the work that the page asked for."""
    return app.session_state["work_visitor"].asked[place].job


def button(app, label):
    return next(each for each in app.button if each.label == label)


def want(app, *targets):
    """Keep targets with the design, as the page does."""
    design = visit_of(app).design
    values = [{"kind": type(target).__name__, **asdict(target)} for target in targets]
    visit_of(app).design = design.replace(settings={**design.settings, "targets": values})
    app.run()


def open_another(app):
    """Open another design, as the menu does."""
    visit_of(app).design = load_design("toggle-switch")
    visit_of(app).document = "another"
    visit_of(app).rev += 1
    return app.run()


def wanted(app):
    return visit_of(app).design.settings.get("targets", [])


def test_a_target_is_added_and_removed(improve):
    improve.selectbox(key="improve_kind").select("Level").run()
    improve.number_input(key="improve_level").set_value(25.0)
    button(improve, "Add").click().run()
    [target] = wanted(improve)
    gene = visit_of(improve).design.grn.gene_names[0]
    assert (target["kind"], target["gene"], target["value"]) == ("Level", gene, 25.0)
    assert not problems(improve)
    improve.button(key="improve_remove_0").click().run()
    assert wanted(improve) == []


@pytest.mark.parametrize(
    "kind", ["Bistable", "Oscillation", "Level", "Table", "Ratio", "Marker", "Response", "LowNoise"]
)
def test_every_form_opens(improve, kind):
    improve.selectbox(key="improve_kind").select(kind).run()
    assert not problems(improve)


def test_what_an_oscillation_lacks_is_said_before_the_search(improve):
    improve.selectbox(key="improve_kind").select("Oscillation").run()
    said = "Nothing oscillates without a negative feedback loop. Draw one first."
    assert said in [each.value for each in improve.caption]
    visit_of(improve).design = load_design("repressilator")
    visit_of(improve).rev += 1
    improve.run()
    assert said not in [each.value for each in improve.caption]


def test_a_design_is_found_and_used(improve):
    grn = visit_of(improve).design.grn
    last, types = grn.gene_names[-1], grn.cell_types
    want(improve, Level(last, 12.0, cell_type=types[0]))
    search(improve)
    assert not problems(improve)
    assert any("All targets are met" in box.value for box in improve.success)
    revision = visit_of(improve).rev
    button(improve, "Use this design").click().run()
    assert visit_of(improve).rev == revision + 1
    taken = visit_of(improve).design
    assert taken.grn.digest() != grn.digest()
    assert taken.positions
    assert not problems(improve)


def test_what_cannot_be_met_is_said(improve):
    gene = visit_of(improve).design.grn.gene_names[0]
    want(improve, Oscillation(gene, 5.0))
    improve.number_input(key="improve_steps").set_value(20)
    search(improve)
    [said] = [box.value for box in improve.warning]
    assert said.startswith("Not all targets could be met")
    assert not problems(improve)


def test_a_search_can_be_stopped_with_the_best_so_far(improve):
    gene = visit_of(improve).design.grn.gene_names[0]
    want(improve, Oscillation(gene, 5.0))
    improve.number_input(key="improve_steps").set_value(5000)
    button(improve, "Improve the design").click().run()
    button(improve, "Stop and keep the best").click().run()
    assert len(job_of(improve).future.result(SOON).history[0]) < 100
    improve.run()
    assert any("Not all targets could be met" in box.value for box in improve.warning)
    assert not problems(improve)


def test_a_search_that_is_cancelled_is_no_failure_and_can_start_again(improve):
    gene = visit_of(improve).design.grn.gene_names[0]
    want(improve, Oscillation(gene, 5.0))
    improve.number_input(key="improve_steps").set_value(5000)
    button(improve, "Improve the design").click().run()
    assert button(improve, "Improve the design").disabled
    job = job_of(improve)
    button(improve, "Cancel").click().run()
    assert job.is_cancelled
    assert "Cancelled. The settings are kept." in [each.value for each in improve.info]
    assert not button(improve, "Improve the design").disabled
    assert not problems(improve)
    button(improve, "Start again").click().run()
    button(improve, "Cancel").click().run()
    assert not problems(improve)


def test_a_reload_finds_the_search_again(improve, visit):
    gene = visit_of(improve).design.grn.gene_names[0]
    want(improve, Oscillation(gene, 5.0))
    improve.number_input(key="improve_steps").set_value(5000)
    button(improve, "Improve the design").click().run()
    look(improve, "Fit to data")
    job = job_of(improve)
    after = visit()
    design = visit_of(improve).design
    record = {"id": visit_of(improve).document, "is_own": True, "rev": 5}
    after.session_state["browser_store"] = {
        "stored": {
            "session": visit_of(after).name,
            "record": {**record, "text": encode_design(design), "graph": None},
            "visitor": improve.session_state["work_visitor"].token,
        }
    }
    after.run()
    after.switch_page(PAGE).run()
    assert job_of(after) is job
    assert after.session_state["improve_view"] == "Fit to data"
    look(after, "Targets")
    button(after, "Stop and keep the best").click().run()
    job.future.result(SOON)
    after.run()
    assert any("Not all targets could be met" in box.value for box in after.warning)
    assert not problems(after)


def test_a_result_belongs_to_its_targets_and_its_design(improve, marks):
    last = visit_of(improve).design.grn.gene_names[-1]
    want(improve, Level(last, 12.0))
    search(improve)
    assert not marks(improve)
    want(improve, Level(last, 14.0))
    assert marks(improve) == ["From earlier targets."]
    want(improve, Level(last, 12.0))
    assert not marks(improve)
    open_another(improve)
    assert run.PLACE not in improve.session_state["work_visitor"].asked
    assert not any(each.label == "Use this design" for each in improve.button)


def test_targets_stay_with_the_design_while_their_genes_are_gone(improve):
    design = visit_of(improve).design
    gene, *_ = design.grn.gene_names
    dial = Parameter("basal_rate", gene, None)
    want(
        improve,
        Level("nobody", 3.0, knockout=(gene,)),
        Response(gene, dial, doses=(0.5, 2.0), low=1.0, high=3.0),
        Bistable((gene,), 5.0),
    )
    assert any("gone, and is left out" in caption.value for caption in improve.caption)
    kept = decode_design(encode_design(visit_of(improve).design))
    visit_of(improve).design = kept.replace(notes="from a link")
    improve.run()
    button(improve, ":material/close:").click().run()
    assert [target["kind"] for target in wanted(improve)] == ["Level", "Bistable"]
    assert not problems(improve)


@pytest.mark.parametrize(
    "kept",
    [
        "none",
        [3],
        [{"kind": "eval"}],
        [{"kind": "Level", "gene": ["A"], "value": 1}],
        [{"kind": "Level", "gene": "A", "value": "x"}],
        [{"kind": "Response", "gene": "A", "parameter": 3}],
        [{"kind": "Level", "gene": "A", "value": 1.0, "price": 2}],
    ],
)
def test_what_is_no_target_in_a_link_is_left_out(improve, kept):
    design = visit_of(improve).design
    visit_of(improve).design = design.replace(settings={"targets": kept})
    improve.run()
    assert not problems(improve)
    assert button(improve, "Improve the design").disabled


def look(app, view):
    app.session_state["improve_view"] = view
    return app.run()


def test_a_design_is_fitted_to_its_own_cells_and_taken(improve, marks, put_on_shelf):
    design = visit_of(improve).design
    truth, factor = design.grn, 1.5
    cells = sj.simulate(truth, 400, seed=1)
    changed = truth.replace(strength=truth.strength * factor)
    visit_of(improve).design = design.replace(grn=changed)
    visit_of(improve).rev += 1
    put_on_shelf(improve, cells)
    look(improve, "Fit to data")
    button(improve, "Fit the design").click().run()
    job_of(improve, fit.PLACE).future.exception(SOON)
    improve.run()
    assert not problems(improve)
    scores = improve.dataframe[0].value
    assert scores["After"][0] > scores["Before"][0]
    begun = visit_of(improve).design
    for shown, mark in ((design, ["From an earlier design."]), (begun, [])):
        visit_of(improve).design = shown
        improve.run()
        assert marks(improve) == mark
    here = visit_of(improve).document
    open_another(improve)  # which has nothing to do with it
    assert not any(each.label == "Use this design" for each in improve.button)
    visit_of(improve).design, visit_of(improve).document = begun, here
    improve.run()
    button(improve, "Use this design").click().run()
    assert not problems(improve)
    assert not any(each.label == "Use this design" for each in improve.button)
    taken = visit_of(improve).design.grn
    assert abs(taken.strength / truth.strength - 1).max() < abs(factor - 1) / 2


@pytest.mark.validate  # compiles for long
def test_a_design_is_fitted_to_raw_counts_with_their_noise(improve, put_on_shelf):
    design = visit_of(improve).design
    put_on_shelf(improve, sj.simulate(design.grn, 60, seed=1, technical_noise="DS6"))
    look(improve, "Fit to data")
    button(improve, "Fit the design").click().run()
    job_of(improve, fit.PLACE).future.exception(SOON)
    improve.run()
    assert not problems(improve)
    scores = improve.dataframe[0].value
    assert list(scores.columns) == ["", "Before", "After"]
    assert len(scores) == 5
    assert any("rests on the drawing" in each.value for each in improve.info)
    assert any(each.label == "What these cells do not determine" for each in improve.expander)
    button(improve, "Use this design").click().run()
    assert not problems(improve)
    taken = visit_of(improve).design.grn
    assert (taken.strength != design.grn.strength).any()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"cell,X,Y\none,1,2\n", "none of the network's genes"),
        (b"a,b\nx,y\n", "no column of numbers"),
        (b"\xff\xfe\x00", "not a table of cells"),
        (b"P,Q,type\n1,2,type_1\n", "none of the network's genes"),
    ],
)
def test_a_table_that_cannot_be_used_says_so(improve, content, words):
    look(improve, "Fit to data")
    improve.file_uploader(key="improve_fit_file").set_value([("cells.csv", content, "text/csv")])
    improve.run()
    if not problems(improve):
        button(improve, "Fit the design").click().run()
    [sentence] = problems(improve)
    assert words in sentence
    assert "Error" not in sentence


def test_a_table_with_genes_in_its_rows_is_turned_and_that_is_said(improve):
    grn = visit_of(improve).design.grn
    rows = ["id,c0,c1", *(f"{gene},1,2" for gene in grn.gene_names)]
    content = "\n".join([*rows, f"type,{grn.cell_types[0]},{grn.cell_types[0]}"]).encode()
    look(improve, "Fit to data")
    improve.file_uploader(key="improve_fit_file").set_value([("cells.csv", content, "text/csv")])
    improve.run()
    assert not problems(improve)
    assert any("Genes were in the rows" in caption.value for caption in improve.caption)


def test_what_cells_do_not_determine_is_said(improve):
    look(improve, "What is determined")
    assert not problems(improve)
    table = improve.dataframe[0].value
    assert len(table) == 2 * visit_of(improve).design.grn.n_edges
    grouped = sum("link" in each.value for each in improve.markdown)
    assert grouped == 0 if improve.success or improve.warning else grouped > 0


def test_what_presumes_a_steady_state_says_that_there_is_none(improve):
    visit_of(improve).design = load_design("repressilator")
    visit_of(improve).rev += 1
    look(improve, "What is determined")
    assert not problems(improve)
    assert "oscillates" in improve.info[0].value
    look(improve, "Targets")
    improve.selectbox(key="improve_kind").select("Table").run()
    assert not problems(improve)
    assert any(
        "Genes that oscillate have no current level" in caption.value for caption in improve.caption
    )
    [table] = [each.value for each in improve.data_editor]
    assert table[[name for name in table if name.endswith(", now")]].isna().all(axis=None)


def test_parameters_that_few_noisy_cells_determine_poorly_are_said(improve):
    """With 20 times the noise and 2 cells, decay rates are off by more than themselves."""
    look(improve, "What is determined")
    improve.multiselect(key="improve_unknown").set_value(["decay"]).run()
    [said] = improve.success
    assert "within" in said.value
    design = visit_of(improve).design
    noisy = design.grn.replace(noise_amplitude=20 * design.grn.noise_amplitude)
    visit_of(improve).design = design.replace(grn=noisy)
    improve.number_input(key="improve_observed_cells").set_value(2).run()
    assert not improve.success
    [said] = improve.warning
    assert "poorly determined" in said.value
    assert not problems(improve)
