"""Names of the formats in the menu, and the picture of the drawing."""

from sergiojax.datasets import load_design
from sergiojax.grn import list_formats
from sergiojax.ui.design.save_menu import _picture, _title


def test_every_format_that_is_written_has_a_title_of_its_own():
    written = [known for known in list_formats() if known.write]
    titles = [_title(known) for known in written]
    assert len(set(titles)) == len(titles)
    for known, title in zip(written, titles, strict=True):
        assert title.startswith(known.label)
        assert title.endswith(known.suffixes[0])


def test_the_picture_names_every_gene_although_none_has_a_place_yet():
    design = load_design("cascade").replace(positions={})
    picture = _picture(design)
    assert picture.startswith("<svg")
    assert all(f">{name}</text>" in picture for name in design.grn.gene_names)
