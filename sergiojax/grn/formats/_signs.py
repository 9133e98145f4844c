"""Words and arrows for activation and repression, as databases and programs write them."""

import re

_WORD = re.compile(r"[a-z]{3,}(?:-[a-z]+)*|up|no")
_PREFIXED = re.compile(r"(?:self|auto|trans|co)-?([a-z]{6,})")
_DASH = re.compile("[\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}]")
_WORDS = {
    1.0: """+ ++ +1 1 1.0 +1.0 > -> --> => → ➔ ⟶ ↑ ⇑ ▲ ⊕
        act activate activates activated activating activation activator
        activatory pos positive positively
        stimulate stimulates stimulation stimulatory stimulating stimulated
        induce induces induced inducing inducer induction enhance enhances enhanced enhancing
        increase increases increased increasing promotes
        up upregulates up-regulates upregulated upregulation up-regulation
        upregulating up-regulating""",
    -1.0: """- -- -1 -1.0 -| --| =| |- ⊣ ⟞ ↓ ⇓ ▼ ⊖
        rep repress represses repressed repressing repression repressor
        repressive neg negative negatively
        inh inhibit inhibits inhibited inhibiting inhibition inhibitor inhibitory
        suppress suppresses suppressed suppressing suppressor suppression
        silences silenced silencing
        decrease decreases decreased decreasing reduces reduced
        down downregulates down-regulates downregulated downregulation down-regulation
        downregulating down-regulating""",
    None: """? +- -+ +/- +|- ± 0 0.0 na n/a nan none null .
        unknown unspecified undefined dual both ambiguous regulates regulation""",
}
_SIGNS = {word: sign for sign, words in _WORDS.items() for word in words.split()} | {"": None}


def parse_sign(cell: str) -> float | None:
    """Return 1 for activation, -1 for repression, and None for an explicit "unknown".

    Raises:
        ValueError: If the word is unknown; the message ends a sentence.
    """
    if not is_sign(cell):
        problem = "must be + or -, activation or repression, or ? if unknown"
        raise ValueError(f"{problem}, but is {cell!r}.")
    return _SIGNS[_plain(cell)]


def is_sign(cell: str) -> bool:
    """Return whether a cell holds a sign, or says that it is unknown."""
    return _plain(cell) in _SIGNS


def parse_phrase(cell: str) -> float | None:
    """Return the sign in a cell that may say more, such as "down-regulates quantity by repression".

    Words of both signs, and others that are known to say nothing about it, make it unknown.

    Raises:
        ValueError: If no word in it is known; the message ends a sentence.
    """
    if not is_sign(cell):
        told = _signs_in(cell)
        if told:
            signs = told - {None}
            return signs.pop() if len(signs) == 1 else None
    return parse_sign(cell)


def is_phrase(cell: str) -> bool:
    """Return whether `parse_phrase` understands a cell."""
    return is_sign(cell) or bool(_signs_in(cell))


def _signs_in(cell: str) -> set[float | None]:
    """Return the signs of the words in a phrase; symbols and numbers in it do not count."""
    words = _WORD.findall(_plain(cell))
    if len(words) < 2 or "not" in words or "no" in words:
        return set()
    return {_SIGNS[word] for word in words if word in _SIGNS}


def _plain(cell: str) -> str:
    word = _DASH.sub("-", cell.lower())
    if word.startswith("(") and word.endswith(")"):
        word = word[1:-1]
    prefixed = _PREFIXED.fullmatch(word)
    if prefixed and prefixed[1] in _SIGNS:
        return prefixed[1]
    return word[:-1] if word.endswith(".") and word[:-1].isalpha() else word  # "Act."
