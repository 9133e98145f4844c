"""What runs cost, and how much memory all of them may have."""

import pytest

from sergiojax.ui.work import cost
from sergiojax.ui.work.cost import MEMORY, check_fits, most_bytes, simulation_cost


def test_large_simulations_take_the_long_lane():
    assert simulation_cost(1_000, 100).lane == "short"
    assert simulation_cost(100_000, 2_000).lane == "long"
    assert simulation_cost(10, 10, lane="long").lane == "long"


def test_what_is_too_large_is_refused_with_sizes_and_a_way_out():
    run = simulation_cost(100_000, 20_000)
    check_fits(run, run.n_bytes)
    assert simulation_cost(100_000, 20_000, is_noisy=False).n_bytes < run.n_bytes / 3
    with pytest.raises(ValueError, match=r"about 96.9 GiB.*may use 8.0 GiB.*simulate_to_file"):
        check_fits(run, 8 << 30)


def test_the_bound_is_set_or_half_of_what_is_available(monkeypatch):
    monkeypatch.delenv(MEMORY, raising=False)
    monkeypatch.setattr(cost, "_of_machine", lambda: 8 << 30)
    monkeypatch.setattr(cost, "_of_container", lambda: 6 << 30)
    assert most_bytes() == 3 << 30
    monkeypatch.setattr(cost, "_of_container", lambda: None)
    assert most_bytes() == 4 << 30
    monkeypatch.setattr(cost, "_of_machine", lambda: None)
    assert most_bytes() == 4 << 30
    monkeypatch.setenv(MEMORY, "1.5")
    assert most_bytes() == 3 << 29


@pytest.mark.parametrize("text", ["", "much", "0", "-1", "nan", "inf"])
def test_a_bound_that_makes_no_sense_is_refused(monkeypatch, text):
    monkeypatch.setenv(MEMORY, text)
    with pytest.raises(ValueError, match="positive number of GiB"):
        most_bytes()


def test_the_machine_says_what_is_available():
    found = cost._of_machine()
    assert found is None or found > 1 << 20


def test_a_container_limits_what_is_available(tmp_path):
    (tmp_path / "memory.current").write_text("1000\n")
    (tmp_path / "memory.max").write_text("max\n")
    assert cost._of_container(tmp_path) is None
    (tmp_path / "memory.max").write_text("5000\n")
    assert cost._of_container(tmp_path) == 4000
    assert cost._of_container(tmp_path / "none") is None
