"""The Compare page: mutants, screens, two designs, and what it says where there is nothing yet."""

import numpy as np
import pytest

from sergiojax.analysis import true_fold_change
from sergiojax.datasets import load_design, load_example
from sergiojax.simulation import Perturbation
from sergiojax.ui.compare.views import QUESTIONS
from tests.ui.visits import settled, visit_of

pytestmark = pytest.mark.slow
KEPT = "perturbation"
KNOCK_OUT = {"gene": "X", "kind": "knockdown", "value": 1.0}


@pytest.fixture
def compare(visit):
    """Open a view of the page with an example."""

    def open_view(example, view="Mutant", *changes):
        app = visit()
        design = load_design(example)
        settings = {**design.settings, KEPT: list(changes)}
        visit_of(app).design = design.replace(settings=settings)
        visit_of(app).rev += 1
        app.session_state["compare_view"] = view
        app.switch_page("pages/studio/compare.py").run()
        return settled(app)

    return open_view


def press(app, label):
    [button] = [each for each in app.button if each.label == label]
    return settled(button.click().run())


def said(app):
    return " ".join(each.value for each in [*app.info, *app.caption, *app.error])


def changes(app):
    return visit_of(app).design.settings.get(KEPT)


@pytest.mark.parametrize("view", list(QUESTIONS))
@pytest.mark.parametrize("example", ["toggle-switch", "incoherent-feed-forward", "mcad"])
def test_every_view_answers(compare, example, view):
    app = compare(example, view)
    assert not app.error
    assert app.caption[0].value == QUESTIONS[view]
    assert app.get("plotly_chart") or app.info or app.get("form")


def test_without_genes_the_page_leads_to_the_canvas(visit):
    app = visit()
    app.button(key="open_blank").click().run()
    app.switch_page("pages/studio/compare.py").run()
    assert not app.exception
    assert "no genes yet" in said(app)


def test_a_gene_is_changed_changed_otherwise_and_restored(compare):
    app = compare("incoherent-feed-forward")
    assert "No gene is changed yet" in said(app)
    gene = visit_of(app).design.grn.gene_names[0]
    app.multiselect[0].set_value([gene]).run()
    press(app, "Overexpress")
    assert changes(app) == [{"gene": gene, "kind": "overexpression", "value": 2.0}]
    [number] = [each for each in app.number_input if "Factor" in each.label]
    settled(number.set_value(3.0).run())
    assert changes(app)[0]["value"] == 3.0
    press(app, "Knock out")
    assert changes(app) == [{"gene": gene, "kind": "knockdown", "value": 1.0}]
    press(app, "Restore")
    assert changes(app) == []


def test_the_table_shows_the_cells_beside_the_truth(compare):
    grn = load_example("cascade")
    gene = grn.gene_names[0]
    app = compare("cascade", "Mutant", KNOCK_OUT | {"gene": gene})
    [table] = [each.value for each in app.dataframe]
    truth = true_fold_change(grn, Perturbation(knockdown={gene: 1.0}), cell_type=grn.cell_types[0])
    found = table.set_index("gene").loc[list(grn.gene_names)]
    assert np.allclose(found["true_log2_fold_change"], truth)
    assert (np.sign(found["log2_fold_change"]) == np.sign(truth)).all()


def test_a_gene_that_is_gone_is_left_out_with_a_sentence(compare):
    app = compare("toggle-switch", "Mutant", KNOCK_OUT | {"gene": "Gone"})
    assert "Gone: no longer in the network" in said(app)
    assert "No gene is changed yet" in said(app)


def test_of_an_oscillation_no_level_is_compared(compare):
    gene, *_ = load_example("repressilator").gene_names
    more = KNOCK_OUT | {"gene": gene, "kind": "overexpression", "value": 2.0}
    app = compare("repressilator", "Mutant", more)
    assert not app.metric
    assert "Wild type and mutant oscillate" in said(app)
    assert "one of them" not in said(app)  # of several states, which there are none of
    [table] = [each.value for each in app.dataframe]
    assert table["true_log2_fold_change"].isna().all()
    app = compare("repressilator", "Screen")
    assert "wild type oscillates" in said(app)
    assert not app.get("plotly_chart")


@pytest.mark.parametrize(
    "nonsense",
    ["text", [1], [{}], [KNOCK_OUT | {"value": 2}], [KNOCK_OUT | {"kind": "x"}]],
)
def test_nonsense_in_a_link_counts_as_no_change(visit, nonsense):
    app = visit()
    design = visit_of(app).design
    visit_of(app).design = design.replace(settings={KEPT: nonsense})
    app.switch_page("pages/studio/compare.py").run()
    assert not app.exception
    assert "No gene is changed yet" in said(app)


def test_double_knock_outs_bring_epistasis(compare):
    app = compare("incoherent-feed-forward", "Screen")
    names = visit_of(app).design.grn.gene_names
    assert len(app.get("plotly_chart")) == 1
    app.multiselect[0].set_value(list(names[:2])).run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 2
    assert "+".join(names[:2]) in app.get("plotly_chart")[0].proto.spec


def test_a_screen_is_simulated_and_offered_as_a_file(compare):
    app = compare("incoherent-feed-forward", "Screen")
    app.number_input(key="compare_screen_cells").set_value(20)
    press(app, "Simulate the screen")
    assert [each.label for each in app.get("download_button")] == ["Save as h5ad"]
    grn = visit_of(app).design.grn
    n_cells = 20 * grn.n_cell_types * (1 + grn.n_genes)
    assert f"{n_cells:,} cells" in said(app)


def test_a_design_is_pinned_and_told_from_the_next_one(compare):
    app = compare("toggle-switch", "A | B")
    assert "There is no A yet" in said(app)
    press(app, "Compare with this one later")
    assert "A and B are the same" in said(app)
    design = visit_of(app).design
    strength = -np.asarray(design.grn.strength)
    visit_of(app).design = design.replace(grn=design.grn.replace(strength=strength))
    app.run()
    [table] = [each.value for each in app.dataframe]
    assert table["Difference"].tolist() == [["flipped"]] * len(strength)
    press(app, "Swap A and B")
    assert np.array_equal(visit_of(app).design.grn.strength, design.grn.strength)


def test_methods_are_compared_with_the_truth(compare):
    app = compare("mcad", "Inferable")
    app.number_input(key="compare_infer_cells").set_value(50)
    press(app, "Find the edges")
    [table] = [each.value for each in app.dataframe]
    assert table["method"].tolist() == ["Correlation", "Partial correlation", "Trees (GENIE3)"]
    assert table["auprc"].between(0, 1).all()


def test_doses_of_a_chosen_change_are_drawn(compare):
    app = compare("cascade")
    app.segmented_control(key="compare_cells_view").set_value("Dose series").run()
    assert not app.exception
    assert not app.error
    assert "Share of production lost" in app.get("plotly_chart")[-1].proto.spec
