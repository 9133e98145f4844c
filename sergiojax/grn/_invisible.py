"""Invisible characters, which make different names look alike or reverse the text around them."""

import re

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Zero-width characters, soft hyphens, fillers, tags, and marks and overrides of direction."""


def clean(text: str) -> str:
    """Return the text without invisible characters."""
    return text if text.isascii() else INVISIBLE.sub("", text)
