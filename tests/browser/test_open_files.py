"""Ten networks as ten programs write them, dropped onto the page one after the other."""

import base64
import io
from pathlib import Path

import igraph
import networkx
import openpyxl
import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, TimeoutError, expect  # noqa: A004 (playwright's own)

from tests.browser.canvas import Canvas

pytestmark = pytest.mark.browser
APP = Path(__file__).parents[2] / "serve.py"
EDGES = [("LacI", "TetR", -3.0), ("TetR", "cI", -2.0), ("cI", "LacI", -4.0), ("cI", "GFP", 5.0)]
DROP = """(zone, files) => {
  const data = new DataTransfer();
  for (const [name, content] of files) {
    const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
    data.items.add(new File([bytes], name));
  }
  for (const type of ["dragenter", "dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true }));
  }
}"""

Files = list[tuple[str, bytes]]


def _networkx() -> networkx.DiGraph:
    graph = networkx.DiGraph()
    for regulator, target, strength in EDGES:
        graph.add_edge(regulator, target, weight=strength)
    return graph


def _by_networkx() -> Files:
    return [("from_networkx.graphml", "\n".join(networkx.generate_graphml(_networkx())).encode())]


def _by_igraph(folder: Path) -> Files:
    graph = igraph.Graph.TupleList(EDGES, directed=True, edge_attrs=["weight"])
    graph.write_gml(str(folder / "net.gml"))
    return [("from_igraph.gml", (folder / "net.gml").read_bytes())]


def _by_cytoscape() -> Files:
    data = networkx.cytoscape_data(_networkx())
    return [("session.cyjs", pd.io.json.ujson_dumps(data).encode())]


def _by_openpyxl() -> Files:
    book = openpyxl.Workbook()
    book.active.append(["regulator", "target", "strength"])
    for edge in EDGES:
        book.active.append(edge)
    content = io.BytesIO()
    book.save(content)
    return [("table.xlsx", content.getvalue())]


def _by_pandas() -> Files:
    table = pd.DataFrame(EDGES, columns=["source", "target", "weight"])
    return [("edges.csv", table.to_csv(sep=";", index=False, decimal=",").encode("utf-8-sig"))]


def _by_grnboost() -> Files:
    table = pd.DataFrame([(*pair, abs(size)) for *pair, size in EDGES])
    table.columns = ["TF", "target", "importance"]
    return [("adjacencies.tsv", table.to_csv(sep="\t", index=False).encode())]


def _by_database() -> Files:
    modes = {True: "Activation", False: "Repression"}
    lines = [f"{one}\t{other}\t{modes[size > 0]}\t123;456" for one, other, size in EDGES]
    return [("trrust_rawdata.human.tsv", "\n".join([*lines, lines[0]]).encode())]


def _by_hand() -> Files:
    words = ["activates" if size > 0 else "represses" for *_, size in EDGES]
    lines = [f"{one} {word} {other}" for (one, other, _), word in zip(EDGES, words, strict=True)]
    return [("notes.sif", "\r\n".join(lines).encode())]


def _rules() -> Files:
    return [("model.bnet", b"targets, factors\nLacI, !cI\nTetR, !LacI\ncI, !TetR\nGFP, cI\n")]


def _by_sergio() -> Files:
    targets = b"1.0,1.0,0.0,-3.0,2.0\r\n2.0,1.0,1.0,-2.0,2.0\r\n3.0,2.0,2.0,0.0,5.0,1.5,2.0,2.0\r\n"
    return [("Interaction.txt", targets), ("Regs.txt", b"0.0,1.5,0.5\r\n")]


def _drop(page: Page, files: Files) -> None:
    """Drop files; again if the page was just being redrawn and the drop met no uploader."""
    content = [[name, base64.b64encode(data).decode()] for name, data in files]
    for _ in range(3):
        page.get_by_test_id("stFileUploaderDropzone").evaluate(DROP, content)
        try:
            page.get_by_text(files[0][0]).first.wait_for(timeout=8_000)
        except TimeoutError:
            continue
        return


def _summary(page: Page, name: str) -> Locator:
    return page.get_by_test_id("stAlert").filter(has_text=name)


@pytest.fixture
def page(serve, visit) -> Page:
    page = visit(serve(APP))
    page.get_by_role("button", name="Open").first.wait_for(timeout=60_000)
    page.locator(".stage").wait_for(timeout=60_000)
    page.get_by_role("button", name="Open").first.click()
    page.get_by_role("tab", name="Upload").click()
    return page


def test_files_of_ten_programs_open_without_a_word(page, tmp_path):
    made = [
        *(_by_networkx(), _by_igraph(tmp_path), _by_cytoscape(), _by_openpyxl(), _by_pandas()),
        *(_by_grnboost(), _by_database(), _by_hand(), _rules(), _by_sergio()),
    ]
    for files in made:
        _drop(page, files)
        summary = _summary(page, files[0][0])
        expect(summary).to_contain_text("4 genes", timeout=40_000)
        expect(summary).to_contain_text("4 edges")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("paper.pdf", b"%PDF-1.7 nothing", "this is a PDF document"),
        pytest.param(
            "figure.png",
            b"\x89PNG\r\n\x1a\n nothing",
            "this is a PNG picture",
            marks=pytest.mark.validate,
        ),
    ],
)
def test_a_wrong_file_says_so_in_a_sentence_and_spoils_nothing(page, name, content, sentence):
    _drop(page, [(name, content)])
    alert = page.get_by_test_id("stAlert").filter(has_text=name)
    expect(alert).to_contain_text(sentence, timeout=40_000)
    assert Canvas(page).names() == ["LacI", "TetR"]
    for files in (_by_hand(), _by_pandas()):
        _drop(page, files)
        summary = _summary(page, files[0][0])
        expect(summary).to_contain_text("4 genes", timeout=40_000)


def test_the_second_half_of_a_pair_may_come_later(page):
    targets, masters = _by_sergio()
    _drop(page, [targets])
    expect(_summary(page, targets[0])).to_contain_text("1 cell type", timeout=40_000)
    _drop(page, [masters])
    expect(_summary(page, masters[0])).to_contain_text("2 cell types", timeout=40_000)
