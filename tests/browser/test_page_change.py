"""A click on a link to a page: it leads there although its message is lost or overtaken."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.network import relay

pytestmark = [pytest.mark.browser, pytest.mark.validate]
APP = Path(__file__).parent / "apps" / "two_pages.py"
LISTENS = "globalThis.__sergiojaxPageChange?.listens"  # scripts of a page come after its words
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
