"""Writing models of equations: automatic half responses become the simulator's."""

import warnings

import pytest

import sergiojax as sj
from sergiojax.grn import GRNFormatWarning
from sergiojax.kinetics import fill_half_response, to_files

GRN_AB = sj.GRN.from_edges([("A", "B", 3.0)], basal_rates={"A": [1.0, 3.0]})


@pytest.mark.parametrize(("suffix", "name"), [(".xml", "sbml"), (".ant", "antimony")])
def test_automatic_half_responses_are_filled(tmp_path, suffix, name):
    path = tmp_path / f"net{suffix}"
    said = "The half response of 1 edge is automatic; the file holds the number that the simulator"
    with pytest.warns(GRNFormatWarning, match=said):
        sj.write_grn(GRN_AB, path)
    filled = fill_half_response(GRN_AB).grn
    assert path.read_bytes() in sj.grn.to_files(filled, name).values()
    assert path.read_bytes() in to_files(GRN_AB, name).values()


def test_other_formats_hold_the_network_as_it_is(tmp_path):
    path = tmp_path / "net.json"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sj.write_grn(GRN_AB, path)
    assert path.read_bytes() == sj.grn.to_files(GRN_AB, "project")["network.json"]
    assert to_files(GRN_AB, "project") == sj.grn.to_files(GRN_AB, "project")


def test_without_this_layer_gaps_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"`sergiojax\.write_grn` and"):
        sj.grn.write_grn(GRN_AB, tmp_path / "net.xml")
    assert not list(tmp_path.iterdir())
