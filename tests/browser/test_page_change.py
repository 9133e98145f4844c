"""A click on a page link leads there, even if its message is lost, overtaken or met by others."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.network import LateAnswers, relay

pytestmark = [pytest.mark.browser, pytest.mark.validate]
APP = Path(__file__).parent / "apps" / "three_pages.py"
LISTENS = "globalThis.__sergiojaxPageChange?.listens"  # scripts of a page come after its words
SCRIPT_STATE = "document.querySelector('[data-testid=stApp]').dataset.testScriptState"
NOTE_HEADINGS = """() => {
  globalThis.headings = [];
  setInterval(() => {
    const shown = document.querySelector("h1")?.innerText ?? "";
    if (shown !== headings.at(-1)) headings.push(shown);
  }, 10);
}"""
CONNECTION = "**/_stcore/stream"


def title(page: Page, name: str):
    return expect(page.get_by_role("heading", name=name))


def test_a_lost_click_is_repeated(serve, visit):
    page, lost = visit("about:blank"), []
    page.route_web_socket(CONNECTION, lambda client: relay(client, lost))
    page.goto(serve(APP))
    title(page, "Here").to_be_visible(timeout=30_000)
    page.wait_for_function(LISTENS)
    lost.append(b"from now on")
    page.get_by_role("link", name="There").click()
    page.wait_for_timeout(500)
    assert len(lost) > 1
    lost.clear()
    title(page, "There").to_be_visible(timeout=10_000)


def test_a_click_that_another_report_overtook_is_repeated(serve, visit):
    sent: list[str | bytes] = []

    def report_again(client: WebSocketRoute) -> None:
        server = client.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            server.send(message)
            sent.append(message)
            if len(sent) == 3:  # the click on the link: what was reported before comes once more
                server.send(sent[1])

        client.on_message(pass_on)

    page = visit("about:blank")
    page.route_web_socket(CONNECTION, report_again)
    page.goto(serve(APP))
    title(page, "Here").to_be_visible(timeout=30_000)
    page.wait_for_function(LISTENS)
    page.get_by_role("button", name="Report").click()
    page.wait_for_timeout(500)
    assert len(sent) == 2
    page.get_by_role("link", name="There").click()
    page.wait_for_timeout(500)
    title(page, "Here").to_be_visible()
    title(page, "There").to_be_visible(timeout=10_000)
    page.wait_for_timeout(1000)
    title(page, "There").to_be_visible()


def test_a_page_that_a_late_report_cleared_is_asked_for_again(serve, visit):
    """The answer to the click comes late: until then, a part of the former page can report."""
    page = visit("about:blank")
    answers = LateAnswers(page)
    page.goto(serve(APP))
    part = page.get_by_role("button", name="Ask a part")
    part.wait_for(timeout=30_000)
    page.wait_for_function(f"{LISTENS} && {SCRIPT_STATE} === 'notRunning'")
    page.evaluate(NOTE_HEADINGS)
    answers.hold()
    page.get_by_role("link", name="Later").click()
    part.click()
    answers.let_go()
    page.wait_for_function("headings.join().includes('Later,,Later')", timeout=15_000)
    title(page, "Later").to_be_visible()


@pytest.mark.parametrize("is_by_browser", [True, False])
def test_who_comes_back_is_left_alone(serve, visit, is_by_browser):
    page = visit(serve(APP))
    page.get_by_role("link", name="There").click(timeout=30_000)
    title(page, "There").to_be_visible()
    if is_by_browser:
        page.go_back()
    else:
        page.get_by_role("button", name="Return").click()
    title(page, "Here").to_be_visible()
    page.wait_for_timeout(2500)
    title(page, "Here").to_be_visible()
