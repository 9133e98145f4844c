"""Texts of strangers stay texts."""

import pytest

from sergiojax.ui.shell.plain import plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Gene A, q = 0.5 (seed 3).", "Gene A, q = 0.5 (seed 3)."),
        ("![x](http://evil.org/x.png)", r"\!\[x\](http\://evil.org/x.png)"),
        (":red[A] $x$ <b>", r"\:red\[A\] \$x\$ \<b\>"),
        ("a\\*b*", r"a\\\*b\*"),
        ("one\ntwo", "one  \ntwo"),
    ],
)
def test_marks_are_escaped(text, shown):
    assert plain(text) == shown
