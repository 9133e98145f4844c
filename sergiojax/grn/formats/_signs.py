"""Words and arrows for activation and repression, as databases and programs write them."""

_ACTIVATION = frozenset(
    "+ ++ +1 1 1.0 +1.0 > -> --> => → ➔ ⟶ "
    "act activate activates activated activating activation activator pos positive "
    "stimulate stimulates stimulation induce induces induction enhances "
    "up upregulates up-regulates upregulation".split()
)
_REPRESSION = frozenset(
    "- -- -1 -1.0 -| --| =| |- ⊣ ⟞ "
    "rep repress represses repressed repressing repression repressor neg negative "
    "inh inhibit inhibits inhibited inhibiting inhibition inhibitor "
    "suppress suppresses suppression silences "
    "down downregulates down-regulates downregulation".split()
)
_UNKNOWN = frozenset(
    "? +- -+ +/- +|- ± na n/a none null . "
    "unknown unspecified undefined dual both ambiguous regulates regulation".split()
)


def parse_sign(cell: str) -> float | None:
    """Return 1 for activation, -1 for repression, and None where a file says that it is unknown.

    Raises:
        ValueError: If the word is none of these; the message ends a sentence.
    """
    word = cell.lower().replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-")
    if word in _ACTIVATION:
        return 1.0
    if word in _REPRESSION:
        return -1.0
    if not word or word in _UNKNOWN:
        return None
    raise ValueError(f"must be + or -, activation or repression, or ? if unknown, but is {cell!r}.")
