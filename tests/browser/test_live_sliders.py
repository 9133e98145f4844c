"""The slider panel, by hand: values arrive while dragging, and the last one always does."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.network import hide, relay

pytestmark = [pytest.mark.browser, pytest.mark.validate]
APP = Path(__file__).parent / "apps" / "live_sliders.py"
FRAGMENT = [0, 4]  # the panel's place on the test page
THUMB = 18  # pixels; the thumb's centre stays half of it inside the track


class Panel:
    """The panel of the test page, and what Python knows about it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.range("hill").wait_for(timeout=30_000)

    def range(self, name: str) -> Locator:
        return self.page.locator(f"[data-slider={name}] input[type=range]")

    def exact(self, name: str) -> Locator:
        return self.page.locator(f"[data-slider={name}] .exact input")

    def problem(self, name: str) -> Locator:
        return self.page.locator(f"[data-slider={name}] .problem")

    def known(self) -> dict:
        return json.loads(self.page.locator(".st-key-known [data-testid=stText]").inner_text())

    def report(self) -> dict:
        return self.known()["report"] or {"values": {}, "final": None}

    def expect_report(self, read: Callable[[dict], object], value: object) -> None:
        found = None
        for _ in range(200):
            found = read(self.report())
            if found == value:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"Python knows {found!r}, not {value!r}")

    def thumb(self, name: str) -> tuple[float, float]:
        """Where the thumb of a slider is on the page."""
        box = self.range(name).bounding_box()
        share = self.range(name).evaluate("(r) => (r.value - r.min) / (r.max - r.min)")
        x = box["x"] + THUMB / 2 + share * (box["width"] - THUMB)
        return x, box["y"] + box["height"] / 2

    def type(self, name: str, text: str) -> None:
        self.exact(name).fill(text)
        self.page.keyboard.press("Enter")


@pytest.fixture
def panel(serve, visit) -> Panel:
    return Panel(visit(serve(APP)))


@pytest.fixture
def lossy(serve, visit) -> tuple[Panel, list[str | bytes]]:
    """A panel whose messages to Python are lost, and put into a list, while it is not empty."""
    lost: list[str | bytes] = []
    page = visit("about:blank")
    page.route_web_socket("**/_stcore/stream", lambda client: relay(client, lost))
    page.goto(serve(APP))
    return Panel(page), lost


def test_values_arrive_during_the_drag_and_the_last_one_after_it(panel):
    x, y = panel.thumb("hill")
    panel.page.mouse.move(x, y)
    panel.page.mouse.down()
    seen = []
    for i in range(80):
        panel.page.mouse.move(x + 1.5 * i, y)
        panel.page.wait_for_timeout(25)
        seen.append((panel.report()["values"].get("hill"), panel.report()["final"]))
    panel.page.mouse.up()
    panel.expect_report(lambda report: report["final"], True)
    assert len({value for value, _ in seen}) > 5
    assert not any(final for _, final in seen)
    assert panel.report()["values"]["hill"] == float(panel.exact("hill").input_value()) > 4
    assert panel.report()["changed"] == "hill"


def test_a_slow_answer_delays_but_does_not_lose_the_last_value(panel):
    panel.page.locator("label", has_text="Slow").first.click()
    x, y = panel.thumb("hill")
    panel.page.mouse.move(x, y)
    panel.page.mouse.down()
    for i in range(20):
        panel.page.mouse.move(x + 4 * i, y)
        panel.page.wait_for_timeout(50)
    panel.page.mouse.up()
    panel.expect_report(lambda report: report["final"], True)
    assert panel.report()["values"]["hill"] == float(panel.exact("hill").input_value())


def test_a_lost_message_is_sent_again(lossy):
    panel, lost = lossy
    panel.range("hill").focus()
    lost.append(b"from now on")
    panel.page.keyboard.press("ArrowRight")
    panel.page.wait_for_timeout(2500)  # "input" sends one, "change" the last one 1.5 s later
    assert len(lost) == 3
    lost.clear()
    panel.expect_report(lambda report: report["values"].get("hill"), 2.1)
    assert panel.report()["final"]


