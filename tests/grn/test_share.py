"""Share links: short, exact, and harmless whatever arrives."""

import base64
import json
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sergiojax.grn import (
    GRN,
    Design,
    GRNFormatError,
    decode_design,
    encode_design,
    random_network,
)
from sergiojax.grn._share import _DICTIONARY, MAX_TEXT
from tests.grn.networks import assert_same_network, designs

PIXELS = st.integers(-5000, 5000).map(float)


def pack(values: object, *, version: int = 1) -> str:
    """Return a link to any JSON values."""
    packer = zlib.compressobj(9, zdict=_DICTIONARY)
    text = values if isinstance(values, bytes) else json.dumps(values).encode()
    data = bytes([version]) + packer.compress(text) + packer.flush()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unpack(link: str) -> dict:
    data = base64.urlsafe_b64decode(link + "=" * (-len(link) % 4))
    return json.loads(zlib.decompressobj(zdict=_DICTIONARY).decompress(data[1:]))


@settings(max_examples=20)
@given(designs(coordinates=PIXELS))
def test_designs_come_back_to_the_bit(design):
    link = encode_design(design)
    assert link.isascii()
    assert link.replace("-", "").replace("_", "").isalnum()
    again = decode_design(link)
    assert_same_network(again.grn, design.grn)
    assert again.positions == design.positions
    assert json.dumps(again.settings) == json.dumps(design.settings)
    assert again.notes == design.notes
    assert [text for text, _, _ in again.annotations] == [text for text, _, _ in design.annotations]
    assert encode_design(again) == link


def test_positions_are_whole_pixels():
    grn = GRN.from_edges([], basal_rates={"A": 1.0})
    again = decode_design(encode_design(Design(grn, {"A": (1.4, -0.4)})))
    assert again.positions == {"A": (1.0, 0.0)}


@pytest.mark.parametrize(
    ("n_genes", "edges_per_gene", "most"), [(3, 1.0, 159), (20, 2.0, 567), (100, 2.5, 2819)]
)
def test_links_are_short(n_genes, edges_per_gene, most):
    grn = random_network(n_genes, edges_per_gene=edges_per_gene)
    assert len(encode_design(Design(grn).with_positions())) <= most


def test_a_link_may_be_surrounded_by_blanks():
    design = Design(random_network(5))
    assert_same_network(decode_design(f" {encode_design(design)}\n").grn, design.grn)


@given(st.data())
def test_a_changed_link_is_refused(data):
    link = encode_design(Design(random_network(5)))
    place = data.draw(st.integers(0, len(link) - 1))
    other = data.draw(st.characters(exclude_characters=link[place]))
    length = data.draw(st.integers(0, len(link) - 1))
    for tampered in (link[:place] + other + link[place + 1 :], link[:length]):
        with suppress(GRNFormatError):  # a checksum guards the rest; the last bits may be unused
            assert_same_network(decode_design(tampered).grn, random_network(5))


@given(st.text() | st.binary().map(lambda data: base64.urlsafe_b64encode(data).decode()))
def test_anything_else_is_refused(text):
    with pytest.raises(GRNFormatError, match=r"^share link"):
        decode_design(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "genes",
                        "edges",
                        "cell_types",
                        "name",
                        "x",
                        "y",
                        "regulator",
                        "target",
                        "strength",
                    ]
                ),
                inner,
                max_size=6,
            )
        ),
        max_leaves=20,
    )
)
def test_well_packed_nonsense_is_refused(values):
    with suppress(GRNFormatError):  # any other error fails the test
        decode_design(pack(values))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"genes": {"name": ["A"], "decay": [-1]}}, "Decay rate λ must be positive and finite"),
        ({"genes": {"name": ["A"], "x": [3]}}, r"genes\[0\].position: must be a number"),
        ({"genes": {"name": ["A", "A"]}}, "'A' appears twice"),
        ({"genes": {"name": ["A"], "pickle": [1]}}, "incomplete or was changed"),
        ({"genes": [1]}, "incomplete or was changed"),
        (
            {"edges": {"regulator": [0], "target": [2], "strength": [1]}},
            "incomplete or was changed",
        ),
        ({"edges": {"regulator": [True], "target": [0], "strength": [1]}}, "incomplete or was"),
        ({"edges": {"regulator": [0], "target": [0]}}, r"edges\[0\].strength: must be a number"),
        ({"cell_types": "stem"}, "cell_types: must be an array"),
        ({"sergiojax": 1}, "incomplete or was changed"),
        ({"notes": 1}, "notes: must be text"),
    ],
)
def test_packed_values_are_checked_like_a_file(change, message):
    packed = unpack(encode_design(Design(random_network(1))))
    decode_design(pack(packed))
    with pytest.raises(GRNFormatError, match=f"^share link.*{message}"):
        decode_design(pack(packed | change))


def test_versions_are_checked():
    packed = unpack(encode_design(Design(random_network(1))))
    with pytest.raises(GRNFormatError, match="made by a newer version; update sergiojax"):
        decode_design(pack(packed, version=2))
    with pytest.raises(GRNFormatError, match="incomplete or was changed"):
        decode_design(pack(packed, version=0))


def test_a_link_does_not_unfold_without_bound():
    bomb = pack(b'{"notes":"' + b" " * (20 * 2**20))
    assert len(bomb) < 40_000
    with pytest.raises(GRNFormatError, match="the design in the link is too large"):
        decode_design(bomb)
    with pytest.raises(GRNFormatError, match="the link is too long"):
        decode_design("A" * (MAX_TEXT + 1))


def test_what_could_not_be_opened_is_not_written():
    design = Design(random_network(1), notes="x" * MAX_TEXT)
    with pytest.raises(ValueError, match="too large for a link"):
        encode_design(design)


def _crafted(n_genes: int, n_types: int, n_edges: int = 0) -> str:
    """Return a short link that unfolds to a value for every gene and edge in every cell type."""
    packed = {
        "cell_types": [f"t{number}" for number in range(n_types)],
        "genes": {"name": [f"g{number}" for number in range(n_genes)], "basal_rate": [1] * n_genes},
        "edges": {name: [0] * n_edges for name in ("regulator", "target", "strength_factor")},
    }
    return pack(packed)


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ((20_000, 1_000), "1,000 cell types times 20,000 genes or edges are more than 500,000"),
        ((10, 1_000, 60_000), "1,000 cell types times 60,000 genes or edges are more than"),
        ((20_001, 1), "A network may have at most 20,000 genes, but this one has 20,001"),
        ((1, 1_001), "A network may have at most 1,000 cell types, but this one has 1,001"),
    ],
)
def test_a_link_to_a_huge_network_is_refused_before_it_unfolds(sizes, message, monkeypatch):
    link = _crafted(*sizes)
    assert len(link) < 200_000
    monkeypatch.setattr("sergiojax.grn._share._unpack", None)
    with pytest.raises(GRNFormatError, match=message):
        decode_design(link)


def test_what_a_link_cannot_open_is_not_written_however_short():
    rates = {f"g{number}": 1.0 for number in range(1_000)}
    grn = GRN.from_edges([], basal_rates=rates, cell_types=[f"t{number}" for number in range(501)])
    with pytest.raises(ValueError, match="501 cell types times 1,000 genes"):
        encode_design(Design(grn))
