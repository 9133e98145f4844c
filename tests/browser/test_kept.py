"""What is drawn is kept: while the server is away, across a reload, and with another tab open."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from sergiojax.datasets import load_design
from sergiojax.grn import encode_design
from tests.browser.canvas import Canvas
from tests.browser.memory import drawn_genes, kept_design
from tests.browser.network import Cable, relay
from tests.browser.servers import free_port, start_server, wait_until_up

pytestmark = pytest.mark.browser
APP = Path(__file__).parents[2] / "serve.py"
PATIENCE = 60_000  # ms: a first visit imports and compiles
TOGGLE = ["LacI", "TetR"]
SHOWN = (  # on the canvas, from the first moment on
    "globalThis.__sergiojaxGraphEditorStore?.histories.get('design_canvas')"
    "?.graph?.nodes.map((n) => n.name).join()"
)
BACK = "Your drawing was kept in this browser and is back."


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A session whose pages may lose their server, which the fixture `visit` would report."""
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    yield context
    context.close()


def canvas_of(page: Page) -> Canvas:
    page.locator(".stage").wait_for(timeout=PATIENCE)
    canvas = Canvas(page)
    canvas.wait_until("cy.nodes('[name]').length > 1", True, timeout=60)
    return canvas


def wait_until(page: Page, read: Callable[[Page], object], value: object) -> None:
    found = None
    for _ in range(PATIENCE // 100):
        found = read(page)
        if found == value:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{found!r} is not {value!r}")


def kept_genes(page: Page) -> list[str] | None:
    design = kept_design(page)
    return list(design.grn.gene_names) if design else None


@pytest.mark.validate
def test_a_drawing_made_while_the_network_is_cut_arrives_when_it_is_back(context, serve):
    page = context.new_page()
    cable = Cable(page)
    page.goto(serve(APP))
    canvas = canvas_of(page)
    cable.pull_out()
    line = page.get_by_text("does not answer. What you draw is kept in this browser.")
    expect(line).to_be_visible(timeout=PATIENCE)
    page.wait_for_function(  # Streamlit's own words, which would cover the canvas
        "() => globalThis.__sergiojaxConnection.closed > 0", timeout=PATIENCE
    )
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=PATIENCE)
    canvas.add_gene("GFP", 0.2, 0.2)
    assert drawn_genes(page) == [*TOGGLE, "GFP"]
    cable.put_in()
    expect(line).to_be_hidden(timeout=PATIENCE)
    wait_until(page, kept_genes, [*TOGGLE, "GFP"])
    assert canvas.names() == [*TOGGLE, "GFP"]


def test_a_drawing_that_never_reached_python_is_back_after_a_reload(context, serve):
    page, lost = context.new_page(), []
    page.route_web_socket("**/_stcore/stream", lambda client: relay(client, lost))
    page.goto(serve(APP))
    canvas = canvas_of(page)
    lost.append(b"from now on")
    canvas.add_gene("GFP", 0.2, 0.2)
    other = context.new_page()  # begins with a copy
    other.goto(serve(APP))
    assert canvas_of(other).names() == [*TOGGLE, "GFP"]
    Canvas(other).add_gene("RFP", 0.2, 0.8)
    wait_until(other, kept_genes, [*TOGGLE, "GFP", "RFP"])
    lost.clear()
    page.add_init_script(f"setInterval(() => (globalThis.shown ??= new Set()).add({SHOWN}), 20)")
    page.reload()
    expect(page.get_by_text(BACK)).to_be_visible(timeout=PATIENCE)
    assert canvas_of(page).names() == [*TOGGLE, "GFP"]
    assert page.evaluate("[...shown].filter(Boolean)") == ["LacI,TetR,GFP"]  # never the example
    wait_until(page, kept_genes, [*TOGGLE, "GFP"])


@pytest.mark.validate
def test_a_stopped_and_restarted_server_finds_what_was_drawn(context, tmp_path):
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    servers: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        servers.append(start_server(APP, port, tmp_path / "log.txt"))
        wait_until_up(url, servers[-1], tmp_path / "log.txt")

    try:
        start()
        page = context.new_page()
        page.goto(url)
        canvas = canvas_of(page)
        canvas.add_gene("A", 0.2, 0.2)
        os.kill(servers[-1].pid, signal.SIGSTOP)
        canvas.add_gene("B", 0.8, 0.2)
        expect(page.get_by_text("Waiting for an answer.")).to_be_visible()
        servers[-1].kill()
        servers[-1].wait()
        expect(page.get_by_text("does not answer.")).to_be_visible()
        canvas.add_gene("C", 0.2, 0.8)
        canvas.connect("activate", "A", "C")
        start()
        expect(page.get_by_text(BACK)).to_be_visible(timeout=PATIENCE)
        wait_until(page, kept_genes, [*TOGGLE, "A", "B", "C"])
        assert canvas_of(page).evaluate("cy.edges('[attrs]').length") == 3
    finally:
        for server in servers:
            server.kill()
            server.wait()


@pytest.mark.validate
def test_a_link_and_another_design_leave_the_own_one_in_the_list(context, serve):
    page = context.new_page()
    page.goto(serve(APP))
    canvas_of(page).add_gene("GFP", 0.2, 0.2)
    wait_until(page, kept_genes, [*TOGGLE, "GFP"])
    page.goto(f"{serve(APP)}/?g={encode_design(load_design('cascade'))}")
    expect(page.get_by_role("button", name="Open mine")).to_be_visible(timeout=PATIENCE)
    cascade = list(load_design("cascade").grn.gene_names)
    wait_until(page, kept_genes, cascade)
    page.locator(".st-key-design_open").get_by_role("button").first.click()
    page.get_by_role("tab", name="Earlier").click()
    page.get_by_role("button", name="LacI, TetR, GFP").click()
    wait_until(page, kept_genes, [*TOGGLE, "GFP"])
    page.reload()
    assert canvas_of(page).names() == [*TOGGLE, "GFP"]