def test_returning_to_the_start_ends_the_drag_too(panel):
    x, y = panel.thumb("hill")
    panel.page.mouse.move(x, y)
    panel.page.mouse.down()
    panel.page.mouse.move(x + 60, y, steps=4)
    panel.expect_report(lambda report: report["final"], False)
    panel.page.mouse.move(x, y, steps=4)
    panel.page.mouse.up()
    panel.expect_report(lambda report: report["final"], True)
    assert panel.report()["values"]["hill"] == 2


def test_arrow_keys_step_and_keep_the_focus(panel):
    panel.range("hill").focus()
    for _ in range(10):
        panel.page.keyboard.press("ArrowRight")
    panel.expect_report(lambda report: report["values"].get("hill"), 3)
    assert panel.report()["final"]
    expect(panel.range("hill")).to_be_focused()


def test_typed_numbers_are_exact_clamped_or_refused(panel):
    panel.type("decay", "0,123456")
    panel.expect_report(lambda report: report["values"].get("decay"), 0.123456)
    panel.type("decay", "99")
    expect(panel.problem("decay")).to_have_text("The highest value is 10.")
    panel.expect_report(lambda report: report["values"]["decay"], 10)
    panel.type("decay", "abc")
    expect(panel.problem("decay")).to_have_text('"abc" is not a number. It stays 10.')
    expect(panel.exact("decay")).to_have_value("10")


def test_a_log_slider_covers_every_decade(panel):
    panel.range("decay").focus()
    panel.page.keyboard.press("Home")
    panel.expect_report(lambda report: report["values"].get("decay"), 0.01)
    panel.range("decay").fill("100")  # the middle of its 200 positions
    panel.expect_report(lambda report: report["values"]["decay"], 0.316)
    expect(panel.range("decay")).to_have_attribute("aria-valuetext", "0.316 1/time")


def test_a_slider_of_several_numbers_shows_their_range_and_a_factor(panel):
    panel.page.locator("label", has_text="Spread").first.click()
    unit = panel.page.locator("[data-slider=rates] .unit")
    expect(unit).to_have_text("0.3–2 1/time")
    expect(panel.exact("rates")).to_have_value("× 1")
    panel.type("rates", "1,5")
    panel.expect_report(lambda report: report["values"].get("rates"), 3)
    expect(unit).to_have_text("0.45–3 1/time")
    expect(panel.range("rates")).to_have_attribute("aria-valuetext", "× 1.5 0.45–3 1/time")
    panel.type("rates", "×9")
    expect(panel.problem("rates")).to_have_text("The highest factor is × 5.")
    panel.expect_report(lambda report: report["values"]["rates"], 10)
    panel.range("rates").fill("100")  # the middle of its 200 positions
    panel.expect_report(lambda report: report["values"]["rates"], 2)


def test_values_from_python_count_only_with_a_new_rev(panel):
    panel.type("hill", "6")
    panel.expect_report(lambda report: report["values"].get("hill"), 6)
    panel.page.locator("label", has_text="More").first.click()  # same rev: the page still says 2
    expect(panel.range("noise")).to_be_visible()
    expect(panel.exact("hill")).to_have_value("6")
    panel.page.get_by_role("button", name="Other values").click()
    expect(panel.exact("hill")).to_have_value("4")
    expect(panel.exact("decay")).to_have_value("0.1")
    assert panel.known()["report"] is None  # the report was about the old rev


