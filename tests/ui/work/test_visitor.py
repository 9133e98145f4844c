"""Visitors: a tab is known again by its token, and forgotten when it is gone for long."""

from types import SimpleNamespace

import pytest

from sergiojax.ui.work.visitor import PATIENCE, Visitors


@pytest.fixture
def world():
    return SimpleNamespace(now=0.0, connected={"first", "second"})


@pytest.fixture
def visitors(world):
    return Visitors(clock=lambda: world.now, is_connected=lambda name: name in world.connected)


def test_every_visitor_has_a_token_of_its_own(visitors):
    one, other = visitors.welcome("first"), visitors.welcome("second")
    assert one.token != other.token
    assert len(one.token) > 20
    assert visitors.find(one.token) is one
    assert visitors.find("guessed") is None


def test_a_visitor_is_here_while_its_browser_is_connected(visitors, world):
    one = visitors.welcome("first")
    assert visitors.is_here(one.token)
    world.connected = {"second"}
    assert not visitors.is_here(one.token)
    one.session = "second"  # the session after the reload
    assert visitors.is_here(one.token)
    assert not visitors.is_here("guessed")


def test_who_is_gone_for_long_is_forgotten(visitors, world):
    one = visitors.welcome("first")
    world.now = 10 * PATIENCE  # it has been here all the time
    world.connected = {"second"}
    visitors.welcome("second")
    assert visitors.find(one.token) is one
    world.now += PATIENCE
    visitors.welcome("second")
    assert visitors.find(one.token) is one
    world.now += 1
    visitors.welcome("second")
    assert visitors.find(one.token) is None


def test_a_visitor_known_again_keeps_what_both_asked_for(visitors, world):
    before, after = visitors.welcome("first"), visitors.welcome("second")
    before.asked.update(search="a search", fit="a fit")
    after.asked.update(fit="a new fit")
    visitors.take_for(after, before)
    assert before.asked == {"search": "a search", "fit": "a new fit"}
    world.connected = {"second"}
    assert visitors.is_here(before.token)
    assert visitors.is_here(after.token)  # what waits under the new name goes on too


def test_who_comes_back_is_not_forgotten(visitors, world):
    one = visitors.welcome("first")
    world.connected = set()
    visitors.welcome("second")
    world.connected = {"first"}
    world.now = 2 * PATIENCE
    visitors.welcome("second")
    world.connected = set()
    visitors.welcome("second")
    assert visitors.find(one.token) is one
