"""Models of GINsim: signs, levels, logic and places, in an archive and outside."""

import struct
import zipfile

import pytest

from sergiojax.grn import GRNFormatError, SourceFile, read_files
from tests.grn.formats.rules import signs_of
from tests.grn.formats.samples_models import GINML, ZGINML, archive


def read_text(text: bytes, name: str = "net.ginml"):
    return read_files([SourceFile(name, text)])


@pytest.mark.parametrize(("name", "content"), [("net.ginml", GINML), ("net.zginml", ZGINML)])
def test_signs_places_and_doubts(name, content):
    design, report = read_text(content, name)
    assert report.format == "GINsim (logical model)"
    assert design.grn.gene_names == ("A", "B", "C")
    signs = signs_of(design.grn)
    assert (signs["A", "B"], signs["C", "B"]) == (1, -1)
    assert design.positions == {"A": (147.5, 52.5), "B": (40, 35)}
    said = " ".join(map(str, report.warnings))
    assert "genes with more than two levels: B." in said
    assert "whose sign is dual or unknown: B → C." in said
    assert report.assumed[0].startswith("The sign of 1 of 3 edges is unknown")


def model(body: str) -> bytes:
    return f'<gxl><graph class="regulatory" nodeorder="">{body}</graph></gxl>'.encode()


NODES = '<node id="A" maxvalue="1"/><node id="B" maxvalue="1"/>'
EDGE = '<edge id="{0}:T" from="{0}" to="T" sign="{1}"/>'


@pytest.mark.parametrize(
    ("logic", "is_product"),
    [
        ('<value val="1"><exp str="A &amp; !B"/></value>', True),
        ('<value val="1"><exp str="A"/><exp str="!B"/></value>', False),
        ('<parameter idActiveInteractions="A:T" val="1"/>', True),
        ('<parameter idActiveInteractions=" A:T B:T" val="1"/><parameter val="1"/>'
         '<parameter idActiveInteractions="A:T" val="1"/>', False),
    ],
)  # fmt: skip
def test_logic_of_expressions_and_parameters(logic, is_product):
    body = NODES + f'<node id="T" maxvalue="1">{logic}</node>'
    body += EDGE.format("A", "positive") + EDGE.format("B", "negative")
    design, report = read_text(model(body))
    assert design.grn.product.tolist() == [False, False, is_product]
    assert signs_of(design.grn) == {("A", "T"): 1, ("B", "T"): -1}
    assert ("approximated by the sum" in str(report.warnings)) != is_product


def test_a_sign_that_is_not_given_is_that_of_the_logic():
    body = NODES + '<node id="T" maxvalue="1"><value val="1"><exp str="!A:1"/></value></node>'
    design, report = read_text(model(body + EDGE.format("A", "unknown")))
    assert signs_of(design.grn) == {("A", "T"): -1}
    assert not [line for line in report.assumed if "sign" in line]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (model('<node id="A"/><node id="A"/>'), "the node has the id 'A', which must be unique."),
        (model('<node id="A"/><edge from="A" to="B"/>'), "the edge needs the node 'B', which is"),
        (model(""), "the file holds no genes"),
        (b'<gxl><graph class="dynamical"/></gxl>', "holds no regulatory graph, but perhaps a graph"
         " of states"),
        (b"<gxl><graph>", "this is not well-formed XML"),
        (ZGINML[:-30], "this is a zip archive"),
        (archive({"a.ginml": b"A -> B"}), "this is not well-formed XML"),
    ],
)  # fmt: skip
def test_wrong_files_are_explained(content, problem):
    with pytest.raises(GRNFormatError) as caught:
        read_text(content)
    assert problem in str(caught.value)


def test_archives_that_unpack_to_too_much_are_refused():
    bomb = archive({"m.ginml": b"<a>" * 8_000_000})
    with pytest.raises(
        GRNFormatError, match=("the file has 23 MB, but a network's file may have at most 20 MB")
    ):
        read_text(bomb, "m.zginml")
    at = bomb.rindex(b"PK\x01\x02") + 24  # a directory that lies about the size
    with pytest.raises(GRNFormatError, match=r"(is damaged|no well-formed XML)"):
        read_text(bomb[:at] + struct.pack("<I", 100) + bomb[at + 4 :], "m.zginml")


def test_archives_packed_or_locked_otherwise_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "m.zginml", "w", zipfile.ZIP_LZMA) as packed:
        packed.writestr("m.ginml", GINML)
    with pytest.raises(
        GRNFormatError, match=("compressed or locked in an unusual way; save it again")
    ):
        read_text((tmp_path / "m.zginml").read_bytes(), "m.zginml")


def test_two_files_are_refused():
    files = [SourceFile(name, GINML) for name in ("a.ginml", "b.ginml")]
    with pytest.raises(GRNFormatError, match=r"b.ginml: a GINsim model is one file"):
        read_files(files, format="ginsim")