def test_other_sliders_come_and_go_without_touching_the_one_in_use(panel):
    x, y = panel.thumb("hill")
    panel.page.mouse.move(x, y)
    panel.page.mouse.down()
    panel.page.mouse.move(x + 30, y, steps=3)
    panel.page.evaluate("document.querySelector('.st-key-more input').click()")
    expect(panel.range("noise")).to_be_visible()
    panel.page.mouse.move(x + 60, y + 3, steps=3)
    panel.page.mouse.up()
    panel.expect_report(lambda report: report["final"], True)
    assert panel.report()["values"]["hill"] > 3
    expect(panel.range("hill")).to_be_focused()


def test_a_drag_goes_on_where_streamlit_mounts_the_panel_again(serve, visit):
    """A fragment that runs right after the whole page makes Streamlit drop it from the latter."""
    page, hidden = visit("about:blank"), []
    page.route_web_socket("**/_stcore/stream", lambda client: hide(client, hidden))
    page.goto(serve(APP))
    panel = Panel(page)
    x, y = panel.thumb("hill")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y, steps=3)
    hidden.append(FRAGMENT)
    page.evaluate("document.querySelector('.st-key-more input').click()")  # what is hidden goes
    page.wait_for_function("!document.querySelector('.st-key-known')")
    hidden.clear()
    page.evaluate("document.querySelector('.st-key-more input').click()")
    page.locator(".st-key-known").wait_for()
    expect(panel.range("hill")).to_be_focused()
    page.mouse.move(x + 100, y + 3, steps=3)
    page.mouse.up()
    dragged = round(2 + 7 * 100 / (panel.range("hill").bounding_box()["width"] - THUMB), 1)
    panel.expect_report(lambda report: report["values"].get("hill"), dragged)
    panel.expect_report(lambda report: report["final"], True)
    expect(panel.exact("hill")).to_have_value(str(dragged))


def test_a_panel_is_silent_while_the_person_goes_to_another_page(serve, visit):
    page, sent = visit("about:blank"), []
    page.route_web_socket("**/_stcore/stream", lambda client: hide(client, [], sent))
    page.goto(serve(APP))
    panel = Panel(page)
    page.evaluate("globalThis.__sergiojaxPageChange = { to: '/elsewhere' }")
    before = len(sent)
    panel.range("hill").focus()
    page.keyboard.press("ArrowRight")
    expect(panel.exact("hill")).to_have_value("2.1")
    assert len(sent) == before
    page.evaluate("globalThis.__sergiojaxPageChange.to = null")  # it did not leave
    panel.expect_report(lambda report: report["values"].get("hill"), 2.1)


def test_a_panel_that_has_left_the_page_sends_nothing(serve, visit):
    """A message of a page that was left would bring the person back to it."""
    page, hidden, sent = visit("about:blank"), [], []
    page.route_web_socket("**/_stcore/stream", lambda client: hide(client, hidden, sent))
    page.goto(serve(APP))
    panel = Panel(page)
    hidden.append(FRAGMENT)
    panel.type("hill", "6")  # no answer comes: it would go out again after 1.5 s
    page.wait_for_timeout(1_000)
    page.evaluate("document.querySelector('.st-key-more input').click()")  # what is hidden goes
    page.wait_for_function("!document.querySelector('.st-key-known')")
    before = len(sent)
    page.wait_for_timeout(2_500)
    assert len(sent) == before


def test_letters_do_not_reach_streamlit_and_labels_stay_text(panel):
    panel.exact("hill").click()
    runs = panel.known()["runs"]
    for letter in "rc":  # rerun, clear caches
        panel.page.keyboard.press(letter)
    panel.page.wait_for_timeout(400)
    assert panel.known()["runs"] == runs
    assert panel.page.locator("[role=dialog]:visible").count() == 0
    expect(panel.page.get_by_role("slider", name="Decay <b>λ</b>")).to_be_visible()
    assert panel.page.locator(".panel b").count() == 0


def test_the_panel_fits_280_pixels(panel):
    box = panel.page.locator(".panel").bounding_box()
    assert box["width"] <= 280
    assert panel.page.locator(".panel").evaluate("(el) => el.scrollWidth <= el.clientWidth")
