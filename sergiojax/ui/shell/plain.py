"""Shows texts that people wrote as plain text where Streamlit would read Markdown.

A gene name, a note or a file name may come from a stranger's link or file: as Markdown it could
draw pictures from other servers. The marks that Markdown and Streamlit's own directives are made of
are escaped; `st.text` needs no escaping, but has no colours and boxes.
"""

import re

_MARKS = re.compile(r"([\\`*_\[\]<>$:~|#!])")


def plain(text: object) -> str:
    """Return a text that Markdown shows as it is, line by line."""
    return _MARKS.sub(r"\\\1", str(text)).replace("\n", "  \n")
