"""Writing a network: losses are warned of, and models of equations get every half response."""

import warnings

import pytest

import sergiojax as sj
from sergiojax.api import grn_to_files
from sergiojax.grn import GRNFormatWarning, to_files, write_files
from sergiojax.kinetics import fill_half_response

GRN_AB = sj.GRN.from_edges([("A", "B", 3.0)], basal_rates={"A": [1.0, 3.0]})


@pytest.mark.parametrize(("suffix", "name"), [(".xml", "sbml"), (".ant", "antimony")])
def test_automatic_half_responses_are_filled(tmp_path, suffix, name):
    path = tmp_path / f"net{suffix}"
    said = "The half response of 1 edge is automatic; the file holds the value that the simulator"
    with pytest.warns(GRNFormatWarning, match=said):
        sj.write_grn(GRN_AB, path)
    filled = fill_half_response(GRN_AB).grn
    assert path.read_bytes() in to_files(filled, name).values()
    assert path.read_bytes() in grn_to_files(GRN_AB, name).values()


def test_other_formats_hold_the_unchanged_network(tmp_path):
    path = tmp_path / "net.json"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sj.write_grn(GRN_AB, path)
    assert path.read_bytes() == to_files(GRN_AB, "project")["network.json"]
    assert grn_to_files(GRN_AB, "project") == to_files(GRN_AB, "project")


def test_without_this_layer_gaps_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"Write it with `sergiojax\.write_grn`"):
        write_files(GRN_AB, tmp_path / "net.xml")
    assert not list(tmp_path.iterdir())


def test_losses_are_warned_of(tmp_path):
    with pytest.warns(GRNFormatWarning, match=r"net.csv: Not written: basal rates of A\."):
        sj.write_grn(GRN_AB, tmp_path / "net.csv")


def test_a_network_is_written_in_one_place_only():
    """Two public functions of one name would write different files for models of equations."""
    for package in (sj.grn, sj.kinetics):
        assert "write_grn" not in package.__all__
    assert "to_files" not in sj.kinetics.__all__
