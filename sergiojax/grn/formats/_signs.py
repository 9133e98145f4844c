"""Words and arrows for activation and repression, as databases and programs write them."""

_WORDS = {
    1.0: """+ ++ +1 1 1.0 +1.0 > -> --> => → ➔ ⟶
        act activate activates activated activating activation activator pos positive
        stimulate stimulates stimulation induce induces induction enhances
        up upregulates up-regulates upregulation""",
    -1.0: """- -- -1 -1.0 -| --| =| |- ⊣ ⟞
        rep repress represses repressed repressing repression repressor neg negative
        inh inhibit inhibits inhibited inhibiting inhibition inhibitor
        suppress suppresses suppression silences
        down downregulates down-regulates downregulation""",
    None: """? +- -+ +/- +|- ± 0 0.0 na n/a nan none null .
        unknown unspecified undefined dual both ambiguous regulates regulation""",
}
_SIGNS = {word: sign for sign, words in _WORDS.items() for word in words.split()} | {"": None}


def parse_sign(cell: str) -> float | None:
    """Return 1 for activation, -1 for repression, and None where a file says that it is unknown.

    Raises:
        ValueError: If the word is none of these; the message ends a sentence.
    """
    if not is_sign(cell):
        problem = "must be + or -, activation or repression, or ? if unknown"
        raise ValueError(f"{problem}, but is {cell!r}.")
    return _SIGNS[_plain(cell)]


def is_sign(cell: str) -> bool:
    """Tell whether a cell holds a sign, or says that it is unknown."""
    return _plain(cell) in _SIGNS


def _plain(cell: str) -> str:
    return cell.lower().replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-")
